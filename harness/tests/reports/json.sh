#!/bin/sh
# json.sh SCHEMA FILE...: each file holds the schema.
set -eu
schema=$1
shift
for file in "$@"; do
  python3 -W ignore -m jsonschema -i "$file" "$schema"
done
