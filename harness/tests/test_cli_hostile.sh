#!/bin/sh
# Whatever a library does to its process: the run ends by itself, with a whole bundle in which each case stands once.
set -eu
command=$1
# shellcheck source=/dev/null
. "$2/harness/tests/cli_support.sh"
# MemorySanitizer of clang 14 takes the thread-local data of a library that is loaded late for uninitialised;
# ThreadSanitizer's runtime holds on to what these libraries take away.
if grep -q -e __msan_init -e __tsan_init "$command"; then
  exit 77
fi
targets=$(dirname "$command")/targets
if [ ! -e "$targets/hostile-crash.so" ]; then
  echo 'no targets were built'
  exit 77
fi
plain=yes
if grep -q __asan_init "$command"; then
  plain=no
fi
enter "$2" "$3"
filter='memory/order/automatic/*'

# How each of them ends: exit status; what its cases come to, of which at least one must come to the first, unless a '?'
# says that it depends on chance; what is said of it, in a build without sanitizers.
cat >expected <<'EOF'
load_crash      3  -                          the target ended the process as it was loaded: SIGSEGV
load_exit       3  -                          the target ended the process as it was loaded: exit status 0
load_hang       3  -                          the target did not load within 1 seconds
load_shout      3  -                          the target took too much as it was loaded: endless output, more than 64 MB
probe_crash     1  CRASH                      EnumAdapters2 did not return: SIGSEGV
crash           1  CRASH                      did not return (SIGSEGV)
crash_third     1  CRASH,PASS                 did not return (SIGSEGV)
crash_reclaim   1  CRASH,PASS                 did not return (SIGSEGV)
crash_teardown  1  CRASH                      DestroyDevice did not return: SIGSEGV
crash_unload    0  PASS
crash_late      01 ?CRASH,PASS
crash_parent    1  CRASH                      did not return (SIGSEGV)
hang            1  TIMEOUT                    did not return (no answer within 1 seconds)
hang_deaf       1  TIMEOUT                    did not return (no answer within 1 seconds)
stop            1  TIMEOUT                    did not return (no answer within 1 seconds)
exit_zero       1  CRASH                      did not return (exit status 0)
exit_handler    1  CRASH                      did not return (SIGSEGV)
exit_thread     1  CRASH                      did not return (exit status 0)
abort           1  CRASH                      did not return (SIGABRT)
overflow        1  CRASH                      did not return (SIGSEGV)
close_all       1  CRASH                      did not return (the target closed the worker's descriptors)
close_output    1  CRASH                      did not return (the target closed the worker's descriptors)
replace_all     1  CRASH                      the target replaced the worker's descriptors
write_all       1  CRASH                      the target wrote into the harness's pipe
read_all        1  TIMEOUT                    did not return (no answer within 1 seconds)
folder          0  PASS                       left changed in the process: working folder
handlers        0  PASS                       left changed in the process: handler of SIGSEGV, handler of SIGALRM
alarm           0  PASS                       left changed in the process: a running timer
settings        0  PASS                       umask, environment
limits          0  PASS                       left changed in the process: resource limits
session         0  PASS
thread          0  PASS                       left changed in the process: threads
thread_scribble 01 ?PASS,FAIL,CRASH
children        0  PASS                       left changed in the process: child processes
heap            1  CRASH                      did not return (SIG
records         1  CRASH                      the target overwrote the harness's records
unmap           1  CRASH                      SIGSEGV
memory          1  CRASH                      did not return (SIGSEGV)
creep           1  CRASH                      did not return (more than 200 MB of memory)
output          1  CRASH                      did not return (endless output, more than 64 MB)
direction       1  CRASH                      SIGSEGV
succeed         1  FAIL                       returned STATUS_SUCCESS
refuse          1  FAIL                       returned STATUS_INVALID_PARAMETER
undocumented    1  FAIL                       returned 0xC0DE0001, which is no documented status
write_const     1  FAIL                       the call wrote to its input structure
half            0  PASS,NOT_SUPPORTED         the target has no D3DKMT
EOF

# play NAME: into the folder NAME, and how the command ended into NAME.status. It is bounded: none may go on for ever.
play() {
  cases=$filter
  timeout=30 # on a busy machine
  case $1 in *hang* | stop | read_all) timeout=1 ;; esac
  case $1 in
  hang* | stop | read_all | creep) cases='memory/order/automatic/M*' ;; # all of them would take too long
  succeed) cases='offer/handles/destroyed/by-list/*' ;;                 # the others are to succeed
  probe_crash | crash_teardown) cases='offer/handles/destroyed/by-list/*' ;; # what was not found out is not asked for
  esac
  status=0
  timeout 100 "$command" certify --target "$targets/hostile-$1.so" --filter "$cases" --timeout $timeout --memory 200 \
    --out "$1" >"$1.out" 2>"$1.err" || status=$?
  echo $status >"$1.status"
  if [ -e "$1/transcript" ]; then
    "$command" verify "$1" >"$1.verified" 2>&1 || echo "refused: $?" >>"$1.verified"
  fi
}

