# What the fuzz targets start from, and what once made one fail, played without a fuzzing engine. Files are found: a new one
# is a test after the next build.
#
# corpus/TARGET/seeds         corpus/TARGET/seed, as the target takes it, is played without a finding
# corpus/TARGET/NAME          and so is corpus/TARGET/regression/NAME, each file a test of its own
# corpus/TARGET/odd-inputs    empty, tiny and large inputs are played in bounded time and memory; no input is a failure
# corpus/TARGET/world         inputs come out on the restored world as on a new one
# corpus/TARGET/statuses      the seeds of a target with a world return what they expect
# corpus/dictionaries         what dictionaries and options must hold

# Programs with an engine do not play folders by themselves.
if(OFFERCHECK_FUZZING_ENGINE)
  return()
endif()

set(corpus_folder "${PROJECT_SOURCE_DIR}/corpus")
set(inputs_folder "${PROJECT_BINARY_DIR}/corpus")

# A regression file that is a program's text becomes the target's bytes, as a seed does.
function(offercheck_regressions target)
  file(GLOB files CONFIGURE_DEPENDS "${corpus_folder}/${target}/regression/*")
  if(NOT files)
    return()
  endif()
  set(folder "${inputs_folder}/${target}/regression")
  set(inputs "")
  foreach(file IN LISTS files)
    cmake_path(GET file FILENAME name)
    if(NOT target STREQUAL "fuzz_text")
      string(REGEX REPLACE "\\.kmt$" "" name "${name}")
    endif()
    list(APPEND inputs "${folder}/${name}")
    offercheck_test("corpus/${target}/${name}" $<TARGET_FILE:${target}> "${folder}/${name}")
  endforeach()
  file(MAKE_DIRECTORY "${folder}")
  add_custom_command(OUTPUT ${inputs}
    COMMAND fuzz-seeds ${target} "${folder}" ${files}
    DEPENDS fuzz-seeds ${files}
    COMMENT "Making the regression inputs of ${target}"
    VERBATIM)
  add_custom_target(${target}_regressions ALL DEPENDS ${inputs})
endfunction()

add_executable(standing_world "${tests_folder}/corpus/standing_world.c"
  "${PROJECT_SOURCE_DIR}/harness/abi/entry_points_linked.c")
target_link_libraries(standing_world PRIVATE fuzz_engine fuzz run oracle program mock abi embedded)

file(GLOB corpus_sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/fuzz/fuzz_*.c")
foreach(source IN LISTS corpus_sources)
  cmake_path(GET source STEM target)
  set(seeds "${PROJECT_BINARY_DIR}/fuzzers/${target}_seed_corpus")
  offercheck_test("corpus/${target}/seeds" $<TARGET_FILE:${target}> "${seeds}")
  set(scratch "${inputs_folder}/${target}/odd")
  file(MAKE_DIRECTORY "${scratch}")
  offercheck_test("corpus/${target}/odd-inputs"
    sh "${tests_folder}/corpus/odd_inputs.sh" $<TARGET_FILE:${target}> "${scratch}" "${OFFERCHECK_SANITIZER}")
  offercheck_regressions(${target})
  file(STRINGS "${source}" world REGEX "\\.world = ")
  if(world)
    file(GLOB texts CONFIGURE_DEPENDS "${corpus_folder}/${target}/seed/*.kmt")
    offercheck_test("corpus/${target}/world" $<TARGET_FILE:standing_world> ${target} again ${texts})
    offercheck_test("corpus/${target}/statuses" $<TARGET_FILE:standing_world> ${target} seeds ${texts})
  endif()
endforeach()

# Every word of the tables stands in the dictionary of fuzz_text; engines read all of them.
add_executable(corpus_words "${tests_folder}/corpus/words.c")
target_link_libraries(corpus_words PRIVATE program abi)
set(scratch "${inputs_folder}/dictionaries")
file(MAKE_DIRECTORY "${scratch}")
offercheck_test(corpus/dictionaries
  sh "${tests_folder}/corpus/dictionaries.sh" $<TARGET_FILE:corpus_words> "${PROJECT_SOURCE_DIR}/fuzz" "${scratch}")
