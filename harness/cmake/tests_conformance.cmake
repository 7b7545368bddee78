# conformance/GROUP: the suite's cases of each group of requirements, on the mock.
# defects/NAME: each planted defect makes the suite fail the requirement that its row names.

set(requirements "${PROJECT_SOURCE_DIR}/conformance/requirements.txt")
set(defects "${PROJECT_SOURCE_DIR}/harness/mock/defects.def")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${requirements}" "${defects}")

# offercheck_certify(<name> <filter>): certifies the mock into a folder of the test's name; no filter is the whole suite.
function(offercheck_certify name filter)
  set(arguments "")
  if(filter)
    set(arguments --filter "${filter}")
  endif()
  offercheck_test("conformance/${name}" $<TARGET_FILE:offercheck> certify ${arguments} --restart
    --out "${PROJECT_BINARY_DIR}/certify/${name}")
endfunction()

# "OFR-DEV-01 | documented | ..." is of the group OFR-DEV.
file(STRINGS "${requirements}" groups REGEX "^[A-Z0-9]+(-[A-Z0-9]+)*-[0-9]+ *\\|")
list(TRANSFORM groups REPLACE "-[0-9]+ *\\|.*" "")
list(REMOVE_DUPLICATES groups)
if(NOT groups)
  message(FATAL_ERROR "${requirements}: no requirements found")
endif()
foreach(group IN LISTS groups)
  offercheck_certify(${group} "${group}-*")
endforeach()
offercheck_certify(exhaustive "exhaustive*")
offercheck_certify(all "")

# What the whole run wrote, against its own schema and as other tools read it.
set(bundle "${PROJECT_BINARY_DIR}/certify/all")
set_tests_properties(conformance/all PROPERTIES FIXTURES_SETUP bundle)
offercheck_test(conformance/schema
  python3 -W ignore -m jsonschema -i "${bundle}/results.json" "${PROJECT_SOURCE_DIR}/reports/results.schema.json")
offercheck_test(conformance/junit sh "${tests_folder}/reports/junit.sh" "${PROJECT_SOURCE_DIR}" "${bundle}/junit.xml")
offercheck_test(conformance/verify $<TARGET_FILE:offercheck> verify "${bundle}")
set_tests_properties(conformance/schema conformance/junit conformance/verify PROPERTIES FIXTURES_REQUIRED bundle)
# And through the library, once: the sanitizers' builds have its clients.
if(NOT OFFERCHECK_SANITIZER)
  offercheck_test(conformance/library python3 -B "${tests_folder}/conformance/library.py" $<TARGET_FILE:offercheck>
    $<TARGET_FILE:d3dkmt_mock> "${bundle}" "${PROJECT_BINARY_DIR}/certify/library")
  set_tests_properties(conformance/library PROPERTIES FIXTURES_REQUIRED bundle)
endif()

function(offercheck_defect name requirement)
  offercheck_test("defects/${name}" "${CMAKE_COMMAND}"
    -D "COMMAND=$<TARGET_FILE:offercheck-defects>"
    -D "FILTER=${requirement}"
    -D "REQUIREMENT=${requirement}"
    -D "OUT=${PROJECT_BINARY_DIR}/defects/${name}"
    -P "${tests_folder}/defect.cmake")
  set_property(TEST "defects/${name}" APPEND PROPERTY ENVIRONMENT "MOCK_DEFECT=${name}")
endfunction()

if(EXISTS "${defects}")
  offercheck_command(offercheck-defects mock_defects)
  # With no defect chosen the same command finds nothing: what the others find is the defect.
  offercheck_test(defects/none $<TARGET_FILE:offercheck-defects> certify --restart
    --out "${PROJECT_BINARY_DIR}/defects/none")
  # Expanded by the compiler, for rows that stand for several.
  execute_process(
    COMMAND "${CMAKE_C_COMPILER}" -E -P -x c "${defects}"
    OUTPUT_VARIABLE rows COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX MATCHALL "MOCK_DEFECT\\([a-z0-9_]+,[ \n]*\"[A-Z0-9-]+\"" rows "${rows}")
  if(NOT rows)
    message(FATAL_ERROR "${defects}: no defects found")
  endif()
  foreach(row IN LISTS rows)
    string(REGEX MATCH "\\(([a-z0-9_]+),[ \n]*\"([A-Z0-9-]+)" row "${row}")
    offercheck_defect(${CMAKE_MATCH_1} ${CMAKE_MATCH_2})
  endforeach()
endif()
