#!/bin/sh
# cppcheck finds nothing in the sources of the build; the tests are left out, since it does not know that a cmocka
# assertion that fails does not return.
set -eu
mkdir -p "$2/cppcheck"
exec cppcheck --quiet --error-exitcode=1 --enable=warning,performance,portability --inline-suppr \
  --suppress=missingIncludeSystem --suppress=normalCheckLevelMaxBranches --suppress=unmatchedSuppression \
  -i "$1/harness/tests" --cppcheck-build-dir="$2/cppcheck" -j "$(nproc)" --project="$2/compile_commands.json"
