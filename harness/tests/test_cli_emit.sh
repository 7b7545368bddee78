#!/bin/sh
# C programs that emit-c writes: they compile without a word, make the calls that `run` makes, and tell a fault that is
# there from one that is gone.
set -eu
command=$1
# shellcheck source=/dev/null
. "$2/harness/tests/cli_support.sh"
enter "$2" "$3"
defects=$(dirname "$command")/offercheck-defects
targets=$(dirname "$command")/targets
mock=$(dirname "$command")/libd3dkmt-mock.so

# compiled LIBRARY C OUT: without a warning.
compiled() {
  cc -Wall -Wextra -pedantic -Werror -o "$3" "$2" "$1" 2>err || fail "$2 does not compile: $(head -c 600 err)"
}

# ended STATUS PROGRAM: it exits with that status, and its last line is left in 'last'.
ended() {
  status=0
  "./$2" >out 2>err || status=$?
  [ "$status" -eq "$1" ] || fail "$2 exits with $status, not $1: $(tail -5 out)"
  tail -1 out >last
}

# ---- what it takes ----

refused 2 'no file given' "$command" emit-c
printf 'case a/one\nEnumAdapters2\ncase a/two\nEnumAdapters2\n' >two.kmt
refused 2 'two.kmt: it holds 2 programs; say which one with --case NAME' "$command" emit-c two.kmt
refused 2 "no case 'a/three' in two.kmt" "$command" emit-c --case a/three two.kmt
clean "$command" emit-c --case a/two two.kmt
grep -q 'a/two' out || fail 'not the case that was asked for'
: >empty.bin
refused 2 'empty.bin: it is empty' "$command" emit-c empty.bin
printf '\377notes\r\n' >notes.bin
refused 2 'notes.bin: the program makes no call' "$command" emit-c notes.bin
refused 2 "one file is enough" "$command" emit-c two.kmt two.kmt
refused 3 'target ./none.so' "$command" emit-c --target ./none.so --case a/two two.kmt
refused 2 "no profile 'none'" "$command" emit-c --profile none --case a/two two.kmt
refused 2 '--timeout' "$command" emit-c --timeout 0 --case a/two two.kmt

# ---- what it writes ----

write_program >program.kmt
clean "$command" emit-c -o program.c program.kmt
for text in '.hDevice = D,' '.Priority = D3DKMT_OFFER_PRIORITY_LOW,' '.Flags = {.AllowDecommit = 1, .Reserved = 2},' \
  'const D3DKMT_HANDLE handle_list[] = {X[0], 0};' 'D3DKMT_HANDLE X[3] = {0};' 'cc -o repro repro.c '; do
  grep -qF -e "$text" program.c || fail "program.c has no '$text'"
done
for text in D3DKMTMakeResident D3DKMT_GETDEVICESTATE read_only need_mock wchar_t; do
  ! grep -qw "$text" program.c || fail "program.c has '$text', and no use for it"
done
"$command" encode -o program.bin program.kmt
clean "$command" emit-c program.bin
"$command" emit-c - <program.kmt | cmp -s - program.c || fail 'standard input gives something else'

