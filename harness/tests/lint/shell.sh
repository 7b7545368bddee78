#!/bin/sh
# Every shell script passes shellcheck.
set -eu
cd "$1"
{
  find harness fuzz conformance corpus -name '*.sh' -print0 2>/dev/null
  printf '.ci/run\0'
} | xargs -0 shellcheck
