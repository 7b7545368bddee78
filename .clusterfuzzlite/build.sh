#!/bin/bash -eu
# The fuzz targets are built as OSS-Fuzz builds them.

bash -eux "$SRC/offercheck/fuzz/oss-fuzz/build.sh"
