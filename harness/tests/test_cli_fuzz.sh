#!/bin/sh
# fuzz: drives an engine, keeps each way of failing once, minimized and decoded, and says what went wrong in one line.
# The engine is a script here, which says what libFuzzer says.
set -eu
command=$1
repository=$2
# shellcheck source=/dev/null
. "$repository/harness/tests/cli_support.sh"
enter "$repository" "$3"
[ "$(uname -s)" = Linux ] || exit 77

# has TEXT [FILE]: 'out', or the file, has it.
has() {
  grep -qF -e "$1" "${2-out}" || fail "not '$1' in ${2-out}: $(cat "${2-out}")"
}

# engine NAME: a fuzzer of that name that does what $script/N, or $script/all, does in its N-th start.
script=$PWD/script
mkdir fuzzers "$script"
engine() {
  cat >"fuzzers/$1" <<END
#!/bin/sh
# INFO: Seed: __asan_init __ubsan_handle_
script='$script'
END
  cat >>"fuzzers/$1" <<'END'
printf '%s\n' "$*" >>"$script/arguments"
for argument; do
  case $argument in
  -runs=*) runs=${argument#*=} ;;
  -artifact_prefix=*) crashes=${argument#*=} ;;
  -*) ;;
  *) corpus=${corpus-$argument} ;;
  esac
done
# crash RUNS NAME OUTPUT: an input of that content after so many runs.
crash() {
  printf '%s' "$2" >"${crashes}crash-$2"
  cp "$script/$2" "${crashes}crash-$2" 2>/dev/null || :
  printf '#%s\tNEW    cov: %s ft: 3 corp: 1/1b exec/s: 0\n%s\n' "$1" "$1" "$3"
  printf '==9==ERROR: libFuzzer: deadly signal\n'
  printf "artifact_prefix='x'; Test unit written to %scrash-%s\n" "$crashes" "$2"
  printf 'stat::number_of_executed_units: %s\n' "$1"
  exit 77
}
printf 'INFO: Seed: 1\nINFO: Loaded 1 modules   (500 inline 8-bit counters): 500 [0x1, 0x2),\n'
start=$(wc -l <"$script/arguments")
[ ! -e "$script/$start" ] || . "$script/$start"
[ ! -e "$script/all" ] || . "$script/all"
echo "$start" >"$corpus/unit-$start"
printf '#%s\tDONE   cov: 44 ft: 3 corp: 1/1b exec/s: 0\nstat::number_of_executed_units: %s\n' "$runs" "$runs"
END
  chmod +x "fuzzers/$1"
}

# results EXPRESSION: it is true of fuzzing.json, in Python; `target` is its first target.
results() {
  python3 -W ignore -m jsonschema -i "${2-o}/fuzzing.json" "$repository/reports/fuzzing.schema.json" ||
    fail "fuzzing.json breaks its schema"
  python3 - "${2-o}/fuzzing.json" "$1" <<'END' || fail "not so: $1: $(cat "${2-o}/fuzzing.json")"
import json
import sys

with open(sys.argv[1], encoding="utf-8") as file:
    results = json.load(file)
target = results["targets"][0]
sys.exit(not eval(sys.argv[2]))
END
}

engine fuzz_offer
echo '[libfuzzer]
max_len = 99' >fuzzers/fuzz_offer.options
mkdir fuzzers/fuzz_offer_seed_corpus
echo seed >fuzzers/fuzz_offer_seed_corpus/a

# Nothing found: the runs are made, and counted.
fuzz() {
  rm -rf o "$script/arguments"
  status=0
  "$command" fuzz fuzz_offer --fuzzers fuzzers --out o "$@" >out 2>err || status=$?
}
fuzz --runs 1000
[ "$status" -eq 0 ] || fail "exit status $status: $(cat err)"
results 'target["executions"] == 1000 and target["edges"] == 44 and target["edges_total"] == 500'
results 'target["engine"] == "libFuzzer" and target["sanitizers"] == "address, undefined" and not target["findings"]'
results 'target["corpus"] == 2 and target["corpus_new"] == 1 and target["end"] == "" and target["seed"] == 1'
has "fuzzers/fuzz_offer -seed=1 -runs=1000 -max_len=99 -timeout=25"
sh -c "$(sed -n 1p out)" >/dev/null || fail "the command line that is printed does not run"
[ "$(sort -u "$script/arguments" | wc -l)" -eq 1 ] || fail "the command line that is printed is another one"

# Two ways of failing, one of them twice; the rest of the runs is made all the same, with the next seeds.
echo 'crash 100 first "OFR-DEV-01: OfferAllocations returned something
  a sentence
  call 1 of"' >"$script/1"
echo 'crash 50 second "==9==ERROR: AddressSanitizer: heap-use-after-free on address 0x1 at pc 0x2
    #0 0x1 in batch_begin /x/batch.c:1:2
    #1 0x1 in mock_offer /x/offer.c:1:2"' >"$script/2"
