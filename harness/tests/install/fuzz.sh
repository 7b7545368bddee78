#!/bin/sh
# The example's fuzz targets with libFuzzer, AddressSanitizer and UndefinedBehaviorSanitizer: quiet on its simulator, and
# loud on one with a check left out.
set -eu
# shellcheck source=/dev/null
. "$2/harness/tests/cli_support.sh"
prefix=$4
enter "$2" "$3"
echo 'int LLVMFuzzerTestOneInput(void); int LLVMFuzzerTestOneInput(void) { return 0; }' >probe.c
clang -fsanitize=fuzzer,address probe.c -o probe 2>/dev/null || {
  echo 'clang with libFuzzer is missing'
  exit 77
}
cp -R "$prefix/share/offercheck/example" project
cd project
clean cmake -G Ninja -B build -D CMAKE_C_COMPILER=clang -D "CMAKE_PREFIX_PATH=$prefix" -D ACME_FUZZ=ON
clean cmake --build build

# The fuzz targets lie beside the runner, which finds them. What tries our own parsers is none of them.
runner=build/acme-certify
ends 0 $runner fuzz all --runs 50 --seed 1 --out quiet
python3 - quiet/fuzzing.json <<'END' || fail "not what was fuzzed: $(cat quiet/fuzzing.json)"
import json
import sys

with open(sys.argv[1], encoding="utf-8") as file:
    targets = json.load(file)["targets"]
assert [target["name"] for target in targets] == ["fuzz_offer", "fuzz_offer_bytes", "fuzz_reclaim", "fuzz_sequence"]
for target in targets:
    assert target["target"] == "acme" and target["engine"] == "libFuzzer", target
    assert target["sanitizers"] == "address, undefined" and target["executions"] >= 50, target
    assert not target["findings"], target
END

# With the defect: the fuzzer finds it, and what it kept shows it to the runner, and to nobody else.
clean cmake -B build -D ACME_DEFECT=ON
clean cmake --build build
ends 1 $runner fuzz fuzz_offer --runs 500 --seed 1 --out loud
found=loud/fuzz_offer/findings/ofr-pri-01.kmt
[ -s $found ] || fail "not found: $(ls loud/fuzz_offer/findings)"
ends 1 $runner run $found
grep -q 'FAIL OFR-PRI-01' out || fail "not shown: $(cat out)"
ends 0 "$prefix/bin/offercheck" run $found
ends 0 $runner emit-c -o repro.c $found
grep -qF 'cc -o repro repro.c libacme.a' repro.c || fail 'how it is compiled'
clang -fsanitize=address,undefined,fuzzer-no-link -o repro repro.c build/libacme.a
ends 1 ./repro
ends 1 $runner certify --filter 'OFR-PRI-01' --out bundle
holds bundle 'results["verdict"] == "FAIL"'
ends 0 "$prefix/bin/offercheck" verify bundle
