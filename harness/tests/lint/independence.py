"""The oracle and the mock share nothing but the ABI: no header, no symbol."""

import pathlib
import subprocess
import sys

import _includes

FORBIDDEN = {
    "mock": {"folders": {"program", "oracle", "run", "certify", "reports", "cli"}, "symbols": ("program_", "oracle_")},
    "oracle": {"folders": {"mock", "run", "certify", "reports", "cli"}, "symbols": ("mock_",)},
}


def files_of(root, folder):
    return [path for path in _includes.sources(root) if _includes.folder(path) == folder]


def wrong_includes(root):
    closures = {folder: _includes.reached(root, files_of(root, folder)) for folder in FORBIDDEN}
    for folder, closure in closures.items():
        if not closure:
            yield f"harness/{folder} has no sources"
        for path in sorted(closure):
            if _includes.folder(path) in FORBIDDEN[folder]["folders"]:
                yield f"{folder} reaches {path}"
    for path in sorted(set.intersection(*closures.values())):
        if _includes.folder(path) != "abi":
            yield f"mock and oracle both reach {path}"


def wrong_symbols(build):
    for folder, forbidden in FORBIDDEN.items():
        library = build / f"liboffercheck_{folder}.a"
        output = subprocess.run(["nm", str(library)], check=True, capture_output=True, text=True).stdout
        symbols = {line.split()[-1] for line in output.splitlines() if line.strip()}
        for symbol in sorted(symbols):
            if symbol.startswith(forbidden["symbols"]):
                yield f"{library.name} has the symbol {symbol}"


def main():
    root, build = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    wrong = [*wrong_includes(root), *wrong_symbols(build)]
    print("\n".join(wrong) if wrong else "the mock and the oracle share nothing but the ABI")
    return 1 if wrong else 0


sys.exit(main())
