# Plays the corpora, and counts what they reach of harness/mock.

cmake_minimum_required(VERSION 3.25)

set(profiles "${BINARY_DIR}/corpus-profiles")
set(inputs "${BINARY_DIR}/corpus-inputs")
file(REMOVE_RECURSE "${profiles}" "${inputs}")
set(ENV{LLVM_PROFILE_FILE} "${profiles}/%p%c.profraw")

foreach(program IN LISTS PROGRAMS)
  cmake_path(GET program FILENAME name)
  file(GLOB corpus "${SOURCE_DIR}/corpus/${name}/seed/*" "${SOURCE_DIR}/corpus/${name}/regression/*")
  if(NOT corpus)
    continue()
  endif()
  file(MAKE_DIRECTORY "${inputs}/${name}")
  execute_process(
    COMMAND "${SEEDS}" "${name}" "${inputs}/${name}" ${corpus}
    COMMAND_ERROR_IS_FATAL ANY)
  execute_process(
    COMMAND "${program}" "${inputs}/${name}"
    OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
endforeach()

file(GLOB files "${profiles}/*.profraw")
if(NOT files)
  message(FATAL_ERROR "Nothing was counted: configure with OFFERCHECK_COVERAGE=ON")
endif()
list(JOIN files "\n" list)
file(WRITE "${profiles}/list.txt" "${list}\n")
set(data "${BINARY_DIR}/corpus.profdata")
execute_process(
  COMMAND "${PROFDATA}" merge --sparse --failure-mode=all "--input-files=${profiles}/list.txt" -o "${data}"
  COMMAND_ERROR_IS_FATAL ANY)
file(REMOVE_RECURSE "${profiles}")

list(POP_FRONT PROGRAMS first)
list(TRANSFORM PROGRAMS PREPEND "--object=" OUTPUT_VARIABLE objects)
set(mock "${SOURCE_DIR}/harness/mock")
execute_process(
  COMMAND "${COV}" export --summary-only "--instr-profile=${data}" "${first}" ${objects} "${mock}"
  OUTPUT_VARIABLE json COMMAND_ERROR_IS_FATAL ANY)
execute_process(
  COMMAND "${COV}" show --format=html "--output-dir=${BINARY_DIR}/coverage/html" "--instr-profile=${data}"
    "${first}" ${objects} "${mock}"
  OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)

# A file without branches has none, and misses none.
function(take_row object ret_row)
  set(row "")
  foreach(kind lines branches)
    string(JSON count GET "${object}" ${kind} count)
    string(JSON covered GET "${object}" ${kind} covered)
    string(APPEND row " ${count} ${covered}")
  endforeach()
  set(${ret_row} "${row}" PARENT_SCOPE)
endfunction()

string(JSON count LENGTH "${json}" data 0 files)
math(EXPR last "${count} - 1")
set(rows "")
foreach(i RANGE ${last})
  string(JSON name GET "${json}" data 0 files ${i} filename)
  string(JSON summary GET "${json}" data 0 files ${i} summary)
  take_row("${summary}" row)
  # Of the library's headers, what system headers are not.
  cmake_path(RELATIVE_PATH name BASE_DIRECTORY "${SOURCE_DIR}")
  if(NOT row STREQUAL " 0 0 0 0")
    list(APPEND rows "${name}${row}")
  endif()
endforeach()
list(SORT rows)
string(JSON totals GET "${json}" data 0 totals)
take_row("${totals}" row)
list(JOIN rows "\n" text)
file(WRITE "${BINARY_DIR}/corpus-coverage.txt" "${text}\ntotal${row}\n")
message("total (lines, covered, branches, covered):${row}; see ${BINARY_DIR}/corpus-coverage.txt")
