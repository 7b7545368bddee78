# clients/ of the build folder, for unit/mock_clients: programs that know the D3DKMT names alone, each of
# harness/tests/clients/client.*.
#
# LANGUAGE-linked   linked with the library that holds the mock
# LANGUAGE-real     linked with a stand-in for libdxcore.so, which clients/real holds; clients/mock has a link to the mock
#                   under that name
# c-opens           opens the library that its argument names

# The C++ compiler that belongs to the C compiler: a sanitizer's runtime is one of the two's.
if(NOT CMAKE_CXX_COMPILER AND NOT DEFINED ENV{CXX})
  string(REGEX REPLACE "gcc((-[0-9]+)?)$" "g++\\1" sibling "${CMAKE_C_COMPILER}")
  string(REGEX REPLACE "clang((-[0-9]+)?)$" "clang++\\1" sibling "${sibling}")
  if(NOT sibling STREQUAL CMAKE_C_COMPILER AND EXISTS "${sibling}")
    set(CMAKE_CXX_COMPILER "${sibling}")
  endif()
endif()
include(CheckLanguage)
check_language(CXX)
set(client_languages c)
if(CMAKE_CXX_COMPILER)
  enable_language(CXX)
  set(CMAKE_CXX_STANDARD 11)
  set(CMAKE_CXX_EXTENSIONS OFF)
  list(APPEND client_languages cpp)
endif()

set(clients_folder "${PROJECT_BINARY_DIR}/clients")
file(MAKE_DIRECTORY "${clients_folder}/real" "${clients_folder}/mock")
file(CREATE_LINK ../../libd3dkmt-mock.so "${clients_folder}/mock/libdxcore.so" SYMBOLIC)

function(offercheck_client name language)
  add_executable(client-${name} "${tests_folder}/clients/client.${language}")
  target_include_directories(client-${name} PRIVATE "${PROJECT_SOURCE_DIR}/harness")
  target_link_libraries(client-${name} PRIVATE ${ARGN} Threads::Threads)
  set_target_properties(client-${name} PROPERTIES
    OUTPUT_NAME ${name} RUNTIME_OUTPUT_DIRECTORY "${clients_folder}" SKIP_BUILD_RPATH ON EXPORT_COMPILE_COMMANDS OFF)
endfunction()

add_library(client_standin SHARED "${tests_folder}/clients/standin.c")
target_include_directories(client_standin PRIVATE "${PROJECT_SOURCE_DIR}/harness")
set_target_properties(client_standin PROPERTIES
  OUTPUT_NAME dxcore LIBRARY_OUTPUT_DIRECTORY "${clients_folder}/real" EXPORT_COMPILE_COMMANDS OFF)

foreach(language IN LISTS client_languages)
  offercheck_client(${language}-linked ${language} d3dkmt_mock)
  set_target_properties(client-${language}-linked PROPERTIES SKIP_BUILD_RPATH OFF)
  offercheck_client(${language}-real ${language} client_standin)
endforeach()
offercheck_client(c-opens c ${CMAKE_DL_LIBS})
target_compile_definitions(client-c-opens PRIVATE CLIENT_OPENS)
