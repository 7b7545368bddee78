#!/bin/sh
# verify: takes each bundle that certify writes, and no other; what was changed is named, even if all sums were made anew.
set -eu
command=$1
# shellcheck source=/dev/null
. "$2/harness/tests/cli_support.sh"
enter "$2" "$3"

# How many random bytes of each file are changed, one at a time: of a small bundle, and of a larger one.
changes=${VERIFY_CHANGES:-200}
changes_larger=${VERIFY_CHANGES_LARGER:-10}

refused 2 'no bundle given' "$command" verify
refused 2 "no option '--target'" "$command" verify --target mock one
refused 3 'missing: No such file or directory' "$command" verify missing
clean "$command" verify --help

# certified FOLDER FILTER: a bundle of what the filter chooses, that verify takes.
certified() {
  clean "$command" certify --filter "$2" --out "$1"
  clean "$command" verify "$1"
  grep -q "^$1: verified: [1-9][0-9]* calls judged again, the run is" out || fail "$1: $(cat out)"
}

certified cases 'OFR-PTR-*'
certified suite 'pairs/reclaim'
certified one 'OFR-DEV-01'

# differs FOLDER TEXT: verify refuses it and says that, in a line of its own.
differs() {
  ends 1 "$command" verify "$1"
  [ ! -s err ] || fail "$1: a complaint: $(cat err)"
  grep -qF -e "$2" out || fail "$1: not '$2': $(cat out)"
  tail -n 1 out | grep -q "^$1: not verified, [1-9]" || fail "$1: no conclusion: $(cat out)"
}

# fresh: the folder 'bundle' is that of the suite again.
fresh() {
  rm -rf bundle
  cp -r "${1:-one}" bundle
}

# Files that are removed, added, swapped, cut off, emptied, no files.
for file in transcript results.json junit.xml results.sarif report.html times.json SHA256SUMS; do
  fresh
  rm bundle/$file
  differs bundle "$file: it is missing, or no file"
  mkdir bundle/$file
  differs bundle "$file: it is missing, or no file"
  [ $file = times.json ] && continue
  fresh
  : >bundle/$file
  differs bundle "$file: "
  fresh
  head -c -1 one/$file >bundle/$file
  differs bundle "$file: "
  fresh
  cp cases/$file bundle/$file
  differs bundle "$file"
done
fresh
for form in 's/$/\r/' 's/  / */' 's|  |  ./|' 's|  |  ../one/|' 's/^/\\/' 'y/abcdef/ABCDEF/' '1p' '1d' '1!G;h;$!d'; do
  sed "$form" one/SHA256SUMS >bundle/SHA256SUMS
  differs bundle 'SHA256SUMS: '
done
fresh
head -c 20000000 /dev/zero >>bundle/SHA256SUMS
differs bundle 'SHA256SUMS: more follows'
fresh
rm bundle/junit.xml
ln -s ../one/junit.xml bundle/junit.xml
clean "$command" verify bundle
ln -sf ../cases/junit.xml bundle/junit.xml
differs bundle 'bundle/junit.xml: its SHA-256 is'
ln -sf nowhere bundle/junit.xml
differs bundle 'bundle/junit.xml: it is missing, or no file'
refused 3 'one/junit.xml: Not a directory' "$command" verify one/junit.xml
refused 3 'transcript' "$command" verify /dev/null/transcript
mkdir empty
differs empty 'empty/transcript: it is missing'

# Several in one go: each is concluded on, and the worst counts.
fresh
: >bundle/junit.xml
ends 1 "$command" verify one missing bundle cases
[ "$(grep -c ': verified: ' out)" -eq 2 ] || fail "several: $(cat out)"
grep -q '^bundle: not verified' out || fail "several: $(cat out)"
ends 3 "$command" verify one missing cases
ends 0 "$command" verify one cases one

fresh
printf 'more\n' >bundle/more.txt
differs bundle 'more.txt: it is no file of a bundle'
fresh
printf 'more\n' >>bundle/SHA256SUMS
differs bundle 'SHA256SUMS: more follows behind line 5'
fresh
printf '{"seconds": 0}\n' >bundle/times.json
clean "$command" verify bundle

