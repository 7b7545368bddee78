#!/bin/sh
# --resume: wherever a run was interrupted, the bundle is that of an undisturbed one, and what was judged is not run again.
set -eu
command=$1
# shellcheck source=/dev/null
. "$2/harness/tests/cli_support.sh"
enter "$2" "$3"

# How often a run is killed, at moments that follow from the seed; and what it plays, all of it if that is empty.
kills=${RESUME_KILLS:-5}
seed=${RESUME_SEED:-1}
filter=${RESUME_FILTER-pairs/reclaim}

certify() {
  "$command" certify ${filter:+--filter "$filter"} "$@"
}

# same FOLDER: its bundle is that of the undisturbed run, and nothing else is there.
same() {
  [ "$(ls "$1")" = "$(ls whole)" ] || fail "$1: other files: $(ls "$1")"
  cmp whole/SHA256SUMS "$1/SHA256SUMS" || fail "$1: another bundle than that of an undisturbed run"
  (cd "$1" && sha256sum -c --quiet SHA256SUMS) || fail "$1: its sums do not hold"
}

certify --out whole >out
size=$(wc -c <whole/transcript)

# killed FOLDER BYTES: a run is killed when its transcript has so many, or, if it is quicker, when it has ended.
killed() {
  "$command" certify ${filter:+--filter "$filter"} --resume --out "$1" >/dev/null 2>&1 &
  run=$!
  while kill -0 $run 2>/dev/null && [ "$(stat -c %s "$1/transcript.part" 2>/dev/null || echo 0)" -lt "$2" ]; do
    sleep 0.01
  done
  kill -KILL $run 2>/dev/null || :
  wait $run 2>/dev/null || :
}

# Each time from the beginning, then again and again in one folder.
awk -v n="$kills" -v seed="$seed" -v size="$size" \
  'BEGIN { srand(seed); for (i = 0; i < n; i++) print int(rand() * size) }' >moments
while read -r moment; do
  rm -rf killed
  killed killed "$moment"
  certify --resume --out killed >out 2>err || fail "killed at byte $moment: $(cat err)"
  same killed
done <moments
sort -n moments >in_order
while read -r moment; do
  killed often "$moment"
done <in_order
certify --resume --out often >out 2>err || fail "killed often: $(cat err)"
same often

# Several workers, ahead of what was judged.
rm -rf jobs
"$command" certify ${filter:+--filter "$filter"} --jobs 3 --out jobs >/dev/null 2>&1 &
run=$!
while kill -0 $run 2>/dev/null && [ "$(stat -c %s jobs/transcript.part 2>/dev/null || echo 0)" -lt $((size / 3)) ]; do
  sleep 0.01
done
kill -KILL $run 2>/dev/null || :
wait $run 2>/dev/null || :
certify --resume --jobs 2 --out jobs >out 2>err || fail "several workers: $(cat err)"
same jobs

# Any beginning of the transcript will do, wherever it was torn off; what is there is gone on with.
for bytes in 0 1 1000 5000 $((size / 2)) $((size - 1)) "$size"; do
  rm -rf torn
  mkdir torn
  head -c "$bytes" whole/transcript >torn/transcript.part
  certify --resume --out torn >out 2>err || fail "torn off at byte $bytes: $(cat err)"
  same torn
done
says 'going on behind'
rm -rf torn
mkdir torn
{ head -c $((size / 2)) whole/transcript && head -c 3000 /dev/zero; } >torn/transcript.part
certify --resume --out torn >out 2>err
says 'what was torn behind them is dropped'
same torn

# Nothing is there: the run begins. A complete bundle: it is the same again.
rm -rf empty
certify --resume --out empty >out 2>err
says 'nothing to go on with; the run begins anew'
same empty
certify --resume --out empty >out 2>err
same empty

# Without the option what was left is not lost.
half() {
  rm -rf half
  mkdir half
  head -c $((size / 2)) whole/transcript >half/transcript.part
  cp half/transcript.part before
}
half
refused 2 '--resume goes on with it, --restart drops it' certify --out half
cmp before half/transcript.part
clean certify --restart --out half
same half

# What an older bundle holds stays until the new one is there.
half
cp whole/results.json half
refused 2 '--resume goes on with it' certify --out half
cmp whole/results.json half/results.json

