#!/bin/sh
# A thousand files of chance, of bytes and of almost text: played or refused, and the same in either form.
set -eu
command=$1
# shellcheck source=/dev/null
. "$2/harness/tests/cli_support.sh"
enter "$2" "$3"

write_program >program.kmt
"$command" encode program.kmt -o program.bin
mkdir random accepted
python3 - <<'EOF'
import pathlib
import random

text, binary = (pathlib.Path("program" + suffix).read_bytes() for suffix in (".kmt", ".bin"))
words = b"Offer aloc=[]^0x@:\n->{}$,|#"


def changed(data, dice, most):
    data = bytearray(data)
    for _ in range(dice.randint(1, most)):
        data[dice.randrange(len(data))] = dice.randrange(256)
    return bytes(data)


for seed in range(1000):
    dice = random.Random(seed)
    data = (
        lambda: dice.randbytes(dice.randint(1, 50)),
        lambda: changed(binary, dice, 8),
        lambda: changed(text, dice, 3),
        lambda: bytes(dice.choice(words) for _ in range(dice.randint(1, 300))),
    )[seed % 4]()
    pathlib.Path(f"random/{seed}" + (".kmt" if seed % 4 == 2 else "")).write_bytes(data)
EOF

for file in random/*; do
  status=0
  "$command" show "$file" >out 2>err || status=$?
  case $status in
  0)
    [ ! -s err ] || fail "$file: accepted, with a complaint"
    cp "$file" accepted
    ;;
  2) says "$file:" ;;
  *) fail "$file: exit status $status: $(cat err)" ;;
  esac
done
[ "$(find accepted -type f | wc -l)" -gt 400 ] || fail "hardly a file was accepted"

# Text, binary, text again: nothing is lost. The mock does no wrong, whatever it is asked.
clean "$command" show accepted/*
cp out all.kmt
clean "$command" encode all.kmt -o encoded
[ "$(find encoded -type f | wc -l)" -eq "$(find accepted -type f | wc -l)" ] || fail "a program is missing"
clean "$command" show all.kmt
cmp all.kmt out || fail "text that was shown is not shown as it is"
clean "$command" show encoded/*
sort out >from-binary
sort all.kmt | cmp - from-binary || fail "the binary form is not the text form"
clean "$command" run accepted/*
