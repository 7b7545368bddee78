#!/bin/sh
# Unmodified clients run on libd3dkmt-mock.so: linked with it, with another library and the mock preloaded, with the mock
# under the other library's name, and opening it.
set -eu
command=$1
mock=${1%/*}/libd3dkmt-mock.so
clients=${1%/*}/clients
# shellcheck source=/dev/null
. "$2/harness/tests/cli_support.sh"
enter "$2" "$3"
# LD_PRELOAD takes a blank for the end of a path.
ln -s "$mock" preloaded.so

# In a child that was forked while other threads ran, clang 14's sanitizers may find their own allocator locked.
if grep -qE '__(asan|msan|tsan)_init' "$command"; then
  CLIENT_CALM=1
  export CLIENT_CALM
fi
# MemorySanitizer's takes the thread-local data of a library that is loaded late for uninitialised.
opens=yes
if grep -q __msan_init "$command"; then
  opens=
fi

# works WORD... : the client says that all is as it should be.
works() {
  ends 0 env "$@"
  [ "$(cat out)" = 'all as it should be' ] || fail "$*: $(cat out err)"
}

found=
for linked in "$clients"/*-linked; do
  [ -x "$linked" ] || continue
  found="$found ${linked##*/}"
  real=${linked%-linked}-real
  works "$linked"
  works LD_LIBRARY_PATH="$clients/real" LD_PRELOAD=./preloaded.so "$real"
  works LD_LIBRARY_PATH="$clients/mock" "$real"
  # On the library that it was linked with it fails: what worked above was the mock.
  ends 1 env LD_LIBRARY_PATH="$clients/real" "$real"
  grep -q 'client\.cp*:[0-9]' err || fail "$real: $(cat err)"
done
[ -n "$found" ] || fail 'no client was built'
if [ -n "$opens" ]; then
  works "$clients/c-opens" "$mock"
  works LD_LIBRARY_PATH="$clients/mock" "$clients/c-opens" libdxcore.so
  ends 1 "$clients/c-opens" ./none.so
fi
echo "ran:$found"
