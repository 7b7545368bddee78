# Language, warnings, sanitizers, and what the platform must have.

set(CMAKE_C_STANDARD 11)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

# The language is plain C11; what the system offers beside it is not hidden. Empty, as #define in a file has it. C++ compilers
# define it themselves.
if(NOT WIN32)
  add_compile_definitions($<$<COMPILE_LANGUAGE:C>:_GNU_SOURCE=>)
endif()

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE RelWithDebInfo)
endif()

add_compile_options(-Wall -Wextra -Wshadow -Wconversion $<$<COMPILE_LANGUAGE:C>:-Wstrict-prototypes> -Wvla)
if(OFFERCHECK_WERROR)
  add_compile_options(-Werror)
endif()

# __FILE__ is a path below the repository, so that a message is the same wherever it was built.
add_compile_options("-fmacro-prefix-map=${PROJECT_SOURCE_DIR}/=")

if(OFFERCHECK_SANITIZER)
  add_compile_options(-fsanitize=${OFFERCHECK_SANITIZER} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${OFFERCHECK_SANITIZER})
  if(OFFERCHECK_SANITIZER STREQUAL "memory")
    add_compile_options(-fsanitize-memory-track-origins)
    add_link_options(-fsanitize-memory-track-origins)
  endif()
endif()

if(OFFERCHECK_COVERAGE)
  # Relocatable counters are written as they count, so that a process that dies is counted too.
  add_compile_options(-fprofile-instr-generate -fcoverage-mapping "SHELL:-mllvm -runtime-counter-relocation")
  add_link_options(-fprofile-instr-generate)
endif()

set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED GLOBAL)

# SHA-256: of Windows' own on Windows. Fuzz targets link nothing but the C library.
if(OFFERCHECK_FUZZERS_ONLY)
elseif(WIN32)
  set(OFFERCHECK_CRYPTO bcrypt)
else()
  find_package(OpenSSL REQUIRED GLOBAL COMPONENTS Crypto)
  set(OFFERCHECK_CRYPTO OpenSSL::Crypto)
endif()
