# The target `coverage`: plays the tests and prints what of the mock and of the oracle they reached.

foreach(tool llvm-profdata llvm-cov)
  string(TOUPPER "${tool}" variable)
  string(REPLACE "-" "_" variable "${variable}")
  find_program(${variable} ${tool} REQUIRED)
endforeach()

# What a test runs, built with the mock or with the oracle.
get_property(programs DIRECTORY PROPERTY BUILDSYSTEM_TARGETS)
list(FILTER programs INCLUDE REGEX "^(offercheck|test_.*)$")
list(REMOVE_ITEM programs test_helpers)
list(TRANSFORM programs REPLACE "(.+)" "$<TARGET_FILE:\\1>")

add_custom_target(coverage
  COMMAND "${CMAKE_COMMAND}"
    -D "CTEST=${CMAKE_CTEST_COMMAND}"
    -D "PROFDATA=${LLVM_PROFDATA}"
    -D "COV=${LLVM_COV}"
    -D "SOURCE_DIR=${PROJECT_SOURCE_DIR}"
    -D "BINARY_DIR=${PROJECT_BINARY_DIR}"
    -D "PROGRAMS=${programs}"
    -P "${CMAKE_CURRENT_LIST_DIR}/coverage_report.cmake"
  WORKING_DIRECTORY "${PROJECT_BINARY_DIR}"
  COMMENT "Measuring the tests' coverage of the mock and the oracle"
  USES_TERMINAL VERBATIM)
add_dependencies(coverage offercheck)
