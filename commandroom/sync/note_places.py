"""The places that earlier cases named, for the reading of notes: their names, where they lie, in which grid."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from commandroom.store.reader import Reader
from commandroom.sync.note_reading import Gazetteer, KnownPlace, gazetteer

CASES = 5_000
"""How many of the newest cases are looked at."""
SURE = 0.6
"""The share of a place's cases that must lie in one grid before the grid is proposed."""
_STEM = re.compile(
    r"[\u4e00-\u9fff]{2,12}?(?:花园|家园|新村|公寓|小区|苑|名邸|华庭|广场|市场|菜场|公园|小学|中学|幼儿园|大桥|桥|庄|巷|"
    r"村|社区|里|物流园|超市|饭店|店|机械|纺织|电子|铸造|建材|包装|五金)"
)
_SELECT = "SELECT place, grid, lon, lat FROM event WHERE place <> '' ORDER BY row DESC LIMIT ?"


def known_places(rows: Iterable[Any]) -> tuple[KnownPlace, ...]:
    """Places out of rows (place, grid, lon, lat), newest first; a place seen once is not known yet."""
    grids: dict[str, Counter[str]] = {}
    where: dict[str, tuple[float, float]] = {}
    times: Counter[str] = Counter()
    for place, grid, lon, lat in rows:
        found = _STEM.match(place)
        if found is None or len(found[0]) < 3:
            continue
        name = found[0]
        times[name] += 1
        if grid:
            grids.setdefault(name, Counter())[grid] += 1
        if lon is not None and lat is not None:
            where.setdefault(name, (lon, lat))
    return tuple(_place(name, times[name], grids.get(name), where.get(name)) for name in times if times[name] > 1)


def _place(name: str, times: int, grids: "Counter[str] | None", where: tuple[float, float] | None) -> KnownPlace:
    grid, count = grids.most_common(1)[0] if grids else ("", 0)
    sure = grid if count >= SURE * times else ""
    return KnownPlace(name, sure, *(where if where is not None and sure else (None, None)))


def room_gazetteer(reader: Reader) -> Gazetteer:
    """The gazetteer of a room: its grids, and the places of its newest cases."""
    return gazetteer(reader.all("grid"), known_places(reader.rows(_SELECT, (CASES,))))
