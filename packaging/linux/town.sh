# . town.sh ROOM: the demonstration town, made once, and who signs in to it (DEMO_AS, COMMANDROOM_PASSWORD).
# Half a town from a broken run is never taken for a whole one.
if [ ! -d "$1" ]; then
    echo "run: making the demonstration town"
    mkdir -p "$(dirname "$1")"
    rm -rf "$1.part"
    commandroom demo --room "$1.part" --json >"$1.json"
    mv "$1.part" "$1"
fi
export DEMO_AS=${DEMO_AS:-zhuren}
if [ -z "${COMMANDROOM_PASSWORD:-}" ]; then
    COMMANDROOM_PASSWORD=$(python -c 'import json, sys; print(json.load(open(sys.argv[1]))["password"])' "$1.json")
    export COMMANDROOM_PASSWORD
fi
