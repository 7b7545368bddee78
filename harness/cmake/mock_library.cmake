# The library d3dkmt-mock: the mock kernel for clients that know the D3DKMT names and nothing of this project.

# "ABI_ENTRY(OFFER_ALLOCATIONS, D3DKMTOfferAllocations, ..." and "MOCK_UNMODELLED(D3DKMTRender)" name what it exports.
set(mock_tables harness/abi/entry_points.def harness/mock/unmodelled.def)
set(mock_names "")
foreach(table IN LISTS mock_tables)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/${table}")
  file(STRINGS "${PROJECT_SOURCE_DIR}/${table}" rows REGEX "^[A-Z_]+\\(.*D3DKMT[A-Za-z0-9]+")
  list(FILTER rows INCLUDE REGEX "^(ABI_ENTRY|MOCK_UNMODELLED|MOCK_UNMODELLED_OTHER)\\(")
  list(TRANSFORM rows REPLACE "^[A-Z_]+\\(([A-Z0-9_]+, )?(D3DKMT[A-Za-z0-9]+).*" "\\2")
  if(NOT rows)
    message(FATAL_ERROR "${table}: no entry points found")
  endif()
  list(APPEND mock_names ${rows})
endforeach()

add_library(d3dkmt_mock SHARED $<TARGET_OBJECTS:offercheck_mock>)
target_link_libraries(d3dkmt_mock PRIVATE Threads::Threads)
# What it exports is Windows' to version. Without an SONAME a client runs on the very file that it was linked with.
set_target_properties(d3dkmt_mock PROPERTIES OUTPUT_NAME d3dkmt-mock NO_SONAME ON)
if(WIN32)
  # gdi32.dll's names: d3dkmt-mock.dll, and no "lib" before it.
  list(JOIN mock_names "\n" exports)
  set(exports_file "${PROJECT_BINARY_DIR}/d3dkmt-mock.def")
  file(CONFIGURE OUTPUT "${exports_file}" CONTENT "EXPORTS\n@exports@\n" @ONLY)
  set_target_properties(d3dkmt_mock PROPERTIES PREFIX "")
  target_sources(d3dkmt_mock PRIVATE "${exports_file}")
else()
  list(JOIN mock_names ";\n" exports)
  set(exports_file "${PROJECT_BINARY_DIR}/d3dkmt-mock.map")
  file(CONFIGURE OUTPUT "${exports_file}" CONTENT "{ global:\n@exports@;\nlocal: *; };\n" @ONLY)
  target_link_options(d3dkmt_mock PRIVATE "LINKER:--version-script=${exports_file}")
  set_target_properties(d3dkmt_mock PROPERTIES LINK_DEPENDS "${exports_file}")
endif()
