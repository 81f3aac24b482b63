"""Reference data as the room holds it: records by kind, decoded when asked for."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from commandroom.domain import catalog, reference
from commandroom.domain.catalog import Item
from commandroom.domain.journal import canonical
from commandroom.domain.places import Grid
from commandroom.domain.reference import Record

if TYPE_CHECKING:
    from commandroom.store.locate import GridIndex

PUT = "INSERT OR REPLACE INTO reference (kind, id, step, retired, facts) VALUES (?, ?, ?, ?, ?)"


class Reference:
    """Records of reference data, read once per kind and kept up to date by whoever commits."""

    def __init__(self) -> None:
        self._records: dict[str, dict[str, Record]] = {}
        self._values: dict[tuple[str, str], tuple[Record, Any]] = {}
        self._lists: dict[str, tuple[Any, ...]] = {}
        self.version: dict[str, int] = {}
        self._items: dict[str, Mapping[str, Item]] = {}
        self._grids: GridIndex | None = None

    def stale(self, kind: str) -> None:
        """Forget what is derived from a kind; a transaction changes it."""
        if kind == "item":
            self._items.clear()
        elif kind == "grid":
            self._grids = None

    def items_on(self, day: str, items: Callable[[], Iterable[Item]]) -> Mapping[str, Item]:
        """The item list as it counts on a day (ISO date), by code."""
        if day not in self._items:
            if len(self._items) > 400:
                self._items.clear()
            self._items[day] = catalog.effective(items(), date.fromisoformat(day))
        return self._items[day]

    def locate(self, grids: Callable[[], Iterable[Grid]], lon: float, lat: float) -> str:
        """The code of the deepest grid around a position (WGS-84); "" when there is none."""
        return self._index(grids).locate(lon, lat).code or ""

    def locate_many(self, grids: Callable[[], Iterable[Grid]], places: Sequence[tuple[float, float]]) -> list[str]:
        """The same for many positions in one sweep."""
        return [found.code or "" for found in self._index(grids).locate_many(places)] if places else []

    def outlines_near(
        self, grids: Callable[[], Iterable[Grid]], box: tuple[float, float, float, float]
    ) -> Mapping[str, Any]:
        """The outlines (shapely) of the grids in use that a box of degrees touches, by code."""
        return self._index(grids).near(box)

    def _index(self, grids: Callable[[], Iterable[Grid]]) -> "GridIndex":
        if self._grids is None:
            from commandroom.store.locate import GridIndex

            self._grids = GridIndex(grids())
        return self._grids

    def records(self, connection: Connection, kind: str) -> Mapping[str, Record]:
        """All records of a kind by id, the retired ones too."""
        if kind not in self._records:
            rows = connection.exec_driver_sql(
                "SELECT id, step, retired, facts FROM reference WHERE kind = ? ORDER BY id", (kind,)
            )
            self._records[kind] = {
                row[0]: Record(kind, row[0], row[1], json.loads(row[3]), bool(row[2])) for row in rows
            }
        return self._records[kind]

    def value(self, record: Record) -> Any:
        """The value a record stands for (Unit, Person, Grid, Item, WorkCalendar, Duty); its facts otherwise."""
        known = self._values.get((record.kind, record.id))
        if known is None or known[0] is not record:
            known = self._values[record.kind, record.id] = (record, reference.value(record))
        return known[1]

    def take(self, records: Iterable[Record]) -> None:
        """Hold newer records, after their transaction was committed."""
        for record in records:
            if record.kind in self._records:
                self._records[record.kind][record.id] = record
            self._lists.pop(record.kind, None)
            self.stale(record.kind)
            self.version[record.kind] = self.version.get(record.kind, 0) + 1

    def forget(self, kinds: Iterable[str]) -> None:
        """Read these kinds again when next asked for; somebody else wrote them."""
        for kind in kinds:
            self._records.pop(kind, None)
            self._lists.pop(kind, None)
            self.stale(kind)
            self.version[kind] = self.version.get(kind, 0) + 1

    def values(self, connection: Connection, kind: str) -> tuple[Any, ...]:
        """The values of a kind that are not retired, in order of id."""
        if kind not in self._lists:
            records = self.records(connection, kind)
            self._lists[kind] = tuple(
                self.value(records[ident]) for ident in sorted(records) if not records[ident].retired
            )
        return self._lists[kind]


def put(connection: Connection, records: Iterable[Record]) -> None:
    """Write records."""
    rows = [(record.kind, record.id, record.step, int(record.retired), canonical(record.facts)) for record in records]
    if rows:
        connection.exec_driver_sql(PUT, rows)
