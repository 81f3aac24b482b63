"""The working calendar in dated versions: office hours, holidays, make-up workdays, local closures."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

from commandroom.domain.day_table import OFFSET, DayTable, Parts, day_of
from commandroom.domain.errors import Refused
from commandroom.domain.instant import DAY, MINUTE, Instant

DayPart = Literal["day", "am", "pm"]
DayEnds = Literal["midnight", "office"]
LOCAL = 0
"""The table number of a rule that the room made itself; other rules carry the year of their table."""
FIRST_YEAR, LAST_YEAR = 1900, 2999
_EPOCH = date(1970, 1, 1).toordinal()
_MIDNIGHT = 24 * 60
_LEAST_WEEK = 60
_CLOSED: Parts = (0, 0, 0, 0)


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return day.toordinal() - _EPOCH


def civil_day(number: int) -> date:
    """The date of a number of days since 1970-01-01."""
    return date.fromordinal(number + _EPOCH)


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """Mornings and afternoons of some weekdays (0 Monday … 6 Sunday) from a date to a date, both included.

    Times are minutes of the day (0 … 1440); a half day has None for the part that is closed. Among rows in
    force on a date the one that began last counts, so summer hours stand over the ordinary ones.
    Raises Refused("calendar.hours") naming what cannot be.
    """

    valid_from: date
    valid_to: date | None
    weekdays: tuple[int, ...]
    am_start: int | None
    am_end: int | None
    pm_start: int | None
    pm_end: int | None

    def __post_init__(self) -> None:
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise Refused("calendar.hours", valid_from=str(self.valid_from), reason="valid_to")
        days = self.weekdays
        if not days or len(set(days)) < len(days) or not all(0 <= day <= 6 for day in days):
            raise Refused("calendar.hours", valid_from=str(self.valid_from), reason="weekdays")
        given = ((self.am_start, self.am_end), (self.pm_start, self.pm_end))
        if any((begin is None) != (end is None) for begin, end in given):
            raise Refused("calendar.hours", valid_from=str(self.valid_from), reason="half")
        edges = [edge for pair in given for edge in pair if edge is not None]
        rising = all(0 <= edge <= _MIDNIGHT for edge in edges) and edges == sorted(edges)
        if not edges or not rising or any(begin == end for begin, end in given if begin is not None):
            raise Refused("calendar.hours", valid_from=str(self.valid_from), reason="times")

    @property
    def parts(self) -> Parts:
        """Morning and afternoon in seconds of the day; equal edges for a part that is closed."""
        am, pm = (self.am_start or 0, self.am_end or 0), (self.pm_start or 0, self.pm_end or 0)
        return (am[0] * MINUTE, am[1] * MINUTE, pm[0] * MINUTE, pm[1] * MINUTE)


@dataclass(frozen=True, slots=True)
class DayRule:
    """One named day that works or not: State Council holiday, make-up workday, local closure (whole or half).

    ``table`` is the year of the State Council table it comes from (a table may speak of last December),
    LOCAL for the room's own. Local rules stand over tables, later tables over earlier ones.
    """

    day: date
    name: str
    works: bool
    part: DayPart = "day"
    table: int = LOCAL


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """One version of the working calendar; a changed calendar is another version, never the same one.

    ``years_known`` are the years whose State Council table was read: any other year works by the plain week
    and :meth:`unknown_years` says so. ``day_ends`` is when the last day of a 工作日 limit ends: 24:00 or the
    close of the office (domain.md §2.11). Raises Refused("calendar.hours" | "calendar.rules" | "calendar.version").
    """

    version: str
    hours: tuple[OfficeHours, ...]
    days: tuple[DayRule, ...] = ()
    years_known: tuple[int, ...] = ()
    day_ends: DayEnds = "midnight"
    _rules: dict[int, tuple[DayRule, ...]] = field(init=False, repr=False, compare=False)
    _tables: list[DayTable] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not self.version.strip() or self.day_ends not in ("midnight", "office"):
            raise Refused("calendar.version", version=self.version)
        self._check_hours()
        rules: dict[int, list[DayRule]] = {}
        for rule in sorted(self.days, key=lambda rule: (rule.table == LOCAL, rule.table, rule.part != "day")):
            if rule.part not in ("day", "am", "pm"):
                raise Refused("calendar.rules", day=str(rule.day))
            told = rules.setdefault(day_number(rule.day), [])
            if any((other.table, other.part) == (rule.table, rule.part) for other in told):
                raise Refused("calendar.rules", day=str(rule.day))
            told.append(rule)
        object.__setattr__(self, "_rules", {day: tuple(told) for day, told in rules.items()})
        object.__setattr__(self, "_tables", [])

    def _check_hours(self) -> None:
        for place, row in enumerate(self.hours):
            for other in self.hours[:place]:
                if row.valid_from == other.valid_from and set(row.weekdays) & set(other.weekdays):
                    raise Refused("calendar.hours", valid_from=str(row.valid_from), reason="twice")
        lasting = [row for row in self.hours if row.valid_to is None]
        minutes = sum((p[1] - p[0] + p[3] - p[2]) // MINUTE * len(row.weekdays) for row in lasting for p in [row.parts])
        if minutes < _LEAST_WEEK:
            raise Refused("calendar.hours", valid_from="", reason="no_end")

    def _row(self, day: date, weekday: int) -> OfficeHours | None:
        rows = [
            row
            for row in self.hours
            if weekday in row.weekdays and row.valid_from <= day and (row.valid_to is None or day <= row.valid_to)
        ]
        return max(rows, key=lambda row: row.valid_from, default=None)

    def parts_of(self, number: int) -> Parts:
        """Office hours of a day (days since 1970-01-01) in seconds of the day.

        A make-up workday on a weekend has the hours of an ordinary weekday: Monday's, or else those of the
        first weekday that has any.
        """
        day, weekday = civil_day(number), (number + 3) % 7
        row = self._row(day, weekday)
        rules = self._rules.get(number)
        if rules is None:
            return row.parts if row is not None else _CLOSED
        am = pm = row is not None
        for rule in rules:
            am = rule.works if rule.part != "pm" else am
            pm = rule.works if rule.part != "am" else pm
        if any(rule.works for rule in rules) and (row is None or weekday >= 5):
            row = next((found for other in range(7) if (found := self._row(day, other)) is not None), None)
        if row is None:
            return _CLOSED
        am_from, am_to, pm_from, pm_to = row.parts
        return (am_from, am_to if am else am_from, pm_from, pm_to if pm else pm_from)

    def rules_of(self, number: int) -> tuple[DayRule, ...]:
        """The rules that speak of a day, the strongest last."""
        return self._rules.get(number, ())

    def table(self, at: Instant) -> DayTable:
        """Prefix sums that hold the day of an instant and the days around it; made once and kept.

        Raises Refused("calendar.out_of_range") for an instant outside the years 1900 to 2999.
        """
        number = (at + OFFSET) // DAY
        tables = self._tables
        if tables:
            table = tables[0]
            if 0 <= number - table.first < len(table.parts):
                return table
        return self._made(number, number)

    def span(self, begin: Instant, end: Instant) -> DayTable:
        """Prefix sums that hold every day between two instants."""
        first, last = day_of(begin), day_of(end)
        table = self.table(begin)
        return table if first >= table.first and last <= table.last else self._made(first, last)

    def later(self, table: DayTable) -> DayTable:
        """The same sums carried on: from the same first day, over at least twice as many days."""
        return self._made(table.first, table.last + len(table.parts), table)

    def _made(self, first: int, last: int, known: DayTable | None = None) -> DayTable:
        known = known or (self._tables[0] if self._tables else None)
        if known is not None:
            first, last = min(first, known.first), max(last, known.last)
        if first < day_number(date(FIRST_YEAR, 1, 1)) or last > day_number(date(LAST_YEAR, 12, 31)):
            raise Refused("calendar.out_of_range", first=FIRST_YEAR, last=LAST_YEAR)
        if known is None:
            opens = day_number(date(max(FIRST_YEAR, civil_day(first).year - 1), 1, 1))
        else:
            opens = first if first == known.first else day_number(date(civil_day(first).year, 1, 1))
        closes = day_number(date(min(LAST_YEAR, civil_day(last).year + 1), 12, 31))
        before = [self.parts_of(day) for day in range(opens, known.first if known else closes + 1)]
        middle = known.parts if known else []
        after = [self.parts_of(day) for day in range(known.last + 1, closes + 1)] if known else []
        table = DayTable(opens, before + middle + after, closes_at_office=self.day_ends == "office")
        self._tables[:] = [table]
        return table

    def unknown_years(self, start: Instant, end: Instant) -> tuple[int, ...]:
        """The years between two instants for which no State Council table was read."""
        first, last = civil_day(day_of(start)).year, civil_day(day_of(max(start, end - 1))).year
        return tuple(year for year in range(first, last + 1) if year not in self.years_known)

    def with_table(self, version: str, year: int, days: Iterable[DayRule], *, complete: bool = True) -> "WorkCalendar":
        """A new version with the table of a year in place of any earlier table of that year.

        A table that is not ``complete`` (statutory days without the make-up arrangement) leaves the year unknown.
        """
        kept = tuple(rule for rule in self.days if rule.table != year)
        known = set(self.years_known) - {year} | ({year} if complete else set())
        told = tuple(replace(rule, table=year) for rule in days)
        return replace(self, version=version, days=kept + told, years_known=tuple(sorted(known)))


ORDINARY_HOURS = OfficeHours(date(1990, 1, 1), None, (0, 1, 2, 3, 4), 510, 720, 810, 1050)
"""Monday to Friday 08:30–12:00 and 13:30–17:30 (domain.md §2.11)."""


def to_facts(calendar: WorkCalendar) -> dict[str, Any]:
    """The calendar as plain facts for the journal; :func:`from_facts` reads them back."""
    return {
        "version": calendar.version,
        "hours": [
            {
                "from": row.valid_from.isoformat(),
                "to": None if row.valid_to is None else row.valid_to.isoformat(),
                "weekdays": list(row.weekdays),
                "am": None if row.am_start is None else [row.am_start, row.am_end],
                "pm": None if row.pm_start is None else [row.pm_start, row.pm_end],
            }
            for row in calendar.hours
        ],
        "days": [[rule.day.isoformat(), rule.name, rule.works, rule.part, rule.table] for rule in calendar.days],
        "years": list(calendar.years_known),
        "day_ends": calendar.day_ends,
    }


def from_facts(facts: Mapping[str, Any]) -> WorkCalendar:
    """The calendar that facts describe; the record's ``id`` is its version when the facts name none.

    Raises Refused("calendar.facts") when they describe none, and what the values themselves refuse.
    """
    try:
        return WorkCalendar(
            str(facts["version"] if "version" in facts else facts["id"]),
            tuple(_hours_from(row) for row in facts["hours"]),
            tuple(_rule_from(*row) for row in facts.get("days", ())),
            tuple(int(year) for year in facts.get("years", ())),
            facts.get("day_ends", "midnight"),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Refused("calendar.facts", detail=str(error)) from error


calendar_from = from_facts
"""The decoder of records of the kind "calendar"."""


def _hours_from(row: Mapping[str, Any]) -> OfficeHours:
    am, pm = row["am"] or (None, None), row["pm"] or (None, None)
    until = None if row["to"] is None else date.fromisoformat(row["to"])
    return OfficeHours(date.fromisoformat(row["from"]), until, tuple(row["weekdays"]), *am, *pm)


def _rule_from(day: str, name: str, works: bool, part: DayPart, table: int) -> DayRule:
    return DayRule(date.fromisoformat(day), str(name), bool(works), part, int(table))
