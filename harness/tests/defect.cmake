# Plays FILTER with the planted defect that MOCK_DEFECT names; passes when COMMAND blames REQUIREMENT.

cmake_minimum_required(VERSION 3.25)

file(REMOVE_RECURSE "${OUT}")
execute_process(
  COMMAND "${COMMAND}" certify --filter "${FILTER}" --out "${OUT}"
  OUTPUT_VARIABLE output ERROR_VARIABLE output RESULT_VARIABLE status)
if(NOT status EQUAL 1)
  message(NOTICE "${output}")
  message(FATAL_ERROR "$ENV{MOCK_DEFECT}: exit status ${status}, expected 1")
endif()

file(READ "${OUT}/results.json" results)
string(JSON requirements GET "${results}" requirements)
string(JSON count LENGTH "${requirements}")
set(blamed "")
set(found "none")
set(index 0)
while(index LESS count)
  string(JSON entry GET "${requirements}" ${index})
  string(JSON id GET "${entry}" id)
  string(JSON verdict GET "${entry}" verdict)
  if(verdict MATCHES "^(FAIL|CRASH|TIMEOUT)$")
    string(APPEND blamed " ${id}")
  endif()
  if(id STREQUAL REQUIREMENT)
    set(found "${verdict}")
  endif()
  math(EXPR index "${index} + 1")
endwhile()

if(NOT found MATCHES "^(FAIL|CRASH|TIMEOUT)$")
  message(FATAL_ERROR
    "$ENV{MOCK_DEFECT}: the verdict on ${REQUIREMENT} is ${found}, expected FAIL, CRASH or TIMEOUT; blamed:${blamed}")
endif()
message(STATUS "$ENV{MOCK_DEFECT}: caught by${blamed}")
