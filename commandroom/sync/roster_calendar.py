"""iCalendar (RFC 5545) as far as rosters use it: events with a begin and an end, unfolded and unescaped."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from commandroom.domain.cover import shift_of, shift_span
from commandroom.domain.errors import Refused, Unavailable
from commandroom.domain.instant import DAY, HOUR, Instant, instant
from commandroom.sync.incoming import WrongCell
from commandroom.sync.roster_words import POST_NAMES, POSTS_BY_NAME, SHIFT_NAMES, names_in
from commandroom.sync.table_header import header_key

LARGEST = 8 << 20
LONGEST_TURN = 7 * DAY
CHINA = frozenset({"", "Asia/Shanghai", "PRC", "China Standard Time", "Asia/Chongqing", "Asia/Harbin", "GMT+8"})
_DURATION = re.compile(r"\+?P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
_NAME = re.compile(r'([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)*):(.*)', re.S)
_PARAMETER = re.compile(r';([A-Za-z0-9-]+)=("[^"]*"|[^;:]*)')
_LABELLED = re.compile(r"([\u3400-\u9fff/]{1,10})[:：]([^:：]*?)(?=(?:[,，;；]\s*[\u3400-\u9fff/]{1,10}[:：])|$)", re.S)
_ESCAPED = re.compile(r"\\([\\;,nN])")


@dataclass(frozen=True, slots=True)
class Property:
    """One content line: its name in capitals, its parameters, its value as it is written."""

    name: str
    parameters: Mapping[str, str]
    value: str

    @property
    def text(self) -> str:
        """The value with its backslashes (comma, semicolon, line break) read."""
        return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], self.value)


@dataclass(frozen=True, slots=True)
class Turn:
    """One event as a duty: its day and shift, names by post, and what else it says."""

    day: str
    shift: str
    people: Mapping[str, Sequence[str]]
    note: str


@dataclass(slots=True)
class Calendar:
    """What a calendar file says; ``events`` counts its events, also those that are wrong or cancelled."""

    turns: list[Turn] = field(default_factory=list)
    wrong: list[WrongCell] = field(default_factory=list)
    events: int = 0


def read_calendar(path: Path) -> Calendar:
    """Read the events of an iCalendar file; what cannot be taken is named by its line and property.

    A repeated event (RRULE, RDATE) is not expanded but named. Raises Refused("roster.too_large"),
    Refused("roster.no_calendar"), Unavailable("sheet.unreadable").
    """
    try:
        content = path.read_bytes() if path.stat().st_size <= LARGEST else None
    except OSError as error:
        raise Unavailable("sheet.unreadable", file=path.name, why=error.strerror or str(error)) from error
    if content is None:
        raise Refused("roster.too_large", file=path.name, most=LARGEST >> 20)
    found = Calendar()
    ended = False
    for number, event in _events(content, found.wrong, path.stem):
        if event is None:
            ended = True
            continue
        found.events += 1
        turn = _turn(number, event, found.wrong, path.stem)
        if turn is not None:
            found.turns.append(turn)
    if not ended:
        raise Refused("roster.no_calendar", file=path.name)
    return found


def unfolded(content: bytes) -> Iterator[tuple[int, str]]:
    """The content lines with the number (from 1) each begins at; folds may cut a character in two."""
    begun, line = 0, b""
    for number, part in enumerate(content.removeprefix(b"\xef\xbb\xbf").splitlines(), start=1):
        if part[:1] in (b" ", b"\t") and begun:
            line += part[1:]
            continue
        if begun and line:
            yield begun, line.decode("utf-8", "replace")
        begun, line = number, part
    if begun and line:
        yield begun, line.decode("utf-8", "replace")


Event = dict[str, Property]


def _events(content: bytes, wrong: list[WrongCell], sheet: str) -> Iterator[tuple[int, Event | None]]:
    """Each VEVENT with its first line; at last (0, None) when the calendar is closed properly."""
    inside: list[str] = []
    event: Event = {}
    begun = 0
    for number, line in unfolded(content):
        found = _NAME.fullmatch(line)
        if found is None:
            wrong.append(_blame(sheet, number, "", line, "roster.ics_line"))
            continue
        name, value = found[1].upper(), found[3]
        if name == "BEGIN":
            inside.append(value.strip().upper())
            if inside[-1] == "VEVENT":
                event, begun = {}, number
        elif name == "END":
            kind = value.strip().upper()
            if not inside or inside.pop() != kind:
                return
            if kind == "VEVENT":
                yield begun, event
            elif kind == "VCALENDAR" and not inside:
                yield 0, None
        elif inside and inside[-1] == "VEVENT":
            parameters = {key.upper(): text.strip('"') for key, text in _PARAMETER.findall(found[2])}
            event.setdefault(name, Property(name, parameters, value))


def _blame(sheet: str, row: int, name: str, value: str, code: str, **facts: Any) -> WrongCell:
    return WrongCell(sheet, row, name, name, value, code, tuple(facts.items()))


def _turn(number: int, event: Event, wrong: list[WrongCell], sheet: str) -> Turn | None:
    """The duty that an event means; None when it is cancelled, or wrong (which is noted)."""
    status = event.get("STATUS")
    if status is not None and status.value.strip().upper() == "CANCELLED":
        return None
    for name in ("RRULE", "RDATE", "RECURRENCE-ID"):
        if name in event:
            wrong.append(_blame(sheet, number, name, event[name].value, "roster.ics_repeats"))
            return None
    try:
        start, end, whole = _span(event)
    except Refused as refusal:
        name = str(refusal.facts.pop("name", "DTSTART"))
        value = event[name].value if name in event else ""
        wrong.append(_blame(sheet, number, name, value, refusal.code, **refusal.facts))
        return None
    day, shift = shift_of(start, end)
    if whole:
        shift = "whole"
    try:
        shift_span(day, shift)
    except ValueError:
        wrong.append(_blame(sheet, number, "DTEND", event["DTSTART"].value, "roster.ics_long"))
        return None
    people, note = _people(event)
    if not people:
        wrong.append(_blame(sheet, number, "DESCRIPTION", note, "roster.ics_nobody"))
        return None
    return Turn(day, shift, people, note)


def _span(event: Event) -> tuple[Instant, Instant, bool]:
    """Begin, end, and whether it is a day without times. Raises Refused with the property's ``name``."""
    if "DTSTART" not in event:
        raise Refused("roster.ics_no_start", name="DTSTART")
    start, whole = _moment(event["DTSTART"])
    if whole:
        return start, start + DAY, True
    if "DTEND" in event:
        end, _ = _moment(event["DTEND"])
    elif "DURATION" in event:
        found = _DURATION.fullmatch(event["DURATION"].value.strip())
        if found is None:
            raise Refused("roster.ics_duration", name="DURATION")
        weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
        end = start + weeks * 7 * DAY + days * DAY + hours * HOUR + minutes * 60 + seconds
    else:
        raise Refused("roster.ics_no_end", name="DTSTART")
    if not start < end <= start + LONGEST_TURN:
        raise Refused("roster.ics_order", name="DTEND" if "DTEND" in event else "DURATION")
    if end > start + DAY:
        raise Refused("roster.ics_long", name="DTEND" if "DTEND" in event else "DURATION")
    return start, end, False


