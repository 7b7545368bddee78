# What the tests of the command share. A test reads it with '.', and stands in a folder of its own.
# shellcheck shell=sh

# enter REPOSITORY FOLDER: to work in that folder, which is emptied.
enter() {
  repository=$1
  chmod -R u+w "$2" 2>/dev/null || :
  rm -rf "$2"
  mkdir -p "$2"
  cd "$2" || exit 1
}

fail() {
  printf 'FAILED: %s\n' "$*" >&2
  exit 1
}

# ends STATUS COMMAND...: it exits with that status; its output is left in 'out' and 'err'.
ends() {
  expected=$1
  shift
  status=0
  "$@" >out 2>err || status=$?
  [ "$status" -eq "$expected" ] && return 0
  cat err >&2
  fail "exit status $status, not $expected: $*"
}

# clean COMMAND...: it exits with 0 and has nothing to complain of.
clean() {
  ends 0 "$@"
  [ ! -s err ] || fail "a complaint: $(cat err)"
}

# refused STATUS TEXT COMMAND...: it exits with that status and says why in one line, of which TEXT is a part.
refused() {
  expected=$1
  text=$2
  shift 2
  ends "$expected" "$@"
  says "$text"
}

# says TEXT: 'err' is one line of the command's, with TEXT in it and nothing that a terminal would obey.
says() {
  [ "$(wc -l <err)" -eq 1 ] || fail "not one line of complaint: $(cat err)"
  grep -q '^offercheck: ' err || fail "not the command's own words: $(cat err)"
  grep -qF -e "$1" err || fail "not '$1': $(cat err)"
  [ "$(tr -d '\n' <err | LC_ALL=C tr -d '[:cntrl:]')" = "$(tr -d '\n' <err)" ] || fail "control characters: $(cat -v err)"
}

# sound FOLDER: a whole bundle, as its own sums and its schema say.
sound() {
  (cd "$1" && sha256sum -c --quiet SHA256SUMS) || fail "$1: its sums do not hold"
  python3 -W ignore -m jsonschema -i "$1/results.json" "$repository/reports/results.schema.json" ||
    fail "$1: results.json breaks its schema"
  [ ! -e "$1/transcript.part" ] || fail "$1: a part of a transcript is left"
}

# holds FOLDER EXPRESSION: it is true of the bundle's results, in Python; 'cases' are their names.
holds() {
  python3 - "$1/results.json" "$2" <<'EOF' || fail "$1: not so: $2"
import json
import sys

with open(sys.argv[1], encoding="utf-8") as file:
    results = json.load(file)
cases = [case["name"] for case in results["cases"]]
sys.exit(not eval(sys.argv[2]))
EOF
}

# A program that offers and reclaims, as text.
write_program() {
  cat <<'EOF'
EnumAdapters2 hAdapter->A[2]
CreateDevice hAdapter=A[0] hDevice->D
CreateAllocation2 hDevice=D hAllocation->X[3]
OfferAllocations hDevice=D HandleList=[X] Priority=LOW Flags=AllowDecommit|0x8
OfferAllocations hDevice=D HandleList=[X[0] 0] Priority=LOW
OfferAllocations hDevice=D HandleList=[X] Priority=LOW
ReclaimAllocations hDevice=D HandleList=[X]
EOF
}

# second=$(find_second COMMAND): the second, independent implementation; without it, and where it cannot be loaded, the test is skipped.
# MemorySanitizer of clang 14 takes the thread-local data of a library that is loaded late for uninitialised.
find_second() {
  if grep -q __msan_init "$1"; then
    echo 'MemorySanitizer cannot follow what is loaded late' >&2
    exit 77
  fi
  if [ ! -e "$(dirname "$1")/targets/second.so" ]; then
    echo 'no targets were built' >&2
    exit 77
  fi
  echo "$(dirname "$1")/targets/second.so"
}
