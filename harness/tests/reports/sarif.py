"""Files in SARIF, held against reports/results.sarif.schema.json and against what GitHub's code scanning asks.

usage: sarif.py REPOSITORY FILE...

With the option --placed before the files each result has to lead to its case or requirement in the repository, and no
two may look the same to GitHub, which tells them apart by rule, file and fingerprint.
"""

import gzip
import json
import os
import re
import sys
import warnings

warnings.simplefilter("ignore")
import jsonschema  # noqa: E402

SIZE_MAX = 10 * 1000 * 1000  # compressed
RESULTS_SHOWN = 5000
HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe\uffff]")
LINK = re.compile(r"\]\(")


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, member in value.items():
            yield key
            yield from strings(member)
    elif isinstance(value, list):
        for member in value:
            yield from strings(member)


def messages(value):
    if isinstance(value, dict):
        if isinstance(value.get("text"), str):
            yield value["text"]
        for member in value.values():
            yield from messages(member)
    elif isinstance(value, list):
        for member in value:
            yield from messages(member)


def check_texts(run):
    for text in strings(run):
        if HIDDEN.search(text):
            yield f"a character that shows nothing or reorders others in {text!r}"
    for text in messages(run):
        if LINK.search(text):
            yield f"a link in {text!r}"
        if re.search(r"(?<!\{)\{(\{\{)*(?!\{)", text):
            yield f"a placeholder in {text!r}"
    for rule in run["tool"]["driver"]["rules"]:
        for key in ("shortDescription", "fullDescription"):
            if len(rule[key]["text"]) > 1024:
                yield f"{rule['id']}: {key} is longer than the 1024 characters that GitHub takes"


def check_results(run):
    rules = run["tool"]["driver"]["rules"]
    if len({rule["id"] for rule in rules}) != len(rules):
        yield "a rule's id stands twice"
    if len(run["results"]) > RESULTS_SHOWN:
        yield f"{len(run['results'])} results"
    levels = [result["level"] for result in run["results"]]
    if levels != sorted(levels):
        yield "a warning stands before an error: a reader that stops early misses the error"
    for result in run["results"]:
        if result["ruleIndex"] >= len(rules) or rules[result["ruleIndex"]]["id"] != result["ruleId"]:
            yield f"{result['ruleId']} is not rule {result['ruleIndex']}"
        if (result["properties"]["verdict"] == "WAIVED") and "suppressions" not in result:
            yield f"{result['ruleId']}: waived, and not suppressed"


def check_end(run):
    invocation = run["invocations"][0]
    active = [result for result in run["results"] if "suppressions" not in result and result["level"] == "error"]
    if (invocation["exitCode"] == 1) != bool(active):
        yield f"exit status {invocation['exitCode']} with {len(active)} errors"
    if invocation["exitCode"] == 3 and invocation["executionSuccessful"]:
        yield "exit status 3 of a successful execution"


def check_places(run, repository):
    seen = set()
    for result in run["results"]:
        place = result["locations"][0]["physicalLocation"]
        path, number = place["artifactLocation"]["uri"], place["region"]["startLine"]
        with open(os.path.join(repository, path), encoding="utf-8") as file:
            lines = file.read().splitlines()
        line = lines[number - 1] if number <= len(lines) else ""
        if not line.startswith(("case ", f"{result['ruleId']} |")):
            yield f"{path}:{number} is neither a case nor {result['ruleId']}: {line!r}"
        identity = (result["ruleId"], path, result["partialFingerprints"]["primaryLocationLineHash"])
        if identity in seen:
            yield f"{identity}: twice, with {result['message']['text']!r}"
        seen.add(identity)


def check(path, schema, repository, placed):
    with open(path, "rb") as file:
        data = file.read()
    if len(gzip.compress(data, 6)) > SIZE_MAX:
        yield "compressed it is larger than the 10 MB that GitHub takes"
    document = json.loads(data.decode("utf-8"))
    for error in jsonschema.Draft7Validator(schema).iter_errors(document):
        yield f"{'/'.join(map(str, error.absolute_path))}: {error.message}"
        return
    for run in document["runs"]:
        yield from check_texts(run)
        yield from check_results(run)
        yield from check_end(run)
        if placed:
            yield from check_places(run, repository)


def main(arguments):
    repository, paths = arguments[0], arguments[1:]
    placed = paths[:1] == ["--placed"]
    paths = paths[placed:]
    with open(os.path.join(repository, "reports", "results.sarif.schema.json"), encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft7Validator.check_schema(schema)
    faults = [f"{path}: {fault}" for path in paths for fault in check(path, schema, repository, placed)]
    print("\n".join(faults[:50]) or f"{len(paths)} files hold")
    return 1 if faults or not paths else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
