#!/bin/sh
# Inputs that no fuzzer would keep: each is played without a finding, in less than the time and memory that an engine allows.
# Nothing to play is a failure, so that a corpus that went missing is noticed.
set -eu

program=$1 scratch=$2 sanitizer=${3-}
seconds=25 megabytes=2560

# draw SEED BYTES: the same each time.
draw() {
  python3 -c 'import random, sys
sys.stdout.buffer.write(random.Random(int(sys.argv[1])).randbytes(int(sys.argv[2])))' "$1" "$2"
}

rm -rf "$scratch"
mkdir -p "$scratch/empty-folder"
: >"$scratch/empty"
printf '\0' >"$scratch/one-zero"
printf '\377' >"$scratch/one-ff"
printf 'a' >"$scratch/one-letter"
draw 1 7 >"$scratch/seven"
draw 2 1048576 >"$scratch/random"
head -c 1048576 /dev/zero >"$scratch/zeros"
head -c 1048576 /dev/zero | tr '\0' '\377' >"$scratch/ones"
# As many programs as one text may come to.
{
  # shellcheck disable=SC2016
  echo 'case a/$p$q$r$s$t'
  for name in p q r s t; do
    echo "for $name in 0 1 2 3 4 5 6 7 8 9"
  done
  # shellcheck disable=SC2016
  echo 'OfferAllocations Priority=$p HandleList=[1 2 3]'
} >"$scratch/loops"

# Sanitizers reserve terabytes that they do not use, so memory is limited to what is resident there.
if [ -z "$sanitizer" ]; then
  # shellcheck disable=SC3045 # every sh of a Linux system has it
  ulimit -v $((megabytes * 1024))
fi

for input in empty one-zero one-ff one-letter seven random zeros ones loops; do
  start=$(date +%s)
  timeout -k 5 "$seconds" "$program" "$scratch/$input" >"$scratch/output" 2>&1 || {
    echo "$input: status $?"
    tail -n 20 "$scratch/output"
    exit 1
  }
  echo "$input: $(($(date +%s) - start)) s"
done

expect_nothing() { # expect_nothing WHAT ARGUMENT...
  what=$1 status=0
  shift
  "$program" "$@" >"$scratch/output" 2>&1 || status=$?
  if [ "$status" -ne 2 ]; then
    echo "$what: status $status, expected 2"
    exit 1
  fi
}

expect_nothing "no argument"
expect_nothing "an empty folder" "$scratch/empty-folder"
