#!/bin/sh
# The sources as a part of another project, whose own targets have the plainest names: the same functions, no tests.
set -eu
# shellcheck source=/dev/null
. "$2/harness/tests/cli_support.sh"
enter "$2" "$3"
cat >CMakeLists.txt <<'END'
cmake_minimum_required(VERSION 3.25)
project(whole LANGUAGES C)
enable_testing()
foreach(name IN ITEMS abi mock program oracle run fuzz reports digest cli embedded certify coverage fuzzers pages)
  add_custom_target(${name})
endforeach()
add_subdirectory("${OFFERCHECK}" offercheck EXCLUDE_FROM_ALL)
add_library(acme STATIC "${OFFERCHECK}/harness/packaging/example/acme.c")
target_link_libraries(acme PUBLIC offercheck::abi)
offercheck_add_conformance(acme-certify IMPLEMENTATION acme)
offercheck_add_fuzzers(acme-fuzzers IMPLEMENTATION acme TARGETS fuzz_reclaim)
END
clean cmake -G Ninja -B build -D "OFFERCHECK=$2" -D CMAKE_BUILD_TYPE=Debug
clean cmake --build build --target acme-certify acme-fuzzers
ends 0 build/acme-certify certify --filter 'OFR-OK-*' --out bundle
holds bundle 'results["facts"]["target"] == "acme" and results["verdicts"]["PASS"] > 0'
clean build/fuzzers/fuzz_reclaim build/fuzzers/fuzz_reclaim_seed_corpus
grep -q '[1-9][0-9]* inputs played' out || fail "$(cat out)"
ctest --test-dir build -N >out
grep -q 'Total Tests: 0' out || fail "tests of its own: $(tail -3 out)"
