# The library `embedded`: data files as C arrays, so that the command needs no file beside it.

file(GLOB embedded_files RELATIVE "${PROJECT_SOURCE_DIR}" CONFIGURE_DEPENDS
  "${PROJECT_SOURCE_DIR}/conformance/requirements.txt"
  "${PROJECT_SOURCE_DIR}/conformance/cases/*.kmt"
  "${PROJECT_SOURCE_DIR}/conformance/profiles/*.profile"
  "${PROJECT_SOURCE_DIR}/fuzz/*.kmt"
  "${PROJECT_SOURCE_DIR}/harness/abi/*.h"
  "${PROJECT_SOURCE_DIR}/harness/program/emit_helpers.c.in"
  "${PROJECT_SOURCE_DIR}/reports/report.css"
  "${PROJECT_SOURCE_DIR}/reports/report.html.in"
  "${PROJECT_SOURCE_DIR}/reports/report.js")
list(SORT embedded_files)
list(TRANSFORM embedded_files PREPEND "${PROJECT_SOURCE_DIR}/" OUTPUT_VARIABLE embedded_paths)

set(embedded_folder "${PROJECT_BINARY_DIR}/embedded")
configure_file("${CMAKE_CURRENT_LIST_DIR}/embedded.h.in" "${embedded_folder}/embedded.h" COPYONLY)

# Written only when it changes: files that come or go make the arrays anew.
list(JOIN embedded_files "\n" embedded_names)
file(CONFIGURE OUTPUT "${embedded_folder}/files.txt" CONTENT "${embedded_names}\n" @ONLY)

add_custom_command(
  OUTPUT "${embedded_folder}/embedded.c"
  COMMAND "${CMAKE_COMMAND}"
    "-DSOURCE_DIR=${PROJECT_SOURCE_DIR}"
    "-DLIST=${embedded_folder}/files.txt"
    "-DOUTPUT=${embedded_folder}/embedded.c"
    -P "${CMAKE_CURRENT_LIST_DIR}/embed.cmake"
  DEPENDS ${embedded_paths} "${embedded_folder}/files.txt" "${CMAKE_CURRENT_LIST_DIR}/embed.cmake"
  COMMENT "Embedding the conformance files and the report's template"
  VERBATIM)

add_library(offercheck_embedded STATIC "${embedded_folder}/embedded.c")
offercheck_name(embedded)
target_include_directories(offercheck_embedded PUBLIC "$<BUILD_INTERFACE:${embedded_folder}>")
set_target_properties(offercheck_embedded PROPERTIES EXPORT_COMPILE_COMMANDS OFF)
