"""The working calendar a new room starts with: usual office hours and the holiday tables that are known."""

import json
from datetime import date
from typing import Any

from commandroom import resources
from commandroom.domain.workcalendar import DayRule, OfficeHours, WorkCalendar, to_facts

VERSION = "1"


def calendar() -> WorkCalendar:
    """Monday to Friday 08:30–12:00 and 13:30–17:30, with every State Council table in resources/holidays."""
    rules: list[DayRule] = []
    years: list[int] = []
    for path in sorted(resources.find("holidays").glob("[0-9]*.json")):
        table = json.loads(path.read_text("utf-8"))
        if not table["days"]:
            continue
        years.append(int(table["year"]))
        rules.extend(
            DayRule(date.fromisoformat(day["date"]), day["name"], not day["isOffDay"], table=int(table["year"]))
            for day in table["days"]
        )
    hours = OfficeHours(date(2000, 1, 1), None, (0, 1, 2, 3, 4), 510, 720, 810, 1050)
    return WorkCalendar(VERSION, (hours,), tuple(rules), tuple(years))


def facts() -> dict[str, Any]:
    """The same as the facts of its entry."""
    return to_facts(calendar())
