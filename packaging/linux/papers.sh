#!/usr/bin/env bash
# papers.sh ROOM FOLDER YYYY-MM: the printed papers of the demonstration; the month is the running one.
set -eu
room=$1 folder=$2 month=$3
cd "$(dirname "$0")/../.."
. packaging/linux/town.sh "$room"
mkdir -p "$folder"
last=$(date -d "$month-01 -1 day" +%Y-%m)
signed=$(date -d "$last-01 -1 day" +%Y-%m)
today=$(TZ=Asia/Shanghai date +%F)
yesterday=$(date -d "$today -1 day" +%F)
asked=(--room "$room" --as "$DEMO_AS")
number=$(commandroom queue --room "$room" --as "$DEMO_AS" --json --filter state=handling --filter light=on_time --limit 1 |
    python -c 'import json, sys; print(json.load(sys.stdin)["events"][0]["number"])')
commandroom report month "$last" "${asked[@]}" --out "$folder/month.pdf"
commandroom report paper "$signed" "${asked[@]}" --out "$folder/month-signed.pdf"
commandroom report duty "$month" "${asked[@]}" --paper a3 --out "$folder/duty-a3.pdf"
commandroom report duty-log "$yesterday" "${asked[@]}" --out "$folder/duty-log.pdf"
commandroom report map "${asked[@]}" --paper A3 --out "$folder/map-a3.pdf"
commandroom report slip "$number" "${asked[@]}" --out "$folder/slip.pdf"
commandroom report daily "$yesterday" "${asked[@]}" --out "$folder/daily.pdf"
