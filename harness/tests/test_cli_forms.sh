#!/bin/sh
# A program is the same in both forms, alone and among others: shown, encoded and played.
set -eu
command=$1
# shellcheck source=/dev/null
. "$2/harness/tests/cli_support.sh"
enter "$2" "$3"

write_program >program.kmt
clean "$command" encode program.kmt -o program.bin
clean "$command" show program.kmt
cp out shown
clean "$command" show program.bin
cmp shown out || fail "the forms are shown differently"
clean "$command" encode program.bin --out=again.bin
cmp program.bin again.bin || fail "encoding is no fixed point"
clean "$command" show program.kmt -o -
cmp shown out
clean "$command" show shown
cmp shown out || fail "showing is no fixed point"

# Played, but for the name they are the same: each field, the status by name and value, what is allowed and why.
clean "$command" run program.kmt
cp out played
clean "$command" run program.bin
sed 1d out >binary.played
sed 1d played | cmp - binary.played || fail "the forms are played differently"
[ "$(head -n 1 out)" = program.bin ] || fail "not named as its file: $(head -n 1 out)"
for text in '  4 OfferAllocations hDevice=D HandleList=\[X\] Priority=LOW' ' hDevice  *0x4.* (D)$' \
  ' HandleList  *0x.* \[0x4.* 0x4.* 0x4.*\]$' ' NumAllocations  *3 (0x3)$' ' Priority  *LOW (1)$' \
  ' Flags  *AllowDecommit|0x8 (0xA)$' ' = STATUS_SUCCESS (0x00000000)$' ' = STATUS_INVALID_PARAMETER (0xC000000D)$' \
  'allowed: STATUS_INVALID_PARAMETER (0xC000000D) by OFR-HND-01$' '^PASS$'; do
  grep -q -e "$text" played || fail "not played: $text"
done
clean "$command" run --all program.kmt
grep -q 'teardown: ' out || fail "--all shows no teardown"
! grep -q 'teardown: ' played || fail "a teardown without --all"

# Long lists are wrapped, and a property stands with its case.
{
  printf 'case long/list\nproperty It says what it holds.\n'
  sed 's/X\[3\]/X[60]/' program.kmt
} >long.kmt
clean "$command" run long.kmt
[ "$(awk 'length > 80' out)" = "" ] || fail "wider than 80 columns: $(awk 'length > 80' out)"
grep -q '^  It says what it holds\.$' out || fail "the property is missing"

# One call that comes to hundreds is told by its first.
{
  sed '3s/X\[3\]/X[200]/; 3q' program.kmt
  printf 'fill hDevice=D allocations=[X] seed=5\n'
} >fill.kmt
clean "$command" run fill.kmt
[ "$(wc -l <out)" -lt 100 ] || fail "$(wc -l <out) lines for a fill"
grep -q '^    \.\.\. [0-9]* more like these, all as they should be; --all shows them$' out || fail "nothing is left out"
clean "$command" run --all fill.kmt
[ "$(wc -l <out)" -gt 1000 ] || fail "--all leaves something out"

# Several programs: each is there, under a name of its own, in either form.
printf 'case a/b\nEnumAdapters2\ncase a-b\nEnumAdapters2 hAdapter->A\ncase ..\nEnumAdapters2 hAdapter->B\n' >several.kmt
mkdir other
cp several.kmt program.bin other
cp program.kmt other/text.kmt
clean "$command" encode several.kmt -o folder
[ "$(find folder -type f | wc -l)" -eq 3 ] || fail "not three files: $(ls -a folder)"
clean "$command" encode several.kmt other/several.kmt program.bin other/program.bin -o all
[ "$(find all -type f | wc -l)" -eq 8 ] || fail "not eight files: $(ls -a all)"
clean "$command" show several.kmt other/several.kmt program.bin other/program.bin
[ "$(grep -c '^case ' out)" -eq 8 ] || fail "not eight cases: $(grep '^case ' out)"
[ "$(grep '^case ' out | sort | uniq -d)" = "" ] || fail "two have one name"
cp out all.kmt
clean "$command" show all.kmt
cmp out all.kmt || fail "several shown are not what they were"
clean "$command" run several.kmt program.bin
grep -qx '4 programs: 4 PASS' out || fail "no tally: $(tail -n 1 out)"
clean "$command" encode program.kmt other/text.kmt -o texts
clean "$command" show texts/*
refused 2 'program.bin: it is a file; 3 programs need a folder' "$command" encode several.kmt -o program.bin
refused 3 'folder: Is a directory' "$command" encode program.kmt -o folder

# One of several, and those that are built in or generated.
clean "$command" show --case a-b several.kmt
[ "$(grep '^case ' out)" = 'case a-b' ] || fail "not that case: $(cat out)"
name=$("$command" list cases | head -n 1)
clean "$command" show --case "$name"
grep -qxF "case $name" out || fail "not the case $name"
for number in 0 5 359999; do
  clean "$command" show --case "exhaustive/offer#$number"
  cp out combination.kmt
  clean "$command" run combination.kmt
  grep -qx "exhaustive/offer#$number" out || fail "not that combination"
done
refused 2 "no case 'exhaustive/offer#360000'" "$command" show --case 'exhaustive/offer#360000'

# What fails is told with its requirement. Only some builds have defects to plant.
if [ -x "$command-defects" ]; then
  printf 'EnumAdapters2 hAdapter->A[2]\nCreateDevice hAdapter=A[0] hDevice->D\nOfferAllocations hDevice=D HandleList=[] Priority=LOW\n' >zero.kmt
  ends 1 env MOCK_DEFECT=offer_count_zero_accepted "$command-defects" run zero.kmt
  grep -q '^    FAIL OFR-CNT-01: ' out || fail "the requirement is not named"
  grep -qx 'FAIL.*' out || fail "no verdict"
  clean "$command-defects" run zero.kmt
fi
