#!/bin/sh
# A target that nobody here wrote: its adapters, its allocations, its faults and its other processes are found out, and what
# it has not is said in each case that needs it.
set -eu
command=$1
# shellcheck source=/dev/null
. "$2/harness/tests/cli_support.sh"
second=$(find_second "$command")
enter "$2" "$3"

# certified WORDS EXPRESSION OPTION...: the second implementation, so made strange, is accused of nothing; verify agrees, and
# the expression holds of its results.
certified() {
  words=$1
  expression=$2
  shift 2
  SECOND=$words clean "$command" certify --target "$second" --out bundle "$@"
  clean "$command" verify bundle
  holds bundle "$expression"
}

# lacking WORDS REASON OPTION...: nothing of the kind can be played, and each case says why.
lacking() {
  words=$1
  reason=$2
  shift 2
  SECOND=$words refused 3 'nothing was judged' "$command" certify --target "$second" --out bundle "$@"
  clean "$command" verify bundle
  holds bundle "all(case['verdict'] == 'NOT_SUPPORTED' and '$reason' in case['reason'] for case in results['cases'])"
}

# ---- adapters ----

SECOND=adapters clean "$command" list adapters --target "$second"
grep -q '^\*  *2  0x0000000100005EC0  Second implementation$' out || fail "the hardware is not chosen: $(cat out)"
SECOND=adapters clean "$command" list adapters --json --target "$second"
python3 -c "import json; assert [row['chosen'] for row in json.load(open('out'))['adapters']] == [0, 0, 1, 0]"
certified adapters "results['facts']['adapter_luid'] == '0x0000000100005EC0' and results['facts']['adapters'] == 4" \
  --filter 'offer/device/foreign/alone/second-device'
holds bundle "results['cases'] and all(case['verdict'] == 'PASS' for case in results['cases'])"
certified adapters "results['facts']['adapter'] == 'Second implementation\'s twin'" --filter OFR-OK-01 --adapter TWIN
certified adapters "results['facts']['adapter'] == 'Second software renderer'" --filter OFR-OK-01 --adapter 1
certified adapters "results['facts']['adapter'] == 'Second software renderer'" --filter OFR-OK-01 --adapter 0x100005eca
lacking adapters 'the target makes no device: D3DKMTCreateDevice returned STATUS_NOT_SUPPORTED' \
  --filter OFR-OK-01 --adapter 'display alone'
for wish in implementation 4 0x1 nothing; do
  SECOND=adapters refused 2 "'$wish'; there are 0: 0x100005ECB 'Second display alone', 1: " "$command" certify \
    --target "$second" --filter OFR-OK-01 --out none --adapter "$wish"
  [ ! -e none/transcript ] || fail "$wish: a bundle of nothing"
done
certified '' "all(case['verdict'] == 'PASS' or case['reason'] == 'the target has one adapter' for case in results['cases'])" \
  --filter 'offer/device/foreign/*'
holds bundle "any(case['verdict'] == 'NOT_SUPPORTED' for case in results['cases'])"

# ---- allocations ----

cat >provision.txt <<'PROVISION'
offercheck-provision 1
allocation 534E4432 00000000
size-at 4 4 4096
PROVISION
certified '' "results['facts']['allocations'].startswith('device yes; existing-heap yes; provisioned no')" --filter OFR-OK-02
certified private-data "'existing-heap no: D3DKMTCreateAllocation2 returned' in results['facts']['allocations']" \
  --filter OFR-OK-02 --provision provision.txt
holds bundle "'534E4432' in results['facts']['provision'] and results['verdicts']['NOT_SUPPORTED'] == 0"
grep -q '^provision offercheck-provision 1\\x0a' bundle/transcript || fail 'the provisioning file is not in the transcript'
lacking private-data 'the target makes no allocation; existing-heap: D3DKMTCreateAllocation2 returned' --filter OFR-OK-02
lacking no-memory 'the target makes no allocation' --filter OFR-OK-02 --provision provision.txt
lacking no-device 'the target makes no device' --filter OFR-OK-02
printf 'offercheck-provision 1\nallocation 5\n' >wrong.txt
refused 2 'wrong.txt:2:12: expected a pair of hex digits' "$command" certify --target "$second" --provision wrong.txt
refused 2 'missing.txt: ' "$command" run --target "$second" --provision missing.txt missing.kmt

# ---- faults ----

certified '' "'reset-adapter no: it would disturb' in results['facts']['capabilities']" --filter 'OFR-RMV-0?'
certified '' "results['facts']['disruptive'] and any(case['verdict'] == 'PASS' for case in results['cases'])" \
  --filter OFR-RMV-02 --disruptive
certified '' "any(case['verdict'] != 'NOT_SUPPORTED' for case in results['cases'])" --filter RCL-DIS-01
lacking no-faultset 'no way to set-discard: D3DKMTEscape returned STATUS_NOT_SUPPORTED' --filter 'reclaim/order/*'

# What a case set does not outlive the run, though its worker did.
printf '0' >faults
SECOND=crash-discard SECOND_FAULTS=faults ends 1 "$command" certify --target "$second" --out bundle --filter 'reclaim/order/*/first'
sound bundle
holds bundle "any(case['verdict'] == 'CRASH' for case in results['cases'])"
[ "$(cat faults)" = 0 ] || fail "a fault is left set: $(cat faults)"

# ---- other processes ----

certified '' "any(case['verdict'] == 'PASS' for case in results['cases'])" --filter 'offer/handles/process/*'
certified '' "len(cases) > 0 and all(case['verdict'] == 'PASS' for case in results['cases'])" --filter 'offer/device/process/own/adapter-0'
certified '' "results['suites'][0]['judged'] > 1000 and results['suites'][0]['verdict'] == 'WARN'" --filter pairs/offer
SECOND=crash-late ends 1 "$command" certify --target "$second" --out bundle --filter offer/device/process/own/adapter-0
sound bundle
clean "$command" verify bundle
holds bundle "results['cases'][0]['verdict'] == 'CRASH' and results['cases'][0]['calls'][-1]['text'].startswith('OfferAllocations hDevice=P')"

# ---- a target that does not survive being asked ----

SECOND=crash-escape clean "$command" list adapters --target "$second"
grep -q 'asking it ended its process: SIGABRT' out || fail "not said: $(cat out)"
certified crash-escape "any(case['verdict'] == 'PASS' for case in results['cases'])" --filter OFR-OK-02

# ---- what needs nothing of a target is played on any ----

certified no-device "len(cases) > 40 and all(case['verdict'] in ('PASS', 'NOTED') for case in results['cases'])" --filter '*/bare/*'
