"""A deadline as at most ten lines that a clerk can check against a wall calendar: codes and facts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from commandroom.domain.day_table import day_of, start_of
from commandroom.domain.instant import DAY, MINUTE, Instant
from commandroom.domain.workcalendar import WorkCalendar, civil_day
from commandroom.domain.worktime import Limit, Pauses, TimeUnit, due, settled

MOST_LINES = 10
SPANS_SHOWN = 4
Span = tuple[int, int]
"""From and to, in minutes of the day for working hours, instants otherwise."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: a code and its facts (instants, ISO dates, seconds); the words are made by deadline_text."""

    code: str
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Day:
    """The counted part of one civil day; ``amount`` in seconds or days."""

    number: int
    spans: tuple[Span, ...]
    amount: int


Grouping = Callable[[Sequence[_Day]], list[list[_Day]]]


def explain(
    calendar: WorkCalendar,
    start: Instant,
    limit: Limit,
    *,
    pauses: Pauses = (),
    extensions: Sequence[Limit] = (),
) -> tuple[Line, ...]:
    """Why a limit ends when it does. ``limit`` is the first one; extensions are in the same unit.

    Lines: start, counted days or spans, days left out, make-up workdays, pauses, extensions, years without a
    holiday table, end. Those with an ``amount`` (seconds, or days for day units) add up to ``total`` of the last
    line (``end``), or to its ``used`` when the clock is held at the moment (``standing``).
    """
    whole = limit
    for extension in extensions:
        whole = whole.plus(extension)
    merged = settled(pauses, start)
    ends, closed = _end(calendar, start, whole, merged)
    until = closed[-1][1] if ends is None else ends
    behind = [(held, resumed) for held, resumed in closed if held < until]
    days = _counted(calendar, start, whole.unit, until, behind)
    frame = [Line("start", {"at": start, "amount": limit.amount, "unit": limit.unit.value,
                            "calendar": calendar.version})]  # fmt: skip
    frame_end = _around(calendar, start, until, limit, behind, extensions, days)
    total = int(whole.amount) if whole.in_days else whole.seconds
    last = {"total": total, "unit": whole.unit.value}
    if ends is None:
        used = sum(day.amount for day in days)
        frame_end.append(Line("standing", {**last, "since": closed[-1][0], "used": used, "left": total - used}))
    else:
        frame_end.append(Line("end", {**last, "due": ends}))
    room = MOST_LINES - len(frame) - len(frame_end)
    return (*frame, *_body(days, whole.unit, room), *frame_end)


def _end(
    calendar: WorkCalendar, start: Instant, limit: Limit, merged: Sequence[tuple[Instant, Instant | None]]
) -> tuple[Instant | None, list[tuple[Instant, Instant]]]:
    """The end (None while held) and the pauses; an open pause is listed as ending where it began."""
    closed = [(held, resumed) for held, resumed in merged if resumed is not None]
    end = due(calendar, start, limit, closed)
    standing = [held for held, resumed in merged if resumed is None]
    if standing and standing[0] < end:
        return None, [*closed, (standing[0], standing[0])]
    return end, closed


def _counted(
    calendar: WorkCalendar, start: Instant, unit: TimeUnit, until: Instant, pauses: Sequence[tuple[Instant, Instant]]
) -> list[_Day]:
    if unit is TimeUnit.WORK_DAY or unit is TimeUnit.DAY:
        return _counted_days(calendar, start, unit, until, pauses)
    edges = [start, *(edge for pause in pauses for edge in pause), until]
    running = [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if b > a]
    if unit is TimeUnit.HOUR:
        return [_Day(day_of(a), ((a, b),), b - a) for a, b in running]
    table = calendar.span(start, until)
    found: dict[int, list[Span]] = {}
    for a, b in running:
        for number in range(day_of(a), day_of(b - 1) + 1):
            midnight = start_of(number)
            parts = table.parts[number - table.first]
            for opens, closes in (parts[:2], parts[2:]):
                begin, end = max(a - midnight, opens), min(b - midnight, closes)
                if end > begin:
                    found.setdefault(number, []).append((begin, end))
    return [_Day(number, tuple(spans), sum(b - a for a, b in spans)) for number, spans in sorted(found.items())]


def _counted_days(
    calendar: WorkCalendar, start: Instant, unit: TimeUnit, until: Instant, pauses: Sequence[tuple[Instant, Instant]]
) -> list[_Day]:
    """Days whose end the clock ran through but the first, the day of the start (or the one in its place).

    A pause over a day's end takes that day out, as due() does.
    """
    first, last = day_of(start), day_of(until - 1)
    if unit is TimeUnit.DAY:
        ends = [(number, start_of(number + 1)) for number in range(first, last + 1)]
    else:
        table = calendar.span(start, until)
        ends = [
            (number, end)
            for place in range(table.nth[first - table.first], table.nth[min(last, table.last) - table.first + 1])
            for number, end in [(table.work_day[place], table.day_end[place])]
        ]
    ran = [
        number
        for number, end in ends
        if start < end <= until and not any(held < end <= resumed for held, resumed in pauses)
    ]
    started_open = any(number == first and end > start for number, end in ends)
    return [_Day(number, (), 1) for number in (ran[1:] if started_open else ran)]


