#!/bin/sh
# The ABI, the mock, the program model and the oracle compile for Windows.
set -eu
compiler=x86_64-w64-mingw32-gcc
command -v "$compiler" >/dev/null || {
  echo "$compiler is missing"
  exit 77
}
cd "$1"
output=$2/portable
mkdir -p "$output"
# shellcheck disable=SC2016 # the inner shell's own arguments
find harness/abi harness/mock harness/program harness/oracle -name '*.c' ! -name '*_posix.c' -print0 |
  xargs -0 -n 1 -P "$(nproc)" sh -c '
    exec "$1" -std=c11 -Wall -Wextra -Werror -I harness -I . -c "$3" -o "$2/$(echo "$3" | tr / _).o"' - "$compiler" "$output"
