#!/bin/sh
# What fails is cut down to what it takes, and what it then fails with is what it failed with before.
set -eu
command=$1
# shellcheck source=/dev/null
. "$2/harness/tests/cli_support.sh"
enter "$2" "$3"
write_program >program.kmt

# Mistakes.
refused 2 'no file given' "$command" minimize
refused 2 "'two' is too much; one program is minimized at a time" "$command" minimize one two
refused 2 'one: No such file or directory' "$command" minimize one
refused 2 "--timeout '0': expected seconds, 1 to 86400" "$command" minimize --timeout 0 program.kmt
refused 2 "no profile 'bogus'" "$command" minimize --profile bogus program.kmt
refused 3 'target ./missing.so: ' "$command" minimize --target ./missing.so program.kmt
refused 2 'program.kmt: nothing fails in it on mock: nothing to minimize' "$command" minimize -o result program.kmt
[ ! -e result ] || fail "something was written"
{
  printf 'case a\n'
  cat program.kmt
  printf 'case b\n'
  cat program.kmt
} >two.kmt
refused 2 'two.kmt: it has 2 programs; say with --case which one' "$command" minimize two.kmt
refused 2 "no case 'c' in two.kmt" "$command" minimize --case c two.kmt
refused 2 'two.kmt: nothing fails in it on mock' "$command" minimize --case b two.kmt

# A hundred calls, most of them drawn by a fixed seed. CALL... stand among them, in this order.
hide() {
  python3 - "$@" <<'END'
import random
import sys

culprit = sys.argv[1:]
random.seed(7)
print("EnumAdapters2 hAdapter->A[2]\nCreateDevice hAdapter=A[0] hDevice->D\nCreatePagingQueue hDevice=D hPagingQueue->Q")
print("CreateAllocation2 hDevice=D Size=8192 hAllocation->X[4]\nCreateDevice hAdapter=A[0] hDevice->E")
print("CreateAllocation2 hDevice=E hAllocation->Y[2]")
harmless = [
    "OfferAllocations padding=0x5A hDevice=D HandleList=[X[{0}]] Priority=LOW",
    "ReclaimAllocations2 hPagingQueue=Q HandleList=[X[{0}]]",
    "ReclaimAllocations hDevice=D HandleList=[X[{0}] X[{1}]]",
    "fill hDevice=D allocations=[X[{0}]] seed={1}",
    "QueryAdapterInfo hAdapter=A[0]",
    "GetDeviceState hDevice=D",
    "SetAllocationPriority hDevice=D phAllocationList=[X[{0}]] pPriorities=[NORMAL]",
    "OfferAllocations hDevice=E HandleList=[Y[1]] Priority=HIGH Flags=AllowDecommit",
    "CreateDevice hAdapter=A[1] hDevice->device7",
]
count = 100 - 6 - len(culprit)
places = sorted(random.sample(range(count), len(culprit)))
for i in range(count):
    while places and places[0] == i:
        places.pop(0)
        print(culprit.pop(0))
    print(random.choice(harmless).format(random.randrange(3), random.randrange(3)))
END
}

# A crash of a target that counts what it is asked: nothing less than so many offers will do.
targets=$(dirname "$command")/targets
mock=$(dirname "$command")/libd3dkmt-mock.so
if [ -e "$targets/hostile.so" ] && ! grep -q __msan_init "$command"; then
  {
    sed 3q program.kmt
    yes 'OfferAllocations hDevice=D HandleList=[X] Priority=LOW' | head -n 25
  } >many.kmt
  HOSTILE_MOCK=$mock HOSTILE=offer-crash ends 0 "$command" minimize -o crash.kmt \
    --target "$targets/hostile.so" many.kmt
  says 'CRASH, '
  says ' in OfferAllocations: 28 calls to '
  [ "$(grep -c '^OfferAllocations' crash.kmt)" -eq 20 ] || fail "not twenty offers: $(cat crash.kmt)"
  HOSTILE_MOCK=$mock HOSTILE=offer-crash ends 1 "$command" run --target "$targets/hostile.so" crash.kmt
fi

# Only some builds have defects to plant.
[ -x "$command-defects" ] || exit 0