def _alone(days: Sequence[_Day]) -> list[list[_Day]]:
    return [[day] for day in days]


def _runs(days: Sequence[_Day], *, across: bool) -> list[list[_Day]]:
    """Days of equal hours that follow each other, or that are only parted by days that do not count."""
    runs: list[list[_Day]] = []
    for day in days:
        if runs and runs[-1][-1].spans == day.spans and (across or runs[-1][-1].number + 1 == day.number):
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs


def _ends_apart(days: Sequence[_Day]) -> list[list[_Day]]:
    """The first day, the last day, and all between them together."""
    return [[days[0]], list(days[1:-1]), [days[-1]]] if len(days) > 2 else _alone(days)


def _body(days: Sequence[_Day], unit: TimeUnit, room: int) -> list[Line]:
    if not days:
        return []
    ways: list[Grouping] = [partial(_runs, across=False), partial(_runs, across=True), _ends_apart]
    if unit is TimeUnit.WORK_HOUR:
        ways.insert(0, _alone)
    groups = next((found for way in ways if len(found := way(days)) <= room), None)
    return [_line(group, unit) for group in groups or [list(days)]]


def _line(group: Sequence[_Day], unit: TimeUnit) -> Line:
    amount = sum(day.amount for day in group)
    facts: dict[str, Any] = {
        "first": civil_day(group[0].number).isoformat(),
        "last": civil_day(group[-1].number).isoformat(),
        "days": len(group),
        "amount": amount,
    }
    if unit is TimeUnit.HOUR:
        return Line("hours", {"begin": group[0].spans[0][0], "end": group[-1].spans[0][1], "amount": amount})
    if unit is TimeUnit.DAY:
        return Line("days", facts)
    if unit is TimeUnit.WORK_DAY:
        return Line("workdays", facts)
    spans = group[0].spans
    if any(day.spans != spans for day in group) or len(spans) > SPANS_SHOWN:
        return Line("work_mixed", facts)
    return Line("work", {**facts, "spans": [list(span) for span in spans], "each": group[0].amount})


def _around(
    calendar: WorkCalendar,
    start: Instant,
    until: Instant,
    limit: Limit,
    pauses: Sequence[tuple[Instant, Instant]],
    extensions: Sequence[Limit],
    days: Sequence[_Day],
) -> list[Line]:
    """What a clerk needs beside the counted days: left out, made up, held, extended, unknown."""
    lines: list[Line] = []
    if limit.unit in (TimeUnit.WORK_HOUR, TimeUnit.WORK_DAY):
        begin = day_of(start) + (limit.unit is TimeUnit.WORK_DAY)
        skipped = _skipped(calendar, begin, day_of(max(start, until - 1)))
        lines += [Line("skipped", skipped)] if any(skipped.values()) else []
        made_up = [civil_day(day.number).isoformat() for day in days if _is_make_up(calendar, day.number)]
        lines += [Line("made_up", {"days": made_up})] if made_up else []
    if pauses:
        lines.append(Line("pauses", {"spans": [list(pause) for pause in pauses],
                                     "minutes": sum(b - a for a, b in pauses) // MINUTE}))  # fmt: skip
    if extensions:
        amounts = [extension.amount for extension in extensions]
        lines.append(Line("extended", {"amounts": amounts, "more": sum(amounts), "unit": limit.unit.value}))
    if limit.unit in (TimeUnit.WORK_HOUR, TimeUnit.WORK_DAY):
        unknown = calendar.unknown_years(start, until)
        lines += [Line("unknown_years", {"years": list(unknown)})] if unknown else []
    return lines


def _is_make_up(calendar: WorkCalendar, number: int) -> bool:
    rules = calendar.rules_of(number)
    return bool(rules) and rules[-1].works and (number + 3) % 7 >= 5


def _skipped(calendar: WorkCalendar, first: int, last: int) -> dict[str, Any]:
    """Days that do not count: holidays by name, first and last day, part; the other free days as a number."""
    free = 0
    named: list[dict[str, Any]] = []
    table = calendar.span(start_of(first), start_of(max(first, last)) + DAY)
    for number in range(first, last + 1):
        off = [rule for rule in calendar.rules_of(number) if not rule.works]
        works = table.day_work(number) > 0
        if off and not (works and off[-1].part == "day"):
            part = off[-1].part if works else "day"
            before = named[-1] if named else None
            if before and (before["name"], before["part"], before["next"]) == (off[-1].name, part, number):
                before["last"], before["next"] = civil_day(number).isoformat(), number + 1
            else:
                day = civil_day(number).isoformat()
                named.append({"name": off[-1].name, "first": day, "last": day, "part": part, "next": number + 1})
        elif not works:
            free += 1
    return {"holidays": [{k: v for k, v in one.items() if k != "next"} for one in named], "free": free}
