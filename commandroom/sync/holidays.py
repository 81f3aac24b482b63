"""Holiday tables of a year: holiday-cn JSON, CSV 日期,名称,是否休息, those of resources, statutory days."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from commandroom import resources
from commandroom.domain.errors import Refused
from commandroom.domain.workcalendar import ORDINARY_HOURS, DayRule, OfficeHours, WorkCalendar
from commandroom.sync.delimited import decode, rows
from commandroom.text import sentence

LARGEST = 1 << 20
FIRST_YEAR, LAST_YEAR = 1949, 2100
LEAST_DAYS_OFF = 7
"""A table with fewer days off is cut short: the law has had at least seven since 1949, ten since 1999."""
LONGEST_NAME = 60
_COLUMNS = ("日期", "名称", "是否休息")
_OFF = {"是": True, "休": True, "休息": True, "true": True, "1": True, "y": True, "yes": True,
        "否": False, "班": False, "上班": False, "false": False, "0": False, "n": False, "no": False}  # fmt: skip


@dataclass(frozen=True, slots=True)
class HolidayTable:
    """Days off and make-up workdays of one year, with the papers they come from.

    A table that is not ``complete`` has the statutory days without the State Council's arrangement.
    """

    year: int
    papers: tuple[str, ...]
    days: tuple[DayRule, ...]
    complete: bool = True

    def on(self, calendar: WorkCalendar, version: str) -> WorkCalendar:
        """A new version of a calendar with this table in it."""
        return calendar.with_table(version, self.year, self.days, complete=self.complete)


@dataclass(slots=True)
class _Reading:
    """One file being read: what is found and everything that is wrong with it."""

    file: str
    year: int = 0
    papers: tuple[str, ...] = ()
    days: dict[date, DayRule] = field(default_factory=dict)
    problems: list[Refused] = field(default_factory=list)

    def wrong(self, code: str, row: int, value: Any) -> None:
        self.problems.append(Refused(code, file=self.file, row=row, value=value, year=self.year))

    def add(self, row: int, day_text: Any, name: Any, off: bool | None, off_text: Any) -> None:
        """Take one row or note what is wrong with it."""
        day = _date(day_text)
        if day is None:
            self.wrong("holidays.date", row, day_text)
            return
        if not isinstance(name, str) or not 0 < len(name.strip()) <= LONGEST_NAME:
            self.wrong("holidays.name", row, day_text)
        elif off is None:
            self.wrong("holidays.off", row, off_text)
        elif day.year != self.year and not _next_door(day, self.year):
            self.wrong("holidays.other_year", row, day_text)
        elif day in self.days:
            self.wrong("holidays.twice", row, day_text)
        else:
            self.days[day] = DayRule(day, name.strip(), works=not off, table=self.year)

    def table(self) -> HolidayTable:
        """The table, when nothing is wrong and it is a whole one."""
        if self.problems:
            if len(self.problems) == 1:
                raise self.problems[0]
            first = sentence(self.problems[0])
            raise Refused("holidays.many", file=self.file, count=len(self.problems), first=first,
                          problems=tuple(self.problems))  # fmt: skip
        if not self.days:
            raise Refused("holidays.not_announced", file=self.file, year=self.year)
        count = sum(not rule.works for rule in self.days.values())
        if count < LEAST_DAYS_OFF:
            raise Refused("holidays.too_few", file=self.file, year=self.year, count=count, least=LEAST_DAYS_OFF)
        return HolidayTable(self.year, self.papers, tuple(self.days[day] for day in sorted(self.days)))


def read(content: bytes, name: str = "") -> HolidayTable:
    """The table in the bytes of a file; JSON and CSV are told apart by content.

    Nothing of a file with a wrong row is taken. Raises Refused: the one thing that is wrong, or
    "holidays.many" with all of them in ``problems``; "holidays.not_announced" for a year without days.
    """
    if len(content) > LARGEST:
        raise Refused("holidays.too_large", file=name, size=len(content))
    text, _ = decode(content, name)
    reading = _Reading(name)
    if text.lstrip().startswith(("{", "[")):
        _read_json(reading, text)
    else:
        _read_csv(reading, text)
    return reading.table()


def load(path: Path) -> HolidayTable:
    """The table in a file; see :func:`read`."""
    return read(path.read_bytes(), path.name)


def _date(value: Any) -> date | None:
    if not isinstance(value, str):
        return None
    text = value.strip().replace("/", "-").replace(".", "-")
    text = text.replace("年", "-").replace("月", "-").removesuffix("日")
    parts = text.split("-")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts) or len(parts[0]) != 4:
        return None
    try:
        return date(*map(int, parts))
    except ValueError:
        return None


def _next_door(day: date, year: int) -> bool:
    """Tables name the last days of the year before (2018-12-29 works for 2019) and could name the next."""
    return (day.year, day.month) in ((year - 1, 12), (year + 1, 1))


def _read_json(reading: _Reading, text: str) -> None:
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        raise Refused("holidays.json", file=reading.file, row=error.lineno, column=error.colno) from error
    except RecursionError as error:
        raise Refused("holidays.shape", file=reading.file, field="days") from error
    if not isinstance(found, dict):
        raise Refused("holidays.shape", file=reading.file, field="year")
    year, days, papers = found.get("year"), found.get("days"), found.get("papers", [])
    if not isinstance(year, int) or isinstance(year, bool) or not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refused("holidays.year", file=reading.file, value=year)
    if not isinstance(days, list):
        raise Refused("holidays.shape", file=reading.file, field="days")
    if not isinstance(papers, list) or not all(isinstance(paper, str) for paper in papers):
        raise Refused("holidays.shape", file=reading.file, field="papers")
    reading.year, reading.papers = year, tuple(papers)
    for row, one in enumerate(days, 1):
        if not isinstance(one, dict):
            reading.wrong("holidays.row", row, one)
            continue
        off = one.get("isOffDay")
        reading.add(row, one.get("date"), one.get("name"), off if isinstance(off, bool) else None, off)


def _read_csv(reading: _Reading, text: str) -> None:
    lines = [(row, [cell.strip() for cell in cells]) for row, cells in _filled(text, reading.file)]
    header = lines[0][1] if lines else []
    places = [header.index(column) if column in header else -1 for column in _COLUMNS]
    if -1 in places:
        raise Refused("holidays.shape", file=reading.file, field=_COLUMNS[places.index(-1)])
    body = [(row, [cells[p] if p < len(cells) else "" for p in places]) for row, cells in lines[1:]]
    years = Counter(day.year for _, cells in body if (day := _date(cells[0])) is not None)
    if body and not years:
        reading.problems = [
            Refused("holidays.date", file=reading.file, row=row, value=cells[0], year=0) for row, cells in body
        ]
        return
    if not years:
        raise Refused("holidays.shape", file=reading.file, field=_COLUMNS[0])
    reading.year = max(years, key=lambda year: (years[year], year))
    if not FIRST_YEAR <= reading.year <= LAST_YEAR:
        raise Refused("holidays.year", file=reading.file, value=reading.year)
    for row, (day_text, name, off) in body:
        reading.add(row, day_text, name, _OFF.get(off.lower()), off)


def _filled(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    for row, cells in enumerate(rows(text, name), 1):
        if any(cell.strip() for cell in cells):
            yield row, cells


def shipped() -> tuple[HolidayTable, ...]:
    """The tables that come with the program, oldest first."""
    return tuple(load(path) for path in sorted(resources.find("holidays").glob("*.json")))


def statutory(year: int) -> HolidayTable:
    """The statutory days of a year whose arrangement is not out yet; the make-up days stay unknown.

    Raises Refused("holidays.unsupported") for a year the ``holidays`` library knows nothing of.
    """
    import holidays

    found = holidays.country_holidays("CN", years=[year], language="zh_CN") if year <= LAST_YEAR else {}
    days = tuple(DayRule(day, name, works=False, table=year) for day, name in sorted(found.items()))
    if not days:
        raise Refused("holidays.unsupported", year=year)
    return HolidayTable(year, (), days, complete=False)


def first_calendar(version: str, hours: tuple[OfficeHours, ...] = (ORDINARY_HOURS,)) -> WorkCalendar:
    """The calendar of a new room: its office hours and the shipped tables."""
    calendar = WorkCalendar(version, hours)
    for table in shipped():
        calendar = table.on(calendar, version)
    return calendar
