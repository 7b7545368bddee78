#!/bin/sh
# usage: pages.sh COMMAND FOLDER FUZZ_TARGET...
#
# Writes to FOLDER the manual page and the completions of the command, from its own help, so that what it knows is what
# they say: offercheck.1, offercheck.bash, _offercheck (zsh) and offercheck.fish.
set -eu
command=$1
folder=$2
shift 2
here=$(dirname -- "$0")

ask()
{
  "$command" "$@" </dev/null
}

version=$(ask --version)
profiles=$(ask list profiles | sed 's/ .*//' | tr '\n' ' ')
mkdir -p "$folder"
{
  printf '\f\n'
  ask --help
  ask --help | sed -n 's/^  \([a-z][a-z-]*\) .*/\1/p' | while read -r name; do
    printf '\f%s\n' "$name"
    ask "$name" --help
  done
} >"$folder/help.txt"

# write FORM FILE: whole, or not at all.
write()
{
  LC_ALL=C awk -v version="${version#offercheck }" -v template="$here/manual.in" -v targets="$targets" \
    -v profiles="${profiles% }" -f "$here/help.awk" -f "$here/$1.awk" "$folder/help.txt" >"$folder/$2.part"
  mv "$folder/$2.part" "$folder/$2"
}

targets=$*
write manual offercheck.1
write bash offercheck.bash
write zsh _offercheck
write fish offercheck.fish
