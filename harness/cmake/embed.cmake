# Writes OUTPUT, the C arrays that embedded.h declares, of the files that LIST names below SOURCE_DIR.
#
# Hexadecimal from the start, so that no byte has a meaning to CMake.

cmake_minimum_required(VERSION 3.25)

file(STRINGS "${LIST}" names)
set(count 0)
set(arrays "")
set(rows "")
foreach(name IN LISTS names)
  file(READ "${SOURCE_DIR}/${name}" hex HEX)
  string(LENGTH "${hex}" digits)
  math(EXPR size "${digits} / 2")
  string(REGEX REPLACE "(................................)" "\\1\n" hex "${hex}")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," hex "${hex}")
  set(symbol "file_${count}")
  string(APPEND arrays "static const unsigned char ${symbol}[] = {\n${hex}0x00};\n\n")
  string(APPEND rows "  {\"${name}\", ${symbol}, ${size}},\n")
  math(EXPR count "${count} + 1")
endforeach()

file(WRITE "${OUTPUT}" "#include \"embedded.h\"\n\n${arrays}"
  "const struct embedded_file embedded_files[] = {\n${rows}  {0, 0, 0}};\n"
  "const size_t embedded_file_count = ${count};\n")
