# lint/NAME: harness/tests/lint/NAME.sh or NAME.py, given the repository and the build folder.

file(GLOB lints CONFIGURE_DEPENDS "${tests_folder}/lint/*.sh" "${tests_folder}/lint/*.py")
list(FILTER lints EXCLUDE REGEX "/_[^/]*$")
foreach(lint IN LISTS lints)
  cmake_path(GET lint STEM name)
  if(lint MATCHES "\\.py$")
    set(interpreter python3 -B)
  else()
    set(interpreter sh)
  endif()
  offercheck_test("lint/${name}" ${interpreter} "${lint}" "${PROJECT_SOURCE_DIR}" "${PROJECT_BINARY_DIR}")
endforeach()

# These two keep every processor busy.
cmake_host_system_information(RESULT processors QUERY NUMBER_OF_LOGICAL_CORES)
set_tests_properties(lint/clang_tidy lint/cppcheck PROPERTIES PROCESSORS ${processors})