def _moment(given: Property) -> tuple[Instant, bool]:
    """The instant of a date-time (or the 00:00 of a date, then True); without a zone it is +08:00."""
    text = given.value.strip()
    try:
        if re.fullmatch(r"\d{8}", text):
            return instant(datetime.strptime(text, "%Y%m%d")), True  # noqa: DTZ007 - a civil date, read as +08:00
        when = datetime.strptime(text.removesuffix("Z"), "%Y%m%dT%H%M%S")  # noqa: DTZ007
    except ValueError as error:
        raise Refused("roster.ics_time", name=given.name) from error
    zone = given.parameters.get("TZID", "")
    if text.endswith("Z"):
        return instant(when.replace(tzinfo=ZoneInfo("UTC"))), False
    if zone in CHINA:
        return instant(when), False
    try:
        return instant(when.replace(tzinfo=ZoneInfo(zone))), False
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Refused("roster.ics_zone", name=given.name, zone=zone) from error


def _people(event: Event) -> tuple[dict[str, list[str]], str]:
    """Names by post, and the note: summary and what the description says besides names.

    A summary that begins with a post (派单调度员 白班) names the post of all; ``人员：… 主持：…`` in the
    description names it for some. Without a description the names stand in the summary behind the post.
    """
    summary = event["SUMMARY"].text.strip() if "SUMMARY" in event else ""
    told = event["DESCRIPTION"].text.strip() if "DESCRIPTION" in event else ""
    post, rest = _post_of(summary)
    labelled = _LABELLED.findall(told)
    if labelled:
        people: dict[str, list[str]] = {}
        notes = [summary] if summary else []
        for label, value in labelled:
            own = POSTS_BY_NAME.get(header_key(label))
            if own is None:
                notes.append(f"{label}：{value.strip(' ,，;；')}")
            elif names := names_in(value):
                people.setdefault(own, []).extend(names)
        return people, "；".join(notes)
    own_note = event["COMMENT"].text.strip() if "COMMENT" in event else "" if post else summary
    names = names_in(told) or (names_in(rest) if post else [])
    return {post or "on_duty": names} if names else {}, own_note


def _post_of(summary: str) -> tuple[str, str]:
    """The post a summary begins with and what follows it (the word of a shift taken off); ("", summary)."""
    for post, names in POST_NAMES.items():
        if summary.startswith(names[0]):
            rest = summary.removeprefix(names[0]).strip(" ：:（）()")
            for words in SHIFT_NAMES.values():
                rest = rest.removeprefix(words[0]).strip(" ：:（）()")
            return post, rest
    return "", summary
