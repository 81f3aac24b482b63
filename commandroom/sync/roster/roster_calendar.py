"""iCalendar rosters: the library reads RFC 5545, this names what cannot be a duty by its line and property."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commandroom.domain.cover import shift_of, shift_span
from commandroom.domain.errors import Refused, Unavailable
from commandroom.domain.instant import DAY, Instant, instant, local
from commandroom.sync.incoming import WrongCell
from commandroom.sync.roster.roster_words import POST_NAMES, POSTS_BY_NAME, SHIFT_NAMES, names_in
from commandroom.sync.table_header import header_key

if TYPE_CHECKING:
    from icalendar import Event

LARGEST = 8 << 20
LONGEST_TURN = 7 * DAY
MOST_DAYS, MOST_TIMES = 62, 400
"""How many days one entry may span, and how often one may come again."""
CHINA = frozenset({"", "PRC", "Asia/Chongqing", "Asia/Harbin", "GMT+8", "UTC+8", "GMT+08:00"})
"""Names of the one civil time that the library does not know as zones, or that mean no zone at all."""
_LABELLED = re.compile(r"([\u3400-\u9fff/]{1,10})[:：]([^:：]*?)(?=(?:[,，;；]\s*[\u3400-\u9fff/]{1,10}[:：])|$)", re.S)


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


@dataclass(frozen=True, slots=True)
class _Span:
    """When an event is, or that it fills whole days from ``start`` until before ``end``."""

    start: Instant
    end: Instant
    whole: bool = False


def read_calendar(path: Path) -> Calendar:
    """Read the events of an iCalendar file; what cannot be taken is named by its line and property.

    An event that comes again (RRULE) stands on each of its days when it has an end, without one it is named. Raises
    Refused("roster.too_large"), Refused("roster.no_calendar"), Unavailable("sheet.unreadable").
    """
    try:
        content = path.read_bytes() if path.stat().st_size <= LARGEST else None
    except OSError as error:
        raise Unavailable("sheet.unreadable", file=path.name, why=error.strerror or str(error)) from error
    if content is None:
        raise Refused("roster.too_large", file=path.name, most=LARGEST >> 20)
    found = Calendar()
    events = _events(path, content, found.wrong)
    moved = {(str(event.get("UID", "")), key) for _, event in events if (key := _instance(event)) is not None}
    for number, event in events:
        found.events += 1
        try:
            found.turns.extend(_turns(event, moved))
        except Refused as refusal:
            name = str(refusal.facts.pop("name", "DTSTART"))
            found.wrong.append(_blame(path.stem, number, name, _written(event, name), refusal.code, **refusal.facts))
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


def _events(path: Path, content: bytes, wrong: list[WrongCell]) -> list[tuple[int, "Event"]]:
    """Each VEVENT with its first line. A line that is none is named and left out.

    The library tells no line numbers and decodes before it unfolds, so lines are put together here.
    """
    from icalendar import Calendar as Components
    from icalendar.parser import Contentline

    begun, lines, calendars = [], [], 0
    for number, line in unfolded(content):
        word = line.strip().upper()
        calendars += word == "BEGIN:VCALENDAR"
        if word == "BEGIN:VEVENT":
            begun.append(number)
        try:
            Contentline(line).parts()  # type: ignore[no-untyped-call]
        except ValueError:
            wrong.append(_blame(path.stem, number, "", line, "roster.ics_line"))
        else:
            lines.append(line)
    try:
        found = Components.from_ical("\r\n".join([*lines, ""]), multiple=True)
    except (ValueError, IndexError) as error:
        raise Refused("roster.no_calendar", file=path.name) from error
    events: list[Any] = [event for calendar in found for event in calendar.walk("VEVENT")]
    if not calendars or len(found) != calendars or len(events) != len(begun):
        raise Refused("roster.no_calendar", file=path.name)
    return list(zip(begun, events, strict=True))


def _blame(sheet: str, row: int, name: str, value: str, code: str, **facts: Any) -> WrongCell:
    return WrongCell(sheet, row, name, name, value, code, tuple(facts.items()))


def _one(event: "Event", name: str) -> Any:
    """A property, its first where it stands more than once; None when it is not there."""
    found = event.get(name)
    return found[0] if isinstance(found, list) and found else found


def _written(event: "Event", name: str) -> str:
    found = _one(event, name)
    if found is None:
        return ""
    words = found.to_ical()
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)


def _text(event: "Event", name: str) -> str:
    found = _one(event, name)
    return "" if found is None else str(found).strip()


def _turns(event: "Event", moved: set[tuple[str, Instant]]) -> list[Turn]:
    """The duties that an event means, none when it is cancelled; Refused with the property's ``name``."""
    if _text(event, "STATUS").upper() == "CANCELLED":
        return []
    if "RDATE" in event:
        raise Refused("roster.ics_repeats", name="RDATE")
    span = _span(event)
    spans = [one for one in _repeated(event, span) if (str(event.get("UID", "")), one.start) not in moved]
    if _instance(event) is not None:
        spans = [span]
    people, note = _people(event)
    if not people:
        raise Refused("roster.ics_nobody", name="DESCRIPTION")
    return [Turn(day, shift, people, note) for one in spans for day, shift in _days(one)]


