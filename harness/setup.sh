#!/bin/sh
# Installs what is missing and runs a preset: from a machine with git and a package manager to a result.
set -eu

usage()
{
  cat >&2 <<'END'
usage: sh harness/setup.sh COMMAND

  certify   run the conformance suite on the mock kernel, play the corpora, fuzz
            each target briefly; write the bundle to reports/latest
  test      build and run every test, plain and under ASan with UBSan, TSan, MSan
  build     build everything, tests included
  coverage  print what of the mock and of the oracle the tests reach
  packages  only install what the commands above need

Exit status: 0 success, 1 a failure, 2 bad usage, 3 something needed is missing.
END
  exit 2
}

say()
{
  printf '== %s\n' "$*"
}

missing()
{
  printf 'setup.sh: %s\n' "$*" >&2
  exit 3
}

# Rows of: Debian package, a program that shows that it is there ("-": ask dpkg).
packages_command='
cmake             cmake
ninja-build       ninja
gcc               gcc
libc6-dev         -
libssl-dev        -
clang             clang
llvm              llvm-cov
libclang-rt-dev   -
'
packages_tests='
afl++             afl-clang-fast
g++               g++
zip               zip
clang-format      clang-format
clang-tidy        clang-tidy
cppcheck          cppcheck
libcmocka-dev     -
gcc-mingw-w64-x86-64 x86_64-w64-mingw32-gcc
python3-jsonschema -
shellcheck        shellcheck
libxml2-utils     xmllint
dpkg-dev          dpkg-shlibdeps
groff-base        groff
'
# What some tests are skipped without. Ubuntu has no package of Chromium, which does not start without any font.
packages_optional='
chromium          chromium
fonts-dejavu-core -
'

installed()
{
  # shellcheck disable=SC2016 # dpkg-query's own variable
  dpkg-query -W -f='${db:Status-Status}\n' "$1" 2>/dev/null | grep -qx installed
}

# What of the rows is not there. Without dpkg only programs can be looked for; the build finds out about the rest.
lacking()
{
  printf '%s\n' "$1" | while read -r package program; do
    case $program in
    '') continue ;;
    -) if command -v dpkg-query >/dev/null && ! installed "$package"; then printf '%s ' "$package"; fi ;;
    *) command -v "$program" >/dev/null || printf '%s ' "$package" ;;
    esac
  done
}

run_as_root()
{
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif [ -t 0 ]; then
    sudo "$@"
  else
    sudo -n "$@"
  fi
}

# apt-get as an unattended machine needs it: no question, no extra, and the lock waited for.
apt()
{
  run_as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 "$@"
}

install_packages()
{
  packages=$(lacking "$1")
  packages=${packages% }
  [ -n "$packages" ] || return 0
  if ! command -v apt-get >/dev/null; then
    printf 'setup.sh: not found: what Debian calls\n  %s\n' "$packages" >&2
    missing "install them with this system's package manager and start again"
  fi
  if ! run_as_root true 2>/dev/null; then
    printf 'setup.sh: packages are missing, and installing them needs root. Run:\n' >&2
    printf '  sudo apt-get update &&\n  sudo apt-get install --no-install-recommends \\\n    %s\n' "$packages" >&2
    missing "and start again"
  fi
  say "Installing $packages" | fold -s -w 80
  apt update || say "apt-get update failed; trying with the lists that are here"
  # shellcheck disable=SC2086 # one word a package
  apt install -y --no-install-recommends $packages >/dev/null || missing "apt-get could not install $packages"
}

# What of it this system has as a package, if it can be installed.
install_optional()
{
  packages=
  for package in $(lacking "$packages_optional"); do
    if apt-cache show "$package" >/dev/null 2>&1; then
      packages="$packages $package"
    fi
  done
  [ -n "$packages" ] || return 0
  say "Installing$packages, without which some tests are skipped"
  # shellcheck disable=SC2086 # one word a package
  if ! run_as_root true 2>/dev/null || ! apt install -y --no-install-recommends $packages >/dev/null; then
    say "they could not be installed: those tests are skipped"
  fi
}

check_cmake()
{
  version=$(cmake --version | sed -n 's/^cmake version //p')
  case $version in
  [012].* | 3.[0-9].* | 3.1[0-9].* | 3.2[0-4].*)
    missing "cmake is $version; 3.25 or newer is needed (Debian 12, Ubuntu 24.04)" ;;
  esac
}

# A repository that was moved or copied with its build folders: CMake refuses them.
remove_foreign_builds()
{
  for cache in build/*/CMakeCache.txt; do
    [ -f "$cache" ] || continue
    home=$(sed -n 's/^CMAKE_HOME_DIRECTORY:INTERNAL=//p' "$cache")
    if [ "$(cd -- "$home" 2>/dev/null && pwd -P)" != "$(pwd -P)" ]; then
      say "Removing ${cache%/*}, built for another place"
      rm -rf -- "${cache%/*}"
    fi
  done
}

workflow()
{
  say "$1"
  cmake --workflow --preset "$1" </dev/null || exit 1
}

# The fuzz targets' corpora, what they reach of the mock kernel, and so many executions of each: always the same ones.
fuzz_briefly()
{
  say "fuzz all targets"
  rm -rf build/fuzz/run
  status=0
  build/release/offercheck fuzz all --engine libfuzzer --runs 20000 --seed 1 --fuzzers build/fuzz/fuzzers \
    --coverage build/corpus/corpus-coverage.txt --out build/fuzz/run || status=$?
  [ "$status" -le 1 ] || exit "$status"
}

[ $# -eq 1 ] || usage
command=$1
case $command in
certify) packages=$packages_command ;;
test | build | coverage | packages) packages=$packages_command$packages_tests ;;
*) usage ;;
esac

trap 'exit 130' INT
trap 'exit 143' TERM
cd -- "$(dirname -- "$0")/.."
install_packages "$packages"
case $command in
test | build | packages) install_optional ;;
esac
check_cmake
remove_foreign_builds

jobs=$(nproc 2>/dev/null || echo 2)
export CMAKE_BUILD_PARALLEL_LEVEL="${CMAKE_BUILD_PARALLEL_LEVEL:-$jobs}"
export CTEST_PARALLEL_LEVEL="${CTEST_PARALLEL_LEVEL:-$jobs}"

case $command in
certify)
  for preset in command fuzzers corpus; do
    workflow "$preset"
  done
  fuzz_briefly
  say "certify"
  build/release/offercheck certify --restart --fuzzing build/fuzz/run/fuzzing.json --out reports/latest || exit $?
  exit "$status"
  ;;
coverage)
  workflow "$command"
  ;;
test)
  for preset in test test-asan test-tsan test-msan; do
    workflow "$preset"
  done
  ;;
build)
  cmake --preset debug && cmake --build --preset debug || exit 1
  ;;
esac
