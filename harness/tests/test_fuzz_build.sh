#!/bin/sh
# fuzz/oss-fuzz/build.sh builds targets that hold OSS-Fuzz's contract. Given an engine, a sanitizer, the repository and a
# folder to write to.
set -eu

engine=$1
sanitizer=$2
sources=$3
scratch=$4

skip()
{
  printf 'skipped: %s\n' "$*"
  exit 77
}

for tool in bash clang zip objdump readelf ldd python3; do
  command -v "$tool" >/dev/null || skip "there is no $tool"
done

# MemorySanitizer's shadow leaves no room for addresses as random as some kernels make them.
bits=$(cat /proc/sys/vm/mmap_rnd_bits 2>/dev/null || echo 0)
if [ "$sanitizer" = memory ] && [ "$bits" -gt 28 ] && [ -z "${FUZZ_BUILD_STEADY:-}" ]; then
  setarch -R true 2>/dev/null || skip "addresses are too random for MemorySanitizer"
  FUZZ_BUILD_STEADY=1 exec setarch -R sh "$0" "$@"
fi

rm -rf "$scratch"
mkdir -p "$scratch/src" "$scratch/work" "$scratch/out" "$scratch/moved/corpus" "$scratch/logs"
failures=0

fail()
{
  printf 'FAILED: %s\n' "$*"
  failures=$((failures + 1))
}

# --- the build, in the environment that OSS-Fuzz's base image and its `compile` make -------------------------------

undefined=array-bounds,bool,builtin,enum,function,integer-divide-by-zero,null,object-size,return
undefined=$undefined,returns-nonnull-attribute,shift,signed-integer-overflow,unreachable,vla-bound,vptr
case $sanitizer in
address) sanitizing='-fsanitize=address -fsanitize-address-use-after-scope' ;;
memory) sanitizing='-fsanitize=memory -fsanitize-memory-track-origins' ;;
undefined) sanitizing="-fsanitize=$undefined,unsigned-integer-overflow -fno-sanitize-recover=$undefined" ;;
esac
CFLAGS='-O1 -fno-omit-frame-pointer -gline-tables-only -DFUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION'
case $engine in
libfuzzer)
  CC=clang
  CXX=clang++
  CFLAGS="$CFLAGS $sanitizing -fsanitize=fuzzer-no-link"
  LIB_FUZZING_ENGINE=-fsanitize=fuzzer
  ;;
afl)
  CC=afl-clang-fast
  CXX=afl-clang-fast++
  CFLAGS="$CFLAGS $sanitizing"
  driver=/usr/lib/afl/libAFLDriver.a
  if ! command -v "$CC" >/dev/null || ! [ -e "$driver" ]; then
    skip "there is no AFL++"
  fi
  # Under the name that it has there, which says nothing of the engine.
  LIB_FUZZING_ENGINE=$scratch/libFuzzingEngine.a
  cp "$driver" "$LIB_FUZZING_ENGINE"
  export AFL_QUIET=1 ASAN_OPTIONS=detect_leaks=0:symbolize=0:detect_odr_violation=0:abort_on_error=1
  ;;
esac
export CC CXX CFLAGS CXXFLAGS="$CFLAGS" LIB_FUZZING_ENGINE
export SANITIZER="$sanitizer" FUZZING_ENGINE="$engine" ARCHITECTURE=x86_64
export SRC="$scratch/src" WORK="$scratch/work" OUT="$scratch/out"
export UBSAN_OPTIONS=silence_unsigned_overflow=1
[ -n "${CMAKE_GENERATOR:-}" ] || ! command -v ninja >/dev/null || export CMAKE_GENERATOR=Ninja

ln -s "$sources" "$SRC/offercheck"
cp "$sources/.clusterfuzzlite/build.sh" "$SRC/build.sh"
if ! (cd "$SRC" && bash -eux "$SRC/build.sh") >"$scratch/logs/build" 2>&1; then
  tail -n 40 "$scratch/logs/build"
  printf 'FAILED: build.sh; its output is %s\n' "$scratch/logs/build"
  exit 1
fi

# Nothing of the build is there any more when a target runs.
mv "$OUT" "$scratch/moved/out"
rm -rf "$WORK" "$SRC"
moved=$scratch/moved
out=$moved/out

# --- a place like that where targets run --------------------------------------------------------------------------

