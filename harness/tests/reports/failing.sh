#!/bin/sh
# failing.sh COMMAND FOLDER TARGETS: bundles of runs that fail: cases and a generated suite on a mock with a planted
# defect, a target that crashes, and one that writes what a terminal or a browser would obey.
set -eu
command=$1
folder=$2
targets=$3
MOCK_DEFECT=offer_list_read_short
HOSTILE_MOCK=$targets/mock.so
export MOCK_DEFECT HOSTILE_MOCK

# certified STATUS NAME OPTION...: the bundle NAME, of a run that ends so.
certified() {
  expected=$1
  name=$2
  shift 2
  status=0
  "$command" certify --out "$folder/$name" "$@" || status=$?
  if [ "$status" -ne "$expected" ]; then
    echo "$name: exit status $status, not $expected"
    exit 1
  fi
}

certified 1 cases --filter 'OFR-HND-03'
certified 1 suite --filter pairs/offer
HOSTILE=offer-crash certified 1 crashing --filter 'OFR-HND-03' --target "$targets/hostile.so"
HOSTILE=offer-shout certified 0 shouting --filter 'OFR-HND-03' --target "$targets/hostile.so"
