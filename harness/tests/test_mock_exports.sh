#!/bin/sh
# libd3dkmt-mock.so exports the names of the two tables, all of them and nothing else, as plain functions without a version.
set -eu
library=${1%/*}/libd3dkmt-mock.so
# shellcheck source=/dev/null
. "$2/harness/tests/cli_support.sh"
enter "$2" "$3"
command -v readelf >/dev/null || {
  echo 'readelf is missing'
  exit 77
}

# The tables as the compiler reads them.
{
  printf '#define ABI_ENTRY(id, function, ...) NAME function\n'
  printf '#define MOCK_UNMODELLED(function) NAME function\n#define MOCK_UNMODELLED_OTHER(function) NAME function\n'
  printf '#include "abi/entry_points.def"\n#include "mock/unmodelled.def"\n'
} >names.c
cc -E -P -I "$2/harness" names.c | sed 's/NAME/\n&/g' | sed -n 's/^NAME \(D3DKMT[A-Za-z0-9]*\).*/\1/p' | sort >expected
[ "$(wc -l <expected)" -gt 100 ] || fail "not the names: $(cat expected)"
[ "$(sort -u expected | wc -l)" -eq "$(wc -l <expected)" ] || fail "twice in the tables: $(uniq -d expected)"

readelf --wide --dyn-syms "$library" | awk '$1 ~ /^[0-9]+:$/ && $7 != "UND" { print $8 }' | sort >exported
diff expected exported >difference || fail "the exports differ from the tables: $(cat difference)"
readelf --wide --dyn-syms "$library" | awk '$1 ~ /^[0-9]+:$/ && $7 != "UND" && !($4 == "FUNC" && $5 == "GLOBAL" && $6 == "DEFAULT")' >odd
[ ! -s odd ] || fail "no plain functions: $(cat odd)"