# Given the folder that was moved, the repository, the engine, a target and a command: nothing but /tmp can be written,
# the repository is gone, and so is /dev, which afl-fuzz itself needs. The folder is /mnt, the target's seeds are
# /tmp/corpus.
cat >"$scratch/alone.sh" <<'END'
set -eu
mount --bind "$1" /mnt
mount -t tmpfs tmpfs "$2"
mount -t tmpfs tmpfs /tmp
[ "$3" = afl ] || mount -t tmpfs -o ro tmpfs /dev
while read -r _ _ _ _ place _; do
  case $place in
  /tmp | /proc* | /sys* | /dev*) ;;
  *) mount -o remount,bind,ro "$place" 2>&1 || true ;;
  esac
done </proc/self/mountinfo >/tmp/mounts
if touch /mnt/written 2>/tmp/error; then
  echo "/mnt can be written" >&2
  exit 1
fi
cp -r "/mnt/corpus/$4" /tmp/corpus
shift 4
cd /
exec "$@"
END

mkdir "$moved/corpus/none"
namespace=
for options in --mount '--map-root-user --mount'; do
  # shellcheck disable=SC2086 # one word an option
  if unshare $options sh "$scratch/alone.sh" "$moved" "$sources" "$engine" none true 2>"$scratch/logs/unshare"; then
    namespace=$options
    break
  fi
done

# alone COMMAND...: in /, without a home. $place is the folder that was moved, $seeds the target's inputs, $found can be
# written.
alone()
{
  if [ -n "$namespace" ]; then
    # shellcheck disable=SC2086 # one word an option
    set -- unshare $namespace sh "$scratch/alone.sh" "$moved" "$sources" "$engine" "$name" "$@"
  fi
  (cd / && env -i PATH="$PATH" ${ASAN_OPTIONS:+"ASAN_OPTIONS=$ASAN_OPTIONS"} "UBSAN_OPTIONS=$UBSAN_OPTIONS" "$@")
}

set_places()
{
  if [ -n "$namespace" ]; then
    place=/mnt
    seeds=/tmp/corpus
    found=/tmp/found
  else
    place=$moved
    seeds=$moved/corpus/$name
    found=$moved/found-$name
  fi
}

[ -n "$namespace" ] || printf 'no mount namespace here: the file system is not made read-only\n'

# --- the checks ---------------------------------------------------------------------------------------------------

calls()
{
  grep -Ec "call[q]? +[0-9a-f]+ +<__$1" "$scratch/logs/$name.objdump" || true
}

# check_calls RUNTIME LEAST MOST
check_calls()
{
  count=$(calls "$1")
  if [ "$count" -lt "$2" ] || [ "$count" -gt "$3" ]; then
    fail "$name: $count calls to __$1, not $2 to $3"
  fi
  printf '%s: %s calls to __%s\n' "$name" "$count" "$1"
}

many=1000000
check_sanitizers()
{
  objdump -d --no-show-raw-insn "$out/$name" >"$scratch/logs/$name.objdump"
  case $sanitizer in
  address) check_calls asan 1000 $many && check_calls msan 0 3 && check_calls ubsan 0 200 ;;
  memory) check_calls asan 0 0 && check_calls msan 1000 $many && check_calls ubsan 0 200 ;;
  undefined) check_calls asan 0 0 && check_calls msan 0 3 && check_calls ubsan 168 $many ;;
  esac
  rm "$scratch/logs/$name.objdump"
}

check_file()
{
  grep -q LLVMFuzzerTestOneInput "$out/$name" || fail "$name: LLVMFuzzerTestOneInput is not in it"
  ! readelf -d "$out/$name" | grep -E '\((RPATH|RUNPATH)\)' || fail "$name: has a path to libraries"
  readelf -h "$out/$name" | grep -q 'X86-64' || fail "$name: is not for x86-64"
  libraries=$(ldd "$out/$name" | sed 's/^[[:space:]]*//; s/ .*//; s,.*/,,' |
    grep -Ev '^(linux-vdso|ld-linux-x86-64|libc|libm|libdl|librt|libpthread|libresolv|libgcc_s|libstdc\+\+)\.so' || true)
  [ -z "$libraries" ] || fail "$name: needs $libraries"
}

# The target's options as libFuzzer's flags, one a line. They are what a ClusterFuzz bot passes.
flags()
{
  [ ! -e "$out/$name.options" ] || python3 - "$out/$name.options" "$place/out" <<'END'
import configparser, sys
options = configparser.ConfigParser(interpolation=None)
options.optionxform = str
options.read(sys.argv[1])
unknown = set(options.sections()) - {"libfuzzer", "asan", "msan", "ubsan"}
if unknown:
    sys.exit("unknown sections: " + ", ".join(sorted(unknown)))
for key, value in options["libfuzzer"].items() if "libfuzzer" in options else ():
    print(f"-{key}={sys.argv[2] + '/' if key == 'dict' else ''}{value}")
END
}

