# What `cmake --install` puts where, in two components:
#
#   offercheck   the command, its manual and completions, the mock kernel as a library
#   development  the CMake package: archives, headers, what fuzz targets start from, an example

if(NOT OFFERCHECK_INSTALL)
  if(PROJECT_IS_TOP_LEVEL)
    install(CODE "message(FATAL_ERROR \"this build is instrumented, or for a fuzzing engine: install that of the preset 'release'\")")
  endif()
  return()
endif()

set(install_docs "${CMAKE_INSTALL_DOCDIR}")
set(install_archives "${CMAKE_INSTALL_LIBDIR}/offercheck")
set(install_data "${CMAKE_INSTALL_DATADIR}/offercheck")
set(install_cmake "${CMAKE_INSTALL_LIBDIR}/cmake/offercheck")
set(packaging "${PROJECT_SOURCE_DIR}/harness/packaging")

set(CMAKE_INSTALL_DEFAULT_COMPONENT_NAME offercheck)

install(TARGETS offercheck EXPORT offercheckTargets)
# Its clients say where it is, and no linker takes it for a library of the system's.
install(TARGETS d3dkmt_mock
  RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}" LIBRARY DESTINATION "${install_archives}")
include(pages)

# The texts, in the folders that their links go by.
file(GLOB texts RELATIVE "${PROJECT_SOURCE_DIR}" CONFIGURE_DEPENDS
  README.md conformance/*.md corpus/*.md fuzz/*.md harness/*.md harness/mock/*.md harness/packaging/*.md harness/program/*.md reports/*.md reports/*.json)
foreach(text IN LISTS texts)
  cmake_path(GET text PARENT_PATH folder)
  install(FILES "${text}" DESTINATION "${install_docs}/${folder}")
endforeach()

# Where an implementation is loaded and not linked, that is all.
if(WIN32)
  return()
endif()

set(CMAKE_INSTALL_DEFAULT_COMPONENT_NAME development)

get_property(kernel_targets GLOBAL PROPERTY OFFERCHECK_FUZZ_TARGETS)
set(archives abi program oracle run certification digest reports cli embedded fuzz fuzz_engine fuzz_replay ${kernel_targets})
list(TRANSFORM archives PREPEND "offercheck_")
install(TARGETS ${archives} EXPORT offercheckTargets ARCHIVE DESTINATION "${install_archives}")

install(DIRECTORY harness/abi DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/offercheck"
  FILES_MATCHING PATTERN "*.h" PATTERN "*.def")
install(FILES harness/abi/entry_points_linked.c DESTINATION "${install_data}")
foreach(name IN LISTS kernel_targets)
  install(DIRECTORY "${PROJECT_BINARY_DIR}/fuzzers/${name}_seed_corpus" DESTINATION "${install_data}/fuzzers")
  install(FILES "fuzz/${name}.dict" "fuzz/${name}.options" DESTINATION "${install_data}/fuzzers" OPTIONAL)
  install(TARGETS ${name}_mutator LIBRARY DESTINATION "${install_archives}")
endforeach()
install(DIRECTORY "${packaging}/example" DESTINATION "${install_data}")

include(CMakePackageConfigHelpers)
configure_package_config_file("${packaging}/offercheckConfig.cmake.in" "${PROJECT_BINARY_DIR}/offercheckConfig.cmake"
  INSTALL_DESTINATION "${install_cmake}" PATH_VARS install_data install_archives)
write_basic_package_version_file("${PROJECT_BINARY_DIR}/offercheckConfigVersion.cmake" COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/offercheckConfig.cmake" "${PROJECT_BINARY_DIR}/offercheckConfigVersion.cmake"
  "${CMAKE_CURRENT_LIST_DIR}/vendor.cmake" "${CMAKE_CURRENT_LIST_DIR}/vendor_data.cmake"
  DESTINATION "${install_cmake}")
install(EXPORT offercheckTargets NAMESPACE offercheck:: DESTINATION "${install_cmake}")

if(PROJECT_IS_TOP_LEVEL)
  include(package)
endif()
