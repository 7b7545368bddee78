"""Which planted defects fuzzing finds from the seeds, by which target, how soon and in how many executions."""

import argparse
import pathlib
import statistics
import sys

import engines
import planted


def arguments():
    parser = argparse.ArgumentParser(
        description=__doc__,
        epilog="Of each defect's targets the likeliest is tried first, and the first that finds it ends the search. The table "
               "has the median of the trials that found it. Build with: cmake --build BUILD --target bench-defects, which "
               "also runs this.")
    parser.add_argument("build", type=engines.build_folder, metavar="BUILD", help="a build folder of the preset fuzz or afl")
    parser.add_argument("defects", nargs="*", metavar="DEFECT", help="of harness/mock/defects.def; none: all")
    parser.add_argument("--seconds", type=int, default=60, metavar="N", help="how long a target is tried (60)")
    parser.add_argument("--trials", type=int, default=1, metavar="N", help="how often, by other random numbers (1)")
    return parser.parse_intermixed_args()


def search(engine, build, targets, defect, seconds, seed):
    """The first target that finds it, and its run; None, None."""
    for target in targets:
        run = planted.run(engine, build, target, defect, seconds, seed)
        if run.found:
            return target, run
    return None, None


def measure(engine, build, targets, defect, requirement, args):
    order = planted.by_likelihood(targets, requirement)
    runs = [search(engine, build, order, defect, args.seconds, seed) for seed in range(1, args.trials + 1)]
    found = [(target, run) for target, run in runs if run]
    row = [defect, requirement, f"{len(found)}/{len(runs)}"]
    if not found:
        return row + ["-", "-", "-", "-"]
    says = found[0][1].found.split(":")[0]
    return row + [found[0][0], f"{statistics.median(run.seconds for _, run in found):.2f}",
                  f"{statistics.median(run.executions for _, run in found):.0f}", says]


def main():
    args = arguments()
    engine, sources = engines.open_build(args.build)
    known = planted.read(sources)
    targets = engines.find_targets(args.build, "defects_")
    rows = []
    for defect in planted.choose(known, args.defects):
        rows.append(measure(engine, args.build, targets, defect, known[defect], args))
        print(" ".join(rows[-1]), flush=True)
    header = ["defect", "requirement", "found", "by", "seconds", "executions", "says"]
    engines.write_table(args.build / "bench" / f"defects-{engine.name}", header, rows)
    found = [row for row in rows if row[3] != "-"]
    print(f"{len(found)} of {len(rows)} defects found")
    if found:
        print(f"median {statistics.median(float(row[4]) for row in found):.2f} s, "
              f"{statistics.median(float(row[5]) for row in found):.0f} executions")


try:
    main()
except engines.Failure as failure:
    sys.exit(str(failure))
