# install/NAME: harness/tests/install/NAME.sh, given the command, the repository, a folder to write to, and a prefix that
# this build was installed to, and which was moved since. The preset `debug` runs them.

if(NOT OFFERCHECK_INSTALL OR WIN32)
  return()
endif()

set(install_folder "${PROJECT_BINARY_DIR}/install tests")
offercheck_test(install/prefix "${CMAKE_COMMAND}"
  -D "BINARY_DIR=${PROJECT_BINARY_DIR}" -D "FOLDER=${install_folder}" -P "${tests_folder}/install/prefix.cmake")
set_tests_properties(install/prefix PROPERTIES FIXTURES_SETUP prefix)

file(GLOB install_scripts CONFIGURE_DEPENDS "${tests_folder}/install/*.sh")
foreach(script IN LISTS install_scripts)
  cmake_path(GET script STEM name)
  offercheck_test("install/${name}" sh "${script}" $<TARGET_FILE:offercheck> "${PROJECT_SOURCE_DIR}"
    "${install_folder}/${name}" "${install_folder}/moved prefix")
  set_tests_properties("install/${name}" PROPERTIES FIXTURES_REQUIRED prefix)
endforeach()
