"""What goes on the map that leaves the room: read from the room, masked, written by ``map_out``."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from commandroom.domain.catalog import CATEGORY_WORDS
from commandroom.domain.clocks import light_of
from commandroom.domain.instant import Instant, stamp
from commandroom.store import map_picture
from commandroom.store.queue.filter import STATE_WORDS
from commandroom.store.reader import Reader
from commandroom.sync.map.heat_out import last_heat
from commandroom.sync.map.out import EventOut, GridOut, export_map
from commandroom.text import tr

_COLUMNS = "id, number, title, category, state, due_at, warn_at, paused, lon, lat, grid, reported_at, reporter"
_PART = 1000


@dataclass(frozen=True, slots=True)
class Exported:
    """What is on an exported map: grids, events, and events that have no place."""

    grids: int
    events: int
    nowhere: int


def export_room_map(reader: Reader, target: Path, now: Instant, only: Iterable[str] | None = None) -> Exported:
    """Write the room's map as one HTML file that opens unplugged: grids by level, events, legend, time.

    Shows the open events, or those with the ids in ``only``, and the heat of the last whole month as a layer that
    is off at first. Persons are not on it; numbers of telephones and identity cards, and the reporter's name, are
    masked in the titles. Raises Refused("map.nowhere") when nothing has a place, Unavailable("map.cannot_write").
    """
    picture = map_picture.read_picture(reader)
    wanted = list(picture.events.ids if only is None else only)
    rows = _rows(reader, wanted)
    counts, late = picture.counts(now)
    names = {grid.code: grid.name for grid in picture.grids}
    grids = [_grid(face, picture.level_words, counts, late) for face in picture.grids]
    events = [_event(row, names, now) for row in rows]
    title = tr("{room}网格图", room=reader.setting("name", ""))
    shown_grids, shown_events = export_map(target, title, now, grids, events, last_heat(reader, now))
    return Exported(shown_grids, shown_events, len(events) - shown_events)


def _rows(reader: Reader, ids: list[str]) -> list[Any]:
    found: list[Any] = []
    for start in range(0, len(ids), _PART):
        part = ids[start : start + _PART]
        marks = ", ".join("?" * len(part))
        found += reader.rows(f"SELECT {_COLUMNS} FROM event WHERE id IN ({marks}) ORDER BY row", part)
    return found


def _grid(
    face: map_picture.GridFace, words: tuple[str, ...], counts: dict[str, int], late: dict[str, int]
) -> GridOut:
    facts = {tr("超期"): str(late.get(face.code, 0))}
    if face.exclusive_class:
        facts[tr("专属网格")] = face.exclusive_class
    if face.households is not None:
        facts[tr("户数")] = str(face.households)
    if face.people is not None:
        facts[tr("人口")] = str(face.people)
    name = face.name or face.code
    return GridOut(face.code, name, face.depth, words[face.depth], face.outline, counts.get(face.code, 0), facts)


def _event(row: Any, names: dict[str, str], now: Instant) -> EventOut:
    category = next((tr(word) for known, word in CATEGORY_WORDS.items() if known == row[3]), row[3])
    state = next((tr(word) for known, word in STATE_WORDS.items() if known == row[4]), row[4])
    light = light_of(row[5], row[6], paused=bool(row[7]), now=now)
    grid = names.get(row[10], row[10]) or tr("待定网格")
    reported = stamp(row[11]) if row[11] else ""
    return EventOut(
        row[1], row[2], category, state, light.value, row[8], row[9], grid, reported, (row[12],) if row[12] else ()
    )
