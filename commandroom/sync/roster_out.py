"""A roster as rows of a sheet and as iCalendar; what is written reads back the same."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from commandroom.domain.cover import SHIFT_HOURS, held
from commandroom.domain.errors import Unavailable
from commandroom.domain.instant import Instant, local
from commandroom.domain.roster import POSTS, SHIFTS, Duty
from commandroom.sync.sheet_out import writable, write_table

WEEKDAYS = "一二三四五六日"
DATE, WEEKDAY, NOTE = "日期", "星期", "备注"
_FOLD = 75
_UTC = "%Y%m%dT%H%M%SZ"


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
    shown = names or {}
    mine = held(duties)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//commandroom//roster//ZH", "CALSCALE:GREGORIAN",
             "METHOD:PUBLISH", "X-WR-TIMEZONE:Asia/Shanghai"]  # fmt: skip
    for duty in mine:
        people = " ".join(shown.get(person, person) for person in duty.people)
        word = POSTS.get(duty.post, duty.post)
        lines += [
            "BEGIN:VEVENT",
            f"UID:{duty.id}@commandroom",
            f"DTSTAMP:{_utc(made_at or duty.start)}",
            f"DTSTART;TZID=Asia/Shanghai:{local(duty.start):%Y%m%dT%H%M%S}",
            f"DTEND;TZID=Asia/Shanghai:{local(duty.end):%Y%m%dT%H%M%S}",
            f"SUMMARY:{_escaped(word)} {_escaped(SHIFTS.get(duty.shift, duty.shift))}",
            f"DESCRIPTION:{_escaped(people)}",
            *([f"COMMENT:{_escaped(duty.note)}"] if duty.note else []),
            "STATUS:CONFIRMED",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(b"".join(_folded(writable(line)) for line in lines))
        part.replace(path)
    except OSError as error:
        raise Unavailable("sheet.write_failed", file=path.name, why=error.strerror or str(error)) from error
    finally:
        part.unlink(missing_ok=True)
    return len(mine)


def _utc(at: Instant) -> str:
    return datetime.fromtimestamp(at, UTC).strftime(_UTC)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n").replace("\r", "")


def _folded(line: str) -> bytes:
    """A content line cut after 75 octets at most, never inside a character, ended by CRLF."""
    pieces: list[bytes] = []
    piece = b""
    for sign in line:
        octets = sign.encode("utf-8")
        if len(piece) + len(octets) > (_FOLD if not pieces else _FOLD - 1):
            pieces.append(piece)
            piece = b""
        piece += octets
    return b"\r\n ".join([*pieces, piece]) + b"\r\n"
