# CPack: offercheck_VERSION_ARCH.deb and offercheck-dev_VERSION_ARCH.deb by the components, one archive of all for any
# system, and an archive of the sources (`cpack --config CPackSourceConfig.cmake`).

set(CPACK_PACKAGE_NAME offercheck)
set(CPACK_PACKAGE_VENDOR "The offercheck authors")
set(CPACK_PACKAGE_CONTACT "The offercheck authors <offercheck@example.com>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "conformance and fuzzing harness for D3DKMTOfferAllocations")
set(CPACK_SYSTEM_NAME "${CMAKE_SYSTEM_NAME}-${CMAKE_SYSTEM_PROCESSOR}")
set(CPACK_STRIP_FILES ON)
set(CPACK_VERBATIM_VARIABLES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)

set(CPACK_SOURCE_GENERATOR TGZ)
set(CPACK_SOURCE_IGNORE_FILES "/\\.git(/|$)" "^${PROJECT_SOURCE_DIR}/build/" "^${PROJECT_SOURCE_DIR}/fuzzing/"
  "^${PROJECT_SOURCE_DIR}/reports/latest/" "/__pycache__/")
set(CPACK_SOURCE_PACKAGE_FILE_NAME "offercheck-${PROJECT_VERSION}")

set(CPACK_COMPONENTS_ALL offercheck development)
set(CPACK_COMPONENT_OFFERCHECK_DESCRIPTION
"offercheck plays programs of D3DKMT calls on an implementation, holds every
status that comes back against the written contract, and says which
requirement was broken, by which call, and what would have been right. It
certifies drivers, reads crash files, and verifies the reports of others.
A mock kernel is built in, and comes as a shared library too.")
set(CPACK_COMPONENT_DEVELOPMENT_DESCRIPTION
"offercheck tests implementations of D3DKMTOfferAllocations against the
written contract. This package has what links a static implementation to the
conformance runner and to the fuzz targets: archives, headers, a CMake
package, seeds, dictionaries and mutators, and an example project.")

# Debian: what is shared is found by dpkg-shlibdeps.
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_OFFERCHECK_PACKAGE_NAME offercheck)
set(CPACK_DEBIAN_OFFERCHECK_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_OFFERCHECK_PACKAGE_SUGGESTS "offercheck-dev, clang, afl++")
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME offercheck-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS
  "offercheck (= ${PROJECT_VERSION}), libc6-dev, libssl-dev, cmake (>= 3.25)")
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SUGGESTS "clang, afl++")

# Texts that Debian's packages have. The license is indented, its empty lines a full stop.
file(READ "${PROJECT_SOURCE_DIR}/LICENSE" license)
string(STRIP "${license}" license)
string(REGEX REPLACE "^[^\n]*\n+Copyright[^\n]*\n+" "" license "${license}")
string(REPLACE "\n" "\n " license " ${license}")
string(REPLACE "\n \n" "\n .\n" license "${license}")
configure_file("${packaging}/debian/copyright.in" "${PROJECT_BINARY_DIR}/debian/copyright" @ONLY)
find_program(GZIP_COMMAND gzip REQUIRED)
add_custom_command(OUTPUT "${PROJECT_BINARY_DIR}/debian/changelog.gz"
  COMMAND sh -c "\"$1\" -9nc \"$2\" >\"$3\"" - "${GZIP_COMMAND}" "${packaging}/debian/changelog"
    "${PROJECT_BINARY_DIR}/debian/changelog.gz"
  DEPENDS "${packaging}/debian/changelog" VERBATIM)
add_custom_target(debian_changelog ALL DEPENDS "${PROJECT_BINARY_DIR}/debian/changelog.gz")
set(debian_texts "${PROJECT_BINARY_DIR}/debian/copyright" "${PROJECT_BINARY_DIR}/debian/changelog.gz")
install(FILES ${debian_texts} DESTINATION "${CMAKE_INSTALL_DATADIR}/doc/offercheck" COMPONENT offercheck)
install(FILES ${debian_texts} DESTINATION "${CMAKE_INSTALL_DATADIR}/doc/offercheck-dev" COMPONENT development)

include(CPack)

# After `cpack`: the packages in a new, minimal Debian.
add_custom_target(clean-root
  COMMAND sh "${packaging}/clean_root.sh" "${PROJECT_BINARY_DIR}" development
  COMMENT "Installing, using and removing the packages in a clean root"
  USES_TERMINAL VERBATIM)
