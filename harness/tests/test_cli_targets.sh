#!/bin/sh
# Whatever is named as a target and whatever it does, the command ends by itself, and each case is accounted for once.
set -eu
command=$1
# shellcheck source=/dev/null
. "$2/harness/tests/cli_support.sh"
# MemorySanitizer of clang 14 takes the thread-local data of a library that is loaded late for uninitialised.
if grep -q __msan_init "$command"; then
  exit 77
fi
targets=$(dirname "$command")/targets
mock=$(dirname "$command")/libd3dkmt-mock.so
if [ ! -e "$targets/hostile.so" ]; then
  echo 'no targets were built'
  exit 77
fi
enter "$2" "$3"
write_program >program.kmt
cp "$targets/hostile.so" here.so
HOSTILE_MOCK=$mock
export HOSTILE_MOCK

# untested TEXT TARGET: it is no target, which one line says; a bundle that was there stays.
untested() {
  refused 3 "$1" "$command" run --target "$2" program.kmt
  refused 3 "$1" "$command" certify --timeout 2 --filter 'OFR-OK-*' --out old --target "$2"
  cmp old/SHA256SUMS sums || fail "$2: the old bundle is gone"
  sound old
}

clean "$command" certify --filter 'OFR-DEV-01' --out old
cp old/SHA256SUMS sums
mkdir folder
printf 'text\n' >text.so
untested 'target ./missing.so: cannot open shared object file: No such file or directory' ./missing.so
untested 'target missing.so: cannot open shared object file' missing.so
untested "; './here.so' is the file in this folder" here.so
untested 'target ./folder: ' ./folder
untested 'target ./text.so: ' ./text.so
untested 'target /dev/null: ' /dev/null
untested 'target /dev/zero: ' /dev/zero # it has no end
: >empty.so
untested 'target ./empty.so: file too short' ./empty.so
{
  printf '\177ELF\001\001\001\000\000\000\000\000\000\000\000\000\003\000\003\000\001\000\000\000'
  head -c 200 /dev/zero
} >bits32.so
untested 'target ./bits32.so: wrong ELF class: ELFCLASS32' ./bits32.so
head -c 9000 "$mock" >cut.so
untested 'target ./cut.so: ' ./cut.so
mkfifo pipe.so
refused 3 'target ./pipe.so: the target did not load within 1 seconds' \
  "$command" certify --filter 'OFR-OK-*' --timeout 1 --out none --target ./pipe.so
if command -v cc >/dev/null && ! grep -qE '__(asan|tsan)_init' "$command"; then
  cat >unresolved.c <<'END'
extern int nowhere(void);
int D3DKMTOfferAllocations(const void *data);
int D3DKMTOfferAllocations(const void *data)
{
  return data == 0 ? 0 : nowhere();
}
END
  cc -shared -fPIC -o unresolved.so unresolved.c
  untested 'target ./unresolved.so: undefined symbol: nowhere' ./unresolved.so
fi
untested 'target libc.so.6: it has no D3DKMTOfferAllocations' libc.so.6
untested 'target ./a\u001B\u000Ab.so: cannot open' "./$(printf 'a\033\nb.so')"
HOSTILE=load-crash untested 'the target ended the process as it was loaded: SIGABRT' ./here.so
# ThreadSanitizer's runtime puts a status of its own in place of the library's 0.
left=0
if grep -q __tsan_init "$command"; then
  left=66
fi
HOSTILE=load-leave untested "the target ended the process as it was loaded: exit status $left" ./here.so
HOSTILE=load-close untested 'target ./here.so: the target' ./here.so
HOSTILE=load-hang refused 3 'the target did not load within 1 seconds' "$command" run --timeout 1 --target ./here.so program.kmt

# In the middle of the run: as many cases as on the mock, none twice, and the files are the run's own.
clean "$command" certify --profile ddi --filter 'OFR-HND-03' --out whole --target "$mock"
for act in crash leave hang scribble shout; do
  case $act in
  shout) expected=0 ;;
  *) expected=1 ;;
  esac
  printf "%s\n" "$act"
  HOSTILE=offer-$act ends $expected "$command" certify --timeout 3 --filter 'OFR-HND-03' --out bundle --target ./here.so
  [ ! -s err ] || fail "$act: $(cat err)"
  sound bundle
  holds bundle 'results["complete"] and len(cases) == len(set(cases))'
  python3 - whole/results.json bundle/results.json <<'EOF' || fail "$act: not the same cases"
import json
import sys

names = [[case["name"] for case in json.load(open(path, encoding="utf-8"))["cases"]] for path in sys.argv[1:]]
sys.exit(names[0] != names[1])
EOF
  [ "$(LC_ALL=C tr -d '\n\040-\176' <bundle/transcript | wc -c)" -eq 0 ] || fail "$act: the transcript is damaged"
  ! grep -q SCRIBBLE bundle/transcript || fail "$act: the target wrote into the transcript"
done

# What a target writes is shown, and acts on no terminal.
{
  sed 3q program.kmt
  yes "$(sed -n 4p program.kmt)" | head -n 50
} >many.kmt
HOSTILE=offer-shout clean "$command" run --target ./here.so many.kmt
grep -qF '    | \u001B[31mred\u001B[0m\u0007' out || fail "not shown: $(sed -n '/wrote/,$p' out)"
[ "$(tr -d '\n' <out | LC_ALL=C tr -d '[:cntrl:]')" = "$(tr -d '\n' <out)" ] || fail "control characters in the output"

# A suite whose calls end the worker again and again is given up in time.
HOSTILE=offer-crash ends 1 "$command" certify --filter 'exhaustive/offer' --out bundle --target ./here.so
sound bundle
holds bundle 'results["complete"] and results["suites"][0]["reason"].startswith("given up: ")'
holds bundle '0 < results["suites"][0]["judged"] < results["suites"][0]["combinations"]'
