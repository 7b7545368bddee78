#!/bin/sh
# Program files: whatever they are, they are played, or refused in one line that says where and why.
set -eu
command=$1
# shellcheck source=/dev/null
. "$2/harness/tests/cli_support.sh"
enter "$2" "$3"

write_program >program.kmt
"$command" encode program.kmt -o program.bin

# every STATUS TEXT FILE: all commands that read programs say the same of it.
every() {
  refused "$1" "$2" "$command" show -- "$3"
  refused "$1" "$2" "$command" encode -o encoded -- "$3"
  refused "$1" "$2" "$command" run -- "$3"
  [ ! -e encoded ] || fail "$3: something was encoded"
}

# What is no file of a program.
mkdir folder
: >empty
: >empty.kmt
truncate -s 100M huge huge.kmt
every 2 'missing: No such file or directory' missing
every 2 'program.kmt/x: Not a directory' program.kmt/x
every 2 'folder: it is a folder; expected a program file' folder
every 2 'empty: it is empty; expected a program' empty
every 2 'empty.kmt: it is empty' empty.kmt
every 2 'huge: it is too large, 104857600 bytes; a program file has at most 4194304' huge
every 2 'huge.kmt: it is too large' huge.kmt
every 2 '/dev/null: it is empty' /dev/null
every 2 '/dev/zero: it is too large' /dev/zero
every 2 'the name of a file is empty' ''
if [ "$(id -u)" -ne 0 ]; then
  cp program.kmt unreadable.kmt
  chmod 0 unreadable.kmt
  every 2 'unreadable.kmt: Permission denied' unreadable.kmt
fi

# What is no text: the place is told.
printf 'EnumAdapters2\n\001\002\377' >junk.kmt
printf 'EnumAdapters2\n  Enum\000Adapters2\n' >zero.kmt
printf 'EnumAdapters2\nOfferAllocations hDevice=D\n' >name.kmt
printf 'EnumAdapters2\n\nBogus hDevice=0\n' >operation.kmt
printf 'OfferAllocations hDevise=0\n' >field.kmt
printf 'OfferAllocations hDevice=0 Priority=HIGHEST\n' >value.kmt
printf 'OfferAllocations hDevice=0 HandleList=[1 2' >cut.kmt
printf 'case a\ninclude b\n' >include.kmt
printf 'case a\nEnumAdapters2\ncase a\nEnumAdapters2\n' >twice.kmt
printf '# nothing but a comment\n' >comment.kmt
head -c 3000000 /dev/zero | tr '\0' a >long.kmt
for place in junk.kmt:2:1 zero.kmt:2:7 name.kmt:2: operation.kmt:3:1 field.kmt:1:18 value.kmt:1: cut.kmt:1: include.kmt:2: \
  twice.kmt:3: comment.kmt:1:1 long.kmt:1:1; do
  every 2 "$place" "${place%%:*}"
  [ "$(wc -c <err)" -lt 400 ] || fail "$place: a complaint of $(wc -c <err) bytes"
done

# Names that a terminal would obey, that look like options, that have blanks.
name=$(printf 'a\033[31m\nb.kmt')
cp operation.kmt "$name"
every 2 'a\u001B[31m\u000Ab.kmt:3:1' "$name"
cp program.kmt ./-x.kmt
cp program.kmt 'a b.kmt'
clean "$command" run -- -x.kmt
clean "$command" run 'a b.kmt' ./-x.kmt

# One bad file among good ones: nothing is played.
refused 2 'missing: ' "$command" run program.kmt missing
[ ! -s out ] || fail "something was played: $(cat out)"

# The same text in every dress.
"$command" show program.kmt >canonical
sed 's/$/\r/' program.kmt >crlf.kmt
printf '%s' "$(cat program.kmt)" >open.kmt
{ sed 's/^/   /' program.kmt && printf '\n\n# the end'; } >dressed.kmt
mkfifo pipe
cat program.kmt >pipe &
for file in crlf.kmt open.kmt dressed.kmt program.bin pipe; do
  clean "$command" show "$file"
  cmp canonical out || fail "$file: not the same program"
done
clean "$command" show - <program.bin
cmp canonical out
clean "$command" run - <program.kmt
refused 2 'standard input: it is empty' "$command" run - </dev/null
refused 2 'standard input:3:1' "$command" run - <operation.kmt
refused 2 'standard input: Bad file descriptor' "$command" show - <&-
