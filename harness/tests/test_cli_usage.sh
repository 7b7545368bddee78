#!/bin/sh
# The command line: help, version, options, and one clear line for each mistake in it.
set -eu
command=$1
# shellcheck source=/dev/null
. "$2/harness/tests/cli_support.sh"
enter "$2" "$3"

printf 'EnumAdapters2\n' >program.kmt

clean "$command" --version
grep -qE '^offercheck [0-9]+\.[0-9]+\.[0-9]+$' out || fail "no version: $(cat out)"

# Each command that the help names explains itself, in 80 columns, and knows the options that it speaks of.
clean "$command" --help
cp out help
names=$(sed -n 's/^  \([a-z-][a-z-]*\) .*/\1/p' help)
[ -n "$names" ] || fail "the help names no command"
for name in $names; do
  clean "$command" "$name" --help
  grep -q "^Usage: offercheck $name " out || fail "$name: no usage"
  cat out >>help
  grep -oE '^  (-[a-z], )?--[a-z-]+' out | grep -oE -e '--[a-z-]+' >options
  while read -r option; do
    "$command" "$name" "$option" x y >/dev/null 2>err </dev/null || :
    ! grep -q 'no option' err || fail "$name: its help speaks of $option"
  done <options
done
[ "$(awk 'length > 80' help)" = "" ] || fail "wider than 80 columns: $(awk 'length > 80' help)"
clean "$command" help
clean "$command" -h

# Commands.
refused 2 'no command given; expected certify, list,' "$command"
refused 2 "no command 'bogus'; expected certify, list," "$command" bogus
refused 2 "no command '\\u001B[31m'" "$command" "$(printf '\033[31m')"
refused 2 "no command '--bogus'" "$command" --bogus

# Options.
refused 2 "certify: no option '--bogus'; see 'offercheck certify --help'" "$command" certify --bogus
refused 2 "no option '--bogus'" "$command" run --bogus=5 program.kmt
refused 2 "no option '-x'" "$command" run -xy program.kmt
refused 2 "no option '--tim' (is it --timeout?)" "$command" certify --tim 5
refused 2 "no option '--tim' (is it --timeout?)" "$command" run --tim=5 program.kmt
refused 2 "'--t' could mean several options" "$command" certify --t 5
refused 2 "'--timeout' needs a value" "$command" certify --timeout
refused 2 "'-o' needs a value" "$command" encode program.kmt -o
refused 2 "'--json=1': --json takes no value" "$command" list --json=1
refused 2 "'extra' is too much" "$command" certify extra
refused 2 "'extra' is too much" "$command" list cases extra
refused 2 "'bogus': expected cases, requirements, profiles or adapters" "$command" list bogus
for option in --target --profile --filter --out; do
  refused 2 "the value of '$option' is empty" "$command" certify $option ''
  refused 2 "the value of '$option' is empty" "$command" certify $option=
done
for value in 0 -1 86401 99999999999999999999 5s 1e1 0x5 ' 5' +5; do
  refused 2 "--timeout '$value': expected seconds, 1 to 86400" "$command" certify --timeout "$value"
done

# Values.
refused 2 "no profile 'bogus'; expected one of ddi, mock, wsl2" "$command" certify --profile bogus --out bundle
refused 2 "no profile '../mock'" "$command" run --profile ../mock program.kmt
for filter in bogus '*/' '[' "$(printf 'a\nb')" '%s%n' 'OFR-DEV-0'; do
  refused 2 "matches no case, suite or requirement; see 'offercheck list'" "$command" certify --filter "$filter" --out bundle
done
[ "$(ls bundle)" = "" ] || fail "a run that did not begin left something: $(ls bundle)"
refused 2 'no file given' "$command" run
refused 2 'no file given' "$command" show
refused 2 '-o is missing' "$command" encode program.kmt
refused 2 "no case 'bogus'; see 'offercheck list cases'" "$command" show --case bogus
refused 2 "no case 'bogus' in program.kmt" "$command" show --case bogus program.kmt

# Of an option that is repeated the last one counts.
clean "$command" run --profile bogus --profile ddi program.kmt
clean "$command" certify --filter bogus --out bundle --filter OFR-DEV-01
