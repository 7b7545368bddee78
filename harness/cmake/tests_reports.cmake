# What the report writers make of results that never were, and of a run with a planted defect, read by other tools.
#
# reports/samples   writes each report of each sample of sample_results.h
# reports/failing   certifies the mock with a planted defect, and targets that crash and shout
# reports/sarif     the samples' SARIF holds its schema and what GitHub asks
# reports/placed    and so does that of real runs, whose results lead to where the case or requirement is written
# reports/junit     the samples' JUnit holds its schema and adds up
# reports/json      the samples' results.json holds its schema
# reports/policy    the page's policy lets its own script run and no other
# page/NAME         report.html in headless Chromium, see harness/tests/page; skipped where there is none

set(reports_tests "${tests_folder}/reports")
set(samples "${PROJECT_BINARY_DIR}/reports")
file(MAKE_DIRECTORY "${samples}")
set(samples_names passing failing crashing hostile incomplete empty large)
list(TRANSFORM samples_names PREPEND "${samples}/" OUTPUT_VARIABLE samples_folders)

file(GLOB samples_sources CONFIGURE_DEPENDS "${tests_folder}/sample_*.c")
add_executable(write_samples "${reports_tests}/write_samples.c" ${samples_sources})
target_link_libraries(write_samples PRIVATE reports certification run oracle program mock abi digest embedded)
offercheck_test(reports/samples $<TARGET_FILE:write_samples> "${samples}")
set_tests_properties(reports/samples PROPERTIES FIXTURES_SETUP samples)

list(TRANSFORM samples_folders APPEND "/results.sarif" OUTPUT_VARIABLE files)
offercheck_test(reports/sarif python3 -B "${reports_tests}/sarif.py" "${PROJECT_SOURCE_DIR}" ${files})
list(TRANSFORM samples_folders APPEND "/results.json" OUTPUT_VARIABLE files)
offercheck_test(reports/json sh "${reports_tests}/json.sh" "${PROJECT_SOURCE_DIR}/reports/results.schema.json" ${files})
list(TRANSFORM samples_folders APPEND "/junit.xml" OUTPUT_VARIABLE files)
offercheck_test(reports/junit sh "${reports_tests}/junit.sh" "${PROJECT_SOURCE_DIR}" ${files})
set_tests_properties(reports/sarif reports/junit reports/json PROPERTIES FIXTURES_REQUIRED samples)

set(failing "${PROJECT_BINARY_DIR}/reports/runs")
offercheck_test(reports/failing sh "${reports_tests}/failing.sh" $<TARGET_FILE:offercheck-defects> "${failing}"
  "${targets_folder}")
set_tests_properties(reports/failing PROPERTIES FIXTURES_SETUP failing)
offercheck_test(reports/placed python3 -B "${reports_tests}/sarif.py" "${PROJECT_SOURCE_DIR}" --placed
  "${bundle}/results.sarif" "${failing}/cases/results.sarif" "${failing}/suite/results.sarif")
set_tests_properties(reports/placed PROPERTIES FIXTURES_REQUIRED "bundle;failing")

offercheck_test(reports/policy python3 -B "${reports_tests}/policy.py" "${PROJECT_SOURCE_DIR}/reports")

# offercheck_page(<name> <folder of a bundle> <check>...): a page that was written by the fixtures.
function(offercheck_page name folder)
  offercheck_test("page/${name}" python3 -B "${tests_folder}/page/page.py" ${ARGN} "${folder}")
  set_tests_properties("page/${name}" PROPERTIES FIXTURES_REQUIRED "bundle;failing;samples")
endfunction()

offercheck_page(passing "${bundle}" filters searches evidence expands links without_scripts)
offercheck_page(failing "${failing}/cases" filters evidence links faults prints without_scripts colours)
offercheck_page(suite "${failing}/suite" filters evidence faults sorts)
offercheck_page(crashing "${failing}/crashing" filters evidence faults prints)
offercheck_page(shouting "${failing}/shouting" searches evidence)
offercheck_page(verdicts "${samples}/crashing" filters keyboard evidence faults prints without_store)
offercheck_page(fuzzing "${samples}/failing" filters fuzzing prints)
offercheck_page(hostile "${samples}/hostile" hostile)
offercheck_page(incomplete "${samples}/incomplete" filters)
offercheck_page(empty "${samples}/empty")
