#!/bin/sh
# A bundle: the same for the same run, whole or the old one, and of one run at a time.
set -eu
command=$1
# shellcheck source=/dev/null
. "$2/harness/tests/cli_support.sh"
enter "$2" "$3"

# Equal runs give equal bytes, times aside.
for filter in '???-PTR-*' 'memory/*' 'pairs/reclaim'; do
  clean "$command" certify --filter "$filter" --out first
  clean env LC_ALL=C LANG=de_DE.UTF-8 HOME= "$command" certify --filter "$filter" --out second
  for file in first/*; do
    [ "$file" = first/times.json ] || cmp "$file" "second/${file##*/}" || fail "$filter: two runs differ"
  done
  sound first
done
[ "$(find first -type f | sort | tr '\n' ' ')" = 'first/SHA256SUMS first/junit.xml first/report.html first/results.json first/results.sarif first/times.json first/transcript ' ] ||
  fail "not the files of a bundle: $(ls -a first)"
for file in transcript results.json junit.xml results.sarif report.html; do
  grep -q "  $file\$" first/SHA256SUMS || fail "no sum of $file"
done
xmllint --noout first/junit.xml

# A filter that gives nothing, and a run that is killed, leave the old bundle as it was.
cp -r first old
refused 2 'matches no case' "$command" certify --filter bogus --out first
diff -r old first || fail "a run without cases changed the bundle"
"$command" certify --out first >/dev/null 2>&1 &
run=$!
while [ ! -s first/transcript.part ] && kill -0 $run; do
  sleep 0.05
done
refused 3 'first: another run is writing its bundle there' "$command" certify --filter 'OFR-DEV-01' --out first
kill -KILL $run
wait $run || :
rm first/transcript.part
diff -r old first || fail "a run that was killed changed the bundle"

# The next run takes its place, whatever the killed one left.
printf 'left over' >first/transcript.part
clean "$command" certify --filter 'OFR-DEV-01' --out first
sound first
