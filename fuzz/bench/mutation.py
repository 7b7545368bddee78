"""How many executions it takes to find planted defects from nothing: by structure-aware mutation, and by bytes alone."""

import argparse
import pathlib
import statistics
import sys

import engines
import planted


def arguments():
    parser = argparse.ArgumentParser(
        description=__doc__,
        epilog="Each trial starts from one input of a zero byte. A trial that reaches the limit counts as more executions "
               "than it made, which '>' says; a ratio of such a median is a lower bound, or an upper one ('<'), and '?' "
               "where both were cut short. Build with: cmake --build BUILD --target bench-mutation, which also runs this.")
    parser.add_argument("build", type=engines.build_folder, metavar="BUILD", help="a build folder of the preset fuzz or afl")
    parser.add_argument("defects", nargs="*", metavar="DEFECT", help="of harness/mock/defects.def; none: all")
    parser.add_argument("--target", metavar="NAME", help="the fuzz target; none: the one of the defect's call")
    parser.add_argument("--no-dictionaries", action="store_true", help="without the targets' dictionaries, both ways")
    parser.add_argument("--seconds", type=int, default=60, metavar="N", help="the limit of a trial (60)")
    parser.add_argument("--trials", type=int, default=5, metavar="N", help="trials each, by other random numbers (5)")
    return parser.parse_intermixed_args()


def median(runs):
    """The median of executions, and whether it was cut short: of an even number the lower middle, which was a trial's."""
    ordered = sorted(runs, key=lambda run: (run.found is None, run.executions))
    middle = ordered[(len(ordered) - 1) // 2]
    return middle.executions, middle.found is None


def compare(structured, byte_wise):
    """How many times fewer executions the first takes: the ratio with its bound, and the ratio (None: unknown)."""
    (few, few_cut), (many, many_cut) = structured, byte_wise
    if few_cut and many_cut:
        return "?", None
    ratio = many / max(few, 1)
    return f"{'>' if many_cut else '<' if few_cut else ''}{ratio:.1f}", ratio


def show(value):
    return f"{'>' if value[1] else ''}{value[0]}"


def measure(engine, build, target, defect, args):
    medians = []
    for bytes_alone in (False, True):
        runs = [planted.run(engine, build, target, defect, args.seconds, seed, seeds=False, bytes_alone=bytes_alone)
                for seed in range(1, args.trials + 1)]
        medians.append(median(runs) + (sum(run.found is not None for run in runs),))
    text, ratio = compare(medians[0][:2], medians[1][:2])
    row = [defect, target]
    for value in medians:
        row += [show(value), f"{value[2]}/{args.trials}"]
    return row + [text], ratio


def main():
    args = arguments()
    engine, sources = engines.open_build(args.build)
    engine.dictionaries = not args.no_dictionaries
    known = planted.read(sources)
    targets = engines.find_targets(args.build, "defects_")
    if args.target and args.target not in targets:
        sys.exit(f"{args.target}: no such target; there are {' '.join(targets)}")
    rows, ratios = [], []
    for defect in planted.choose(known, args.defects):
        target = args.target or planted.by_likelihood(targets, known[defect])[0]
        row, ratio = measure(engine, args.build, target, defect, args)
        rows.append(row)
        ratios += [ratio] if ratio is not None else []
        print(" ".join(row), flush=True)
    header = ["defect", "target", "structure-aware", "found", "bytes", "found", "ratio"]
    engines.write_table(args.build / "bench" / f"mutation-{engine.name}", header, rows)
    if ratios:
        print(f"median ratio {statistics.median(ratios):.1f} of {len(ratios)} defects, a bound taken as it stands; "
              f"{len(rows) - len(ratios)} cut short both ways")


try:
    main()
except engines.Failure as failure:
    sys.exit(str(failure))