unpack_seeds()
{
  if [ ! -e "$out/${name}_seed_corpus.zip" ]; then
    fail "$name: has no seed corpus"
    return 1
  fi
  mkdir "$moved/corpus/$name"
  python3 -m zipfile -e "$out/${name}_seed_corpus.zip" "$moved/corpus/$name"
  [ -z "$(find "$moved/corpus/$name" -mindepth 1 -type d)" ] || fail "$name: its seed corpus is not flat"
}

# fuzzed NAME COMMAND...: whether it ended well; its output is in $log.
fuzzed()
{
  log=$scratch/logs/$1
  shift
  status=0
  alone "$@" >"$log" 2>&1 || status=$?
  ! grep -E 'WARNING: unrecognized flag|ParseDictionaryFile: error|no interesting inputs' "$log" ||
    fail "$name: libFuzzer complains"
  [ "$status" -eq 0 ] && return 0
  tail -n 30 "$log"
  fail "$name: exit status $status of $*"
}

check_libfuzzer()
{
  if ! options=$(flags); then
    fail "$name: its options cannot be read"
    return
  fi
  [ ! -e "$out/$name.dict" ] || options="$options
-dict=$place/out/$name.dict"
  fuzzed "$name.empty" "$place/out/$name" -seed=1337 -runs=4
  # shellcheck disable=SC2086 # one word a flag
  fuzzed "$name.start" "$place/out/$name" $options -seed=1337 -runs=4 "$seeds"
  # shellcheck disable=SC2086
  fuzzed "$name.seeds" "$place/out/$name" $options -runs=0 "$seeds"
  edges=$(sed -n 's/^INFO: Loaded .* modules* *(\([0-9]*\) inline.*/\1/p' "$log")
  [ "${edges:-0}" -ge 100 ] || fail "$name: ${edges:-no} edges, fewer than 100"
  printf '%s: %s edges\n' "$name" "${edges:-no}"
  # shellcheck disable=SC2086
  fuzzed "$name.short" setarch -R "$place/out/$name" $options -seed=2026 -reload=0 -runs=5000 "$seeds"
  ended=$(end_of "$log")
  if [ "$sanitizer" = address ] && [ -n "$namespace" ]; then
    # shellcheck disable=SC2086
    fuzzed "$name.again" setarch -R "$place/out/$name" $options -seed=2026 -reload=0 -runs=5000 "$seeds"
    if [ -z "$ended" ] || [ "$ended" != "$(end_of "$log")" ]; then
      fail "$name: the same seed ended with '$ended', then with '$(end_of "$log")'"
    fi
  fi
}

# What a run came to, without its times.
end_of()
{
  sed -n 's/^\(#[0-9]*\)\tDONE *\(.*\) exec.*/\1 \2/p' "$1"
}

check_afl()
{
  log=$scratch/logs/$name.afl
  status=0
  # shellcheck disable=SC2016,SC2046 # the inner shell's own parameters; two words
  alone env AFL_NO_UI=1 AFL_NO_AFFINITY=1 AFL_SKIP_CPUFREQ=1 AFL_FORKSRV_INIT_TMOUT=30000 \
    AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 \
    sh -c 'stats=$1/default/fuzzer_stats; shift; timeout -s INT 35 "$@" && cat "$stats"' - "$found" \
    afl-fuzz -E 1 -i "$seeds" -o "$found" $([ ! -e "$out/$name.dict" ] || echo -x "$place/out/$name.dict") \
    -- "$place/out/$name" >"$log" 2>&1 || status=$?
  if [ "$status" -ne 0 ] || ! grep -q 'All set and ready to roll' "$log" ||
    ! grep -q '^target_mode.*persistent shmem_testcase' "$log"; then
    tail -n 30 "$log"
    fail "$name: afl-fuzz does not start as it should, status $status"
  fi
  stability=$(sed -n 's/^stability *: //p' "$log")
  [ "$stability" = 100.00% ] || fail "$name: its stability is ${stability:-unknown}, not 100 %"
}

for source in "$sources"/fuzz/fuzz_*.c; do
  name=$(basename "$source" .c)
  if [ ! -x "$out/$name" ]; then
    fail "$name: was not built"
    continue
  fi
  set_places
  check_file
  check_sanitizers
  if unpack_seeds; then
    "check_$engine"
  fi
done

[ "$failures" -eq 0 ] || exit 1
rm -rf "$scratch"
