#!/bin/sh
# The lists, and as JSON: every requirement has a case, and no grade above what its sources can carry.
set -eu
command=$1
# shellcheck source=/dev/null
. "$2/harness/tests/cli_support.sh"
enter "$2" "$3"

for what in cases requirements profiles; do
  clean "$command" list $what
  cp out $what.txt
  clean "$command" list $what --json
  cp out $what.json
done
clean "$command" list
cmp out cases.txt || fail "not the cases by default"
[ "$(cut -d ' ' -f 1 profiles.txt | tr '\n' ' ')" = 'ddi mock wsl2 ' ] || fail "not the profiles: $(cat profiles.txt)"

python3 - "$2/conformance/requirements.txt" <<'EOF'
import json
import re
import sys

GRADES = ("inferred", "measured", "documented")
with open(sys.argv[1], encoding="utf-8") as file:
    lines = file.read().splitlines()
highest = {tag: grade for tag, grade in re.findall(r"^source (\w+) \| (\w+) \|", "\n".join(lines), re.MULTILINE)}
rows = [line.split(" | ") for line in lines if re.match(r"[A-Z0-9-]+-\d+ \|", line)]


def load(name):
    with open(name, encoding="utf-8") as file:
        return json.load(file)


requirements, cases, profiles = load("requirements.json"), load("cases.json"), load("profiles.json")
ids = [row[0] for row in rows]
assert len(ids) > 100
for requirement, row in zip(requirements, rows, strict=True):
    told = [requirement["id"], requirement["grade"], " ".join(requirement["sources"]) or "-", requirement["sentence"]]
    assert told == row, told
names = {case["name"] for case in cases}
assert len(names) == len(cases) > 1000
for requirement in requirements:
    carried = max((GRADES.index(highest[tag]) for tag in requirement["sources"]), default=0)
    assert GRADES.index(requirement["grade"]) <= carried, requirement["id"]
    assert requirement["sentence"].endswith("."), requirement["id"]
    assert requirement["cases"] and names.issuperset(requirement["cases"]), requirement["id"]
for case in cases:
    assert case["property"], case["name"]
    assert "combinations" in case or set(case["requirements"]) <= set(ids), case["name"]
assert sum(case.get("combinations", 0) for case in cases) > 200000
assert [profile["name"] for profile in profiles] == ["ddi", "mock", "wsl2"] and all(p["title"] for p in profiles)
for name, items in (("requirements", requirements), ("cases", cases), ("profiles", profiles)):
    with open(name + ".txt", encoding="utf-8") as file:
        assert len(file.readlines()) == len(items), name
EOF

# Each profile that is listed can be chosen.
while read -r profile _; do
  "$command" certify --profile "$profile" --filter OFR-DEV-01 --out bundle >out
  grep -q "^profile  *$profile: " out || fail "not the profile $profile"
done <profiles.txt
