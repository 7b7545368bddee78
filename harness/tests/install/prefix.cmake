# Installs the build of BINARY_DIR, and moves what was installed to "FOLDER/moved prefix".

cmake_minimum_required(VERSION 3.25)

file(REMOVE_RECURSE "${FOLDER}/first prefix" "${FOLDER}/moved prefix")
execute_process(COMMAND "${CMAKE_COMMAND}" --install "${BINARY_DIR}" --prefix "${FOLDER}/first prefix"
  OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
file(RENAME "${FOLDER}/first prefix" "${FOLDER}/moved prefix")
