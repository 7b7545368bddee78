"""Runs fuzz targets under libFuzzer and AFL++, and says what came of it."""

import configparser
import ctypes
import dataclasses
import os
import pathlib
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time

MAX_LENGTH = 4096  # bytes of an input, where the target's options set no bound


@dataclasses.dataclass
class Run:
    """One run: `found` is the finding's first line, None if there was none."""

    executions: int
    seconds: float
    found: str | None


@dataclasses.dataclass
class Rate:
    """How fast: executions a second by the clock, and microseconds of processor time an execution, of all its processes."""

    per_second: float
    cpu: float


class Failure(Exception):
    """A program that did not run as it should."""


def scratch_folder():
    """A folder for engines to write to: in memory where there is such a place, for it is not the disk that is measured."""
    memory = "/dev/shm"
    return tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None)


def adopt_orphans():
    """From now on what an engine leaves running becomes this process's child, so that its time is counted (Linux)."""
    set_child_subreaper = 36
    try:
        ctypes.CDLL(None).prctl(set_child_subreaper, 1, 0, 0, 0)
    except (AttributeError, OSError):
        pass


def children_cpu():
    """Seconds of processor time of all children, those that were left to this process too. They have ended, or soon will."""
    try:
        while True:
            os.waitpid(-1, 0)
    except ChildProcessError:
        pass
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def finding(output):
    """What a target says before it stops: "OFR-HND-01: OfferAllocations ..."; a sanitizer's line; anything."""
    for pattern in (r"^([A-Z]+(?:-[A-Z0-9]+)*-\d+): .*", r"^(\S+: runtime error: .*|==\d+==ERROR: .*)"):
        match = re.search(pattern, output, re.MULTILINE)
        if match:
            return match.group(0)
    return "stopped without a word"