# One byte changed somewhere: the file is named, and no other, whatever the byte is.
cat >change.py <<'EOF'
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys

command, bundle, changes = sys.argv[1], pathlib.Path(sys.argv[2]), int(sys.argv[3])
chance = random.Random(os.environ.get("VERIFY_SEED", "1"))
checked = 0
for changed in sorted(path for path in bundle.iterdir() if path.name != "times.json"):
    shutil.rmtree("changed", ignore_errors=True)
    good = changed.read_bytes()
    made = {}
    for number in range(changes):
        at = chance.randrange(len(good))
        byte = good[at] ^ chance.randrange(1, 256)
        folder = pathlib.Path("changed") / str(number)
        folder.mkdir(parents=True)
        for path in bundle.iterdir():
            if path.name != changed.name:
                os.link(path, folder / path.name)
        (folder / changed.name).write_bytes(good[:at] + bytes([byte]) + good[at + 1 :])
        made[str(folder)] = f"byte {at} is {byte:#04x}"
    ran = subprocess.run([command, "verify", *made], capture_output=True, check=False, text=True, errors="replace")
    for folder, what in made.items():
        lines = re.findall(rf"^{folder}/(\S+): ", ran.stdout, re.MULTILINE)
        # A sum that is changed is told where the file is that does not have it.
        lines += re.findall(rf"^{folder}/\S+: its SHA-256 is .* not that of (\S+), line", ran.stdout, re.MULTILINE)
        concluded = re.search(rf"^{folder}: not verified, [1-9]", ran.stdout, re.MULTILINE)
        if ran.returncode != 1 or changed.name not in lines or not concluded:
            sys.exit(f"{changed}: {what}: not refused: {ran.returncode} {lines} {ran.stderr}")
        if changed.name != "transcript" and changed.name != "SHA256SUMS" and set(lines) - {"SHA256SUMS"} != {changed.name}:
            sys.exit(f"{changed}: {what}: others are blamed: {lines}")
        checked += 1
sys.exit(0 if checked >= 6 * changes else f"only {checked} changes were checked")
EOF
python3 change.py "$command" one "$changes" || fail 'a change was not found'
python3 change.py "$command" cases "$changes_larger" || fail 'a change was not found'

# A forger makes chain and sums anew; what follows from the calls cannot be made anew.
cat >forge.py <<'EOF'
import hashlib
import pathlib
import re
import sys

folder, name, before, after = pathlib.Path("bundle"), *sys.argv[1:]
path = folder / name
text = path.read_text(encoding="utf-8")
forged = re.sub(before, after, text, count=1, flags=re.MULTILINE)
if forged == text:
    sys.exit(f"{name} has no {before}")
if name == "transcript":
    chain, lines = "", []
    for line in forged.splitlines(keepends=True):
        if line.startswith("chain "):
            line = f"chain {hashlib.sha256(''.join(lines[lines.index(chain) if chain else 0:]).encode()).hexdigest()}\n"
            chain = line
        lines.append(line)
    forged = "".join(lines)
path.write_text(forged, encoding="utf-8")
names = [line.split()[1] for line in (folder / "SHA256SUMS").read_text().splitlines()]
sums = [f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names]
(folder / "SHA256SUMS").write_text("".join(sums))
EOF

# forged BUNDLE FILE PATTERN REPLACEMENT TEXT
forged() {
  fresh "$1"
  python3 forge.py "$2" "$3" "$4" || fail "$2: it cannot be forged"
  (cd bundle && sha256sum -c --quiet SHA256SUMS) || fail "$2: the forger's sums"
  differs bundle "$5"
}

