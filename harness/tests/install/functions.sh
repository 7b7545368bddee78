#!/bin/sh
# The functions of the CMake package: what they take, and what they say of what they do not.
set -eu
# shellcheck source=/dev/null
. "$2/harness/tests/cli_support.sh"
prefix=$4
enter "$2" "$3"
cat >CMakeLists.txt <<'END'
cmake_minimum_required(VERSION 3.25)
project(vendor LANGUAGES C)
find_package(offercheck 0.1 REQUIRED)
add_library(vendor STATIC vendor.c more.c)
add_library(nothing STATIC nothing.c)
add_library(shared SHARED vendor.c)
target_link_libraries(vendor PUBLIC offercheck::abi)
target_link_libraries(shared PRIVATE offercheck::abi)
include("${LINES}")
END
cat >vendor.c <<'END'
#include <abi/entry_points.h>

NTSTATUS APIENTRY D3DKMTOfferAllocations(const D3DKMT_OFFERALLOCATIONS *call)
{
  return call != NULL ? STATUS_INVALID_PARAMETER : STATUS_SUCCESS;
}
END
# On its own in the archive: only the table asks for it.
cat >more.c <<'END'
#include <abi/entry_points.h>

NTSTATUS APIENTRY D3DKMTEnumAdapters2(D3DKMT_ENUMADAPTERS2 *call)
{
  return call != NULL ? STATUS_INVALID_PARAMETER : STATUS_SUCCESS;
}
END
echo 'int nothing = 1;' >nothing.c

configure()
{
  printf '%s\n' "$1" >lines.cmake
  cmake -G Ninja -B build -D "CMAKE_PREFIX_PATH=$prefix" -D "LINES=$PWD/lines.cmake" >log 2>&1
}

# wrong TEXT LINE: it is refused with this text.
wrong()
{
  ! configure "$2" || fail "accepted: $2"
  tr -s ' \n' ' ' <log | grep -qF -e "$1" || fail "not '$1': $(cat log)"
}

right()
{
  configure "$1" || fail "$1: $(cat log)"
  cmake --build build >log 2>&1 || fail "$1: $(cat log)"
}

wrong 'one: IMPLEMENTATION is missing' 'offercheck_add_conformance(one)'
wrong "'vendor' is too much" 'offercheck_add_conformance(one vendor)'
wrong "'mock' is no name for an implementation" 'offercheck_add_conformance(one IMPLEMENTATION vendor CALLED mock)'
wrong "'my driver' is no name" 'offercheck_add_conformance(one IMPLEMENTATION vendor CALLED "my driver")'
wrong "no fuzz target 'fuzz_text'; expected fuzz_offer, fuzz_offer_bytes, fuzz_reclaim, fuzz_sequence" \
  'offercheck_add_fuzzers(many IMPLEMENTATION vendor TARGETS fuzz_text)'
wrong 'many_fuzz_offer: IMPLEMENTATION is missing' 'offercheck_add_fuzzers(many)'

# What has no offer call cannot be linked; what has no more is judged as far as it goes, which is nowhere.
configure 'offercheck_add_conformance(one IMPLEMENTATION nothing)' || fail "$(cat log)"
! cmake --build build >log 2>&1 || fail 'linked without an offer call'
grep -q 'undefined reference.*D3DKMTOfferAllocations' log || fail "another error: $(cat log)"
right 'offercheck_add_conformance(one IMPLEMENTATION vendor)'
refused 3 'nothing was judged' build/one certify --filter 'OFR-OK-01' --out vendor-bundle
holds vendor-bundle 'set(case["verdict"] for case in results["cases"]) == {"NOT_SUPPORTED"}'
holds vendor-bundle '[entry["name"] for entry in results["entry_points"] if entry["present"]] == ["D3DKMTEnumAdapters2", "D3DKMTOfferAllocations"]'

# Archives by their path, shared libraries, several libraries, another name and folder, one fuzz target.
cp build/libvendor.a 'lib the vendor.a'
# shellcheck disable=SC2016 # CMake's own
right 'offercheck_add_conformance(one IMPLEMENTATION "${CMAKE_SOURCE_DIR}/lib the vendor.a" nothing CALLED v-2.0)'
ends 0 build/one --help
grep -q 'linked with v-2.0' out || fail "another name: $(tail -3 out)"
right 'offercheck_add_conformance(one IMPLEMENTATION shared)'
build/one --help | grep -q 'linked with shared' || fail 'not linked with the shared library'
# shellcheck disable=SC2016 # CMake's own
right 'offercheck_add_fuzzers(few IMPLEMENTATION vendor TARGETS fuzz_offer FOLDER "${CMAKE_SOURCE_DIR}/put here")
set_target_properties(few PROPERTIES EXCLUDE_FROM_ALL OFF)'
[ "$(find 'put here' -type f -perm -u+x ! -name '*.so')" = 'put here/fuzz_offer' ] || fail "$(ls 'put here')"
