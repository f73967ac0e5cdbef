#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Rebuilds data/economy from the source table: the same bytes each time (with the same zlib).
# Usage: data/make_economy.sh SOURCE   (a folder with intermediate.csv.gz, final_demand.csv.gz,
# primary_inputs_output.csv and sectors.csv). RIFT names the program, OUT the folder to write.
set -euo pipefail
if [ $# -ne 1 ]; then
  echo "usage: data/make_economy.sh SOURCE" >&2
  exit 2
fi
data=$(cd "$(dirname "$0")" && pwd)
rift=${RIFT:-$data/../build/release/rift}
out=${OUT:-$data/economy}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$rift" economy import-wiod "$1" --year 2014 -o "$work/wiod2014"
"$rift" economy aggregate "$work/wiod2014" \
  --regions "$data/maps/regions_14.csv" --sectors "$data/maps/sectors_37.csv" \
  --groups "$data/maps/groups.csv" --affiliates "$data/maps/affiliate_income.csv" \
  --decimals 4 --name rift-economy-2014 \
  --title "World economy 2014, 14 regions and 37 sectors (WIOD 2016 release)" \
  --usd-per-eur 1.3285 --rate-year 2014 \
  --rate-source "ECB euro reference rate, mean of 2014; seen in a secondary table of annual means" \
  --rate-status read \
  --force -o "$out"
"$rift" economy check "$out"