# Names that C, its headers and the file itself have for other things; every place where memory can lie; long lists.
cat >odd.kmt <<'END'
EnumAdapters2 hAdapter->linux[2]
CreateDevice@across hAdapter=linux[0] hDevice->int
CreatePagingQueue@misaligned:3 hDevice=int hPagingQueue->status hSyncObject->printf
CreateContextVirtual hDevice=int pPrivateDriverData=[1 2 3] hContext->handle_list
CreateAllocation hDevice=int Backing=private-data Size=8192 hAllocation->UINT[3]
CreateAllocation2@readonly hDevice=int pAllocationInfo2=out@across Flags=CreateResource Priority=HIGH hResource->guarded hAllocation->EOF
CreateAllocation2 hDevice=int pAllocationInfo2=out@cut:100 NumAllocations=2 hAllocation->allocation7[2]
OpenAdapterFromLuid AdapterLuid=linux[1] hAdapter->linux[1]
SetAllocationPriority hDevice=int phAllocationList=[UINT] pPriorities=[HIGH 7 LOW]
fill hDevice=int allocations=[UINT EOF]
OfferAllocations@misaligned:5 padding=0xFF hDevice=int HandleList=[UINT[0]*200 UINT[0..2] 0x40 EOF^0x40]@across Priority=9
OfferAllocations@cut:12 hDevice=int HandleList=[UINT] Priority=LOW
OfferAllocations@address:0x10
OfferAllocations@null
OfferAllocations hDevice=int HandleList=[UINT]@kernel pResources=[guarded]@noncanonical Priority=0xFFFFFFFF
OfferAllocations hDevice=int pResources=[guarded]@readonly Flags=OfferImmediately
ReclaimAllocations2 padding=1 hPagingQueue=status pResources=[guarded] pResults=out:4@misaligned:4
ReclaimAllocations hDevice=int HandleList=[]@unmapped pDiscarded=null NumAllocations=0x40000001
check hDevice=int allocations=[UINT EOF]
MakeResident hPagingQueue=status AllocationList=[UINT] PriorityList=[NORMAL*3] Flags=MustSucceed
QueryAdapterInfo padding=9 hAdapter=linux[0]
GetDeviceState padding=9 hDevice=int StateType=77
QueryVideoMemoryInfo hAdapter=linux[0]
Escape hAdapter=linux[0] pPrivateDriverData=[0 0]
EnumAdapters3 padding=3 Filter=3 NumAdapters=1
set-budget hAdapter=linux[0] bytes=0x10000000
set-discard hAdapter=linux[0] policy=always
process index=1
process index=0
fail-allocation nth=2
CreateDevice hAdapter=linux[0] hDevice->device9
fail-allocation nth=0
stop-adapter hAdapter=linux[1]
start-adapter hAdapter=linux[1]
reset-adapter hAdapter=linux[0]
statistics
END
clean "$command" emit-c -o odd.c odd.kmt
if command -v x86_64-w64-mingw32-gcc >/dev/null; then
  for name in program odd; do
    x86_64-w64-mingw32-gcc -Wall -Wextra -Werror -o "$name.exe" "$name.c" -lgdi32 2>err ||
      fail "$name.c does not compile for Windows: $(head -c 600 err)"
  done
fi
if command -v clang >/dev/null; then
  clang -Wall -Wextra -Werror -fsyntax-only program.c odd.c 2>err || fail "clang: $(head -c 600 err)"
fi

# Under a sanitizer the library with the mock asks for its runtime.
if nm -D "$mock" | grep -qE '__(a|t|m)san_'; then
  echo 'under a sanitizer nothing is linked'
  exit 0
fi

# ---- what it does ----

# compare NAME...: NAME.c on the mock returns for each call what `run` shows for NAME.kmt.
compare() {
  python3 - "$command" "$mock" "$@" <<'END' || fail 'see above'
import re
import subprocess
import sys

command, library, *names = sys.argv[1:]
CONTENT = ("fill", "check")


def played(text):
    """(call, status) of each record that is a call on the interface, but for those that clear away."""
    operation, teardown = "", False
    for line in text.splitlines():
        if match := re.match(r" *\d+ (teardown: )?([A-Za-z0-9-]+)", line):
            if not line.startswith("      "):
                operation, teardown = match[2], bool(match[1])
        elif (match := re.match(r"    = .*0x([0-9A-F]{8})", line)) and not teardown and operation not in CONTENT:
            yield ("Escape" if operation[0].islower() else operation, match[1])


def printed(text):
    return re.findall(r"^D3DKMT(\w+): 0x([0-9A-F]{8})", text, re.M)


def differences(name):
    cc = ["cc", "-Wall", "-Wextra", "-Werror", "-o", "repro", f"{name}.c", library]
    made = subprocess.run(cc, capture_output=True, text=True)
    if made.returncode:
        return f"does not compile: {made.stderr[:600]}"
    ended = subprocess.run(["./repro"], capture_output=True, text=True)
    if ended.returncode or not ended.stdout.splitlines()[-1].startswith("no fault: "):
        return f"exit status {ended.returncode}: {ended.stdout[-300:]}"
    run = subprocess.run([command, "run", "--all", f"{name}.kmt"], capture_output=True, text=True)
    expected, came = list(played(run.stdout)), printed(ended.stdout)
    if not expected or expected != came:
        return f"run: {expected}\nC: {came}"
    return ""


wrong = 0
for name in names:
    if said := differences(name):
        print(f"{name}: {said}", file=sys.stderr)
        wrong += 1
sys.exit(wrong > 0)
END
}

