"""The policy in report.html.in allows the script that the page is made with, by its SHA-256, and nothing else.

usage: policy.py FOLDER (reports)
"""

import base64
import hashlib
import os
import re
import sys


def read(folder, name):
    with open(os.path.join(folder, name), encoding="utf-8", newline="") as file:
        return file.read()


def main(folder):
    page, script = read(folder, "report.html.in"), read(folder, "report.js")
    text = re.search(r"<script>(.*?)</script>", page, re.DOTALL).group(1).replace("{{script}}", script)
    right = "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    said = re.findall(r"script-src '([^']*)'", page)
    if said == [right]:
        return 0
    print(f"report.html.in: script-src is {said}; the script of report.js is '{right}'")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
