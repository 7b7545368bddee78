"""The #include lines of the project's C files."""

import pathlib
import re

FOLDERS = ("harness", "reports", "fuzz")
SUFFIXES = (".c", ".h", ".def")
INCLUDE = re.compile(r'^\s*#\s*include\s+["<]([^">]+)[">]', re.MULTILINE)


def folder(path):
    """The folder that rules are about: "mock" of harness/mock/vidmm.c, "reports" of reports/json.c."""
    parts = pathlib.PurePath(path).parts
    return parts[1] if parts[0] == "harness" else parts[0]


def sources(root):
    """Paths below root of all C files."""
    for top in FOLDERS:
        for path in sorted((root / top).rglob("*")):
            if path.suffix in SUFFIXES:
                yield path.relative_to(root).as_posix()


def includes(root, path):
    """Project files that a file includes, as paths below root; a system header is left out."""
    text = (root / path).read_text(encoding="utf-8")
    for name in INCLUDE.findall(text):
        for candidate in (f"harness/{name}", name, (pathlib.PurePath(path).parent / name).as_posix()):
            if (root / candidate).is_file():
                yield candidate
                break


def reached(root, start):
    """All project files that a set of files includes, directly or not, themselves among them."""
    seen = set()
    waiting = list(start)
    while waiting:
        path = waiting.pop()
        if path not in seen:
            seen.add(path)
            waiting.extend(includes(root, path))
    return seen