compare program odd

# A case of the suite in so many.
"$command" list cases | awk '!/^exhaustive/ && NR % 41 == 7 { print $1 }' >names
[ "$(wc -l <names)" -ge 60 ] || fail 'too few cases'
number=0
samples=
while read -r name; do
  number=$((number + 1))
  "$command" show -o "sample$number.kmt" --case "$name"
  clean "$command" emit-c -o "sample$number.c" "sample$number.kmt"
  samples="$samples sample$number"
done <names
# shellcheck disable=SC2086 # names without blanks
compare $samples

# A set-up call that fails is no fault of an offer's.
cat >broken.c <<'END'
int D3DKMTEnumAdapters2(void *argument) { return (int)0xC0000002 + 0 * (argument == 0); }
int D3DKMTCreateDevice(void *argument) { return argument == 0; }
int D3DKMTCreateAllocation2(void *argument) { return argument == 0; }
int D3DKMTOfferAllocations(const void *argument) { return argument == 0; }
int D3DKMTReclaimAllocations(const void *argument) { return argument == 0; }
END
cc -shared -fPIC -o broken.so broken.c
compiled ./broken.so program.c program
ended 2 program
grep -qF 'the program could not get that far' last || fail "not '$(cat last)'"

# Without a fault each offer and reclaim is watched: here they all succeed, two of which may not.
sed 's/(int)0xC0000002 + 0 \*/0 */' broken.c >lenient.c
cc -shared -fPIC -o lenient.so lenient.c
compiled ./lenient.so program.c program
ended 1 program
[ "$(grep -c '  fault: ' out)" -eq 2 ] || fail "not two faults: $(cat out)"

# A call that does not return, and one whose fence values fall.
cat >stub.c <<'END'
#include <unistd.h>

#include "abi/entry_points.h"

NTSTATUS D3DKMTEnumAdapters2(D3DKMT_ENUMADAPTERS2 *argument)
{
  argument->NumAdapters = 1;
  argument->pAdapters[0].hAdapter = 0x40000040;
  return STATUS_SUCCESS;
}

NTSTATUS D3DKMTCreateDevice(D3DKMT_CREATEDEVICE *argument)
{
  argument->hDevice = 0x40000080;
  return STATUS_SUCCESS;
}

NTSTATUS D3DKMTCreatePagingQueue(D3DKMT_CREATEPAGINGQUEUE *argument)
{
  argument->hPagingQueue = 0x400000C0;
  argument->hSyncObject = 0x40000100;
  return STATUS_SUCCESS;
}

NTSTATUS D3DKMTCreateAllocation2(D3DKMT_CREATEALLOCATION *argument)
{
  argument->pAllocationInfo2[0].hAllocation = 0x40000140;
  return STATUS_SUCCESS;
}

NTSTATUS D3DKMTOfferAllocations(const D3DKMT_OFFERALLOCATIONS *argument)
{
  if (argument->Priority == D3DKMT_OFFER_PRIORITY_HIGH)
    pause();
  return STATUS_SUCCESS;
}

NTSTATUS D3DKMTReclaimAllocations2(D3DKMT_RECLAIMALLOCATIONS2 *argument)
{
  static UINT64 fence = 9;

  argument->pResults[0] = D3DDDI_RECLAIM_RESULT_OK;
  argument->PagingFenceValue = fence += STEP;
  return STATUS_SUCCESS;
}
END
cc -shared -fPIC -I "$2/harness" -DSTEP=-1 -o falling.so stub.c
cc -shared -fPIC -I "$2/harness" -DSTEP=1 -o rising.so stub.c
cat >fence.kmt <<'END'
EnumAdapters2 hAdapter->A
CreateDevice hAdapter=A hDevice->D
CreatePagingQueue hDevice=D hPagingQueue->Q
CreateAllocation2 hDevice=D hAllocation->X
OfferAllocations hDevice=D HandleList=[X] Priority=LOW
ReclaimAllocations2 hPagingQueue=Q HandleList=[X]
ReclaimAllocations2 hPagingQueue=Q HandleList=[X]
END
sed 's/LOW/HIGH/; /Reclaim/d' fence.kmt >hang.kmt
clean "$command" emit-c --target ./rising.so --timeout 1 -o hang.c hang.kmt
compiled ./rising.so hang.c hang
status=0
sh -c './hang; exit $?' >out 2>err || status=$?
[ "$status" -gt 128 ] || fail "the call that hangs: exit status $status"
tail -1 out | grep -q '^D3DKMTOfferAllocations: called$' || fail "it does not say which call hangs: $(cat out)"
clean "$command" emit-c --target ./falling.so --profile mock -o fence.c fence.kmt
compiled ./falling.so fence.c fence
ended 1 fence
compiled ./rising.so fence.c fence
ended 0 fence

