#!/bin/sh
# What is written arrives whole, or is told to be missing; devices stay devices and other files what they were.
set -eu
command=$1
# shellcheck source=/dev/null
. "$2/harness/tests/cli_support.sh"
enter "$2" "$3"

write_program >program.kmt
printf 'old' >old

# silent STATUS TEXT COMMAND...: as refused, for commands whose standard output is set up by the caller.
silent() {
  expected=$1
  text=$2
  shift 2
  status=0
  "$@" 2>err || status=$?
  [ "$status" -eq "$expected" ] || fail "exit status $status, not $expected: $*"
  says "$text"
}

# Standard output that is full, closed, or a pipe whose reader has gone.
for arguments in --version --help 'run --help' 'list cases' 'list requirements --json' 'show program.kmt' 'run program.kmt' \
  'encode program.kmt -o -' 'certify --filter OFR-DEV-01 --out bundle'; do
  # shellcheck disable=SC2086
  silent 3 'standard output: No space left on device' "$command" $arguments >/dev/full
  # shellcheck disable=SC2086
  silent 3 'standard output: Bad file descriptor' "$command" $arguments >&-
done
(cd bundle && sha256sum -c --quiet SHA256SUMS) || fail "the bundle is damaged when standard output is closed"
! grep -q PASS bundle/transcript || fail "the summary is in the transcript"
"$command" list cases 2>err | head -n 1 >out
[ ! -s err ] || fail "a complaint of a pipe that was closed: $(cat err)"
status=0
"$command" certify --filter OFR-DEV-01 --out bundle <&- >&- 2>&- || status=$?
[ "$status" -eq 3 ] || fail "all closed: exit status $status"
"$command" run program.kmt <&- 2>&- >out || fail "two closed: exit status $?"
grep -qx PASS out || fail "two closed: nothing was played"

# Devices and links are written to, not replaced.
refused 3 '/dev/full: No space left on device' "$command" encode program.kmt -o /dev/full
clean "$command" encode program.kmt -o /dev/null
for device in /dev/full /dev/null; do
  [ -c $device ] || fail "$device was replaced"
done
ln -s pointed link
clean "$command" show program.kmt -o link
[ -h link ] || fail "a link was replaced"
[ -s pointed ] || fail "a link was not followed"

# A file is replaced as a whole or not at all, and its neighbours stay.
cp old program.bin.part
cp old program.bin.0.part
clean "$command" encode program.kmt -o program.bin
cmp old program.bin.part || fail "a neighbour was overwritten"
cmp old program.bin.0.part || fail "a neighbour was overwritten"
# ThreadSanitizer's runtime writes before the command begins, so there the limit ends it first.
beyond=3
if grep -q __tsan_init "$command"; then
  beyond=153
fi
status=0
(ulimit -f 0 && "$command" encode program.kmt -o program.bin 2>&1) >/dev/null || status=$?
[ "$status" -eq "$beyond" ] || fail "written beyond the limit of the system: exit status $status"
"$command" show program.bin >out || fail "a file that could not be written anew is lost"
refused 3 'missing/x: No such file or directory' "$command" encode program.kmt -o missing/x
refused 3 'old/x: ' "$command" encode program.kmt -o old/x

# Folders for bundles.
refused 3 'old: the folder cannot be made: Not a directory' "$command" certify --filter OFR-DEV-01 --out old
refused 3 'old/x: the folder cannot be made: Not a directory' "$command" certify --filter OFR-DEV-01 --out old/x
refused 3 '/proc/x: the folder cannot be made' "$command" certify --filter OFR-DEV-01 --out /proc/x
[ "$(cat old)" = old ] || fail "a file was overwritten"
clean "$command" certify --filter OFR-DEV-01 --out 'a b/new folder/c/'
[ -s 'a b/new folder/c/report.html' ] || fail "no report"
clean "$command" certify --filter OFR-DEV-01 --out "$(printf 'odd\033\nname')"
[ "$(tail -n 1 out)" = 'The report is odd\u001B\u000Aname/report.html' ] || fail "$(tail -n 1 out)"
if [ "$(id -u)" -ne 0 ]; then
  mkdir closed
  chmod 555 closed
  refused 3 'closed: the bundle cannot be written: Permission denied' "$command" certify --filter OFR-DEV-01 --out closed
fi
