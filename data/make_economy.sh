#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Rebuilds data/economy from the source table: the same bytes each time (with the same zlib).
# Usage: data/make_economy.sh SOURCE   (a folder with intermediate.csv.gz, final_demand.csv.gz,
# primary_inputs_output.csv and sectors.csv). RIFT names the program, OUT the folder to write,
# REPORTS the folder for the reports of projecting and splitting. data/README.md explains each step.
set -euo pipefail
if [ $# -ne 1 ]; then
  echo "usage: data/make_economy.sh SOURCE" >&2
  exit 2
fi
data=$(cd "$(dirname "$0")" && pwd)
rift=${RIFT:-$data/../build/release/rift}
out=${OUT:-$data/economy}
reports=${REPORTS:-$data/reports}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$reports"

# 1. The source as it stands, and its sums for our regions and sectors.
"$rift" economy import-wiod "$1" --year 2014 -o "$work/wiod2014"
"$rift" economy aggregate "$work/wiod2014" \
  --regions "$data/maps/regions_14.csv" --sectors "$data/maps/sectors_37.csv" \
  --groups "$data/maps/groups.csv" -o "$work/base"

# 2. One year's stocks are no forecast: changes in inventories are cut to a tenth, what is negative in
#    final demand becomes zero, and the flows are balanced to the outputs of the source.
"$rift" economy balance "$work/base" --inventories 0.1 --negatives zero -o "$work/balanced"

# 3. To 2023/24. --strict: margins that contradict each other stop the work; none gives way.
"$rift" economy project "$work/balanced" --year 2023 --classes "$data/maps/sector_classes.csv" \
  --value-added "$data/margins/value_added.csv" \
  --trade-blocks "$data/margins/trade_blocks.csv" \
  --trade-facts "$data/margins/trade_facts.csv" --fob-margin 0.06 --cif-margin 0.04 \
  --strict --report "$reports/projection.csv" -o "$work/projected"

# 4. Machine tools, and the five parts of green technology, which are then added up.
"$rift" economy split "$work/projected" --shares "$data/splits/splits.csv" \
  --strict --report "$reports/split.csv" -o "$work/split"
"$rift" economy aggregate "$work/split" --sectors "$data/maps/sectors_39.csv" -o "$work/joined"

# 5. Four decimals that add up, and what hangs on the economy.
"$rift" economy balance "$work/joined" --decimals 4 \
  --groups "$data/maps/groups_39.csv" --employment "$data/margins/employment.csv" \
  --tables "$data/parameters" \
  --sector-files ../sectors/autos.csv,../sectors/chemicals.csv,../sectors/machine_tools.csv,../sectors/green_tech.csv \
  --name rift-economy-2023 \
  --title "World economy 2023/24, 14 regions and 39 sectors, projected from 2014 (WIOD 2016 release)" \
  --usd-per-eur 1.0813 --rate-year 2023 \
  --rate-source "ECB euro reference rate, mean of 2023; seen in a secondary table of annual means" \
  --rate-status read \
  --force -o "$out"

# 6. Does it fit what is known?
"$rift" economy check "$out" --evidence "$data/evidence.csv"
