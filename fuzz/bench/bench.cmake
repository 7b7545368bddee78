# Benchmarks of the engine that the build is for; none is a test, and none of this is built by default.
#
#   bench-fuzz      how fast each target is, beside an empty one
#   bench-defects   how soon each planted defect is found, from the seeds
#   bench-mutation  how many executions that takes from nothing, by the structure-aware mutator and by bytes alone
#
# OFFERCHECK_BENCH is handed to the scripts: "--help" says what they take. They write to bench/ of the build folder.

if(NOT OFFERCHECK_FUZZING_ENGINE)
  return()
endif()

set(OFFERCHECK_BENCH "" CACHE STRING "Arguments for the scripts of bench-fuzz, bench-defects and bench-mutation")
separate_arguments(bench_arguments UNIX_COMMAND "${OFFERCHECK_BENCH}")
set(bench_folder "${PROJECT_BINARY_DIR}/bench")
set(bench_programs "")

# offercheck_bench_program(<name>): has it in bench/, when it is asked for.
function(offercheck_bench_program name)
  set_target_properties(${name} PROPERTIES
    EXCLUDE_FROM_ALL ON EXPORT_COMPILE_COMMANDS OFF RUNTIME_OUTPUT_DIRECTORY "${bench_folder}")
endfunction()

# offercheck_empty(<name> <source>...): the empty target, with what is to be measured beside it.
function(offercheck_empty name)
  add_executable(${name} bench/empty.c ${ARGN})
  target_compile_options(${name} PRIVATE ${watched})
  target_link_libraries(${name} PRIVATE fuzz)
  offercheck_engine(${name})
  offercheck_bench_program(${name})
endfunction()

add_executable(bench_calls bench/calls.c)
target_link_libraries(bench_calls PRIVATE fuzz)
offercheck_bench_program(bench_calls)

offercheck_empty(empty)
set(empty_programs empty)
set(defects_programs "")
foreach(name IN LISTS fuzz_targets)
  # AFL++ takes the mutator as a library, beside the same program.
  if(NOT unwatched_launcher)
    offercheck_empty(empty_${name} engine/libfuzzer.c)
    target_compile_definitions(empty_${name} PRIVATE FUZZ_TARGET=${name})
    list(APPEND empty_programs empty_${name})
  endif()
  if(name IN_LIST fuzz_kernel_targets)
    offercheck_fuzzer(defects_${name} ${name} mock_defects)
    offercheck_bench_program(defects_${name})
    list(APPEND defects_programs defects_${name})
  endif()
endforeach()

# offercheck_bench(<name> <programs> <script> <argument>...)
function(offercheck_bench name programs script)
  add_custom_target(${name}
    COMMAND python3 -B "${fuzz_folder}/bench/${script}" "${PROJECT_BINARY_DIR}" ${ARGN} ${bench_arguments}
    USES_TERMINAL VERBATIM)
  add_dependencies(${name} ${programs})
  foreach(target IN LISTS fuzz_targets)
    foreach(needed IN ITEMS ${target} ${target}_seeds ${target}_mutator)
      if(TARGET ${needed})
        add_dependencies(${name} ${needed})
      endif()
    endforeach()
  endforeach()
endfunction()

offercheck_bench(bench-fuzz "${empty_programs};bench_calls" throughput.py)
offercheck_bench(bench-defects "${defects_programs}" defects.py)
offercheck_bench(bench-mutation "${defects_programs}" mutation.py)
