#!/bin/sh
# Each seed of every fuzz target is named by what it shows, and as a program says so in its first line; those of fuzz_text whose
# name begins with error are refused, in one line that names the place, and no other is.
set -eu
command=$1
repository=$2
# shellcheck source=/dev/null
. "$repository/harness/tests/cli_support.sh"
enter "$repository" "$3"

for folder in "$repository"/corpus/*/seed; do
  for file in "$folder"/*; do
    case ${file##*/} in
    *[!a-z0-9.-]* | *.kmt.* | *.kmt?*) fail "$file: not the name of what it shows" ;;
    *.kmt | transcript-*) ;;
    *) fail "$file: neither a program nor a transcript" ;;
    esac
  done
  for file in "$folder"/*.kmt; do
    head -n 1 "$file" | grep -q '^# .*\.$' || fail "$file: its first line is no comment that says what it shows"
  done
done
for file in "$repository"/corpus/*/regression/*.kmt; do
  head -n 1 "$file" | grep -q '^# .*\.$' || fail "$file: its first line is no comment that says what it shows"
done

for file in "$repository"/corpus/fuzz_text/seed/*.kmt; do
  case ${file##*/} in
  error-*) refused 2 "${file##*/}:" "$command" show "$file" ;;
  *) clean "$command" show "$file" ;;
  esac
done
