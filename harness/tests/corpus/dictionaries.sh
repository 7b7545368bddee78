#!/bin/sh
# Each fuzz target has a dictionary that engines can read and options that name what they know; the dictionary of fuzz_text
# has every word of the tables.
set -eu
words=$1
fuzz=$2
cd "$3"

fail() {
  printf 'FAILED: %s\n' "$*" >&2
  exit 1
}

for source in "$fuzz"/fuzz_*.c; do
  target=$(basename "$source" .c)
  dictionary=$fuzz/$target.dict
  options=$fuzz/$target.options
  [ -s "$dictionary" ] || fail "$target has no dictionary"
  [ -s "$options" ] || fail "$target has no options"
  # "token", with \\, \" and \xNN; libFuzzer stops at the first line that is another.
  if grep -vnE '^(#.*|([A-Za-z0-9_]+=)?"([][ !#-Z^-~]|\\\\|\\"|\\x[0-9A-Fa-f]{2})+"|)$' "$dictionary"; then
    fail "$dictionary: no entries"
  fi
  awk -F '"' '/^"/ { seen[$0]++ } END { for (entry in seen) if (seen[entry] > 1) print entry }' "$dictionary" >twice
  [ ! -s twice ] || fail "$dictionary: twice: $(cat twice)"
  if awk '/^"/ { gsub(/\\x../, "x"); if (length($0) > 130) print }' "$dictionary" | grep .; then
    fail "$dictionary: longer than the 128 bytes that AFL++ takes"
  fi
  # The only words that are used: an option that libFuzzer does not know ends it.
  if grep -vnE '^(\[libfuzzer\]|(max_len|timeout|rss_limit_mb|len_control) = [0-9]+|)$' "$options"; then
    fail "$options: other lines than these"
  fi
done

"$words" | sort -u >expected
sed -n 's/^"\(.*\)"$/\1/p' "$fuzz/fuzz_text.dict" | sort -u >found
comm -23 expected found >missing
[ ! -s missing ] || fail "fuzz_text.dict lacks: $(tr '\n' ' ' <missing)"
