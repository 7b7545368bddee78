"""The top level is fixed, each of its folders explains itself, and no source has outgrown its room."""

import pathlib
import subprocess
import sys

TOP = {
    ".ci", ".clang-format", ".clang-tidy", ".clusterfuzzlite", ".github", ".gitignore", "CMakeLists.txt",
    "CMakePresets.json", "LICENSE", "README.md", "conformance", "corpus", "fuzz", "harness", "reports",
}
EXPLAINED = ("harness", "harness/tests", "conformance", "fuzz", "corpus", "reports")
LINES_LONG = 400
LINES_MAX = 700
SUFFIXES = (".c", ".h", ".sh", ".py", ".cmake")


def project_files(root):
    """What git tracks or would; outside a repository, what lies there, but for what a build makes."""
    git = ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        output = subprocess.run(git, check=True, capture_output=True).stdout.decode()
        return [name for name in output.split("\0") if name and (root / name).is_file()]
    except (OSError, subprocess.CalledProcessError):
        skipped = ((".git",), ("build",), ("reports", "latest"))
        names = (path.relative_to(root) for path in root.rglob("*") if path.is_file())
        return [name.as_posix() for name in names if not any(name.parts[: len(skip)] == skip for skip in skipped)]


def main():
    root = pathlib.Path(sys.argv[1])
    names = project_files(root)
    wrong = [f"{top}: not a part of the fixed layout" for top in sorted({name.split("/")[0] for name in names} - TOP)]
    wrong += [
        f"{folder}: has no README.md"
        for folder in EXPLAINED
        if (root / folder).is_dir() and not (root / folder / "README.md").is_file()
    ]
    for name in names:
        if name.endswith(SUFFIXES):
            lines = (root / name).read_text(encoding="utf-8").count("\n")
            if lines > LINES_MAX:
                wrong.append(f"{name}: {lines} lines, more than {LINES_MAX}")
            elif lines > LINES_LONG:
                print(f"{name}: {lines} lines, asking for a second room")
    print("\n".join(wrong) if wrong else f"{len(names)} files are in their places")
    return 1 if wrong or not names else 0


sys.exit(main())
