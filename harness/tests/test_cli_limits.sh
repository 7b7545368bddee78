#!/bin/sh
# Where the system gives little, the command does its work or says in one line what it lacks, and keeps what it has.
set -eu
command=$1
# shellcheck source=/dev/null
. "$2/harness/tests/cli_support.sh"
enter "$2" "$3"
write_program >program.kmt

# limited OPTION VALUE COMMAND...: with that limit of the shell's.
limited() {
  # shellcheck disable=SC3045
  (ulimit "$1" "$2" && shift 2 && exec "$@")
}

clean limited -n 16 "$command" certify --filter 'OFR-DEV-*' --out bundle
sound bundle
refused 3 'the worker process could not be started: Too many open files' limited -n 6 "$command" run program.kmt

# A file that may not grow, or a disk that is full: the beginning of the transcript is kept, and nothing old beside it.
refused 3 'the transcript cannot be written: File too large' limited -f 100 "$command" certify --out bundle
grep -q 'offercheck-transcript' bundle/transcript || fail "no transcript is kept"
[ ! -e bundle/SHA256SUMS ] || fail "the sums of another bundle are left"
[ ! -e bundle/results.json ] || sound bundle

# The shadow memory of the sanitizers knows no such limits, and their leak check needs /proc.
sanitized=no
! nm "$command" | grep -qE '__(asan|tsan|msan)_init' || sanitized=yes
if [ $sanitized = no ]; then
  clean limited -v 400000 "$command" run program.kmt
  for size in 30000 60000 100000 150000; do
    status=0
    limited -v $size "$command" run program.kmt >out 2>err || status=$?
    [ "$status" -eq 0 ] || [ "$status" -eq 3 ] || fail "$size KiB: exit status $status: $(cat err)"
    [ "$status" -eq 0 ] || says 'target mock: '
  done
fi

# What only the superuser can take away.
if ! unshare -m true 2>/dev/null; then
  exit 0
fi
[ $sanitized = yes ] || clean unshare -m sh -c 'umount -l /proc && exec "$@"' sh "$command" certify --filter 'OFR-DEV-*' --out bundle
mkdir disk
cat >on_small_disk <<'EOF'
mount -t tmpfs -o size=1m none disk && "$@" && exit
status=$?
cp -r disk/bundle kept
exit $status
EOF
refused 3 'the transcript cannot be written: No space left on device' \
  unshare -m sh on_small_disk "$command" certify --out disk/bundle
[ -s kept/transcript ] || fail "no transcript is kept"
[ ! -e kept/SHA256SUMS ] || fail "a bundle that is not whole has its sums"
