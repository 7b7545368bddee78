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

# offercheck_name(<name>): a library's other names. The target is offercheck_NAME, so that it can be part of another
# project; whoever links it says offercheck::NAME, as an installed one is called, and within this project NAME.
function(offercheck_name name)
  add_library(offercheck::${name} ALIAS offercheck_${name})
  set_target_properties(offercheck_${name} PROPERTIES EXPORT_NAME ${name})
  if(PROJECT_IS_TOP_LEVEL)
    add_library(${name} ALIAS offercheck_${name})
  endif()
endfunction()

# offercheck_includes(<target>): the folders that #include lines start from; of what is installed, that of the ABI.
function(offercheck_includes target)
  target_include_directories(${target} PUBLIC
    "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/harness>" "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>"
    "$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/offercheck>")
endfunction()

# offercheck_library(<name> <folder> [EXCLUDE <file>...] [LINK <library>...]): what is linked was declared before.
function(offercheck_library name folder)
  cmake_parse_arguments(PARSE_ARGV 2 library "" "" "EXCLUDE;LINK")
  offercheck_sources(sources ${folder})
  foreach(file IN LISTS library_EXCLUDE)
    list(FILTER sources EXCLUDE REGEX "/${file}\\.c$")
  endforeach()
  add_library(offercheck_${name} STATIC ${sources})
  offercheck_name(${name})
  offercheck_includes(offercheck_${name})
  target_compile_definitions(offercheck_${name} PRIVATE OFFERCHECK_VERSION="${PROJECT_VERSION}")
  foreach(library IN LISTS library_LINK)
    if(TARGET offercheck_${library})
      set(library offercheck_${library})
    endif()
    target_link_libraries(offercheck_${name} PUBLIC ${library})
  endforeach()
endfunction()

# offercheck_command(<name> <mock>): the command, its default target that mock.
function(offercheck_command name mock)
  add_executable(${name} "${PROJECT_SOURCE_DIR}/harness/abi/entry_points_linked.c")
  target_link_libraries(${name} PRIVATE offercheck_cli offercheck_${mock})
endfunction()
