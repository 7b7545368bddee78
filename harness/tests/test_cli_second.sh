#!/bin/sh
# A correct implementation that chooses otherwise wherever the contract leaves a choice is accused of nothing.
set -eu
command=$1
# shellcheck source=/dev/null
. "$2/harness/tests/cli_support.sh"
second=$(find_second "$command")
enter "$2" "$3"

clean "$command" certify --profile ddi --target "$second" --out bundle
sound bundle
clean "$command" verify bundle
holds bundle 'results["complete"] and not results["verdicts"]["FAIL"] and not results["verdicts"]["BROKEN"]'
holds bundle 'results["verdicts"]["PASS"] > 1500 and results["verdicts"]["CRASH"] == 0'

# Its choices are on record: none of them is the mock's.
holds bundle 'any(case["name"] == "offer/counts/zero/allocation/LOW" and case["verdict"] == "WARN" for case in results["cases"])'
for choice in 'OFR-FLG-01 SUCCESS' 'OFR-STA-02 INVALID_PARAMETER' 'OFR-STA-06 SUCCESS' 'OFR-LCK-01 SUCCESS' \
  'OFR-PTR-04 INVALID_PARAMETER' 'OFR-STA-07 INVALID_PARAMETER' 'OFR-HND-07 SUCCESS' 'OFR-CNT-05 INVALID_PARAMETER' \
  'RCL-OK-06 INVALID_PARAMETER'; do
  requirement=${choice% *}
  outcome=${choice#* }
  holds bundle "any(seen['requirement'] == '$requirement' and any('$outcome' in came['outcome'] for came in seen['behaviours']) for seen in results['observations'])"
done

# Beside the mock it differs in what it chose, and in nothing else.
clean "$command" certify --profile ddi --filter 'OFR-*' --out mock
clean "$command" certify --profile ddi --filter 'OFR-*' --target "$second" --out other
clean "$command" diff --all mock other
sed -n '/^implementation-defined behaviour that differs/,/^judged only/s/^  \([A-Z]*-[A-Z]*-[0-9]*\)  .*/\1/p' out | sort -u >differs
cat >chosen <<'IDS'
OFR-CNT-01
OFR-CNT-05
OFR-DEV-07
OFR-FLG-01
OFR-HND-07
OFR-HND-08
OFR-LCK-01
OFR-PRE-01
OFR-PTR-04
OFR-RMV-03
OFR-STA-02
OFR-STA-05
OFR-STA-06
OFR-STA-07
IDS
cmp chosen differs || fail "it differs in: $(cat differs)"
