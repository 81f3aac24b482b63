"""The demonstration town's rosters, month by month, made by the roster engine itself."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from commandroom.domain.report_period import MONTH, ReportPeriod
from commandroom.domain.roster import Duty
from commandroom.domain.workcalendar import WorkCalendar
from commandroom.rostering import generate, problem
from commandroom.rostering.generate import Drafted
from commandroom.sync.demo_town.people import Staff

PROFILE = "L"


class _Town:
    """What the engine asks of a room, answered from the town before there is a room."""

    def __init__(self, staff: Staff, calendar: WorkCalendar) -> None:
        self._staff, self._calendar = staff, calendar
        self.duties: dict[str, Duty] = {}

    def all(self, kind: str) -> tuple[Any, ...]:
        """People, units and the duties made so far."""
        known: dict[str, tuple[Any, ...]] = {"person": self._staff.people, "unit": self._staff.units}
        return tuple(self.duties.values()) if kind == "duty" else known.get(kind, ())

    def find(self, kind: str, ident: str) -> Any:
        """The calendar; nothing else was set."""
        del ident
        return self._calendar if kind == "calendar" else None

    def setting(self, name: str, default: Any = None) -> Any:
        """The settings a new room of this town has."""
        return {"profile": PROFILE, "calendar": self._calendar.version}.get(name, default)


def drafts(staff: Staff, calendar: WorkCalendar, first: date, last: date) -> tuple[Drafted, ...]:
    """The rosters of every month from one day to another, each built on the ones before."""
    known = _Town(staff, calendar)
    made = []
    for month in months(first, last):
        drafted = generate.generate(problem.of(known, month))
        known.duties |= {duty.id: duty for duty in drafted.duties}
        made.append(drafted)
    return tuple(made)


def months(first: date, last: date) -> Iterator[str]:
    """The months, ``2026-11``, that days from one to another lie in."""
    period = ReportPeriod.around(MONTH, first)
    while period.first <= last:
        yield period.key
        period = period.moved(1)
