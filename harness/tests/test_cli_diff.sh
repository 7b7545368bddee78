#!/bin/sh
# diff: what got worse or better between two bundles, and what merely differs, which is no fault of either.
set -eu
command=$1
repository=$2
# shellcheck source=/dev/null
. "$repository/harness/tests/cli_support.sh"
enter "$repository" "$3"
targets=$(dirname "$command")/targets

refused 2 '0 bundles given; expected two folders' "$command" diff
refused 2 '1 bundles given; expected two folders' "$command" diff one
refused 2 '3 bundles given; expected two folders' "$command" diff one two three
refused 2 "no option '--target'" "$command" diff --target mock one two
refused 2 '--all has no use with --json' "$command" diff --all --json one two
clean "$command" diff --help

# certify OUT OPTION...: whatever it finds.
certify() {
  folder=$1
  shift
  status=0
  "$command" certify --out "$folder" "$@" >/dev/null || status=$?
  [ "$status" -le 1 ] || fail "$folder: exit status $status"
}

# differs STATUS A B EXPRESSION...: its JSON holds its schema, and these are so of 'diff' and 'changed'.
differs() {
  ends "$1" "$command" diff --json "$2" "$3"
  [ ! -s err ] || fail "a complaint: $(cat err)"
  mv out diff.json
  python3 -W ignore -m jsonschema -i diff.json "$repository/reports/diff.schema.json" || fail "$2 $3: it breaks its schema"
  python3 - "$@" <<'END' || fail "$2 $3"
import json
import sys

with open("diff.json", encoding="utf-8") as file:
    diff = json.load(file)
changed = {item["name"]: item for item in diff["verdicts"]}
for expression in sys.argv[4:]:
    if not eval(expression):
        sys.exit(f"not so: {expression}")
END
}

# compares STATUS A B EXPRESSION...: and its text fits into a terminal.
compares() {
  differs "$@"
  for how in "$2 $3" "--all $2 $3"; do
    # shellcheck disable=SC2086
    ends "$1" "$command" diff $how
    [ ! -s err ] || fail "a complaint: $(cat err)"
    awk 'length > 80 { exit 1 }' out || fail "$how: wider than 80 columns: $(awk 'length > 80' out)"
  done
}

certify one --filter OFR-DEV-01
certify 'with blank' --filter OFR-DEV-01
certify more --filter 'OFR-DEV-*'
clean "$command" diff one 'with blank'
grep -q '^NOT WORSE: 0 got worse, 0 got better, 0 merely differ$' out || fail "a run and itself: $(cat out)"
compares 0 one one 'not diff["worse"] and not diff["verdicts"] and not diff["behaviours"] and not diff["facts"]'
compares 0 one more 'all(item["change"] == "judged only in b" for item in diff["verdicts"]) and len(changed) > 10'
compares 0 more one 'all(item["change"] == "judged only in a" for item in diff["verdicts"])'
compares 0 one more '[fact["name"] for fact in diff["facts"]] == ["filter"]'

# What is no bundle, and what is one no more.
refused 3 'missing: No such file' "$command" diff one missing
mkdir empty
refused 3 'empty: it does not hold, and is not used' "$command" diff empty one
cp -r one spoiled
sed 's/returned 0xC000000D/returned 0x00000000/' one/transcript >spoiled/transcript
refused 3 'spoiled: it does not hold' "$command" diff one spoiled
"$command" diff one one >/dev/full 2>err && fail 'a full disk is not told of'
says 'standard output'

# MemorySanitizer does not see how the loader fills in a loaded library's thread-local variables.
if [ ! -e "$targets/mock_defects.so" ] || grep -q __msan_init "$command"; then
  exit 0
fi

# A driver that breaks, and is mended.
good() {
  certify "$1" --target "$targets/mock_defects.so" --filter "$2"
}
broken() {
  MOCK_DEFECT=$3 certify "$1" --target "$targets/mock_defects.so" --filter "$2"
}
good before 'offer/device/zero/*'
broken after 'offer/device/zero/*' offer_device_zero_accepted
compares 1 before after 'diff["worse"] and changed["OFR-DEV-01"]["change"] == "worse"' \
  'changed["offer/device/zero/resource"]["b"]["verdict"] == "FAIL"'
"$command" diff before after >out || :
grep -q '^WORSE: 4 got worse, 0 got better' out || fail "not worse: $(cat out)"
grep -q '^  offer/device/zero/resource  *PASS  *FAIL$' out || fail "no case: $(cat out)"
differs 0 after before 'not diff["worse"] and changed["OFR-DEV-01"]["change"] == "better"'
good before pairs/offer
broken after pairs/offer offer_device_zero_accepted
compares 1 before after 'changed["pairs/offer"]["a"]["deviating"] == 0 and changed["pairs/offer"]["b"]["deviating"] > 40'

# A waiver is no deed of the target's.
good before 'offer/device/zero/*'
broken after 'offer/device/zero/*' offer_device_zero_accepted
"$command" waive after | sed 's/^reason .*/reason Known./; s/^link .*/link https:\/\/example.org/; s/^expires .*/expires 2027-03-31/' >waivers.txt
MOCK_DEFECT=offer_device_zero_accepted certify waived --target "$targets/mock_defects.so" --filter 'offer/device/zero/*' \
  --waivers waivers.txt --today 2026-06-01
compares 0 after waived 'changed["OFR-DEV-01"]["change"] == "differs" and changed["OFR-DEV-01"]["b"]["verdict"] == "WAIVED"'
differs 1 before waived 'changed["OFR-DEV-01"]["change"] == "worse"'
certify mended --target "$targets/mock_defects.so" --filter 'offer/device/zero/*' --waivers waivers.txt --today 2026-06-01
differs 0 waived mended 'changed["offer/device/zero/resource"]["change"] == "better"'
differs 0 before mended 'changed["offer/device/zero/resource"]["change"] == "differs"'

# Two correct implementations: nothing is worse, and their behaviour differs in just what targets/second/second.h says.
# It takes the sanitizers long, and shows them nothing that the above does not.
if [ -e "$targets/second.so" ] && ! grep -q -e __asan_init -e __tsan_init "$command"; then
  certify mock --profile ddi --filter '*/*/*'
  certify second --profile ddi --filter '*/*/*' --target "$targets/second.so"
  cat >choices.txt <<'END'
OFR-CNT-01 OFR-CNT-05 OFR-DEV-07 OFR-FLG-01 OFR-HND-07 OFR-HND-08 OFR-LCK-01 OFR-PRE-01 OFR-PTR-04 OFR-RMV-03 OFR-STA-02
OFR-STA-05 OFR-STA-06 OFR-STA-07 RCL-DEV-07 RCL-HND-07 RCL-HND-08 RCL-NUM-01 RCL-NUM-05 RCL-OK-06 RCL-PTR-04 RCL-RMV-03
END
  differs 0 mock second \
    '{seen["requirement"] for seen in diff["behaviours"] if seen["change"] == "differs"} == set(open("choices.txt").read().split())' \
    'all(item["change"] in ("differs", "judged only in a") for item in diff["verdicts"])' \
    '{"name": "D3DKMTMakeResident", "a": "present", "b": "missing"} in diff["entry_points"]'
fi