# least DEFECT CALLS SUMMARY CALL...: the calls, among a hundred, end at so many, in text and in binary.
least() {
  defect=$1
  calls=$2
  summary=$3
  shift 3
  hide "$@" >hundred.kmt
  MOCK_DEFECT=$defect ends 0 "$command-defects" minimize hundred.kmt
  says "$summary: 100 calls to $calls, "
  cat err
  executions=$(sed 's/.*, \([0-9]*\) executions.*/\1/' err)
  [ "$executions" -le 90 ] || fail "$defect: $executions executions"
  cp out least.kmt
  [ "$(grep -cvE '^(case|property|shows|needs|  expect) ' least.kmt)" -eq "$calls" ] || fail "$defect: $(cat least.kmt)"
  grep -qF "property $summary" least.kmt || fail "$defect: it does not say what it shows: $(cat least.kmt)"
  MOCK_DEFECT=$defect ends 1 "$command-defects" run least.kmt
  grep -qF " $(grep '^shows' least.kmt | cut -d ' ' -f 2): " out || fail "$defect: it shows something else: $(cat out)"
  clean "$command-defects" run least.kmt

  # As fuzzers have it; the least of the least is itself.
  clean "$command" encode -o hundred hundred.kmt
  MOCK_DEFECT=$defect ends 0 "$command-defects" minimize -o least hundred
  says "$summary: 100 calls to $calls, $executions executions"
  MOCK_DEFECT=$defect ends 0 "$command-defects" minimize -o again least
  says "$summary: $calls calls to $calls, "
  cmp least again || fail "$defect: the least has a lesser one"
}

offer='OfferAllocations hDevice=D'
least offer_count_zero_accepted 3 'OFR-CNT-01 FAIL' "$offer HandleList=[] Priority=HIGH"
least offer_handle_stale_skipped 5 'OFR-HND-03 FAIL' 'DestroyAllocation2 hDevice=D phAllocationList=[X[3]]' \
  "$offer padding=3 HandleList=[X[0..3] X[1]*5] Priority=LOW Flags=AllowDecommit"
# A sanitizer has its own end for a fault.
if ! grep -qE '__(asan|tsan|msan)_init' "$command-defects"; then
  least offer_priority_five_accepted 4 'OFR-PRI-01 CRASH, SIGSEGV in OfferAllocations' "$offer HandleList=[X[3]] Priority=5"
  least offer_structure_unchecked 1 'OFR-PTR-02 CRASH, SIGSEGV in OfferAllocations' \
    'OfferAllocations@cut:24 hDevice=D HandleList=[X]'
fi
least offer_unique_ignored 4 'OFR-HND-06 FAIL' "$offer HandleList=[X[0] X[3]^0x40000000 X[2]]"
least offer_only_64_checked 4 'OFR-HND-02 FAIL' "$offer HandleList=[X[0]*63 X[3] 0x7FFFFFC0]"

# Names that the input had are there still.
hide "$offer HandleList=[] Priority=HIGH" >named.kmt
MOCK_DEFECT=offer_count_zero_accepted ends 0 "$command-defects" minimize named.kmt
cat >expected <<'END'
shows OFR-CNT-01
EnumAdapters2 hAdapter->A
CreateDevice hAdapter=A hDevice->D
OfferAllocations hDevice=D HandleList=[]
END
sed 1,2d out | cmp - expected || fail "not what was expected: $(cat out)"

# A use after it was freed: the same report, where a sanitizer makes one, else the same end.
hide "$offer HandleList=[X[3]] Priority=LOW" 'DestroyAllocation2 hDevice=D phAllocationList=[X[3]]' \
  'set-budget hAdapter=A[0] bytes=4096' >freed.kmt
if grep -q __asan_init "$command-defects"; then
  MOCK_DEFECT=vidmm_keeps_destroyed ends 0 "$command-defects" minimize -o freed.least.kmt freed.kmt
  says 'AddressSanitizer heap-use-after-free in '
  MOCK_DEFECT=vidmm_keeps_destroyed ends 1 "$command-defects" run freed.least.kmt
  grep -q heap-use-after-free out || fail "another report: $(cat out)"
fi

# An interrupt: what there is by then is written.
env --default-signal=INT true 2>/dev/null || exit 0
cp "$targets/hostile.so" here.so
HOSTILE_MOCK=$mock HOSTILE=offer-hang env --default-signal=INT "$command" minimize -o hang.kmt --timeout 1 \
  --target ./here.so many.kmt >out 2>err &
run=$!
sleep 4
kill -INT "$run"
status=0
wait "$run" || status=$?
[ "$status" -eq 1 ] || fail "exit status $status: $(cat err)"
says 'interrupted; '
clean "$command" show hang.kmt
