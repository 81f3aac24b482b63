#!/usr/bin/env bash
# shots.sh ROOM FOLDER THEMES SIZES [OPTION…]: pictures of every page of the room, in each theme and size.
set -eu
room=$1 folder=$2 themes=$3 sizes=$4
shift 4
cd "$(dirname "$0")/../.."
. packaging/linux/town.sh "$room"
mkdir -p "$folder"
screen=()
if [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    if command -v xvfb-run >/dev/null; then
        screen=(xvfb-run -a -s "-screen 0 3840x2160x24")
    else
        export QT_QPA_PLATFORM=offscreen
    fi
fi
arguments=()
for theme in $themes; do arguments+=(--theme "$theme"); done
for size in $sizes; do arguments+=(--size "$size"); done
"${screen[@]}" commandroom-desk --room "$room" --as "$DEMO_AS" --shots "$folder" "${arguments[@]}" "$@"
