# Plays the unit and conformance tests, then prints llvm-cov's table of harness/mock and harness/oracle.

cmake_minimum_required(VERSION 3.25)

# One file a process, its counters mapped: neither a crash nor _exit loses them.
set(profiles "${BINARY_DIR}/profiles")
file(REMOVE_RECURSE "${profiles}")
set(ENV{LLVM_PROFILE_FILE} "${profiles}/%p%c.profraw")

execute_process(
  COMMAND "${CTEST}" --output-on-failure --no-tests=error -L "^(unit|conformance)$"
  WORKING_DIRECTORY "${BINARY_DIR}" RESULT_VARIABLE tests)

file(GLOB files "${profiles}/*.profraw")
list(JOIN files "\n" list)
file(WRITE "${profiles}/list.txt" "${list}\n")
execute_process(
  COMMAND "${PROFDATA}" merge --sparse --failure-mode=all "--input-files=${profiles}/list.txt"
    -o "${BINARY_DIR}/coverage.profdata"
  COMMAND_ERROR_IS_FATAL ANY)
file(REMOVE ${files})

list(POP_FRONT PROGRAMS first)
list(TRANSFORM PROGRAMS PREPEND "--object=" OUTPUT_VARIABLE objects)
execute_process(
  COMMAND "${COV}" report --show-region-summary=false "--instr-profile=${BINARY_DIR}/coverage.profdata"
    "${first}" ${objects} "${SOURCE_DIR}/harness/mock" "${SOURCE_DIR}/harness/oracle"
  COMMAND_ERROR_IS_FATAL ANY)

if(NOT tests EQUAL 0)
  message(FATAL_ERROR "Tests failed")
endif()