echo 'crash 50 third "OFR-DEV-01: OfferAllocations returned something else"' >"$script/3"
fuzz --runs 1000 --seed 7
[ "$status" -eq 1 ] || fail "exit status $status: $(cat err)"
results 'target["executions"] == 1000 and len(target["findings"]) == 2'
results '[(f["requirement"], f["verdict"]) for f in target["findings"]] == [("OFR-DEV-01", "FAIL"), ("", "CRASH")]'
results 'target["findings"][1]["signature"] == "AddressSanitizer heap-use-after-free in batch_begin, mock_offer"'
results 'all("OfferAllocations" in f["calls"] for f in target["findings"])'
[ "$(sed 's/ -max_len.*//' "$script/arguments" | tr '\n' ' ')" = \
  '-seed=7 -runs=1000 -seed=8 -runs=900 -seed=9 -runs=850 -seed=10 -runs=800 ' ] || fail "$(cat "$script/arguments")"
cmp o/fuzz_offer/crashes/crash-first o/fuzz_offer/findings/ofr-dev-01.bin
has 'OFR-DEV-01: OfferAllocations returned something' o/fuzz_offer/findings/ofr-dev-01.txt
clean "$command" show o/fuzz_offer/findings/ofr-dev-01.kmt
for file in o/fuzz_offer/findings/*; do
  has "${file#o/}" o/fuzzing.json
done

# What fails on this target, too, is minimized, and becomes a C program that shows it.
cat >seed.kmt <<'END'
OfferAllocations hDevice=D HandleList=[X[0] 0] Priority=LOW
END
defects=${command%/*}/offercheck-defects
if [ -x "$defects" ] && [ -e "${command%/*}/targets/mock_defects.so" ] && command -v cc >/dev/null; then
  "$command" encode --as fuzz_offer -o "$script/bad" seed.kmt
  echo 'crash 10 bad "OFR-HND-01: OfferAllocations returned STATUS_SUCCESS"' >"$script/1"
  rm -f "$script/2" "$script/3" "$script/arguments"
  rm -rf o
  ends 1 env MOCK_DEFECT=offer_list_read_short "$defects" fuzz fuzz_offer --runs 100 --fuzzers fuzzers --out o
  kept=o/fuzz_offer/findings/ofr-hnd-01
  has 'OFR-HND-01 FAIL: returned STATUS_SUCCESS' $kept.kmt
  [ "$(grep -c . $kept.kmt)" -lt 10 ] || fail "it is not minimized: $(cat $kept.kmt)"
  # A program with sanitizers brings them along; another one cannot load it.
  if ! grep -q __asan_init "$command" && ! grep -q -e __tsan_init -e __msan_init "$command"; then
    cc -o repro $kept.c "${command%/*}/targets/mock_defects.so"
    ends 1 env MOCK_DEFECT=offer_list_read_short ./repro
    ends 0 env MOCK_DEFECT= ./repro
  fi
fi

# A seed that fails is left out, and the others go on; what is found again and again ends it.
rm -f "$script"/[0-9]*
# shellcheck disable=SC2016 # the engine's own variables
echo 'for last; do :; done; [ ! -e "$last/a" ] || crash 1 seed "OFR-DEV-01: OfferAllocations returned something"' >"$script/all"
cp fuzzers/fuzz_offer_seed_corpus/a "$script/seed"
echo other >fuzzers/fuzz_offer_seed_corpus/b
fuzz --runs 500
[ "$status" -eq 1 ] || fail "exit status $status: $(cat err)"
results 'target["executions"] == 500 and len(target["findings"]) == 1 and target["end"] == ""'
[ -e fuzzers/fuzz_offer_seed_corpus/a ] || fail "a seed is gone"
echo 'crash 1 again "OFR-DEV-01: OfferAllocations returned something"' >"$script/all"
fuzz --runs 500
[ "$status" -eq 1 ] || fail "exit status $status: $(cat err)"
results 'target["executions"] < 100 and len(target["findings"]) == 1 and "again" in target["end"]'

# Several processes share the runs.
rm -f "$script/all"
fuzz --runs 1001 --jobs 3
[ "$status" -eq 0 ] || fail "exit status $status: $(cat err)"
results 'target["executions"] == 1002'
[ -e o/fuzz_offer/engine-3.log ] || fail "three processes have no three logs"

# What cannot be done is said in a line. A fuzzer that dies names its last words.
echo 'echo "it will not"; exit 3' >"$script/all"
rm -rf o
refused 3 'ended with exit status 3 before its first input: it will not' \
  "$command" fuzz fuzz_offer --runs 5 --fuzzers fuzzers --out o
results '"it will not" in target["end"]'
printf '#!/bin/sh\n' >fuzzers/fuzz_reclaim
cp o/fuzzing.json before
chmod +x fuzzers/fuzz_reclaim
refused 3 "no fuzzing engine: it only plays files; build one with an engine, 'cmake --preset fuzz" \
  "$command" fuzz fuzz_reclaim --fuzzers fuzzers --out o
refused 3 'build one with AFL++' "$command" fuzz fuzz_offer --engine afl --fuzzers fuzzers --out o
refused 3 'no such folder' "$command" fuzz fuzz_offer --fuzzers nowhere --out o
refused 3 'fuzzers/fuzz_text: No such file' "$command" fuzz fuzz_text --fuzzers fuzzers --out o
cmp before o/fuzzing.json || fail "the results of an earlier run are gone"
refused 2 "no fuzz target 'fuzz_nothing'" "$command" fuzz fuzz_nothing
refused 2 'no fuzz target given' "$command" fuzz
refused 2 'it is no file; expected a library' "$command" fuzz fuzz_offer --target ./none.so --fuzzers fuzzers
refused 2 "no profile 'none'" "$command" fuzz fuzz_offer --profile none --fuzzers fuzzers
refused 2 'expected that of the seeds' "$command" fuzz fuzz_offer --corpus nowhere --fuzzers fuzzers
for wrong in '--runs 0' '--runs x' '--time 0' '--jobs 0' '--seed 0' '--engine none'; do
  # shellcheck disable=SC2086 # an option and its value
  ends 2 "$command" fuzz fuzz_offer $wrong
  says "${wrong% *} '"
done
if [ "$(id -u)" -ne 0 ]; then
  mkdir -m 555 locked
  refused 3 'the folder cannot be made' "$command" fuzz fuzz_offer --fuzzers fuzzers --out locked/o
fi
: >plain
refused 3 'the folder cannot be made' "$command" fuzz fuzz_offer --fuzzers fuzzers --out plain/o

# An interrupt reaches the engine, and what was found is kept.
cat >"$script/all" <<'END'
[ "$start" -gt 1 ] || crash 10 early "OFR-DEV-01: OfferAllocations returned something"
trap 'echo "== libFuzzer: run interrupted; exiting"; exit 72' INT
echo ready >"$script/ready"
for i in 1 2 3 4 5 6 7 8 9 10; do sleep 1; done
END
rm -rf o "$script/arguments"
"$command" fuzz fuzz_offer --time 100 --fuzzers fuzzers --out o >out 2>err &
running=$!
for _ in $(seq 200); do
  [ ! -e "$script/ready" ] || break
  sleep 0.1
done
kill -TERM $running || fail "it is gone"
status=0
wait $running || status=$?
[ "$status" -eq 1 ] || fail "exit status $status: $(cat err)"
grep -q 'interrupted before the end; what was found until then is kept' err || fail "it does not say so: $(cat err)"
grep -q 'libFuzzer: run interrupted' o/fuzz_offer/engine.log || fail "the engine was not told"
results 'target["end"] == "interrupted" and len(target["findings"]) == 1'

# The results go on to the report; the same ones give the same bundle, and it can be verified.
rm -f "$script/all"
printf '%s\n' 'harness/mock/offer.c 10 9 4 4' 'total 100 90 40 39' >coverage.txt
fuzz --runs 10 --coverage coverage.txt
[ "$status" -eq 0 ] || fail "exit status $status: $(cat err)"
results 'results["coverage"][1]["branches_covered"] == 39'
clean "$command" certify --filter 'OFR-DEV-01' --fuzzing o/fuzzing.json --out one
has 'fuzzing       1 target, 10 executions, 0 findings'
clean "$command" certify --filter 'OFR-DEV-01' --fuzzing o/fuzzing.json --out two
cmp one/SHA256SUMS two/SHA256SUMS
cmp one/fuzzing.json o/fuzzing.json
has harness/mock/offer.c one/report.html
sound one
clean "$command" verify one
sed -i 's/"executions": 10/"executions": 11/' one/fuzzing.json
ends 1 "$command" verify one
rm two/fuzzing.json
ends 1 "$command" verify two
clean "$command" certify --filter 'OFR-DEV-01' --out two
[ ! -e two/fuzzing.json ] || fail "results of an older run are left"
clean "$command" verify two

# Files that are none of ours.
for wrong in 'offer.c 1 2 3 4' 'offer.c 1 1 1' 'offer.c 1 1 1 1 1' '' 'a -1 0 0 0'; do
  printf '%s\n' "$wrong" >wrong.txt
  refused 2 "wrong.txt:1: expected 'FILE LINES COVERED BRANCHES COVERED'" \
    "$command" fuzz fuzz_offer --runs 1 --coverage wrong.txt --fuzzers fuzzers --out o
done
head -c 300 o/fuzzing.json >cut.json
refused 2 'cut.json:' "$command" certify --fuzzing cut.json --out three
refused 2 'expected what' "$command" certify --fuzzing "$repository/reports/fuzzing.schema.json" --out three
refused 2 'none.json' "$command" certify --fuzzing none.json --out three
head -c 5000000 /dev/zero >huge.json
refused 2 'too large' "$command" certify --fuzzing huge.json --out three
[ ! -e three ] || fail "a bundle was begun"
