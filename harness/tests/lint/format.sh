#!/bin/sh
# Every C and C++ file is as clang-format writes it.
set -eu
cd "$1"
find harness fuzz conformance reports \( -name '*.c' -o -name '*.h' -o -name '*.cpp' \) -print0 2>/dev/null |
  xargs -0 clang-format --dry-run --Werror
