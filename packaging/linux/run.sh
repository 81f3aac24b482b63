#!/usr/bin/env bash
# run.sh ROOM FOLDER YYYY-MM: the window on the demonstration town; without a screen, its pictures and its papers.
set -eu
room=$1 folder=$2 month=$3
cd "$(dirname "$0")/../.."
. packaging/linux/town.sh "$room"
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    exec env -u COMMANDROOM_PASSWORD commandroom-desk --room "$room"  # its sign-in page names the accounts
fi
bash packaging/linux/shots.sh "$room" "$folder" light "1920x1080 3840x2160"
bash packaging/linux/shots.sh "$room" "$folder/en" light 1920x1080 --brief --language en
bash packaging/linux/papers.sh "$room" "$folder" "$month"
echo "run: no screen here, so the pages are pictures:"
ls "$folder"/*.png "$folder"/en/*.png "$folder"/*.pdf
