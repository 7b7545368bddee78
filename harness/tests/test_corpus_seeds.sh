#!/bin/sh
# The seeds of fuzz_sequence: each is one program that the mock plays without a finding, together they show
# every requirement, and what they name is so: it is judged there, or a planted defect that breaks it is seen there.
set -eu
command=$1
repository=$2
# shellcheck source=/dev/null
. "$repository/harness/tests/cli_support.sh"
enter "$repository" "$3"
cp -r "$repository/corpus/fuzz_sequence/seed" seed

for file in seed/*; do
  case $file in
  *[!a-z0-9/.-]* | *.kmt.* | *.kmt?*) fail "$file: not the name of what it shows" ;;
  *.kmt) ;;
  *) fail "$file: not a text program" ;;
  esac
  head -n 1 "$file" | grep -q '^# .*\.$' || fail "$file: its first line is no comment that says what it shows"
  ! grep -qE '^ *(case|define|include|for|property)( |$)' "$file" || fail "$file: more than one plain program"
done

# plays REPORT VERDICTS OPTION...: every seed ends with one of the verdicts, and the command has nothing to complain of.
plays() {
  report=$1
  verdicts=$2
  shift 2
  status=0
  "$command" run "$@" seed/*.kmt >"$report" 2>err || status=$?
  cat err >&2
  awk -v good="^($verdicts)" '
    /^seed\// { seed = $1 }
    /^[A-Z_]+(:|$)/ && $0 !~ good { print seed ": " $0 }' "$report" >findings
  cat findings >&2
  if [ "$status" -ne 0 ] || [ -s err ] || [ -s findings ]; then
    fail "the seeds are not clean: exit status $status"
  fi
}

plays mock.out PASS
plays ddi.out 'PASS|NOTED' --profile ddi
count=$(find seed -name '*.kmt' | wc -l)
[ "$(tail -n 1 mock.out)" = "$count programs: $count PASS" ] || fail "of $count seeds: $(tail -n 1 mock.out)"

# Planted defects are looked for in one build alone, as by defects/NAME.
defects=$(dirname "$command")/offercheck-defects
mkdir defects
: >defects.txt
if [ -x "$defects" ] && ! grep -q __sanitizer_ "$defects"; then
  python3 - "$repository/harness/mock/defects.def" >defects.txt <<'END'
import re
import sys

with open(sys.argv[1], encoding="utf-8") as file:
    rows = re.findall(r'^MOCK_DEFECT(_PAIR)?\((\w+), "([A-Z0-9-]+)"(?:, "([A-Z0-9-]+)")?', file.read(), re.M)
for pair, name, first, second in rows:
    if pair:
        print("offer_" + name, first)
        print("reclaim_" + name, second)
    else:
        print(name, first)
END
  [ -s defects.txt ] || fail "no planted defects found"
  while read -r defect requirement; do
    status=0
    MOCK_DEFECT=$defect LLVM_PROFILE_FILE=/dev/null "$defects" run seed/*.kmt >"defects/$defect" 2>&1 || status=$?
    [ "$status" -eq 1 ] || fail "no seed finds $defect ($requirement): exit status $status"
  done <defects.txt
fi

python3 - "$repository/conformance/requirements.txt" <<'END' || fail "the seeds do not show what they should"
import pathlib
import re
import sys

ID = r"[A-Z]+-[A-Z]+-\d+"


def programs(path):
    """The report on each seed, by its file's name."""
    parts = re.split(r"^seed/(\S+\.kmt)\n", path.read_text(encoding="utf-8", errors="replace"), flags=re.M)
    return dict(zip(parts[1::2], parts[2::2]))


requirements = re.findall(rf"^({ID}) \|", pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"), re.M)
named = {
    path.name: set(re.findall(ID, " ".join(re.findall(r"^shows (.*)", path.read_text(encoding="utf-8"), re.M))))
    for path in pathlib.Path("seed").iterdir()
}
judged = {name: set() for name in named}
for path in (pathlib.Path("mock.out"), pathlib.Path("ddi.out")):
    for name, report in programs(path).items():
        judged[name] |= set(re.findall(rf"(?:\bby\s+|^\s+NOTED )({ID})", report, re.M))
planted = dict(line.split() for line in pathlib.Path("defects.txt").read_text(encoding="utf-8").splitlines())
for defect in planted:
    for name, report in programs(pathlib.Path("defects", defect)).items():
        judged[name] |= set(re.findall(rf"^\s+(?:FAIL|WARN|CRASH|TIMEOUT) ({ID}):", report, re.M))

wrong = [f"{requirement}: no seed names it" for requirement in requirements if requirement not in set().union(*named.values())]
if planted:
    # What nothing planted breaks and no status is tied to cannot be seen either way.
    seen = set().union(*judged.values(), planted.values())
    for name in sorted(named):
        wrong += [f"{name}: names {requirement}, which is not judged there"
                  for requirement in sorted(named[name]) if requirement in seen and requirement not in judged[name]]
        wrong += [f"{name}: names {requirement}, which is no requirement" for requirement in sorted(named[name] - set(requirements))]
    print("not seen either way:", *sorted(set(requirements) - seen), file=sys.stderr)
print(*wrong, sep="\n", file=sys.stderr)
sys.exit(bool(wrong))
END
