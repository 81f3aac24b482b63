"""Look things up in the room's reference data, with what a transaction has changed laid over it."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from commandroom import profiles
from commandroom.domain.catalog import Item
from commandroom.domain.errors import Refused
from commandroom.domain.instant import Instant, local
from commandroom.domain.people import Person
from commandroom.domain.profile import Profile
from commandroom.domain.reference import Record
from commandroom.domain.workcalendar import WorkCalendar
from commandroom.store.reference import Reference

Subject = tuple[str, str]


class Lookups:
    """What an action may ask about units, people, grids, items, calendars and the room's settings."""

    def __init__(self, connection: Connection, known: Reference) -> None:
        self.connection = connection
        self.known = known
        self._defined: dict[Subject, Record] = {}

    def record_of(self, kind: str, ident: str) -> Record | None:
        """A piece of reference data as it stands in this transaction."""
        return self._defined.get((kind, ident)) or self.known.records(self.connection, kind).get(ident)

    def find(self, kind: str, ident: str) -> Any:
        """The value of a piece of reference data; None when there is none, or it is retired."""
        record = self.record_of(kind, ident)
        return None if record is None or record.retired else self.known.value(record)

    def person(self, ident: str) -> Person | None:
        """An account that is not retired, by the name used to sign in."""
        found: Person | None = self.find("person", ident)
        return found

    def get(self, kind: str, ident: str) -> Any:
        """The value of a piece of reference data; Refused("reference.unknown") when there is none."""
        found = self.find(kind, ident)
        if found is None:
            raise Refused("reference.unknown", kind=kind, id=ident)
        return found

    def all(self, kind: str) -> tuple[Any, ...]:
        """The values of a kind that are not retired, in order of id."""
        mine = {ident: record for (name, ident), record in self._defined.items() if name == kind}
        if not mine:
            return self.known.values(self.connection, kind)
        records = {**self.known.records(self.connection, kind), **mine}
        return tuple(self.known.value(records[i]) for i in sorted(records) if not records[i].retired)

    def setting(self, name: str, default: Any = None) -> Any:
        """One setting of the room (name, code, profile, device, calendar, …)."""
        record = self.record_of("room", "room")
        return default if record is None else record.facts.get(name, default)

    def profile(self) -> Profile:
        """The founding document this room follows, as parameters."""
        return profiles.profile(self.setting("profile", "L"))

    def calendar(self, version: str = "") -> WorkCalendar:
        """A version of the working calendar; the one in force when none is named.

        Raises Refused("reference.unknown") for a version nobody adopted.
        """
        found: WorkCalendar = self.get("calendar", version or self.setting("calendar", ""))
        return found

    def item(self, code: str, on: Instant) -> Item | None:
        """The version of a listed item that counts on a day; None when it is off the list."""
        return self.known.items_on(local(on).date().isoformat(), lambda: self.all("item")).get(code)

    def locate(self, lon: float, lat: float) -> str:
        """The code of the deepest grid around a position (WGS-84); "" when there is none."""
        return self.known.locate(lambda: self.all("grid"), lon, lat)

    def locate_many(self, places: Sequence[tuple[float, float]]) -> list[str]:
        """The same for many positions (lon, lat) in one sweep."""
        return self.known.locate_many(lambda: self.all("grid"), places)

    def outlines_near(self, box: tuple[float, float, float, float]) -> Mapping[str, Any]:
        """The outlines (shapely) of the grids in use that a box (west, south, east, north) touches, by code."""
        return self.known.outlines_near(lambda: self.all("grid"), box)
