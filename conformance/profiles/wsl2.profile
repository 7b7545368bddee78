# What was measured on WSL2: its guest driver and its thunk library (source K).
#
#   refuse ID...     a call with this fault must be refused
#   accept ID...     a call with this oddity must be accepted
#   hold ID...       the rule must hold, though the contract does not demand it
#   admit ID STATUS  the fault alone may also give this status: a known deviation from the contract, recorded
title Windows Subsystem for Linux 2, as measured

refuse OFR-CNT-01 OFR-CNT-04 RCL-NUM-01 RCL-NUM-04
accept OFR-CNT-05 RCL-NUM-05

# Newer drivers answer a bad pointer with -EFAULT, which their thunk library does not map.
admit OFR-PTR-01 STATUS_UNSUCCESSFUL
admit OFR-PTR-02 STATUS_UNSUCCESSFUL
admit OFR-PTR-03 STATUS_UNSUCCESSFUL
admit OFR-PTR-05 STATUS_UNSUCCESSFUL
admit OFR-CNT-02 STATUS_UNSUCCESSFUL
admit RCL-PTR-01 STATUS_UNSUCCESSFUL
admit RCL-PTR-02 STATUS_UNSUCCESSFUL
admit RCL-PTR-03 STATUS_UNSUCCESSFUL
admit RCL-PTR-05 STATUS_UNSUCCESSFUL
admit RCL-PTR-07 STATUS_UNSUCCESSFUL
admit RCL-NUM-02 STATUS_UNSUCCESSFUL

admit OFR-MEM-01 STATUS_NO_MEMORY
admit RCL-MEM-01 STATUS_NO_MEMORY
