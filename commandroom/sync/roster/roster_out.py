"""A roster as rows of a sheet and as iCalendar; what is written reads back the same."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from commandroom.domain.cover import SHIFT_HOURS, held
from commandroom.domain.errors import Unavailable
from commandroom.domain.instant import Instant
from commandroom.domain.roster import POSTS, SHIFTS, Duty
from commandroom.sync.sheet_out import writable, write_table

WEEKDAYS = "一二三四五六日"
DATE, WEEKDAY, NOTE = "日期", "星期", "备注"
ZONE = ZoneInfo("Asia/Shanghai")


def rows_of(
    duties: Iterable[Duty], names: Mapping[str, str] | None = None
) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    """Headers and rows of a roster: a row a day, posts across, names parted by 、 (domain.md §3.7 值班表).

    ``names`` are shown instead of accounts. Posts nobody holds in the whole roster have no column.
    """
    shown = names or {}
    mine = held(duties)
    columns = sorted({(duty.post, duty.shift) for duty in mine}, key=_place)
    days: dict[str, dict[tuple[str, str], Duty]] = {}
    for duty in mine:
        days.setdefault(duty.day, {})[duty.post, duty.shift] = duty
    headers = (DATE, WEEKDAY, *(column_name(post, shift) for post, shift in columns), NOTE)
    rows = []
    for day, held_here in sorted(days.items()):
        civil = date.fromisoformat(day)
        alone = len(held_here) == 1
        notes = [
            duty.note if alone else f"{column_name(duty.post, duty.shift)}：{duty.note}"
            for duty in held_here.values()
            if duty.note
        ]
        cells = [
            "、".join(shown.get(person, person) for person in held_here[column].people) if column in held_here else ""
            for column in columns
        ]
        rows.append((civil, WEEKDAYS[civil.weekday()], *cells, "；".join(notes)))
    return headers, rows


def column_name(post: str, shift: str) -> str:
    """The head of a column: 带班领导, 派单调度员（白班）, 值班人员（14:00-16:00）."""
    word = POSTS.get(post, post)
    return word if shift == "whole" else f"{word}（{SHIFTS.get(shift, shift)}）"


def _place(column: tuple[str, str]) -> tuple[int, int, str]:
    posts, shifts = list(POSTS), list(SHIFT_HOURS)
    post, shift = column
    return (
        posts.index(post) if post in posts else len(posts),
        shifts.index(shift) if shift in shifts else len(shifts),
        shift,
    )


def write_roster(path: Path, duties: Sequence[Duty], names: Mapping[str, str] | None = None) -> int:
    """Write a roster to .xlsx, .csv or .ics by the suffix; gives the number of rows, or of events.

    Raises what ``sheet_out.write_table`` raises; Unavailable("sheet.write_failed") when the disk says no.
    """
    if path.suffix.lower() == ".ics":
        return write_calendar(path, duties, names)
    headers, rows = rows_of(duties, names)
    return write_table(path, headers, rows, sheet="值班表")


def write_calendar(
    path: Path, duties: Iterable[Duty], names: Mapping[str, str] | None = None, made_at: Instant = 0
) -> int:
    """Write a roster as iCalendar (RFC 5545), an event a duty; gives how many. The file appears whole or not.

    ``made_at`` is the stamp of the events; a duty's own begin when none is given, so that the same roster
    gives the same bytes. Raises Unavailable("sheet.write_failed").
    """
    from icalendar import Calendar, Event

    shown = names or {}
    mine = held(duties)
    calendar = Calendar()
    for name, value in (("prodid", "-//commandroom//roster//ZH"), ("version", "2.0"), ("calscale", "GREGORIAN"),
                        ("method", "PUBLISH"), ("x-wr-calname", "值班表"), ("x-wr-timezone", ZONE.key)):  # fmt: skip
        calendar.add(name, value)
    for duty in mine:
        event = Event()
        event.add("uid", f"{duty.id}@commandroom")
        event.add("dtstamp", datetime.fromtimestamp(made_at or duty.start, UTC))
        event.add("dtstart", datetime.fromtimestamp(duty.start, ZONE))
        event.add("dtend", datetime.fromtimestamp(duty.end, ZONE))
        word = f"{POSTS.get(duty.post, duty.post)} {SHIFTS.get(duty.shift, duty.shift)}"
        event.add("summary", writable(word))
        event.add("description", writable(" ".join(shown.get(person, person) for person in duty.people)))
        if duty.note:
            event.add("comment", writable(duty.note))
        event.add("status", "CONFIRMED")
        calendar.add_component(event)
    if mine:
        calendar.add_missing_timezones()
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(calendar.to_ical(sorted=False))
        part.replace(path)
    except OSError as error:
        raise Unavailable("sheet.write_failed", file=path.name, why=error.strerror or str(error)) from error
    finally:
        part.unlink(missing_ok=True)
    return len(mine)
