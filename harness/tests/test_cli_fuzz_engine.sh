#!/bin/sh
# fuzz with a real engine, where a build for libFuzzer is there: the same seed and runs give the same corpus again.
set -eu
command=$1
repository=$2
# shellcheck source=/dev/null
. "$repository/harness/tests/cli_support.sh"
enter "$repository" "$3"

fuzzers=
for folder in "${command%/*}/fuzzers" "$repository/build/fuzz/fuzzers"; do
  if [ -z "$fuzzers" ] && grep -q 'INFO: Seed: ' "$folder/fuzz_reclaim" 2>/dev/null; then
    fuzzers=$folder
  fi
done
[ -n "$fuzzers" ] || {
  echo "no build for libFuzzer"
  exit 77
}

for run in one two; do
  clean "$command" fuzz fuzz_reclaim --runs 3000 --seed 5 --fuzzers "$fuzzers" --out $run
  cp out $run.out
  grep -q '3,000 executions' out || fail "not so many executions: $(cat out)"
  python3 -W ignore -m jsonschema -i $run/fuzzing.json "$repository/reports/fuzzing.schema.json" ||
    fail "fuzzing.json breaks its schema"
  sed -e 's,'$run'/,OUT/,g' -e '/executions_per_second/d' $run/fuzzing.json >$run.json
done
diff -r one/fuzz_reclaim/corpus two/fuzz_reclaim/corpus || fail "the same seed gives another corpus"
cmp one.json two.json || fail "the same seed gives other results"
[ -n "$(ls one/fuzz_reclaim/corpus)" ] || fail "nothing new was found to try"
