#!/bin/sh
# The interface's headers are for C++ clients too: each stands alone, none draws a warning, and the layouts are the same.
set -eu
headers=$1/harness
folder=$2/abi_cxx
mkdir -p "$folder"
cd "$folder"

fail() {
  printf '%s\n' "$*"
  exit 1
}

cat >layout.cpp <<'END'
#include <cstddef>
#include <type_traits>

#include "abi/d3dkmt.h"

#define ABI_STRUCT(structure, bytes) static_assert(sizeof(structure) == (bytes), "sizeof " #structure);
#define ABI_FIELD(structure, field, offset)                                                                            \
  static_assert(offsetof(structure, field) == (offset), #structure "." #field);
#define ABI_BITS(structure, field, offset, low, high)
#include "abi/layout.def"

// Under its plain name: after a declaration with C++ linkage this one would be an error.
#define ABI_ENTRY(id, function, structure, qualifier, ioctl, need)                                                     \
  extern "C" NTSTATUS APIENTRY function(qualifier structure *);                                                        \
  static_assert(std::is_same<decltype(&function), PFN##function>::value, #function);
#include "abi/entry_points.def"
END

# quiet COMPILER STANDARD FILE: it compiles, and the compiler has nothing to say.
quiet() {
  "$1" "-std=$2" -Wall -Wextra -Wshadow -pedantic -Werror -fsyntax-only -I "$headers" "$3" 2>err ||
    fail "$1 -std=$2: $(head -c 800 err)"
}

found=
for compiler in g++ clang++ x86_64-w64-mingw32-g++; do
  command -v "$compiler" >/dev/null || continue
  echo '#include <cstddef>' >probe.cpp
  "$compiler" -fsyntax-only probe.cpp 2>/dev/null || continue # a compiler without its library
  found="$found $compiler"
  for standard in c++11 c++14 c++17 c++20; do
    quiet "$compiler" "$standard" layout.cpp
  done
  for header in "$headers"/abi/*.h; do
    printf '#include "abi/%s"\n#include "abi/%s"\n' "${header##*/}" "${header##*/}" >alone.cpp
    quiet "$compiler" c++11 alone.cpp
  done
done
[ -n "$found" ] || {
  echo 'there is no C++ compiler'
  exit 77
}
echo "quiet:$found"

# What the check rests on: a field out of its place is seen.
sed 's/^ABI_FIELD(D3DKMT_OFFERALLOCATIONS, Priority, 28)/ABI_FIELD(D3DKMT_OFFERALLOCATIONS, Priority, 24)/' \
  "$headers/abi/layout.def" >moved.def
sed 's|abi/layout.def|moved.def|' layout.cpp >moved.cpp
# shellcheck disable=SC2086 # the first of the words
set -- $found
if "$1" -std=c++11 -fsyntax-only -I "$headers" moved.cpp 2>/dev/null; then
  fail 'a field out of its place goes unseen'
fi
