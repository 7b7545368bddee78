# NAME_mutator.so: the structure-aware mutator as AFL++ loads it. It runs inside afl-fuzz, which has neither sanitizers
# nor counters of its own, so that it is built without them. Built for AFL++'s compiler, and to be installed.

if(NOT unwatched_launcher AND NOT OFFERCHECK_INSTALL)
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

if(unwatched_launcher)
  offercheck_sources(mutator_sources harness/abi harness/program fuzz)
  list(FILTER mutator_sources EXCLUDE REGEX "/entry_points_linked\\.c$")
  add_library(fuzz_mutator OBJECT ${mutator_sources} ${transcript_parser}
    "${CMAKE_CURRENT_BINARY_DIR}/fuzz_targets.c" "${PROJECT_BINARY_DIR}/embedded/embedded.c")
  target_include_directories(fuzz_mutator PUBLIC
    "${PROJECT_SOURCE_DIR}/harness" "${PROJECT_SOURCE_DIR}" "${PROJECT_BINARY_DIR}/embedded")
  target_compile_definitions(fuzz_mutator PRIVATE OFFERCHECK_VERSION="${PROJECT_VERSION}")
  add_dependencies(fuzz_mutator offercheck_embedded)
  offercheck_plain(fuzz_mutator)
  set(mutator_library fuzz_mutator)
else()
  # Nothing is instrumented here: the libraries do.
  set(mutator_library offercheck_fuzz)
endif()

foreach(name IN LISTS fuzz_targets)
  add_library(${name}_mutator MODULE engine/afl_mutator.c)
  target_compile_definitions(${name}_mutator PRIVATE FUZZ_TARGET=${name})
  target_link_libraries(${name}_mutator PRIVATE ${mutator_library})
  target_link_options(${name}_mutator PRIVATE "LINKER:--no-undefined")
  set_target_properties(${name}_mutator PROPERTIES PREFIX "" LIBRARY_OUTPUT_DIRECTORY "${fuzzers_folder}")
  offercheck_plain(${name}_mutator)
endforeach()
