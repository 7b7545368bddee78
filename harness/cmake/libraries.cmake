# Libraries and commands from folders: a new source file is found, never registered.

# offercheck_sources(<out> <folder>...): the folders' .c files, without those of the other platform.
function(offercheck_sources ret_sources)
  list(TRANSFORM ARGN REPLACE "(.+)" "${PROJECT_SOURCE_DIR}/\\1/*.c" OUTPUT_VARIABLE patterns)
  file(GLOB sources CONFIGURE_DEPENDS ${patterns})
  if(WIN32)
    list(FILTER sources EXCLUDE REGEX "_posix\\.c$")
  else()
    list(FILTER sources EXCLUDE REGEX "_windows\\.c$")
  endif()
  set(${ret_sources} "${sources}" PARENT_SCOPE)
endfunction()

# offercheck_library(<name> <folder> [EXCLUDE <file>...] [LINK <library>...])
function(offercheck_library name folder)
  cmake_parse_arguments(PARSE_ARGV 2 library "" "" "EXCLUDE;LINK")
  offercheck_sources(sources ${folder})
  foreach(file IN LISTS library_EXCLUDE)
    list(FILTER sources EXCLUDE REGEX "/${file}\\.c$")
  endforeach()
  add_library(${name} STATIC ${sources})
  target_include_directories(${name} PUBLIC "${PROJECT_SOURCE_DIR}/harness" "${PROJECT_SOURCE_DIR}")
  target_compile_definitions(${name} PRIVATE OFFERCHECK_VERSION="${PROJECT_VERSION}")
  target_link_libraries(${name} PUBLIC ${library_LINK})
endfunction()

# offercheck_command(<name> <mock>): the command, its default target that mock.
function(offercheck_command name mock)
  offercheck_sources(sources harness/cli)
  add_executable(${name} ${sources} "${PROJECT_SOURCE_DIR}/harness/abi/entry_points_linked.c")
  target_compile_definitions(${name} PRIVATE OFFERCHECK_VERSION="${PROJECT_VERSION}")
  target_link_libraries(${name} PRIVATE fuzz reports certification run oracle program ${mock} abi digest embedded)
endfunction()