# Another run than that which was interrupted: it says in what, and changes nothing.
for other in '--profile ddi|profile' '--timeout 11|timeout' '--shard 1/2|shard'; do
  half
  # shellcheck disable=SC2086
  ends 2 certify --resume --out half ${other%|*}
  grep -q "^offercheck: --resume: .* its ${other#*|} is '" err || fail "${other%|*}: $(cat err)"
  [ "$(grep -c '^chain .\{64\}$' half/transcript.part)" -eq "$(grep -c '^chain .\{64\}$' before)" ] ||
    fail "${other%|*}: judged cases are lost"
done
half
ends 2 "$command" certify --filter OFR-DEV-01 --resume --out half
grep -q "its filter is '" err || fail "another filter: $(cat err)"
certify --resume --out half >out 2>err
same half

# A bundle that is complete is not lost either.
refused_bundle() {
  ends 2 "$command" certify --filter OFR-DEV-01 --resume --out whole
  grep -q "its filter is '" err || fail "$(cat err)"
}
refused_bundle
clean "$command" verify whole

# A damaged journal: where.
half
sed -i '100s/./X/' half/transcript.part
refused 2 'half/transcript.part: line ' certify --resume --out half
grep -q 'the chain is broken' err || fail "$(cat err)"
refused 2 '--restart drops it' certify --out half
half
cat >forge.py <<'EOS'
import hashlib
import sys

lines, block = [], []
for line in open("half/transcript.part", encoding="ascii"):
    line = line.replace(sys.argv[1], sys.argv[2], 1)
    if line.startswith("chain "):
        line = f"chain {hashlib.sha256(''.join(block).encode()).hexdigest()}\n"
        block = []
    block.append(line)
    lines.append(line)
open("half/transcript.part", "w", encoding="ascii").writelines(lines)
EOS
python3 forge.py '  structure 0x5' '  structure 0x05'
ends 2 certify --resume --out half
grep -q 'what an interrupted run left is damaged: line [1-9]' err || fail "$(cat err)"

# What is no file is neither read nor written.
rm -rf odd
mkdir odd
for make in mkdir mkfifo 'ln -s ../whole/transcript'; do
  $make odd/transcript.part
  for how in --resume --restart; do
    refused 2 'odd/transcript.part: it is no plain file' timeout 60 "$command" certify --filter OFR-DEV-01 $how --out odd
  done
  rm -r odd/transcript.part
done
clean "$command" verify whole

# No room for it: what was there can be gone on with when there is.
half
(
  ulimit -f $((size * 3 / 4 / 1024))
  certify --resume --out half >/dev/null 2>&1
) && fail 'the limit did not hold'
certify --resume --out half >out 2>err || fail "after a full disk: $(cat err)"
same half

# A run that was asked to end left a bundle: it is gone on with, too.
for signal in TERM INT; do
  rm -rf asked
  env --default-signal=INT,TERM "$command" certify ${filter:+--filter "$filter"} --out asked >/dev/null 2>&1 &
  run=$!
  while kill -0 $run 2>/dev/null && [ "$(stat -c %s asked/transcript.part 2>/dev/null || echo 0)" -lt $((size / 3)) ]; do
    sleep 0.01
  done
  kill -$signal $run 2>/dev/null || :
  wait $run || :
  certify --resume --out asked >out 2>err || fail "$signal: $(cat err)"
  same asked
done

# What was judged is not run again: a target that crashes from now on crashes in no case that was.
targets=$(dirname "$command")/targets
if [ -e "$targets/hostile.so" ] && ! grep -q __msan_init "$command"; then
  export HOSTILE_MOCK="$targets/mock.so"
  set -- certify --filter 'OFR-HND-0*' --target "$targets/hostile.so" --out
  clean "$command" "$@" target
  mkdir later
  head -c $(($(wc -c <target/transcript) / 2)) target/transcript >later/transcript.part
  cp later/transcript.part judged
  HOSTILE=offer-crash ends 1 "$command" "$@" later --resume
  clean "$command" verify later
  length=$(grep -n '^chain ' judged | tail -n 1 | cut -d : -f 1)
  [ "$(head -n "$length" judged | sha256sum)" = "$(head -n "$length" later/transcript | sha256sum)" ] ||
    fail 'what was judged stands there otherwise'
  holds later '0 < results["verdicts"]["CRASH"] < len(cases) // 2'
  # And with nothing left to do it is not called at all.
  rm -rf later
  mkdir later
  cp target/transcript later/transcript.part
  HOSTILE=offer-crash ends 0 "$command" "$@" later --resume
  cmp target/SHA256SUMS later/SHA256SUMS
fi
