"""The planted defects of the mock, and a run against one of them."""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

import engines


def read(sources):
    """Name and requirement of each row, expanded by the compiler for rows that stand for several."""
    path = sources / "harness" / "mock" / "defects.def"
    done = subprocess.run([os.environ.get("CC", "cc"), "-E", "-P", "-x", "c", path], capture_output=True, check=True)
    rows = re.findall(r'MOCK_DEFECT\(([a-z0-9_]+),\s*"([A-Z0-9-]+)"', done.stdout.decode())
    if not rows:
        sys.exit(f"{path}: no defects found")
    return dict(rows)


def choose(known, wanted):
    """Those wanted, all if none is."""
    for name in wanted:
        if name not in known:
            sys.exit(f"{name}: no such defect; harness/mock/defects.def has them")
    return wanted or list(known)


def by_likelihood(targets, requirement):
    """The targets in the order to try: those of the requirement's call first, those of both calls next."""
    call, other = ("offer", "reclaim") if requirement.startswith("OFR") else ("reclaim", "offer")
    return sorted(targets, key=lambda name: (2 if other in name else 0 if call in name else 1, name))


def run(engine, build, target, defect, seconds, seed, seeds=True, bytes_alone=False):
    """Fuzzes the target with that defect planted: from its seeds, or from one input of a zero byte."""
    os.environ["MOCK_DEFECT"] = defect
    with tempfile.TemporaryDirectory() as scratch:
        corpus = pathlib.Path(scratch) / "corpus"
        if seeds:
            engines.copy_inputs(build / "fuzzers" / f"{target}_seed_corpus", corpus)
        else:
            corpus.mkdir()
            (corpus / "zero").write_bytes(b"\0")
        return engine.run(build / "bench" / f"defects_{target}", target, corpus, seconds, seed, bytes_alone)
