#!/bin/sh
# All that Windows is to have compiles for it; linking and playing are left to the preset `windows`.
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
find harness reports \( -path harness/tests -o -path harness/packaging \) -prune -o -name '*.c' ! -name '*_posix.c' -print0 |
  xargs -0 -n 1 -P "$(nproc)" sh -c '
    exec "$1" -std=c11 -Wall -Wextra -Werror -DOFFERCHECK_VERSION=\"0\" -I harness -I . -I "$3" \
      -c "$4" -o "$2/$(echo "$4" | tr / _).o"' - "$compiler" "$output" "$2/embedded"
