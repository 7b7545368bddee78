#!/usr/bin/env python3
"""What isolation costs: the whole suite on the mock in workers, and in the command's own process, in turn.

bench_isolation.py COMMAND FOLDER [REPEATS]
"""
import os
import resource
import statistics
import subprocess
import sys
import time

WAYS = {
    "one process": ["--no-isolation"],
    "workers, one at a time": [],
    "workers, two side by side": ["--jobs", "2"],
}


def run(command, folder, options):
    """Seconds by the wall, and of processor time, of one run."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    subprocess.run([command, "certify", "--out", os.path.join(folder, "bench"), *options],
                   stdout=subprocess.DEVNULL, check=True)
    wall = time.monotonic() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    command, folder, repeats = sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 5
    os.makedirs(folder, exist_ok=True)
    measured = {way: [] for way in WAYS}
    for _ in range(repeats):
        for way, options in WAYS.items():
            measured[way].append(run(command, folder, options))
    base = [statistics.median(column) for column in zip(*measured["one process"])]
    print(f"The whole suite on the mock, median of {repeats} runs in turn:\n")
    print(f"{'':28}{'seconds':>9}{'':>7}{'processor':>12}")
    for way, runs in measured.items():
        wall, processor = [statistics.median(column) for column in zip(*runs)]
        print(f"{way:28}{wall:9.2f}{wall / base[0]:6.2f}x{processor:11.2f}{processor / base[1]:6.2f}x")


main()
