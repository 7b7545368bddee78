#!/bin/sh
# The example project, copied elsewhere, finds the installed package, and its runner and fuzz targets judge its own
# simulator.
set -eu
# shellcheck source=/dev/null
. "$2/harness/tests/cli_support.sh"
prefix=$4
enter "$2" "$3"
cp -R "$prefix/share/offercheck/example" 'a project'
cd 'a project'

clean cmake -G Ninja -B build -D "CMAKE_PREFIX_PATH=$prefix"
clean cmake --build build

# The conformance suite: nothing fails, and the report says what was tested and what it lacks.
runner=build/acme-certify
ends 0 $runner certify --out bundle
sound bundle
holds bundle 'results["facts"]["target"] == "acme" and results["facts"]["profile"] == "ddi"'
holds bundle 'results["facts"]["adapter"] == "Acme GPU simulator"'
holds bundle 'results["verdicts"]["PASS"] > 1000 and not any(results["verdicts"][bad] for bad in ("FAIL", "CRASH", "BROKEN"))'
holds bundle 'any(case.get("reason") == "the target has no D3DKMTReclaimAllocations" for case in results["cases"])'
sum=$(sha256sum $runner)
holds bundle "results['facts']['target_sha256'] == '${sum%% *}'"

# Whoever has offercheck can check it, and what is linked in is no business of his.
ends 0 "$prefix/bin/offercheck" verify bundle

# Seeds, in all fuzz targets that call a kernel.
for name in fuzz_offer fuzz_offer_bytes fuzz_reclaim fuzz_sequence; do
  clean "build/fuzzers/$name" "build/fuzzers/${name}_seed_corpus"
  grep -q '[1-9][0-9]* inputs played' out || fail "$name: $(cat out)"
  [ -s "build/fuzzers/$name.dict" ] || fail "$name has no dictionary"
done
[ -s build/fuzzers/fuzz_sequence_mutator.so ] || fail 'no mutator for AFL++'

# What the runner calls itself.
refused 3 'target mock: this program has no mock kernel; it is linked with acme' $runner certify --target mock --out mock
refused 3 'it has no fuzzing engine: it only plays files' $runner fuzz fuzz_offer --runs 1
refused 3 'by offercheck_add_fuzzers, ENGINE -fsanitize=fuzzer' $runner fuzz fuzz_offer --runs 1
clean $runner certify --help
grep -q 'This program is linked with acme' out || fail 'the help does not say what is linked'

# A program with a call that is not there is played but for that.
write_program >program.kmt
refused 3 'nothing was judged' $runner run --target acme program.kmt
grep -q 'not called: the target has no such entry point' out || fail "what is missing is not shown: $(cat out)"
