#!/bin/sh
# The manual page has every command and every option of the command's own help, and nothing for troff to complain of.
set -eu
command=$1
# shellcheck source=/dev/null
. "$2/harness/tests/cli_support.sh"
prefix=$4
enter "$2" "$3"
command -v groff >/dev/null || {
  echo 'groff is missing'
  exit 77
}

gzip -dc "$prefix/share/man/man1/offercheck.1.gz" >page
clean groff -man -ww -Tascii -P -cbou page
mv out shown
[ "$(wc -l <shown)" -gt 200 ] || fail "the page has $(wc -l <shown) lines"
version=$("$command" --version)
grep -qF -e "$version" shown || fail "no '$version'"

# In one line, whatever was broken where.
tr -s ' \n' ' ' <shown >words
"$command" --help | sed -n 's/^  \([a-z][a-z-]*\) .*/\1/p' >names
[ -s names ] || fail 'no commands'
while read -r name; do
  "$command" "$name" --help >help
  grep -qF -e "offercheck $name $(sed -n "1s/^Usage: offercheck $name //p" help)" words || fail "no usage of $name"
  # Between the head of this command and that of the next stand its options, each with the first words of its text.
  sed -n "/^   offercheck $name /,/^   offercheck /p" shown >part
  grep -E '^  -' help | while read -r option; do
    head=${option%%  *}
    grep -qF -e "$head" part || fail "$name: no '$head'"
  done
done <names

# And what the sources say that options are.
grep -ohE '\{"[a-z-]+", (required|optional|no)_argument' "$2"/harness/cli/*.c | cut -d '"' -f 2 | sort -u >options
[ "$(wc -l <options)" -gt 10 ] || fail 'the options are not found'
while read -r option; do
  grep -qE -e "--$option( |\$)" shown || fail "no --$option"
done <options
