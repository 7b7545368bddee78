"""A folder includes only what it stands on: cli, reports, certify, run, oracle, program, abi; mock, abi; digest alone."""

import pathlib
import sys

import _includes

ALLOWED = {
    "abi": {"abi"},
    "mock": {"mock", "abi"},
    "program": {"program", "abi"},
    "oracle": {"oracle", "program", "abi"},
    "run": {"run", "oracle", "program", "abi"},
    "digest": {"digest"},
    "certify": {"certify", "run", "oracle", "program", "abi", "digest"},
    "reports": {"reports", "certify", "run", "oracle", "program", "abi"},
    "fuzz": {"fuzz", "certify", "run", "oracle", "program", "abi"},
    "cli": {"cli", "fuzz", "reports", "certify", "run", "oracle", "program", "abi", "digest"},
    "packaging": {"abi"},
    "tests": {"tests", "cli", "fuzz", "reports", "certify", "run", "oracle", "program", "mock", "abi", "digest"},
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