forged suite results.json '"verdict": "PASS"' '"verdict": "FAIL"' 'results.json: byte '
forged suite junit.xml 'failures="0"' 'failures="1"' 'junit.xml: byte '
forged suite report.html 'PASS' 'FAIL' 'report.html: byte '
forged cases transcript '^(call \d+ OfferAllocations process 0 returned 0x)C000000D' '\g<1>00000000' 'results.json: byte '
forged suite transcript '0xC000000D\*' '0xC0000017*' 'results.json: byte '
forged suite transcript '^statuses .*\n' '' 'expected combination 0; found the end of a stretch'
forged suite transcript '^(statuses 0x[0-9A-F]*\*).*$' '\g<1>99' 'more statuses than combinations'
forged suite transcript '^stretch 7 .*\n(.*\n)*?finish .*\n' '' 'expected the stretch of combination 7'
forged suite transcript '^parameter .*\n' '' 'not what follows from the calls'
forged suite transcript '^suite .*\n(.*\n)*(?=end )' '' "expected suite 'pairs/reclaim', the next; found the end of the run"
forged cases transcript '^case .*\n(.*\n)*?chain .*\n' '' 'the next; found case'
forged cases transcript '^(case .*\n(?:.*\n)*?chain .*\n)(case .*\n(?:.*\n)*?chain .*\n)' '\2\1' 'the next; found case'
forged cases transcript '^(case .*\n(?:.*\n)*?chain .*\n)' '\1\1' 'the next; found case'
forged cases transcript '^end complete' 'end incomplete interrupted' 'byte '
forged cases transcript '^adapter .*' 'adapter of a vendor' 'results.json: byte '
forged cases transcript '^entry D3DKMTLock2 yes' 'entry D3DKMTLock2 no' 'results.json: byte '
forged one transcript '^filter .*' 'filter OFR-DEV-*' 'the next; found '
forged one transcript '^  structure 0x' '  structure 0x0' 'transcript: line '

# Another maker's bundle is none that can be judged here.
fresh one
python3 forge.py transcript '^suite-sha256 .*' "suite-sha256 $(printf %064d 0)"
refused 3 'it was made by offercheck' "$command" verify bundle

# The chain, as a stranger checks it: each sum is of the chain line before and of the lines between.
awk -v out=chain.txt '/^chain / { close(out); ("sha256sum <" out) | getline sum; close("sha256sum <" out)
  if (substr(sum, 1, 64) != $2) exit 1; blocks++; printf "" >out } { print >out } END { exit !blocks }' one/transcript ||
  fail 'the chain is not what is said of it'

# A run that is stopped leaves what can be verified, and says so.
"$command" certify --out stopped >/dev/null 2>&1 &
run=$!
while kill -0 $run && ! grep -q '^case ' stopped/transcript.part 2>/dev/null; do
  sleep 0.05
done
kill -TERM $run
status=0
wait $run || status=$?
[ $status -eq 3 ] || fail "the run was not interrupted: $status"
clean "$command" verify stopped
grep -q 'it is incomplete (interrupted), and so is what was verified' out || fail "stopped: $(cat out)"

# A target on which nothing can be built, so that nothing is there to be torn down.
targets=$(dirname "$command")/targets
if [ -e "$targets/brittle.so" ] && ! grep -q __msan_init "$command"; then
  for entry in D3DKMTEnumAdapters2 D3DKMTCreateDevice D3DKMTCreateAllocation2; do
    for from in 0 3 40; do
      filter='OFR-HND-0*'
      [ $from -eq 3 ] || filter='pairs/*'
      HOSTILE_MOCK=$targets/mock.so BRITTLE=$entry BRITTLE_FROM=$from "$command" certify --filter "$filter" --out nothing \
        --target "$targets/brittle.so" >/dev/null 2>&1 || [ $? -ne 2 ] || fail "$entry: $?"
      clean "$command" verify nothing
    done
  done
fi

# A target that crashes, hangs and is given up gives the same verdicts again.
targets=$(dirname "$command")/targets
mock=$(dirname "$command")/libd3dkmt-mock.so
if [ -e "$targets/hostile.so" ] && ! grep -q __msan_init "$command"; then
  for act in crash leave shout; do
    for filter in OFR-HND-03 pairs/offer; do
      status=0
      HOSTILE_MOCK=$mock HOSTILE=offer-$act "$command" certify --filter $filter --out hostile \
        --target "$targets/hostile.so" >/dev/null || status=$?
      [ $status -le 1 ] || fail "$act: $status"
      clean "$command" verify hostile
    done
  done
fi
