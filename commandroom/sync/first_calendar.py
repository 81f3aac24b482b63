"""The working calendar a new room starts with: usual office hours and the holiday tables that are known."""

from typing import Any

from commandroom.domain.workcalendar import WorkCalendar, to_facts
from commandroom.sync import holidays

VERSION = "1"


def calendar() -> WorkCalendar:
    """Monday to Friday in ordinary hours, with every State Council table that comes with the program."""
    return holidays.first_calendar(VERSION)


def facts() -> dict[str, Any]:
    """The same as the facts of its entry."""
    return to_facts(calendar())
