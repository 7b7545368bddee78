#!/bin/sh
# What the shells offer after 'offercheck': its commands, their options, and what these take. zsh and fish are asked where
# they are.
set -eu
# shellcheck source=/dev/null
. "$2/harness/tests/cli_support.sh"
command=$1
prefix=$4
enter "$2" "$3"
command -v bash >/dev/null || {
  echo 'bash is missing'
  exit 77
}
mkdir 'a folder' reports
touch 'a file.kmt' crash

bash_script="$prefix/share/bash-completion/completions/offercheck"
clean bash -n "$bash_script"

# offers LINES WORD...: the last word, begun, is completed by these lines.
offers() {
  lines=$1
  shift
  # shellcheck disable=SC2016 # for bash
  clean bash -c '. "$0"; COMP_WORDS=(offercheck "$@"); COMP_CWORD=$#; _offercheck; printf "%s\n" "${COMPREPLY[@]}"' \
    "$bash_script" "$@"
  [ "$(sort out)" = "$lines" ] || fail "offercheck $*: $(cat out)"
}

offers certify cer
offers "$({ echo --help; echo --version; "$command" --help | sed -n 's/^  \([a-z][a-z-]*\) .*/\1/p'; } | sort)" ''
offers --profile certify --prof
offers 'ddi
mock
wsl2' certify --profile ''
offers wsl2 certify --profile = w
offers mock certify --target m
offers 'a file.kmt
a folder' run a
offers 'a folder' verify a
offers reports certify --out rep
offers crash certify --target cr
offers '' certify --timeout ''
offers fuzz_reclaim fuzz fuzz_rec
offers all fuzz al
offers libfuzzer fuzz --engine l
offers cases list ca
offers --out show --o
offers '' nonsense ''

# Each option of each command is offered.
"$command" --help | sed -n 's/^  \([a-z][a-z-]*\) .*/\1/p' >names
[ -s names ] || fail 'no commands'
while read -r name; do
  "$command" "$name" --help | grep -oE '^  (-[a-z], )?--[a-z-]+' | grep -oE -e '--[a-z-]+' | sort >options
  offers "$(cat options)" "$name" -- </dev/null
done <names

if command -v zsh >/dev/null; then
  clean zsh -n "$prefix/share/zsh/site-functions/_offercheck"
fi
if command -v fish >/dev/null; then
  fish_script="$prefix/share/fish/vendor_completions.d/offercheck.fish"
  # fish_offers EXPECTED LINE
  fish_offers() {
    # shellcheck disable=SC2016 # for fish
    HOME=$PWD clean fish --no-config -c 'source $argv[1]; complete -C $argv[2]' "$fish_script" "$2"
    cut -f 1 out | grep -qxF -e "$1" || fail "fish, $2: $(cat out)"
  }
  fish_offers certify 'offercheck cer'
  fish_offers --profile 'offercheck certify --prof'
  fish_offers wsl2 'offercheck certify --profile '
  fish_offers fuzz_reclaim 'offercheck fuzz fuzz_re'
fi
