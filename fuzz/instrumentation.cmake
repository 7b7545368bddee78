# What an engine watches and the sanitizers check: the kernel under test, and for fuzz_text our own parsers. The harness
# around them runs for every input alike: watching it shows nothing, and checking it takes half of the executions. It is
# checked where the corpora are played without an engine (presets asan, tsan, msan), and here by MemorySanitizer and
# ThreadSanitizer, which have to see all.

if(CMAKE_C_COMPILER MATCHES "/afl-[^/]*$")
  set(unwatched_launcher "${CMAKE_COMMAND}" -E env AFL_NOOPT=1)
elseif(CMAKE_C_FLAGS MATCHES "-fsanitize=fuzzer-no-link" OR
    (OFFERCHECK_FUZZING_ENGINE MATCHES "-fsanitize=fuzzer" AND NOT CMAKE_C_FLAGS MATCHES "-fprofile-instr-generate"))
  # Comparisons need no tracing: the mutator knows what values are worth trying. How deep the stack is tells nothing new.
  set(watched -fsanitize=fuzzer-no-link -fno-sanitize-coverage=trace-cmp,indirect-calls,stack-depth)
  set(unwatched -fno-sanitize=fuzzer-no-link)
  # What makes the objects that are offered is counted by its functions, offers and reclaims by their branches: each counter
  # that an input moves costs the engine more than the call does.
  foreach(file IN ITEMS adapter adapter_query allocation_create allocation_destroy calls context control device escape kernel
      memory mock paging_queue residency user_memory_pipe_posix user_memory_register)
    set_source_files_properties("${PROJECT_SOURCE_DIR}/harness/mock/${file}.c" TARGET_DIRECTORY mock
      PROPERTIES COMPILE_OPTIONS -fsanitize-coverage=func)
  endforeach()
endif()

if(OFFERCHECK_FUZZING_ENGINE AND NOT "${OFFERCHECK_SANITIZER} ${CMAKE_C_FLAGS}" MATCHES "memory|thread")
  list(APPEND unwatched -fno-sanitize=all)
endif()

# The parsers again, for the target that they are what is tested of.
offercheck_library(program_watched harness/program LINK abi)
target_sources(offercheck_program_watched PRIVATE ${transcript_parser})
set_target_properties(offercheck_program_watched PROPERTIES EXCLUDE_FROM_ALL ON EXPORT_COMPILE_COMMANDS OFF)

function(offercheck_unwatched)
  foreach(name IN LISTS ARGN)
    target_compile_options(offercheck_${name} PRIVATE ${unwatched})
    if(unwatched_launcher)
      set_target_properties(offercheck_${name} PROPERTIES C_COMPILER_LAUNCHER "${unwatched_launcher}")
    endif()
  endforeach()
endfunction()

foreach(name IN ITEMS mock mock_defects program_watched)
  if(TARGET offercheck_${name})
    target_compile_options(offercheck_${name} PRIVATE ${watched})
  endif()
endforeach()
offercheck_unwatched(abi program oracle run certification fuzz fuzz_engine embedded)
