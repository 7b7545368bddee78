# NAME_mutator.so: the structure-aware mutator as AFL++ loads it. It runs inside afl-fuzz, which has neither sanitizers
# nor counters of its own, so that it is built without them.

if(NOT unwatched_launcher)
  return()
endif()

# offercheck_plain(<target>...): built as without an engine.
function(offercheck_plain)
  foreach(name IN LISTS ARGN)
    target_compile_options(${name} PRIVATE -fno-sanitize=all)
    target_link_options(${name} PRIVATE -fno-sanitize=all)
    set_target_properties(${name} PROPERTIES
      C_COMPILER_LAUNCHER "${unwatched_launcher}" C_LINKER_LAUNCHER "${unwatched_launcher}" EXPORT_COMPILE_COMMANDS OFF)
  endforeach()
endfunction()

offercheck_sources(mutator_sources harness/abi harness/program fuzz)
list(FILTER mutator_sources EXCLUDE REGEX "/entry_points_linked\\.c$")
add_library(fuzz_mutator OBJECT ${mutator_sources} ${transcript_parser}
  "${CMAKE_CURRENT_BINARY_DIR}/fuzz_targets.c" "${PROJECT_BINARY_DIR}/embedded/embedded.c")
target_include_directories(fuzz_mutator PUBLIC
  "${PROJECT_SOURCE_DIR}/harness" "${PROJECT_SOURCE_DIR}" "${PROJECT_BINARY_DIR}/embedded")
target_compile_definitions(fuzz_mutator PRIVATE OFFERCHECK_VERSION="${PROJECT_VERSION}")
add_dependencies(fuzz_mutator embedded)
offercheck_plain(fuzz_mutator)

foreach(name IN LISTS fuzz_targets)
  add_library(${name}_mutator MODULE engine/afl_mutator.c)
  target_compile_definitions(${name}_mutator PRIVATE FUZZ_TARGET=${name})
  target_link_libraries(${name}_mutator PRIVATE fuzz_mutator)
  target_link_options(${name}_mutator PRIVATE "LINKER:--no-undefined")
  set_target_properties(${name}_mutator PROPERTIES PREFIX "" LIBRARY_OUTPUT_DIRECTORY "${fuzzers_folder}")
  offercheck_plain(${name}_mutator)
endforeach()
