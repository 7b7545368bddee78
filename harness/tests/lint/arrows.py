"""A folder includes only what it stands on: cli, reports, run, oracle, program, abi; and mock, abi."""

import pathlib
import sys

import _includes

ALLOWED = {
    "abi": {"abi"},
    "mock": {"mock", "abi"},
    "program": {"program", "abi"},
    "oracle": {"oracle", "program", "abi"},
    "run": {"run", "oracle", "program", "abi"},
    "reports": {"reports", "run", "oracle", "program", "abi"},
    "cli": {"cli", "reports", "run", "oracle", "program", "abi"},
    "fuzz": {"fuzz", "reports", "run", "oracle", "program", "mock", "abi"},
    "tests": {"tests", "cli", "reports", "run", "oracle", "program", "mock", "abi"},
}


def main():
    root = pathlib.Path(sys.argv[1])
    wrong = []
    count = 0
    for path in _includes.sources(root):
        count += 1
        folder = _includes.folder(path)
        for included in _includes.includes(root, path):
            if _includes.folder(included) not in ALLOWED.get(folder, set()):
                wrong.append(f"{path} includes {included}: {folder} may not")
    print("\n".join(wrong) if wrong else f"{count} files include only what they may")
    return 1 if wrong or not count else 0


sys.exit(main())
