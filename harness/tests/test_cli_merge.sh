#!/bin/sh
# merge: the shards of a run become the bundle that the undivided run writes; what are no such shards is named.
set -eu
command=$1
# shellcheck source=/dev/null
. "$2/harness/tests/cli_support.sh"
enter "$2" "$3"

# merges NAME N COMMAND...: COMMAND as a whole, NAME.all, and in N shards, NAME.I, which become just that, NAME.merged.
merges() {
  name=$1
  count=$2
  shift 2
  whole=0
  "$@" --out "$name.all" >/dev/null 2>err || whole=$?
  [ $whole -le 1 ] || fail "$name: $(cat err)"
  shards=
  for shard in $(seq "$count" -1 1); do
    "$@" --shard "$shard/$count" --out "$name.$shard" >/dev/null 2>err || [ $? -eq 1 ] || fail "$name.$shard: $(cat err)"
    shards="$shards $name.$shard"
  done
  # shellcheck disable=SC2086
  {
    ends "$whole" "$command" merge $shards --out "$name.merged"
    clean "$command" verify $shards "$name.merged"
  }
  [ "$(ls "$name.merged")" = "$(ls "$name.all")" ] || fail "$name: other files: $(ls "$name.merged")"
  cmp "$name.all/SHA256SUMS" "$name.merged/SHA256SUMS" || fail "$name: another bundle than that of an undivided run"
}

merges cases 7 "$command" certify --filter 'OFR-HND-*'
merges suite 3 "$command" certify --filter pairs/reclaim
if [ -n "${MERGE_ALL-}" ]; then
  merges all "$MERGE_ALL" "$command" certify
fi
merges one 1 "$command" certify --filter OFR-DEV-01
merges few 7 "$command" certify --filter OFR-DEV-01

# Every case stands in one shard.
cat cases.[1-7]/transcript | grep '^case ' | sort >all_shards
grep '^case ' cases.all/transcript | sort | cmp - all_shards || fail 'a case is in no shard, or in two'

# A target that fails is reported alike: the first twenty failing combinations of a suite are shown, wherever they ran.
if [ -x "$command-defects" ]; then
  MOCK_DEFECT=offer_count_zero_accepted
  export MOCK_DEFECT
  merges failing 3 "$command-defects" certify --filter pairs/offer
  [ $whole -eq 1 ] || fail 'the defect was not found'
fi

# A target that crashes so often that the suite is given up, though in no shard.
targets=$(dirname "$command")/targets
if [ -e "$targets/brittle.so" ] && ! grep -q __msan_init "$command"; then
  export HOSTILE_MOCK="$targets/mock.so"
  merges brittle 3 "$command" certify --filter pairs/offer --target "$targets/brittle.so"
  grep -q 'given up' brittle.all/results.json || fail 'the suite was not given up'
  if cat brittle.[123]/results.json | grep -q 'given up'; then
    fail 'the suite was given up in a shard'
  fi
fi

# What is refused, and nothing is written then.
refuses() {
  refused "$@" -o refused
  [ ! -e refused ] || fail 'something was written'
}

refused 2 'no shard given' "$command" merge -o refused
refused 2 'no folder to write to' "$command" merge suite.1
refused 2 "no option '--filter'" "$command" merge --filter x suite.1 -o refused
clean "$command" merge --help
refuses 2 'not all shards are given: 2 of 3 is missing' "$command" merge suite.3 suite.1
refuses 2 'not all shards are given: 1, 4, 5, 6 and 7 of 7 are missing' "$command" merge cases.3 cases.2
cp -r suite.2 again
refuses 2 'again: it is shard 2/3, and so is suite.2' "$command" merge suite.1 suite.2 suite.3 again
refuses 2 'suite.1: it is shard 1/3, and so is suite.1' "$command" merge suite.1 suite.1
refuses 2 "cases.2: it is of another run than suite.1: its filter is 'OFR-HND-*', not 'pairs/reclaim'" \
  "$command" merge suite.1 cases.2
refuses 2 'few.2: it is shard 2/7, and one.1 is shard 1/1' "$command" merge one.1 few.2
refuses 2 'suite.all: it is no shard, but a run of its own' "$command" merge suite.1 suite.all
refuses 3 'missing: No such file or directory' "$command" merge suite.1 missing
"$command" certify --filter pairs/reclaim --profile ddi --shard 2/3 --out other >/dev/null
refuses 2 "its profile is 'ddi', not 'mock'" "$command" merge suite.1 other suite.3
printf ' ' >>again/junit.xml
refuses 2 'again: not verified, 2 differences, the first: again/junit.xml: its SHA-256 is' "$command" merge suite.1 again
refused 2 'suite.1/.: the merged bundle would take the place of a shard' "$command" merge suite.1 suite.2 suite.3 -o suite.1/.
clean "$command" verify suite.1

# A shard that was interrupted.
rm -rf part
mkdir part
head -c 20000 suite.2/transcript >part/transcript.part
refuses 2 'part: not verified' "$command" merge suite.1 part suite.3
"$command" certify --filter pairs/reclaim --shard 2/3 --resume --out part >out 2>err || fail "$(cat err)"
"$command" merge suite.1 part suite.3 -o resumed >out
cmp suite.all/SHA256SUMS resumed/SHA256SUMS || fail 'a shard that was resumed'

# Another bundle's place is taken; a run that was interrupted is not.
"$command" merge suite.1 suite.2 suite.3 -o few.merged >out
cmp suite.all/SHA256SUMS few.merged/SHA256SUMS
clean "$command" verify few.merged
mkdir waiting
head -c 20000 suite.all/transcript >waiting/transcript.part
refused 2 'waiting: an interrupted run is there' "$command" merge suite.1 suite.2 suite.3 -o waiting
[ "$(wc -c <waiting/transcript.part)" -eq 20000 ] || fail 'what was interrupted is lost'

# No room: the shards stay, and nothing is left.
(
  ulimit -f 20
  "$command" merge suite.1 suite.2 suite.3 -o full >out 2>err
) && fail 'the limit did not hold'
says 'the transcript cannot be written: File too large'
[ -z "$(ls full)" ] || fail "something is left: $(ls full)"
clean "$command" verify suite.1 suite.2 suite.3

# From other machines, whose times nobody vouches for.
cat >elsewhere.py <<'EOS'
import hashlib
import pathlib
import sys

lines, block = [], []
for line in pathlib.Path("suite.2/transcript").read_text().splitlines(keepends=True):
    if line.startswith("processor "):
        line = "processor Another\n"
    if line.startswith("chain "):
        line = f"chain {hashlib.sha256(''.join(block).encode()).hexdigest()}\n"
        block = []
    block.append(line)
    lines.append(line)
pathlib.Path("elsewhere").mkdir()
pathlib.Path("elsewhere/transcript.part").write_text("".join(lines))
EOS
python3 elsewhere.py
ends 2 "$command" certify --filter pairs/reclaim --shard 2/3 --resume --out elsewhere
grep -q "its processor is 'Another', that of this run '" err || fail "$(cat err)"
for times in '' '{}' '{"started": "2026-01-01T00:00:00Z", "finished": "2099-01-01T00:00:00Z", "seconds": 1e300}'; do
  printf '%s' "$times" >suite.3/times.json
  clean "$command" merge suite.1 suite.2 suite.3 -o times
  python3 -m json.tool times/times.json >out
done
grep -q '"started": "2026-01-01T00:00:00Z"' out || fail "$(cat out)"
grep -q '"finished": "2099-01-01T00:00:00Z"' out || fail "$(cat out)"
