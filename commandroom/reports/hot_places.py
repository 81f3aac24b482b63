"""Where a month's events happened again and again: places by name, and squares of a hundred metres for a heat map."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from commandroom.domain.masking import mask_text
from commandroom.reports.cohort import Cohort, Numbers
from commandroom.reports.stages import Rows
from commandroom.reports.tables import Table, counted, number, ranks, share, word
from commandroom.store import heat as heats
from commandroom.store.heat import Spot, squares
from commandroom.text import tr

MOST = 20
"""Places of the list."""
SIDE = heats.CELL
"""Degrees of a square of the heat: about a hundred metres."""
_PART = 900


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """The places of a cohort in its order: names as they were written, with the persons to be masked in them (both
    empty for a sensitive event), longitudes and latitudes (NaN for none).
    """

    names: tuple[str, ...]
    persons: tuple[str, ...]
    lon: Numbers
    lat: Numbers


def read(reader: Rows, cohort: Cohort) -> Places:
    """The places of a cohort, one short read per 900 events."""
    known: dict[int, Any] = {}
    rows = cohort.rows.tolist()
    for start in range(0, len(rows), _PART):
        part = rows[start : start + _PART]
        marks = ", ".join("?" * len(part))
        sql = f"SELECT row, place, lon, lat, reporter, security FROM event WHERE row IN ({marks})"
        known.update((row[0], row[1:]) for row in reader.rows(sql, part))
    names, persons = [], []
    lon, lat = np.full(len(rows), np.nan), np.full(len(rows), np.nan)
    for spot, row in enumerate(rows):
        place, east, north, reporter, security = known.get(row, ("", None, None, "", ""))
        open_ = security in ("", "normal")
        names.append("".join(place.split()) if open_ else "")
        persons.append(reporter if open_ else "")
        if east is not None and north is not None:
            lon[spot], lat[spot] = east, north
    return Places(tuple(names), tuple(persons), lon, lat)


def table(cohort: Cohort, places: Places) -> Table:
    """The places with the most events, two and more; named as the events name them, persons masked."""
    by_name: dict[str, list[int]] = {}
    for spot, name in enumerate(places.names):
        if name:
            by_name.setdefault(name, []).append(spot)
    again = [name for name, spots in by_name.items() if len(spots) > 1]
    most = sorted(again, key=lambda name: (-len(by_name[name]), name))[:MOST]
    done, filed = cohort.done, cohort.filed
    rows = []
    for rank, name in zip(ranks([(float(len(by_name[one])),) for one in most]), most, strict=True):
        spots = np.array(by_name[name])
        inside = cohort.rows[spots]
        unfinished = cohort.rows[spots[filed[spots] & ~done[spots]]]
        persons = sorted({places.persons[spot] for spot in by_name[name]} - {""})
        shown = word(mask_text(name, names=persons))
        rows.append((number(rank), shown, counted(inside), share(inside, cohort.rows), counted(unfinished)))
    heads = (tr("名次"), tr("地点"), tr("件数"), tr("占比"), tr("未办结"))
    note = tr("按事发地点的文字归并，两件及以上的列出。") if rows else ""
    return Table("hot_places", tr("事件高发地点"), heads, tuple(rows), (), note, (1,))


def heat(cohort: Cohort, places: Places) -> tuple[Spot, ...]:
    """The squares that have events, the most first; events without a position are in none."""
    return squares(cohort.rows, places.lon, places.lat)
