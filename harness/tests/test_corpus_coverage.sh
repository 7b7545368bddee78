#!/bin/sh
# In a build for coverage: the seeds of fuzz_sequence alone reach every line and branch of the mock's offer and
# reclaim path. That is all of harness/mock but the files below; a new file is a part of it.
set -eu
command=$1
repository=$2
# shellcheck source=/dev/null
. "$repository/harness/tests/cli_support.sh"
enter "$repository" "$3"
if ! grep -q __llvm_covmap "$command" || ! command -v llvm-cov >/dev/null || ! command -v llvm-profdata >/dev/null; then
  echo "no build for coverage"
  exit 77
fi

clean env LLVM_PROFILE_FILE=%p%c.profraw "$command" run "$repository"/corpus/fuzz_sequence/seed/*.kmt
llvm-profdata merge --sparse ./*.profraw -o seeds.profdata
llvm-cov export --summary-only --instr-profile=seeds.profdata "$command" "$repository/harness/mock" >coverage.json

python3 - <<'END' || fail "the seeds leave something out"
import json
import pathlib
import sys

# Making what is offered, controlling the mock, and what another system or another program needs.
BESIDE = {
    "adapter", "adapter_query", "allocation_create", "context", "control", "device", "escape", "mock",
    "user_memory_pipe_posix", "user_memory_register",
}

with open("coverage.json", encoding="utf-8") as file:
    files = json.load(file)["data"][0]["files"]
path = {pathlib.Path(file["filename"]).stem: file["summary"] for file in files}
path = {name: summary for name, summary in path.items() if name not in BESIDE}
missed = [
    f"{name}: {what['count'] - what['covered']} of {what['count']} {kind} are not reached"
    for name, summary in path.items()
    for kind in ("lines", "branches")
    for what in (summary[kind],)
    if what["covered"] < what["count"]
]
print("\n".join(missed) if missed else f"{len(path)} files are reached in full")
sys.exit(bool(missed) or not {"offer", "reclaim", "batch", "vidmm"} <= path.keys())
END
