# The tests. Each kind is found by its files: see harness/tests/README.md.

set(tests_folder "${PROJECT_SOURCE_DIR}/harness/tests")

set(OFFERCHECK_TEST_TIMEOUT 300 CACHE STRING "Seconds that one test may take")

set(tests_environment
  "ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1:check_initialization_order=1:allocator_may_return_null=1"
  "UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1"
  "TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1:allocator_may_return_null=1"
  "MSAN_OPTIONS=allocator_may_return_null=1")

# The shadow of TSan and MSan leaves no room for addresses as random as some kernels make them.
set(tests_launcher "")
if(OFFERCHECK_SANITIZER MATCHES "^(thread|memory)$" AND EXISTS /proc/sys/vm/mmap_rnd_bits)
  file(STRINGS /proc/sys/vm/mmap_rnd_bits random_bits LIMIT_COUNT 1)
  if(random_bits GREATER 28)
    execute_process(COMMAND setarch -R true RESULT_VARIABLE status OUTPUT_QUIET ERROR_QUIET)
    if(status EQUAL 0)
      set(tests_launcher setarch -R)
    else()
      message(WARNING "vm.mmap_rnd_bits is ${random_bits} and setarch -R is refused: programs may fail to start")
    endif()
  endif()
endif()

# offercheck_test(<kind>/<name> <command>...): a test with its kind as its label.
function(offercheck_test name)
  string(REGEX REPLACE "/.*" "" kind "${name}")
  add_test(NAME "${name}" COMMAND ${tests_launcher} ${ARGN} WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}")
  set_tests_properties("${name}" PROPERTIES
    LABELS "${kind}"
    ENVIRONMENT "${tests_environment}"
    TIMEOUT "${OFFERCHECK_TEST_TIMEOUT}"
    SKIP_RETURN_CODE 77)
endfunction()

include(tests_unit)
include(tests_clients)
include(tests_conformance)
include(tests_corpus)
include(tests_fuzz)
include(tests_reports)
include(tests_lint)
include(tests_install)
include(attack)
