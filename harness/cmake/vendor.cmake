# Programs of a vendor's own: the conformance runner and the fuzz targets, linked with his implementation in place of the
# mock kernel. find_package(offercheck) and add_subdirectory() of the sources both give these functions.
#
# An implementation is a library, a target of the project or the path of an archive, with the D3DKMT functions under
# their own names. It must have D3DKMTOfferAllocations; of the others it may lack any.
#
# The programs' own parts are linked as they were built. AddressSanitizer and UndefinedBehaviorSanitizer then check what
# is compiled with them, the implementation; MemorySanitizer and ThreadSanitizer must see all, so that they need the
# sources: add_subdirectory(), with the same flags.

# _offercheck_program(<name> <called> <implementation>): a program with the table of the implementation's functions, and the
# implementation, whole, so that what only the table asks for is there.
function(_offercheck_program name called implementation)
  if(WIN32)
    message(FATAL_ERROR "${name}: an implementation cannot be linked in on Windows; build it as a library and say --target")
  endif()
  if(NOT implementation)
    message(FATAL_ERROR "${name}: IMPLEMENTATION is missing; expected the library that holds the D3DKMT functions")
  endif()
  if(NOT called)
    list(GET implementation 0 called)
    cmake_path(GET called STEM called)
    string(REGEX REPLACE "^lib|.*::" "" called "${called}")
  endif()
  if(NOT called MATCHES "^[A-Za-z0-9._+-]+$" OR called STREQUAL "mock")
    message(FATAL_ERROR "${name}: '${called}' is no name for an implementation; say CALLED with a word of letters, digits and ._+-, not 'mock'")
  endif()
  get_property(table GLOBAL PROPERTY OFFERCHECK_LINKED_TABLE)
  add_executable(${name} "${table}")
  target_compile_definitions(${name} PRIVATE "ABI_LINKED_NAME=\"${called}\"")
  target_compile_features(${name} PRIVATE c_std_11)
  target_link_libraries(${name} PRIVATE offercheck::abi)
  foreach(library IN LISTS implementation)
    set(type "")
    if(TARGET "${library}")
      get_target_property(type "${library}" TYPE)
    endif()
    if(type STREQUAL "STATIC_LIBRARY" OR (NOT type AND library MATCHES "\\.a$"))
      set_property(TARGET ${name} APPEND PROPERTY LINK_LIBRARY_OVERRIDE "WHOLE_ARCHIVE,${library}")
      target_link_libraries(${name} PRIVATE "$<LINK_LIBRARY:WHOLE_ARCHIVE,${library}>")
    else()
      target_link_libraries(${name} PRIVATE "${library}")
    endif()
  endforeach()
endfunction()

# offercheck_add_conformance(<program> IMPLEMENTATION <library>... [CALLED <name>]): the command `offercheck`, with the
# implementation as its default target, which reports call by that name, or by the first library's.
function(offercheck_add_conformance name)
  cmake_parse_arguments(PARSE_ARGV 1 vendor "" "CALLED" "IMPLEMENTATION")
  if(vendor_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "offercheck_add_conformance(${name}): '${vendor_UNPARSED_ARGUMENTS}' is too much")
  endif()
  _offercheck_program(${name} "${vendor_CALLED}" "${vendor_IMPLEMENTATION}")
  target_link_libraries(${name} PRIVATE offercheck::cli)
endfunction()

# offercheck_add_fuzzers(<name> IMPLEMENTATION <library>... [CALLED <name>] [TARGETS <fuzz target>...]
#                        [ENGINE <flag or library>...] [FOLDER <folder>]): programs of the fuzz targets, by default all
# that call the kernel, each a target NAME_FUZZTARGET of the project; the target NAME makes them all. They go to FOLDER,
# by default `fuzzers` of the build folder, each with its dictionary, options, seeds and AFL++ mutator, where
# `offercheck fuzz` finds them. Without an ENGINE, by default what OFFERCHECK_FUZZING_ENGINE says, they play files.
function(offercheck_add_fuzzers name)
  cmake_parse_arguments(PARSE_ARGV 1 vendor "" "CALLED;FOLDER" "IMPLEMENTATION;TARGETS;ENGINE")
  get_property(known GLOBAL PROPERTY OFFERCHECK_FUZZ_TARGETS)
  if(vendor_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "offercheck_add_fuzzers(${name}): '${vendor_UNPARSED_ARGUMENTS}' is too much")
  endif()
  if(NOT vendor_TARGETS)
    set(vendor_TARGETS ${known})
  endif()
  if(NOT vendor_FOLDER)
    set(vendor_FOLDER "${CMAKE_CURRENT_BINARY_DIR}/fuzzers")
  endif()
  if(NOT vendor_ENGINE)
    set(vendor_ENGINE "${OFFERCHECK_FUZZING_ENGINE}")
  endif()
  # A library, whose path may have blanks, or flags.
  if(vendor_ENGINE AND NOT EXISTS "${vendor_ENGINE}")
    separate_arguments(vendor_ENGINE UNIX_COMMAND "${vendor_ENGINE}")
  endif()
  get_property(languages GLOBAL PROPERTY ENABLED_LANGUAGES)
  add_custom_target(${name})
  foreach(fuzz_target IN LISTS vendor_TARGETS)
    if(NOT fuzz_target IN_LIST known)
      list(JOIN known ", " list)
      message(FATAL_ERROR "offercheck_add_fuzzers(${name}): no fuzz target '${fuzz_target}'; expected ${list}")
    endif()
    set(program "${name}_${fuzz_target}")
    _offercheck_program(${program} "${vendor_CALLED}" "${vendor_IMPLEMENTATION}")
    set_target_properties(${program} PROPERTIES
      OUTPUT_NAME "${fuzz_target}" RUNTIME_OUTPUT_DIRECTORY "$<1:${vendor_FOLDER}>")
    target_link_libraries(${program} PRIVATE "$<LINK_LIBRARY:WHOLE_ARCHIVE,offercheck::${fuzz_target}>")
    if(vendor_ENGINE)
      target_link_libraries(${program} PRIVATE ${vendor_ENGINE})
      if(CXX IN_LIST languages)
        set_target_properties(${program} PROPERTIES LINKER_LANGUAGE CXX)
      endif()
    else()
      target_link_libraries(${program} PRIVATE offercheck::fuzz_replay)
    endif()
    _offercheck_beside(${program} ${fuzz_target} "${vendor_FOLDER}")
    add_dependencies(${name} ${program})
  endforeach()
endfunction()

# Puts what a fuzz target needs beside its program.
function(_offercheck_beside program fuzz_target folder)
  get_property(data GLOBAL PROPERTY OFFERCHECK_FUZZ_DATA)
  get_property(mutators GLOBAL PROPERTY OFFERCHECK_FUZZ_MUTATORS)
  foreach(made IN ITEMS ${fuzz_target}_seeds ${fuzz_target}_mutator)
    if(TARGET ${made})
      add_dependencies(${program} ${made})
    endif()
  endforeach()
  add_custom_command(TARGET ${program} POST_BUILD
    COMMAND "${CMAKE_COMMAND}" "-DDATA=${data}" "-DMUTATORS=${mutators}" "-DTARGET=${fuzz_target}" "-DFOLDER=${folder}"
      -P "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/vendor_data.cmake"
    VERBATIM)
endfunction()
