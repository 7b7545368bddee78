"""How many executions a second each fuzz target makes, beside those of an empty target under the same engine."""

import argparse
import pathlib
import statistics
import subprocess
import sys

import engines


def arguments():
    parser = argparse.ArgumentParser(
        description=__doc__,
        epilog="Three programs take turns: the target; an empty one that the engine's own mutation feeds; an empty one that "
               "the target's structure-aware mutator feeds. All start from the target's seeds. The table has the median "
               "of the rounds, the target's share of each empty one's, and the same by processor time, which other work "
               "on the machine disturbs less. Build with: "
               "cmake --build BUILD --target bench-fuzz, which also runs this.")
    parser.add_argument("build", type=engines.build_folder, metavar="BUILD", help="a build folder of the preset fuzz or afl")
    parser.add_argument("targets", nargs="*", metavar="TARGET", help="fuzz_NAME; none: all")
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="how often each runs (5)")
    parser.add_argument("--seconds", type=int, default=2, metavar="N", help="how long each runs at a time (2)")
    return parser.parse_intermixed_args()


def average_calls(build, target, corpus):
    """Calls an input of the corpus makes on average; "-" for targets whose inputs are no calls."""
    inputs = engines.list_inputs(corpus)
    done = subprocess.run([build / "bench" / "bench_calls", target, *inputs], capture_output=True, check=False)
    return done.stdout.decode().strip() if done.returncode == 0 else "-"


def run_once(engine, build, target, kind, seconds, seed, ret_calls):
    with engines.scratch_folder() as scratch:
        corpus = pathlib.Path(scratch) / "corpus"
        engines.copy_inputs(build / "fuzzers" / f"{target}_seed_corpus", corpus)
        if kind == "target":
            rate = engine.rate(build / "fuzzers" / target, target, corpus, seconds, seed)
            ret_calls.append(average_calls(build, target, corpus))
            return rate
        return engine.rate(build / "bench" / "empty", target, corpus, seconds, seed, mutated=kind == "mutated")


def measure(engine, build, target, rounds, seconds):
    rates = {"target": [], "empty": [], "mutated": []}
    calls = []
    for seed in range(1, rounds + 1):
        for kind, found in rates.items():
            found.append(run_once(engine, build, target, kind, seconds, seed, calls))
    speed = {kind: statistics.median(rate.per_second for rate in found) for kind, found in rates.items()}
    cpu = {kind: statistics.median(rate.cpu for rate in found) for kind, found in rates.items()}
    shares = [f"{share:.1%}" for kind in ("empty", "mutated")
              for share in (speed["target"] / speed[kind], cpu[kind] / cpu["target"])]
    return [target, *(f"{speed[kind]:.0f}" for kind in rates), *(f"{cpu[kind]:.2f}" for kind in rates), *shares, calls[-1]]


def main():
    args = arguments()
    engine, _ = engines.open_build(args.build)
    engines.adopt_orphans()
    targets = args.targets or engines.find_targets(args.build)
    header = ["target", "executions/s", "empty", "empty, mutated", "CPU us an execution", "empty", "empty, mutated",
              "of empty", "by CPU", "of empty, mutated", "by CPU", "calls an input"]
    rows = [measure(engine, args.build, target, args.rounds, args.seconds) for target in targets]
    engines.write_table(args.build / "bench" / f"throughput-{engine.name}", header, rows)


try:
    main()
except engines.Failure as failure:
    sys.exit(str(failure))
