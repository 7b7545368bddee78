"""Files in JUnit's XML, as a CI server adds them up: the counts are those of what is listed, and no text is beyond what they take.

usage: junit.py FILE...
"""

import sys
import xml.etree.ElementTree as tree

KINDS = {"failures": "failure", "errors": "error", "skipped": "skipped"}
TEXT_MAX = 100_000
SIZE_MAX = 30 * 1000 * 1000


def check_counts(element):
    tests = list(element.iter("testcase"))
    counts = {"tests": len(tests)}
    counts.update({key: sum(test.find(kind) is not None for test in tests) for key, kind in KINDS.items()})
    for key, count in counts.items():
        if element.get(key, str(count)) != str(count):
            yield f"{element.get('name')}: {key} is {element.get(key)}, and {count} are listed"


def check(path):
    with open(path, "rb") as file:
        data = file.read()
    if len(data) > SIZE_MAX:
        yield f"{len(data)} bytes"
    root = tree.fromstring(data)
    for element in [root, *root.iter("testsuite")]:
        yield from check_counts(element)
    for element in root.iter():
        if len(element.text or "") > TEXT_MAX:
            yield f"{element.tag}: a text of {len(element.text)} characters"


def main(paths):
    faults = [f"{path}: {fault}" for path in paths for fault in check(path)]
    print("\n".join(faults[:50]) or f"{len(paths)} files hold")
    return 1 if faults or not paths else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
