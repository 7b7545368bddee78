#!/bin/sh
# Waivers: what they name passes, in the bundle too; what they no longer say of the target fails the run.
set -eu
command=$1
repository=$2
# shellcheck source=/dev/null
. "$repository/harness/tests/cli_support.sh"
enter "$repository" "$3"
targets=$(dirname "$command")/targets

clean "$command" certify --waivers "$repository/conformance/waivers/example.txt" --today 2026-06-01 \
  --filter 'OFR-DEV-01' --out example
grep -q '^waivers  *1: 1 for another target$' out || fail "the example: $(cat out)"
sound example
clean "$command" verify example

# What is no file of waivers.
: >empty.txt
printf 'waiver one\ncases x\n\000' >nul.txt
head -c 1100000 /dev/zero | tr '\0' '#' >huge.txt
refused 2 'missing.txt: No such file' "$command" certify --waivers missing.txt
refused 2 'it is a folder' "$command" certify --waivers .
refused 2 'empty.txt:1:1: there is no waiver in it' "$command" certify --waivers empty.txt
refused 2 'nul.txt:3:1: a byte of value 0' "$command" certify --waivers nul.txt
refused 2 'huge.txt:1:1: the file is too large' "$command" certify --waivers huge.txt
refused 2 "no option '--waiver'" "$command" certify --waiver x
refused 2 "--today has no use without --waivers" "$command" certify --today 2026-01-01
refused 2 "--today '2026-02-30': expected a day" "$command" certify --today 2026-02-30 --waivers empty.txt
refused 2 "--target-version '1.x': expected" "$command" certify --target-version 1.x
[ ! -e reports/latest/transcript ] || fail 'a run that was refused left a bundle'

# write_waiver NAME CASES REQUIREMENTS DEVIATION [VERSIONS [EXPIRES]]
write_waiver() {
  printf 'waiver %s\ncases %s\nrequirements %s\ndeviation %s\ntarget *\nversions %s\n' "$1" "$2" "$3" "$4" "${5:-*}"
  printf 'reason Known since <release 7> & "older".\nlink https://example.org/?a=1&b=2#c\nexpires %s\n' "${6:-2027-03-31}"
}
accepted='FAIL OfferAllocations returned STATUS_SUCCESS'

write_waiver one 'offer/device/zero/*' OFR-DEV-01 "$accepted" >twice.txt
write_waiver two 'offer/device/*' OFR-DEV-01 "$accepted" >>twice.txt
refused 2 "twice.txt:10:1: waiver 'two' says of offer/device/zero/allocation what 'one' of line 1 says" \
  "$command" certify --waivers twice.txt
write_waiver long 'offer/*' OFR-DEV-01 "$accepted" '*' 2028-06-02 >long.txt
refused 2 "long.txt:1:1: waiver 'long' expires 2028-06-02; expected a day up to 2028-06-01, 2 years from now" \
  "$command" certify --waivers long.txt --today 2026-06-01
refused 2 'standard input:1:1: there is no waiver in it' "$command" certify --waivers - <empty.txt

# MemorySanitizer does not see how the loader fills in a loaded library's thread-local variables.
if [ ! -e "$targets/mock_defects.so" ] || grep -q __msan_init "$command"; then
  exit 0
fi

# certify STATUS OUT OPTION...: the mock with a defect, of which the cases for one requirement are played.
certify() {
  expected=$1
  folder=$2
  shift 2
  ends "$expected" "$command" certify --target "$targets/mock_defects.so" --filter 'offer/device/zero/*' --out "$folder" \
    --today 2026-06-01 "$@"
  cp out said
  sound "$folder"
  clean "$command" verify "$folder"
}

MOCK_DEFECT=offer_device_zero_accepted
export MOCK_DEFECT
# These of the chosen cases deviate, and the rest do not.
all='offer/device/zero/a* offer/device/zero/resource'
write_waiver zero "$all" OFR-DEV-01 "$accepted" >good.txt
certify 0 good --waivers good.txt
holds good 'results["verdict"] == "WAIVED" and results["verdicts"]["WAIVED"] == 3 and len(results["waivers"]) == 1'
holds good 'results["waivers"][0]["state"] == "used" and results["waivers"][0]["covered"] == 3'
grep -q '^PASS: no requirement of profile ddi is broken' said || fail "a waived run: $(cat said)"
cmp good.txt good/waivers.txt || fail 'the bundle has other waivers'
grep -q "^waivers-sha256 $(sha256sum <good.txt | cut -c 1-64)\$" good/transcript || fail 'no sum of the waivers'
grep -q '^waivers-lapsed$' good/transcript || fail 'a day on which none had expired'
xmllint --noout good/junit.xml || fail 'junit.xml is no XML'
grep -q '<skipped type="WAIVED" message="waived by' good/junit.xml || fail 'junit.xml knows no waived case'
grep -qF '"justification": "Known since <release 7> & \"older\". (waiver zero, until 2027-03-31, ' good/results.sarif ||
  fail 'results.sarif does not say why it may pass'
