# The manual page and the completions, in pages/ of the build folder: the command tells what it knows, so that they are
# made where it can be run.

if(CMAKE_CROSSCOMPILING OR WIN32)
  return()
endif()

find_program(GZIP_COMMAND gzip REQUIRED)
set(pages_sources "${PROJECT_SOURCE_DIR}/harness/packaging/pages")
set(pages_folder "${PROJECT_BINARY_DIR}/pages")
file(GLOB pages_scripts CONFIGURE_DEPENDS "${pages_sources}/*")
file(GLOB pages_targets RELATIVE "${PROJECT_SOURCE_DIR}/fuzz" CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/fuzz/fuzz_*.c")
list(TRANSFORM pages_targets REPLACE "\\.c$" "")
set(pages offercheck.1 offercheck.bash _offercheck offercheck.fish)
list(TRANSFORM pages PREPEND "${pages_folder}/")

add_custom_command(OUTPUT ${pages} "${pages_folder}/offercheck.1.gz"
  COMMAND sh "${pages_sources}/pages.sh" $<TARGET_FILE:offercheck> "${pages_folder}" ${pages_targets}
  COMMAND "${GZIP_COMMAND}" -9nkf "${pages_folder}/offercheck.1"
  DEPENDS offercheck ${pages_scripts}
  COMMENT "Writing the manual page and the completions"
  VERBATIM)
add_custom_target(pages ALL DEPENDS ${pages} "${pages_folder}/offercheck.1.gz")

set(OFFERCHECK_ZSH_FOLDER "${CMAKE_INSTALL_DATADIR}/zsh/site-functions" CACHE STRING
  "Where zsh finds completions, below the prefix")
install(FILES "${pages_folder}/offercheck.1.gz" DESTINATION "${CMAKE_INSTALL_MANDIR}/man1")
install(FILES "${pages_folder}/offercheck.bash" DESTINATION "${CMAKE_INSTALL_DATADIR}/bash-completion/completions"
  RENAME offercheck)
install(FILES "${pages_folder}/_offercheck" DESTINATION "${OFFERCHECK_ZSH_FOLDER}")
install(FILES "${pages_folder}/offercheck.fish" DESTINATION "${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d")
