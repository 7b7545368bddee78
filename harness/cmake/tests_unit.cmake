# unit/NAME: harness/tests/test_NAME.c, linked with the libraries, the mock, cmocka and the folder's other .c files.
# unit/NAME too: harness/tests/test_NAME.sh, given the command, the repository and a folder to write to.
# Libraries to load as a target, beside the mock's own: harness/tests/targets/NAME.c, or the .c files of
# harness/tests/targets/NAME/, become NAME.so; mock_defects.so holds the mock with the planted defects. The libraries
# that do harm are hostile-NAME.so.

find_path(CMOCKA_INCLUDE_DIR cmocka.h REQUIRED)
find_library(CMOCKA_LIBRARY cmocka REQUIRED)

set(targets_folder "${PROJECT_BINARY_DIR}/targets")
file(MAKE_DIRECTORY "${targets_folder}")
set(targets_exports "${PROJECT_BINARY_DIR}/targets.map")
file(CONFIGURE OUTPUT "${targets_exports}" CONTENT "{ global: D3DKMT*; local: *; };\n" @ONLY)

# offercheck_target(<name> <source>...): a shared library that exports the D3DKMT names and nothing else.
function(offercheck_target name)
  add_library(target_${name} MODULE ${ARGN})
  set_target_properties(target_${name} PROPERTIES
    PREFIX "" OUTPUT_NAME "${name}" LIBRARY_OUTPUT_DIRECTORY "${targets_folder}")
  target_link_libraries(target_${name} PRIVATE abi)
  target_link_options(target_${name} PRIVATE "LINKER:--version-script=${targets_exports}")
endfunction()

file(CREATE_LINK ../libd3dkmt-mock.so "${targets_folder}/mock.so" SYMBOLIC)
offercheck_target(mock_defects $<TARGET_OBJECTS:mock_defects>)
target_link_libraries(target_mock_defects PRIVATE Threads::Threads)
file(GLOB target_sources CONFIGURE_DEPENDS "${tests_folder}/targets/*.c")
foreach(source IN LISTS target_sources)
  cmake_path(GET source STEM name)
  offercheck_target(${name} "${source}")
endforeach()
file(GLOB target_sources CONFIGURE_DEPENDS "${tests_folder}/targets/*/*.c")
set(target_folders ${target_sources})
list(TRANSFORM target_folders REPLACE "/[^/]*$" "")
list(REMOVE_DUPLICATES target_folders)
foreach(folder IN LISTS target_folders)
  cmake_path(GET folder FILENAME name)
  set(sources ${target_sources})
  list(FILTER sources INCLUDE REGEX "/${name}/[^/]*$")
  offercheck_target(${name} ${sources})
endforeach()
# hostile-NAME.so, for each row of harness/tests/hostile/acts.def.
file(GLOB hostile_sources CONFIGURE_DEPENDS "${tests_folder}/hostile/*.c")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${tests_folder}/hostile/acts.def")
file(STRINGS "${tests_folder}/hostile/acts.def" hostile_rows REGEX "^HOSTILE\\(")
foreach(row IN LISTS hostile_rows)
  string(REGEX REPLACE "^HOSTILE\\(([a-z_]+),.*" "\\1" name "${row}")
  offercheck_target(hostile-${name} ${hostile_sources})
  target_compile_definitions(target_hostile-${name} PRIVATE HOSTILE_NAME="${name}")
  target_link_libraries(target_hostile-${name} PRIVATE Threads::Threads ${CMAKE_DL_LIBS})
endforeach()
target_compile_definitions(target_hostile-half PRIVATE HOSTILE_HALF=1)
get_property(targets DIRECTORY PROPERTY BUILDSYSTEM_TARGETS)
list(FILTER targets INCLUDE REGEX "^target_")

offercheck_sources(helpers harness/tests)
set(unit_sources ${helpers})
list(FILTER unit_sources INCLUDE REGEX "/test_[^/]*$")
list(FILTER helpers EXCLUDE REGEX "/test_[^/]*$")
set(libraries fuzz_engine fuzz reports certification run oracle program mock abi digest embedded)
if(helpers)
  add_library(test_helpers OBJECT ${helpers})
  target_link_libraries(test_helpers PRIVATE ${libraries})
  target_include_directories(test_helpers PRIVATE "${CMOCKA_INCLUDE_DIR}")
  set(helpers $<TARGET_OBJECTS:test_helpers>)
endif()

foreach(source IN LISTS unit_sources)
  cmake_path(GET source STEM target)
  string(REGEX REPLACE "^test_" "" name "${target}")
  add_executable(${target} "${source}" ${helpers} "${PROJECT_SOURCE_DIR}/harness/abi/entry_points_linked.c")
  target_include_directories(${target} PRIVATE "${CMOCKA_INCLUDE_DIR}")
  target_compile_definitions(${target} PRIVATE
    OFFERCHECK_VERSION="${PROJECT_VERSION}"
    TEST_COMMAND="$<TARGET_FILE:offercheck>"
    TEST_TARGETS="${targets_folder}"
    TEST_MOCK="$<TARGET_FILE:d3dkmt_mock>"
    TEST_SOURCES="${PROJECT_SOURCE_DIR}")
  target_link_libraries(${target} PRIVATE ${libraries} "${CMOCKA_LIBRARY}")
  add_dependencies(${target} offercheck d3dkmt_mock ${targets})
  offercheck_test("unit/${name}" $<TARGET_FILE:${target}>)
endforeach()

file(GLOB unit_scripts CONFIGURE_DEPENDS "${tests_folder}/test_*.sh")
list(FILTER unit_scripts EXCLUDE REGEX "/test_fuzz_build\\.sh$") # see tests_fuzz.cmake
foreach(script IN LISTS unit_scripts)
  cmake_path(GET script STEM name)
  string(REGEX REPLACE "^test_" "" name "${name}")
  set(scratch "${PROJECT_BINARY_DIR}/scratch/${name}")
  file(MAKE_DIRECTORY "${scratch}")
  offercheck_test("unit/${name}" sh "${script}" $<TARGET_FILE:offercheck> "${PROJECT_SOURCE_DIR}" "${scratch}")
endforeach()
