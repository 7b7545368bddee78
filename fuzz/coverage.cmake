# The target `corpus-coverage`: plays the seeds and the regression inputs of every fuzz target, and writes
#
#   corpus-coverage.txt   of the build folder: a line 'FILE LINES COVERED BRANCHES COVERED' for each file of the mock
#                         kernel and one for 'total', what `offercheck fuzz --coverage` takes
#   coverage/html/        the same, line by line

foreach(tool llvm-profdata llvm-cov)
  string(TOUPPER "${tool}" variable)
  string(REPLACE "-" "_" variable "${variable}")
  find_program(${variable} ${tool} REQUIRED)
endforeach()

list(TRANSFORM fuzz_targets REPLACE "(.+)" "$<TARGET_FILE:\\1>" OUTPUT_VARIABLE fuzz_programs)

add_custom_target(corpus-coverage
  COMMAND "${CMAKE_COMMAND}"
    -D "PROFDATA=${LLVM_PROFDATA}"
    -D "COV=${LLVM_COV}"
    -D "SOURCE_DIR=${PROJECT_SOURCE_DIR}"
    -D "BINARY_DIR=${PROJECT_BINARY_DIR}"
    -D "SEEDS=$<TARGET_FILE:fuzz-seeds>"
    -D "PROGRAMS=${fuzz_programs}"
    -P "${CMAKE_CURRENT_LIST_DIR}/coverage_report.cmake"
  COMMENT "Measuring the corpora's coverage of the mock kernel"
  USES_TERMINAL VERBATIM)
add_dependencies(corpus-coverage fuzz-seeds ${fuzz_targets})