grep -qF 'href="https://example.org/?a=1&amp;b=2#c"' good/report.html || fail 'the page has no link'
grep -qF 'Known since &lt;release 7&gt; &amp;' good/report.html || fail 'the page has no reason'

# The same bytes on another day, until one expires.
certify 0 later --waivers good.txt --today 2027-03-31
diff -r -x times.json good later || fail 'the day shows in the bundle'
certify 1 expired --waivers good.txt --today 2027-04-01
holds expired 'results["waivers"][0]["remark"] == "it expired after 2027-03-31" and results["verdict"] == "FAIL"'
grep -q '^waivers-lapsed 2027-03-31$' expired/transcript || fail 'no day on which it expired'

# stale OUT EXPRESSION: the run fails, and this is so of its results.
stale() {
  certify 1 "$1" --waivers "$1.txt"
  grep -q '^STALE_WAIVER  zero ' said || fail "$1: nothing is said of it: $(cat said)"
  holds "$1" 'results["waivers"][0]["state"] == "stale"'
  holds "$1" "$2"
}

write_waiver zero "$all" OFR-DEV-01 "FAIL OfferAllocations returned STATUS_NO_MEMORY" >different.txt
stale different 'results["verdict"] == "FAIL" and "returned STATUS_SUCCESS" in results["waivers"][0]["remark"]'
write_waiver zero offer/nothing OFR-DEV-01 "$accepted" >nothing.txt
stale nothing '"it matches nothing" in results["waivers"][0]["remark"]'
write_waiver zero "$all" OFR-DEV-01 "$accepted" 2..3 >versions.txt
stale versions '"not known" in results["waivers"][0]["remark"]'
certify 0 version --waivers versions.txt --target-version 2.17
holds version 'results["facts"]["target_version"] == "2.17" and results["waivers"][0]["state"] == "used"'
certify 1 other --waivers versions.txt --target-version 3.0.1
holds other 'results["waivers"][0]["state"] == "for another target"'

# The target is mended: the waiver has to go.
MOCK_DEFECT=offer_device_stale_accepted
cp good.txt passes.txt
stale passes 'results["verdict"] == "STALE_WAIVER" and all(r["verdict"] != "STALE_WAIVER" for r in results["requirements"])'
holds passes 'results["verdicts"]["STALE_WAIVER"] == 3 and results["verdicts"]["FAIL"] == 0'
grep -q '^FAIL: 1 stale waiver for target mock_defects.so$' said || fail "a stale waiver alone: $(cat said)"
MOCK_DEFECT=offer_device_zero_accepted

# Shards and a run that goes on are held to the same waivers.
for shard in 1 2; do
  certify 0 shard$shard --waivers good.txt --shard $shard/2
done
clean "$command" merge shard1 shard2 -o merged
diff -r -x times.json good merged || fail 'the merged run is another'
ends 1 "$command" certify --target "$targets/mock_defects.so" --filter 'offer/device/zero/*' --shard 2/2 --out shard2
refused 2 "shard2: it is of another run than shard1: its waivers-sha256 is ''" "$command" merge shard1 shard2 -o merged
ends 2 "$command" certify --target "$targets/mock_defects.so" --filter 'offer/device/zero/*' --resume --out merged
grep -q "that is another one: its waivers-sha256 is" err || fail "a run went on without its waivers: $(cat err)"

# Of a suite a shard plays a part: what a waiver says may come in another.
write_waiver part pairs/offer OFR-DEV-03 'FAIL OfferAllocations returned STATUS_NO_MEMORY' >part.txt
for shard in 1 2; do
  ends 1 "$command" certify --target "$targets/mock_defects.so" --filter pairs/offer --out shard$shard --shard $shard/2 \
    --waivers part.txt --today 2026-06-01
  holds shard$shard 'results["waivers"][0]["state"] == "not played"'
done
ends 1 "$command" merge shard1 shard2 -o merged
holds merged '"in pairs/offer there came" in results["waivers"][0]["remark"] and results["waivers"][0]["state"] == "stale"'

