#!/bin/sh
# A run that is interrupted leaves a whole bundle of what was judged, marked as incomplete.
set -eu
command=$1
# shellcheck source=/dev/null
. "$2/harness/tests/cli_support.sh"
if ! env --default-signal=INT true 2>/dev/null; then
  echo 'env cannot set signals'
  exit 77
fi
enter "$2" "$3"

# begins COMMAND...: starts it in the background as "$run", and waits until it has played something.
begins() {
  rm -rf bundle
  env --default-signal=INT,TERM,HUP "$@" >out 2>err &
  run=$!
  while [ ! -s bundle/transcript.part ] && kill -0 $run; do
    sleep 0.02
  done
  sleep "${delay:-0.1}"
}

# stops STATUS: it ended with that status.
stops() {
  status=0
  wait "$run" || status=$?
  [ "$status" -eq "$1" ] || fail "exit status $status, not $1: $(cat err)"
}

for signal in INT TERM HUP; do
  begins "$command" certify --out bundle
  kill -$signal "$run"
  stops 3
  says 'interrupted before the end; what was judged until then is kept'
  grep -q '^INCOMPLETE: ' out || fail "$signal: the summary does not say so"
  sound bundle
  holds bundle 'not results["complete"] and results["incomplete"] == "interrupted"'
  holds bundle 'len(cases) == len(set(cases)) and len(cases) == sum(results["verdicts"].values())'
done

# In the middle of a generated suite.
begins "$command" certify --filter 'exhaustive/offer' --out bundle
kill -INT "$run"
stops 3
sound bundle
holds bundle '0 < results["suites"][0]["judged"] < results["suites"][0]["combinations"]'

# More than once, as timeout(1) does it.
begins "$command" certify --out bundle
for signal in TERM TERM HUP INT TERM; do
  kill -$signal "$run" 2>/dev/null || :
done
stops 3
sound bundle

# What was ignored by who started it stays ignored, as under nohup.
delay=0
begins env --ignore-signal=HUP "$command" certify --filter 'OFR-HND-*' --out bundle
kill -HUP "$run"
stops 0
holds bundle 'results["complete"]'

# What had failed by then counts.
if [ -x "$command-defects" ]; then
  delay=0
  begins env MOCK_DEFECT=offer_count_zero_accepted "$command-defects" certify --out bundle
  while kill -0 "$run" && ! grep -q '^suite ' bundle/transcript.part; do
    sleep 0.05
  done
  kill -TERM "$run"
  stops 1
  sound bundle
  delay=0
fi

# The worker's end is a case's end and no more. While it loads its target it has no case yet, and is started again.
status=0
for _ in 1 2 3 4 5 6 7 8 9 10; do
  [ "$status" -eq 0 ] || break
  begins "$command" certify --filter 'OFR-*' --out bundle
  while kill -0 "$run" && ! pkill -KILL -P "$run"; do
  sleep 0.02
done
  status=0
  wait "$run" || status=$?
done
[ "$status" -eq 1 ] || fail "exit status $status, not 1: $(cat err)"
[ ! -s err ] || fail "a complaint: $(cat err)"
sound bundle
holds bundle 'results["complete"] and results["verdicts"]["CRASH"] == 1 and results["verdicts"]["PASS"] > 0'