def _days(span: _Span) -> list[tuple[str, str]]:
    """Day and shift of a span; an event of whole days is one duty for each of them."""
    if span.whole:
        days = range((span.end - span.start) // DAY)
        return [(local(span.start + number * DAY).date().isoformat(), "whole") for number in days]
    day, shift = shift_of(span.start, span.end)
    try:
        shift_span(day, shift)
    except ValueError:
        raise Refused("roster.ics_long", name="DTEND") from None
    return [(day, shift)]


def _span(event: "Event") -> _Span:
    """Begin, end, and whether it is days without times. Raises Refused with the property's ``name``."""
    if _one(event, "DTSTART") is None:
        raise Refused("roster.ics_no_start", name="DTSTART")
    start, whole = _moment(event, "DTSTART")
    length = _one(event, "DURATION")
    if _one(event, "DTEND") is not None:
        end, _ = _moment(event, "DTEND")
    elif length is not None:
        held = getattr(length, "dt", None) if _sound(length) else None
        if not isinstance(held, timedelta):
            raise Refused("roster.ics_duration", name="DURATION")
        end = start + int(held.total_seconds())
    elif whole:
        end = start + DAY
    else:
        raise Refused("roster.ics_no_end", name="DTSTART")
    blamed = "DURATION" if _one(event, "DTEND") is None else "DTEND"
    if whole:
        end = max(end, start + DAY)  # some write the last day itself as the end
        if end > start + MOST_DAYS * DAY:
            raise Refused("roster.ics_order", name=blamed)
        return _Span(start, end, whole=True)
    if not start < end <= start + LONGEST_TURN:
        raise Refused("roster.ics_order", name=blamed)
    if end > start + DAY:
        raise Refused("roster.ics_long", name=blamed)
    return _Span(start, end)


def _sound(value: Any) -> bool:
    """Whether the library could read a value."""
    from icalendar import vBroken

    return not isinstance(value, vBroken)


def _moment(event: "Event", name: str) -> tuple[Instant, bool]:
    """The instant of a date-time (or the 00:00 of a date, then True); without a zone it is +08:00."""
    given = _one(event, name)
    when = getattr(given, "dt", None) if _sound(given) else None
    if not isinstance(when, date):
        raise Refused("roster.ics_time", name=name)
    if not isinstance(when, datetime):
        return instant(datetime(when.year, when.month, when.day)), True  # noqa: DTZ001 - read as +08:00
    zone = str(given.params.get("TZID", ""))
    if when.tzinfo is None and zone not in CHINA:
        raise Refused("roster.ics_zone", name=name, zone=zone)
    return instant(when), False


def _instance(event: "Event") -> Instant | None:
    """Which time of a repeated event this one takes the place of; None for an event of its own."""
    given = _one(event, "RECURRENCE-ID")
    if given is None or not isinstance(getattr(given, "dt", None) if _sound(given) else None, date):
        return None
    return _moment(event, "RECURRENCE-ID")[0]


def _repeated(event: "Event", span: _Span) -> list[_Span]:
    """Every time an event comes, without those it leaves out (EXDATE)."""
    rule = _one(event, "RRULE")
    if rule is None:
        return [span]
    from dateutil.rrule import rrulestr  # type: ignore[import-untyped]

    if not _sound(rule) or not ("COUNT" in rule or "UNTIL" in rule):
        raise Refused("roster.ics_repeats", name="RRULE")
    begin = local(span.start).replace(tzinfo=None)
    words = re.sub(r"UNTIL=(\d{8})(T\d{6}Z?)?", _until, rule.to_ical().decode())
    try:
        times = [one for one, _ in zip(rrulestr(words, dtstart=begin), range(MOST_TIMES + 1), strict=False)]
    except (ValueError, TypeError) as error:
        raise Refused("roster.ics_repeats", name="RRULE") from error
    if len(times) > MOST_TIMES:
        raise Refused("roster.ics_repeats", name="RRULE")
    without = {_plain(one.dt) for group in _all(event, "EXDATE") for one in group.dts}
    return [
        replace(span, start=instant(one), end=instant(one) + span.end - span.start)
        for one in times
        if one not in without and one.date() not in without
    ]


def _until(found: "re.Match[str]") -> str:
    """UNTIL as civil time (+08:00), as the begin is; a date holds its whole day."""
    day, time = found[1], found[2] or "T235959"
    if time.endswith("Z"):
        when = datetime.strptime(day + time, "%Y%m%dT%H%M%S%z")
        return f"UNTIL={local(instant(when)):%Y%m%dT%H%M%S}"
    return f"UNTIL={day}{time}"


def _all(event: "Event", name: str) -> list[Any]:
    found = event.get(name)
    return [] if found is None else found if isinstance(found, list) else [found]


def _plain(when: date) -> date:
    """A left-out time as civil time without its zone; a date stays a date."""
    return local(instant(when)).replace(tzinfo=None) if isinstance(when, datetime) else when


def _people(event: "Event") -> tuple[dict[str, list[str]], str]:
    """Names by post, and the note: summary and what the description says besides names.

    A summary that begins with a post (派单调度员 白班) names the post of all; ``人员：… 主持：…`` in the
    description names it for some. Without a description the names stand in the summary behind the post.
    """
    summary, told = _text(event, "SUMMARY"), _text(event, "DESCRIPTION")
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
    own_note = _text(event, "COMMENT") or ("" if post else summary)
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