[ -x "$defects" ] || exit 0

# defect NAME CASE STATUS WHAT: with the defect the case's (or file's) C program ends with that status, or above 128 for a crash, and its
# text tells WHAT; without, with 0.
defect() {
  MOCK_DEFECT=$1
  export MOCK_DEFECT
  if [ -f "$2" ]; then
    cp "$2" defect.kmt
  else
    "$defects" show -o defect.kmt --case "$2"
  fi
  clean "$defects" emit-c -o defect.c defect.kmt
  grep -qF -e "$4" defect.c || fail "$1: defect.c has no '$4'"
  compiled "$targets/mock_defects.so" defect.c defect
  status=0
  sh -c './defect; exit $?' >out 2>err || status=$?
  if [ "$3" = crash ]; then
    [ "$status" -gt 128 ] || fail "$1: exit status $status, no crash"
  else
    [ "$status" -eq "$3" ] || fail "$1: exit status $status: $(tail -5 out)"
    grep -q '^fault still there$' out || fail "$1: it does not say so"
  fi
  compiled "$mock" defect.c defect
  ended 0 defect
  grep -q '^fault gone$' last || fail "$1: it is not gone: $(cat last)"
  unset MOCK_DEFECT
}

defect offer_handle_zero_skipped offer/handles/zero/alone 1 'status != STATUS_INVALID_PARAMETER'
defect offer_structure_unchecked offer/pointers/structure/unmapped crash 'about_to("D3DKMTOfferAllocations")'
defect offer_structure_written offer/pointers/structure/across/accepted 1 'memcmp(offer_allocations_at, &offer_allocations'
defect offer_list_written offer/inputs/kept/resource 1 'memcmp(resources_at, resources'
defect reclaim_results_overrun reclaim/results/ReclaimAllocations2/room/3 1 'memcmp(results_at + 3, results + 3'
defect reclaim_never_offered_discarded reclaim/unoffered/ReclaimAllocations/allocation 1 'discarded_at[0] != FALSE'
defect vidmm_high_first memory/order/1/ReclaimAllocations/in-order 1 'discarded_at['
defect vidmm_discard_unreported offer/state/twice/then-pressure/LOW-then-LOW/first 1 '== DIFFERS && intact_1'
cat >lock.kmt <<'END'
EnumAdapters2 hAdapter->A
CreateDevice hAdapter=A hDevice->D
CreateAllocation2 hDevice=D hAllocation->X[3]
fill hDevice=D allocations=[X]
OfferAllocations hDevice=D HandleList=[X] Priority=LOW
ReclaimAllocations hDevice=D HandleList=[X]
check hDevice=D allocations=[X]
END
defect lock_after_reclaim_refused lock.kmt 1 '== NOT_LOCKED'
defect lock_after_reclaim_refused offer/state/twice/LOW-then-LOW/allocation 1 'status != STATUS_SUCCESS'
defect offer_refusal_leaks offer/state/refused/leaves-nothing/cut 1 'MOCK_STATISTIC_LIVE_BYTES'
defect offer_list_read_twice offer/pointers/read-once/1/plain 1 'MOCK_STATISTIC_USER_BYTES_READ'
defect vidmm_discard_frees_nothing memory/order/1/ReclaimAllocations/in-order 1 'status != STATUS_SUCCESS'
defect destroy_offered_refused offer/state/destroyed/then-filled/last 1 'returned("D3DKMTDestroyAllocation'
