# The mock kernel's own choices, wherever the contract leaves one. The words: see wsl2.profile.
title The mock kernel's exact choices

refuse OFR-CNT-01 OFR-CNT-04 RCL-NUM-01 RCL-NUM-04
accept OFR-CNT-05 RCL-NUM-05
refuse OFR-FLG-01 OFR-PTR-05 RCL-PTR-05 RCL-PTR-07
refuse OFR-HND-07 RCL-HND-07 OFR-STA-06 OFR-LCK-01
refuse OFR-RMV-03 RCL-RMV-03 OFR-RMV-05 RCL-RMV-05

accept OFR-DEV-07 RCL-DEV-07 OFR-PTR-04 RCL-PTR-04 RCL-OK-06
accept OFR-STA-02 OFR-STA-05 RCL-STA-05 OFR-STA-07 RCL-STA-07
accept OFR-MEM-01 RCL-MEM-01

# A destruction that fails destroys nothing.
accept OFR-DEV-08 RCL-DEV-08 OFR-HND-08 RCL-HND-08

hold OFR-PTR-06 RCL-PTR-06 OFR-RMV-04 RCL-RMV-04 OFR-STA-01 RCL-STA-01 OFR-STA-03 OFR-STA-04
hold RCL-FNC-01 RCL-DIS-01