# 'waive' writes what it takes for a failed run to pass, but for what only its user knows.
refused 2 'no bundle given' "$command" waive
refused 2 "'two' is too much" "$command" waive one two
refused 3 'missing: No such file' "$command" waive missing
refused 2 'good: nothing in it failed that is not waived already' "$command" waive good
fill() {
  sed 's/^reason <.*/reason Known./; s/^link <.*/link https:\/\/example.org/; s/^expires <.*/expires 2027-03-31/'
}
ends 1 "$command" certify --target "$targets/mock_defects.so" --filter 'offer/device/zero/*' --out failed --target-version 7.1
clean "$command" waive failed -o proposed.txt
refused 2 "proposed.txt:10:8: '<why this may pass, and until when>' only holds the place" \
  "$command" certify --waivers proposed.txt
fill <proposed.txt >filled.txt
certify 0 filled --waivers filled.txt --target-version 7.1
holds filled '[waiver["state"] for waiver in results["waivers"]] == ["used"] and results["waivers"][0]["covered"] == 3'
holds filled 'results["waivers"][0]["versions"] == "7.1" and results["waivers"][0]["target"] == "mock_defects.so"'

# The generated suite too, whose combinations break many requirements.
ends 1 "$command" certify --target "$targets/mock_defects.so" --filter 'pairs/offer' --out failed
clean "$command" waive failed
fill <out >filled.txt
certify_suite='certify --filter pairs/offer --waivers filled.txt --today 2026-06-01 --out filled'
# shellcheck disable=SC2086
clean "$command" $certify_suite --target "$targets/mock_defects.so"
holds filled 'results["suites"][0]["verdict"] == "WAIVED" and results["suites"][0]["verdicts"]["FAIL"] == 0'
clean "$command" verify filled

# Verification takes no other waivers than the run's.
spoil() {
  rm -rf spoiled
  cp -r good spoiled
}
differs() {
  ends 1 "$command" verify spoiled
  grep -qF -e "$1" out || fail "not '$1': $(cat out)"
}
spoil
rm spoiled/waivers.txt
differs 'waivers.txt: it is missing'
for file in different.txt empty.txt nul.txt; do
  spoil
  cp $file spoiled/waivers.txt
  differs 'waivers.txt: its SHA-256 is '
  (cd spoiled && cut -c 67- SHA256SUMS | xargs sha256sum >sums && mv sums SHA256SUMS)
  differs 'waivers.txt: line '
done
rm -rf spoiled
clean "$command" certify --filter OFR-DEV-01 --out spoiled
cp good.txt spoiled/waivers.txt
differs 'waivers.txt: line 1, byte 1: the run had no waivers'

# A crash that is waived, and two that are others. The twentieth offer crashes; it is one for this requirement.
unset MOCK_DEFECT
HOSTILE_MOCK=$targets/mock.so
export HOSTILE_MOCK
# crash STATUS ACT DEVIATION
crash() {
  write_waiver zero 'offer/handles/destroyed/resource/destroyed/first' OFR-HND-03 "$3" >crash.txt
  ends "$1" env HOSTILE="offer-$2" "$command" certify --target "$targets/hostile.so" --filter OFR-HND-03 \
    --out crash --waivers crash.txt --today 2026-06-01
  sound crash
  clean "$command" verify crash
}
crash 0 crash 'CRASH OfferAllocations SIGABRT*'
holds crash 'results["verdicts"]["WAIVED"] == 1 and results["verdicts"]["CRASH"] == 0'
crash 1 crash 'CRASH OfferAllocations SIGSEGV*'
holds crash '"in offer/handles/destroyed/resource/destroyed/first there came CRASH" in results["waivers"][0]["remark"]'
crash 1 leave 'CRASH OfferAllocations SIGABRT*'
crash 1 crash 'TIMEOUT OfferAllocations'

# A suite that was given up is not waived, though all that was judged of it is.
write_waiver zero pairs/offer "$(sed -n 's/^\(OFR-[A-Z]*-[0-9]*\) .*/\1/p' "$repository/conformance/requirements.txt" | tr '\n' ' ')" \
  'CRASH OfferAllocations SIGABRT*' >crash.txt
ends 1 env HOSTILE=offer-crash "$command" certify --target "$targets/hostile.so" --filter 'pairs/offer' --out crash \
  --waivers crash.txt --today 2026-06-01
holds crash 'results["suites"][0]["verdict"] == "CRASH" and results["suites"][0]["verdicts"]["WAIVED"] > 20'
holds crash 'results["suites"][0]["judged"] < results["suites"][0]["combinations"]'
clean "$command" verify crash
