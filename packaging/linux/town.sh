#!/usr/bin/env bash
# town.sh ROOM: the demonstration town, made once; half a town from a broken run is never taken for a whole one.
set -eu
room=$1
cd "$(dirname "$0")/../.."
[ -d "$room" ] && exit 0
mkdir -p "$(dirname "$room")"
rm -rf "$room.part"
commandroom demo --room "$room.part"
mv "$room.part" "$room"
