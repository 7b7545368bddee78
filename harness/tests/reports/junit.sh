#!/bin/sh
# junit.sh REPOSITORY FILE...: each file holds reports/junit.xsd, and adds up.
set -eu
repository=$1
shift
xmllint --noout --schema "$repository/reports/junit.xsd" "$@"
python3 -B "$repository/harness/tests/reports/junit.py" "$@"
