#!/usr/bin/env bash
# shots.sh ROOM FOLDER THEMES SIZES: a picture of every page of the room, in each theme and size.
set -eu
room=$1 folder=$2 themes=$3 sizes=$4
cd "$(dirname "$0")/../.."
bash packaging/linux/town.sh "$room"
mkdir -p "$folder"
screen=()
if [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    if command -v xvfb-run >/dev/null; then
        screen=(xvfb-run -a -s "-screen 0 3840x2160x24")
    else
        export QT_QPA_PLATFORM=offscreen
    fi
fi
for theme in $themes; do
    for size in $sizes; do
        "${screen[@]}" commandroom-desk --room "$room" --shots "$folder" --size "$size" --theme "$theme"
    done
done
