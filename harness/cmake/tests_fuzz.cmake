# fuzz/build-ENGINE-SANITIZER: fuzz/oss-fuzz/build.sh makes targets that hold OSS-Fuzz's contract.

cmake_host_system_information(RESULT processors QUERY NUMBER_OF_LOGICAL_CORES)
foreach(combination IN ITEMS libfuzzer-address libfuzzer-undefined libfuzzer-memory afl-address)
  string(REPLACE "-" ";" words "${combination}")
  offercheck_test("fuzz/build-${combination}" sh "${tests_folder}/test_fuzz_build.sh" ${words}
    "${PROJECT_SOURCE_DIR}" "${PROJECT_BINARY_DIR}/scratch/fuzz-build-${combination}")
  # Each builds with every processor.
  set_tests_properties("fuzz/build-${combination}" PROPERTIES PROCESSORS ${processors})
endforeach()
