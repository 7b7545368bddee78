"""The suite on libd3dkmt-mock.so ends as on the mock that the command is linked with: the same verdicts, call for call.

Arguments: the command, the library, the bundle of the linked mock's run, a folder for the other.
"""

import json
import pathlib
import subprocess
import sys


def results(bundle):
    with open(pathlib.Path(bundle) / "results.json", encoding="utf-8") as file:
        return json.load(file)


def main():
    command, library, linked, out = sys.argv[1:]
    run = [command, "certify", "--target", library, "--profile", "mock", "--out", out]
    status = subprocess.run(run, stdout=subprocess.DEVNULL, check=False).returncode
    here, there = results(out), results(linked)
    wrong = [f"exit status {status}"] if status else []
    if here["facts"]["target"] == there["facts"]["target"]:
        wrong.append(f"the target was {here['facts']['target']}, as before")
    wrong += [f"{count} are {verdict}" for verdict, count in here["verdicts"].items() if count and verdict != "PASS"]
    # What the run is of, and on which machine, stands in the facts; all else has to agree.
    wrong += [f"{part} differ" for part in there if part != "facts" and here.get(part) != there[part]]
    for mine, other in zip(here["cases"], there["cases"]):
        if mine["verdict"] != other["verdict"]:
            wrong.append(f"{mine['name']}: {mine['verdict']}, not {other['verdict']}: {mine['reason']}")
    print("\n".join(wrong[:40]) if wrong else f"{len(there['cases'])} cases and {len(there['suites'])} suites agree")
    return 1 if wrong or not there["cases"] else 0


sys.exit(main())
