#!/bin/sh
# On a terminal there is a line of progress, gone at the end, and color; anywhere else there is neither.
set -eu
command=$1
# shellcheck source=/dev/null
. "$2/harness/tests/cli_support.sh"
enter "$2" "$3"

python3 - "$command" <<'EOF'
import os
import pty
import re
import subprocess
import sys

CLEAR = b"\r\033[K"
ARGUMENTS = [sys.argv[1], "certify", "--filter", "OFR-PTR-*", "--out", "bundle"]


def play(terminal_out, terminal_err, **variables):
    """What came to the terminal, and what to the pipe."""
    ours, theirs = pty.openpty()
    environment = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    process = subprocess.Popen(
        ARGUMENTS, env={**environment, "TERM": "xterm", **variables},
        stdout=theirs if terminal_out else subprocess.PIPE, stderr=theirs if terminal_err else subprocess.PIPE)
    os.close(theirs)
    shown = b""
    try:
        while chunk := os.read(ours, 65536):
            shown += chunk
    except OSError:
        pass
    piped = b"".join(part or b"" for part in process.communicate())
    os.close(ours)
    assert process.returncode == 0, (process.returncode, shown, piped)
    return shown, piped


shown, piped = play(False, True)
assert re.search(rb"\r\033\[K +\d+ %  offer/", shown) and shown.endswith(CLEAR), shown
assert all(len(line) < 80 for line in shown.split(CLEAR)), shown
assert b"\033" not in piped and piped.startswith(b"PASS: "), piped
assert play(False, True, TERM="dumb")[0] == b""

shown, piped = play(True, False)
assert b"\033[1;32mPASS\033[0m" in shown and b"%" not in shown and piped == b"", (shown, piped)
assert b"\033[1;32mPASS" in play(True, False, NO_COLOR="")[0]
for variables in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
    assert b"\033" not in play(True, False, **variables)[0], variables

shown, piped = play(True, True)
assert shown.rindex(CLEAR) < shown.index(b"PASS"), shown
EOF
