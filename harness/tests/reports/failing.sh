#!/bin/sh
# failing.sh COMMAND FOLDER: bundles of runs on a mock with a planted defect: of cases, and of a generated suite.
set -eu
MOCK_DEFECT=offer_list_read_short
export MOCK_DEFECT
for run in 'cases OFR-HND-0*' 'suite pairs/offer'; do
  status=0
  "$1" certify --filter "${run#* }" --out "$2/${run%% *}" || status=$?
  if [ "$status" -ne 1 ]; then
    echo "exit status $status, where the defect makes it 1"
    exit 1
  fi
done
