#!/bin/sh
# Raw inputs of every fuzz target are read for what they are: by --as, or by the path of the file.
set -eu
command=$1
repository=$2
# shellcheck source=/dev/null
. "$repository/harness/tests/cli_support.sh"
enter "$repository" "$3"

# has TEXT: 'out' has it.
has() {
  grep -qF -e "$1" out || fail "not '$1': $(cat out)"
}

# A seed's text uses the names of the target's world; as an input it is its own calls alone.
cat >seed.kmt <<'END'
OfferAllocations hDevice=D HandleList=[X] Priority=LOW
END
clean "$command" encode --as fuzz_offer -o input seed.kmt
[ "$(wc -c <input)" -lt 40 ] || fail "the world is in the input"
clean "$command" show --as fuzz_offer -o whole.kmt input
grep -qx 'OfferAllocations hDevice=D HandleList=\[X\] Priority=LOW' whole.kmt || fail "the names of the world are lost"
grep -q '^CreateDevice ' whole.kmt || fail "the world is not shown"

# The whole program is the same input again, and so is the input.
for form in whole.kmt input; do
  clean "$command" encode --as fuzz_offer -o again "$form"
  cmp input again || fail "$form is another input"
done

# run says the world in a line, unless all is wanted.
clean "$command" run --as fuzz_offer input
has 'world of fuzz_offer: '
has 'OfferAllocations hDevice=D HandleList=[X] Priority=LOW'
! grep -q CreateDevice out || fail "the world is shown"
clean "$command" run --as fuzz_offer --all input
has 'CreateDevice'
clean "$command" run whole.kmt
has 'world of fuzz_offer: '

# A path says whose input it is: the file's name, or else its folder's, the longest name first.
mkdir -p fuzz_offer_bytes_seed_corpus fuzz_offer
cp input fuzz_offer-crash-12
cp input fuzz_offer/crash-12
cp input fuzz_offer/fuzz_sequence-crash-12
cp input fuzz_offer_bytes_seed_corpus/crash-12
cp seed.kmt fuzz_offer/seed.kmt
for row in fuzz_offer-crash-12=fuzz_offer fuzz_offer/crash-12=fuzz_offer fuzz_offer/seed.kmt=fuzz_offer \
  fuzz_offer_bytes_seed_corpus/crash-12=fuzz_offer_bytes; do
  ends 0 "$command" run "${row%=*}"
  says "read as an input of ${row#*=}; --as says otherwise"
  has 'world of fuzz_offer: '
done
clean "$command" show fuzz_offer/fuzz_sequence-crash-12
clean "$command" show --as fuzz_sequence fuzz_offer/crash-12
! grep -q EnumAdapters2 out || fail "a world that fuzz_sequence does not have"
clean "$command" show input
! grep -q EnumAdapters2 out || fail "a world for a path that names none"

# Any bytes are an input, none at all too.
: >empty
head -c 3000 /dev/urandom >random
for target in fuzz_offer fuzz_offer_bytes fuzz_reclaim fuzz_sequence; do
  for file in empty random; do
    clean "$command" show --as $target "$file"
    clean "$command" encode --as $target -o first "$file"
    clean "$command" encode --as $target -o second first || fail "$target: what was encoded is refused"
    [ "$target" = fuzz_offer_bytes ] || cmp first second || fail "$target: encoded twice it is another input"
  done
done

# What is no input of a target is not made one.
write_program >program.kmt
refused 2 'does not begin with the world of fuzz_offer' "$command" encode --as fuzz_offer -o no program.kmt
cat whole.kmt seed.kmt >two.kmt
refused 2 'an input of fuzz_offer has at most 1' "$command" encode --as fuzz_offer -o no two.kmt
(cat whole.kmt && echo 'ReclaimAllocations hDevice=D HandleList=[X]') >other.kmt
refused 2 'ReclaimAllocations, is no call of fuzz_offer' "$command" encode --as fuzz_offer -o no other.kmt
echo 'OfferAllocations hDevice=nobody' >wrong.kmt
refused 2 'wrong.kmt:1:' "$command" show --as fuzz_offer wrong.kmt
[ ! -e no ] || fail "something was written"
for part in run show encode minimize emit-c; do
  refused 2 'no fuzz target; expected fuzz_offer,' "$command" $part --as fuzz_nothing input
done

# emit-c and minimize take inputs, too.
ends 2 "$command" minimize --as fuzz_offer input
says 'nothing fails in it'
clean "$command" emit-c --as fuzz_offer -o input.c input
grep -q OfferAllocations input.c || fail "no offer in the C program"

# What fuzz_text tries is text. Refused text is as it should be, and makes no call.
printf 'case x\n  nonsense\n' >refused.txt
clean "$command" run --as fuzz_text refused.txt
has 'it is no program, and refused: 2:3:'
refused 2 'there is no call to make' "$command" emit-c --as fuzz_text refused.txt
refused 2 'fuzz_text holds for it: nothing to minimize' "$command" minimize --as fuzz_text refused.txt
cp program.kmt fuzz_text-crash-3
clean "$command" run program.kmt
cp out expected
ends 0 "$command" run fuzz_text-crash-3
says 'read as an input of fuzz_text; --as says otherwise'
sed s/fuzz_text-crash-3/program.kmt/ out | cmp - expected || fail "text is played otherwise"
clean "$command" emit-c --as fuzz_text -o text.c program.kmt
