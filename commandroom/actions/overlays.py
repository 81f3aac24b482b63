"""Layers laid over the map and the base under it: what a file brought, under a name, taken off again by a person."""

from collections.abc import Mapping
from typing import Any

from commandroom.domain.errors import Refused
from commandroom.store.permission import permit_reference
from commandroom.store.work import Work

BASE = "base"
"""The id of the one base map: its name begins anew with every file, the record goes on."""


def lay(work: Work, name: str, body: bytes, facts: Mapping[str, Any], *, dry_run: bool = False) -> str:
    """Keep a layer's features (GeoJSON, WGS-84) under a name; a layer of the same name is replaced.

    The features go where papers go, encrypted and under their hash, and travel in every backup; the journal says
    who laid what and when, and stays small. Gives "new", "changed" or "same".
    """
    permit_reference(work.actor, "overlay")
    if not name.strip():
        raise Refused("overlay.no_name")
    old = next((record for record in work.all("overlay") if record.get("name") == name.strip()), None)
    said = {**facts, "kind": "layer", "name": name.strip()}
    if old is not None and old.get("sha256") == facts.get("sha256"):
        return "same"
    if not dry_run:
        ident = str(old["ident"]) if old is not None else work.new_id()
        work.record("overlay", ident, "define", {
            **said, "ident": ident, "documents": {"layer": work.keep(body)}, "by": work.actor.id, "at": work.now,
        })  # fmt: skip
    return "new" if old is None else "changed"


def take_off(work: Work, overlay: str) -> None:
    """Take a layer off the map for good; its file stays where it came from."""
    if work.find("overlay", overlay) is None:
        raise Refused("reference.unknown", kind="overlay", id=overlay)
    work.record("overlay", overlay, "retire", {})


def choose_base(work: Work, facts: Mapping[str, Any]) -> None:
    """Name the base map of the room: file (in the room's folder ``maps``), what it is called, its datum."""
    work.record("overlay", BASE, "define", {**facts, "kind": "base", "by": work.actor.id, "at": work.now})


def drop_base(work: Work) -> None:
    """The map has no base; the grids are the map."""
    if (work.find("overlay", BASE) or {}).get("file"):
        work.record("overlay", BASE, "define", {"file": "", "by": work.actor.id, "at": work.now})


def box_of_room(work: Work) -> tuple[float, float, float, float] | None:
    """West, south, east, north of all grids with an outline; None when there is none."""
    import shapely

    texts = [grid.geometry for grid in work.all("grid") if grid.geometry]
    if not texts:
        return None
    west, south, east, north = shapely.total_bounds(shapely.from_wkb(texts))
    return float(west), float(south), float(east), float(north)
