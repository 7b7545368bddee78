# The contract alone.
title The documented contract
