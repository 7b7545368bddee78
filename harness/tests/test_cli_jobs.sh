#!/bin/sh
# However many workers play side by side, and with none at all, the bundle is the same.
set -eu
command=$1
# shellcheck source=/dev/null
. "$2/harness/tests/cli_support.sh"
enter "$2" "$3"
targets=$(dirname "$command")/targets

numbers='1 2 7'
if grep -q -e __asan_init -e __msan_init -e __tsan_init "$command"; then
  numbers='1 7'
fi

# same STATUS TARGET FILTER: one, two and seven workers write the same bundle.
same() {
  expected=$1
  for jobs in $numbers; do
    ends "$expected" "$command" certify --target "$2" --filter "$3" --timeout 20 --jobs "$jobs" --out "jobs-$jobs"
    [ ! -s err ] || fail "a complaint: $(cat err)"
    cmp jobs-1/SHA256SUMS "jobs-$jobs/SHA256SUMS" || fail "$2, $3: $jobs workers do not find what one does"
  done
  sound jobs-7
  holds jobs-7 'results["complete"] and len(cases) == len(set(cases))'
  clean "$command" verify jobs-7
}

same 0 mock '*OFR-HND-*'
same 0 mock 'pairs/offer'

# A target that remembers what happened before in its process.
if [ -e "$targets/hostile-crash_third.so" ] && ! grep -q -e __msan_init -e __tsan_init "$command"; then
  same 1 "$targets/hostile-crash_third.so" '*OFR-HND-*'
  holds jobs-7 'results["verdicts"]["CRASH"] > 10 and results["verdicts"]["PASS"] > 10'
  same 1 "$targets/hostile-crash_third.so" 'exhaustive/offer'
  holds jobs-7 'results["suites"][0]["reason"].startswith("given up: ")'
  same 1 "$targets/hostile-crash_third.so" 'exhaustive/reclaim'
  same 0 "$targets/hostile-settings.so" 'OFR-OK-*'
fi

# In the command's own process.
clean "$command" certify --filter '*OFR-HND-*' --jobs 3 --out worker
clean "$command" certify --filter '*OFR-HND-*' --no-isolation --out process
holds worker 'results["facts"]["isolated"]'
holds process 'not results["facts"]["isolated"]'
clean "$command" verify process
for folder in worker process; do
  grep -v -e '^isolated ' -e '^chain ' $folder/transcript >$folder.calls
done
cmp worker.calls process.calls || fail 'other calls without a worker'

refused 2 "--jobs '0': expected workers, 1 to" "$command" certify --jobs 0
refused 2 "--memory 'much': expected megabytes, 0 to" "$command" certify --memory much
