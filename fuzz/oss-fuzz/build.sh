#!/bin/bash -eu
# Builds the fuzz targets of $SRC/offercheck into $OUT, by the compilers, the flags and the engine of the environment:
# OSS-Fuzz's contract, which ClusterFuzzLite shares.

project=$SRC/offercheck
build=$WORK/offercheck

# The type "None" adds no flags to those given. What engines are written in links what they are linked with.
rm -rf "$build"
cmake -S "$project" -B "$build" \
  -DCMAKE_BUILD_TYPE=None \
  -DCMAKE_C_COMPILER="$CC" -DCMAKE_CXX_COMPILER="$CXX" \
  -DCMAKE_C_FLAGS="$CFLAGS" -DCMAKE_CXX_FLAGS="$CXXFLAGS" \
  -DOFFERCHECK_FUZZERS_ONLY=ON \
  -DOFFERCHECK_FUZZING_ENGINE="$LIB_FUZZING_ENGINE"
cmake --build "$build" --parallel "$(nproc)"

for source in "$project"/fuzz/fuzz_*.c; do
  name=$(basename "$source" .c)
  cp "$build/fuzzers/$name" "$OUT/"
  for suffix in dict options; do
    if [ -e "$build/fuzzers/$name.$suffix" ]; then
      cp "$build/fuzzers/$name.$suffix" "$OUT/"
    fi
  done
  if [ -d "$build/fuzzers/${name}_seed_corpus" ]; then
    rm -f "$OUT/${name}_seed_corpus.zip"
    zip -jqr "$OUT/${name}_seed_corpus.zip" "$build/fuzzers/${name}_seed_corpus"
  fi
done
