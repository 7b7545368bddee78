# Copies to FOLDER what lies beside the program of fuzz target TARGET: from DATA its dictionary, options and seeds, from
# MUTATORS what AFL++ mutates with.

cmake_minimum_required(VERSION 3.25)

file(GLOB files "${DATA}/${TARGET}.dict" "${DATA}/${TARGET}.options" "${DATA}/${TARGET}_seed_corpus"
  "${MUTATORS}/${TARGET}_mutator.so")
foreach(file IN LISTS files)
  cmake_path(GET file PARENT_PATH folder)
  if(NOT folder STREQUAL FOLDER)
    file(COPY "${file}" DESTINATION "${FOLDER}")
  endif()
endforeach()