def list_inputs(folder):
    """Its files; none where there is no folder."""
    return sorted(path for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []


def copy_inputs(folder, destination):
    """Copies the folder's files to a new folder: engines write to theirs."""
    destination.mkdir()
    for path in list_inputs(folder):
        shutil.copy(path, destination)


class LibFuzzer:
    name = "libFuzzer"

    def __init__(self, build):
        self.fuzzers = build / "fuzzers"
        self.dictionaries = True

    def flags(self, target):
        """The target's own options and dictionary."""
        flags = {"max_len": MAX_LENGTH}
        options = configparser.ConfigParser(interpolation=None)
        options.read(self.fuzzers / f"{target}.options")
        if options.has_section("libfuzzer"):
            flags.update(options.items("libfuzzer"))
        flags.pop("dict", None)
        dictionary = self.fuzzers / f"{target}.dict"
        if self.dictionaries and dictionary.is_file():
            flags["dict"] = dictionary
        return [f"-{key}={value}" for key, value in flags.items()]

    def run(self, program, target, corpus, seconds, seed, bytes_alone=False):
        """Fuzzes `program`, by `target`'s options, until a finding or the limit. The corpus folder is added to."""
        return self.start(program, target, corpus, [f"-seed={seed}", f"-max_total_time={seconds}"], bytes_alone)

    def start(self, program, target, corpus, limits, bytes_alone=False):
        environment = dict(os.environ, UBSAN_OPTIONS="halt_on_error=1")
        if bytes_alone:
            environment["OFFERCHECK_MUTATION"] = "bytes"
        with scratch_folder() as scratch:
            command = [program, *self.flags(target), *limits, f"-artifact_prefix={scratch}/", "-print_final_stats=1",
                       corpus]
            began = time.monotonic()
            done = subprocess.run(command, env=environment, cwd=scratch, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, check=False)
            took = time.monotonic() - began
        output = done.stdout.decode(errors="replace")
        executions = re.search(r"^stat::number_of_executed_units: *(\d+)", output, re.MULTILINE)
        if executions is None and finding(output):
            return Run(0, took, finding(output))  # its standing world alone showed it
        if executions is None:
            raise Failure(f"{program}: exit status {done.returncode}\n{output[-2000:]}")
        return Run(int(executions.group(1)), took, finding(output) if done.returncode != 0 else None)

    def rate(self, program, target, corpus, seconds, seed, mutated=True):
        """Executions a second, without those of starting up. Seeds stay, though an empty program gains nothing by them."""
        if program.name == "empty" and mutated:
            program = program.with_name(f"empty_{target}")
        cpu = [children_cpu()]
        begun = self.start(program, target, corpus, ["-keep_seed=1", "-runs=0"])
        cpu.append(children_cpu())
        limit = int(begun.seconds + seconds + 0.5)
        run = self.start(program, target, corpus, ["-keep_seed=1", f"-seed={seed}", f"-max_total_time={limit}"])
        cpu.append(children_cpu())
        if run.found:
            raise Failure(f"{program}: {run.found}")
        executions = run.executions - begun.executions
        return Rate(executions / (run.seconds - begun.seconds), (cpu[2] - 2 * cpu[1] + cpu[0]) / executions * 1e6)


class Afl:
    name = "AFL++"

    def __init__(self, build):
        self.fuzzers = build / "fuzzers"
        self.dictionaries = True

    def play(self, program, inputs):
        """Plays the inputs up to the first that crashes."""
        began = time.monotonic()
        # A line at a time: what is buffered is lost in a crash.
        done = subprocess.run(["stdbuf", "-oL", program, *inputs], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        took = time.monotonic() - began
        output = done.stdout.decode(errors="replace")
        good = output.count("Execution successful")
        return Run(good + (done.returncode != 0), took, finding(output) if done.returncode != 0 else None)

    def run(self, program, target, corpus, seconds, seed, bytes_alone=False):
        """As LibFuzzer's. afl-fuzz sets seeds that crash aside, so they are played before."""
        played = self.play(program, list_inputs(corpus))
        if played.found:
            return played
        began = time.monotonic()
        stats, crash = self.start(program, target, corpus, seconds, seed, mutated=not bytes_alone)
        return Run(int(stats["execs_done"]) + played.executions, time.monotonic() - began, crash)

    def start(self, program, target, corpus, seconds, seed, mutated):
        """The rows of fuzzer_stats, and the finding. What came to the queue is added to the corpus."""
        environment = dict(os.environ, AFL_NO_UI="1", AFL_NO_AFFINITY="1", AFL_SKIP_CPUFREQ="1",
                           AFL_BENCH_UNTIL_CRASH="1", AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES="1")
        if mutated:
            environment["AFL_CUSTOM_MUTATOR_LIBRARY"] = str(self.fuzzers / f"{target}_mutator.so")
        dictionary = self.fuzzers / f"{target}.dict"
        with scratch_folder() as scratch:
            out = pathlib.Path(scratch) / "out"
            command = ["afl-fuzz", "-s", str(seed), "-V", str(seconds), "-G", str(MAX_LENGTH), "-i", corpus, "-o", out]
            command += ["-x", dictionary] if self.dictionaries and dictionary.is_file() else []
            done = subprocess.run([*command, "--", program], env=environment, cwd=scratch, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, check=False)
            stats = out / "default" / "fuzzer_stats"
            if not stats.is_file():
                raise Failure(f"afl-fuzz {program}: status {done.returncode}\n{done.stdout.decode()[-2000:]}")
            rows = dict(re.findall(r"^(\S+) *: (.*)$", stats.read_text(encoding="utf-8"), re.MULTILINE))
            crashes = sorted((out / "default" / "crashes").glob("id:*"))
            found = self.play(program, crashes[:1]).found or "did not happen again" if crashes else None
            for path in (out / "default" / "queue").glob("id:*"):
                if "orig:" not in path.name:
                    shutil.copy(path, corpus / path.name.replace(":", "_"))
        return rows, found

    def rate(self, program, target, corpus, seconds, seed, mutated=True):
        """As LibFuzzer's; the mutator is a library beside whatever program."""
        before = children_cpu()
        stats, crash = self.start(program, target, corpus, seconds, seed, mutated)
        if crash:
            raise Failure(f"{program}: {crash}")
        return Rate(float(stats["execs_per_sec"]), (children_cpu() - before) / int(stats["execs_done"]) * 1e6)


def build_folder(text):
    """The argument BUILD: engines run in folders of their own."""
    return pathlib.Path(text).resolve()


def open_build(build):
    """The engine and the sources of a build folder."""
    cache = build / "CMakeCache.txt"
    if not cache.is_file():
        sys.exit(f"{build}: not a build folder: it has no CMakeCache.txt")
    text = cache.read_text(encoding="utf-8")
    engine = re.search(r"^OFFERCHECK_FUZZING_ENGINE:\w+=(.*)$", text, re.MULTILINE)
    sources = re.search(r"^CMAKE_HOME_DIRECTORY:\w+=(.*)$", text, re.MULTILINE)
    if engine is None or not engine.group(1):
        sys.exit(f"{build}: built without a fuzzing engine; presets fuzz and afl have one")
    kind = LibFuzzer if "-fsanitize=fuzzer" in engine.group(1) else Afl
    return kind(build), pathlib.Path(sources.group(1))


def find_targets(build, prefix=""):
    """The names of the targets that have a program of that prefix in the build folder."""
    folder = build / ("bench" if prefix else "fuzzers")
    names = (path.name[len(prefix):] for path in folder.glob(f"{prefix}fuzz_*") if "." not in path.name)
    return sorted(name for name in names if not name.endswith("_seed_corpus"))


def write_table(path, header, rows):
    """Writes PATH.csv, and PATH.md, which is printed too."""
    table = [header] + [[str(cell) for cell in row] for row in rows]
    path.with_suffix(".csv").write_text("".join(",".join(row) + "\n" for row in table), encoding="utf-8")
    lines = ["| " + " | ".join(row) + " |" for row in table]
    lines.insert(1, "|---" * len(header) + "|")
    path.with_suffix(".md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))
    print(f"written to {path}.md and .csv")