# A few at a time.
running=0
while read -r name _; do
  play "$name" &
  running=$((running + 1))
  if [ $running -eq 3 ]; then
    wait
    running=0
  fi
done <expected
wait

"$command" list cases >names
python3 - "$plain" expected names <<'EOF' || fail 'the runs did not end as they must'
import fnmatch
import hashlib
import json
import os
import sys

plain, expected, names = sys.argv[1] == "yes", *sys.argv[2:]
names = [line.strip() for line in open(names, encoding="utf-8")]
wrong = []


def check(good, name, what):
    if not good:
        wrong.append(f"{name}: {what}")


for line in open(expected, encoding="utf-8"):
    name, status, verdicts, *detail = line.split(maxsplit=3)
    detail = detail[0].strip() if detail else ""
    came = open(name + ".status", encoding="utf-8").read().strip()
    error = open(name + ".err", encoding="utf-8").read()
    check(came in list(status), name, f"exit status {came}, not {status}: {error}")
    if status == "3":
        check(error.count("\n") == 1 and (detail in error or not plain), name, f"not one line with '{detail}': {error}")
        check(not os.path.exists(name + "/results.json"), name, "a bundle of nothing")
        continue
    check(error == "", name, f"a complaint: {error}")
    if not os.path.exists(name + "/results.json"):
        check(False, name, "no bundle")
        continue
    for entry in open(name + "/SHA256SUMS", encoding="utf-8"):
        sum, file = entry.split()
        check(hashlib.sha256(open(f"{name}/{file}", "rb").read()).hexdigest() == sum, name, f"{file}: not its sum")
    check("verified" in open(name + ".verified", encoding="utf-8").read(), name, "its bundle is not accepted")
    results = json.load(open(name + "/results.json", encoding="utf-8"))
    check(results["complete"], name, "incomplete")
    glob = results["facts"]["filter"]
    played = [case["name"] for case in results["cases"]]
    check(len(played) > 1 and played == [case for case in names if fnmatch.fnmatchcase(case, glob)], name, f"cases: {played}")
    allowed = verdicts.lstrip("?").split(",")
    found = [case["verdict"] for case in results["cases"]]
    check(set(found) <= set(allowed), name, f"verdicts: {found}")
    check(allowed[0] in found or verdicts[0] == "?", name, f"none is {allowed[0]}: {found}")
    if plain or "PASS" == allowed[0] or "FAIL" == allowed[0]:
        said = json.dumps(results["cases"])
        check(detail in said, name, f"'{detail}' is not said")
print("\n".join(wrong))
sys.exit(len(wrong) > 0)
EOF

# No process of theirs is left.
left=1
for _ in 1 2 3 4 5 6 7 8 9 10; do
  pgrep -x hostile-stray >strays || left=0
  [ $left -eq 0 ] && break
  sleep 1
done
[ $left -eq 0 ] || fail "left running: $(cat strays)"

# An interrupt need not wait for a target that hears nothing.
env --default-signal=INT "$command" certify --target "$targets/hostile-hang_deaf.so" --filter "$filter" --timeout 300 \
  --out interrupted >out 2>err &
run=$!
while [ ! -s interrupted/transcript.part ] && kill -0 $run; do
  sleep 0.02
done
sleep 0.3
kill -INT $run
status=0
wait $run || status=$?
[ $status -eq 3 ] || fail "interrupted: exit status $status"
sound interrupted
