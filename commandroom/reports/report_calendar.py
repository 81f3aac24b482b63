"""The report calendar: what is due to whom and when, done, late or still to do; shipped entries and the room's own."""

import tomllib
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any, Protocol

from commandroom import resources
from commandroom.domain import submission as submissions
from commandroom.domain.day_kinds import day_kind
from commandroom.domain.errors import Refused
from commandroom.domain.instant import DAY, Instant, local
from commandroom.domain.report_period import ReportPeriod
from commandroom.domain.submission import Due, Submission, Works
from commandroom.reports.given import Records
from commandroom.reports.period_words import words
from commandroom.span_text import span
from commandroom.text import mark, tr

BACK = {"day": 2 * DAY, "week": 14 * DAY}
"""How far back an open one is still named, by its kind; a longer one for two months."""
AHEAD = 45 * DAY
STATE_WORDS = {
    submissions.DONE: mark("已报"), submissions.DONE_LATE: mark("迟报"), submissions.SOON_DUE: mark("快到期"),
    submissions.OVERDUE: mark("未报，已过期"), submissions.WAITING: mark("未到期"),
}  # fmt: skip


REST_WORDS = {
    submissions.AFTER: mark("顺延到下一个工作日"), submissions.BEFORE: mark("提前到上一个工作日"),
    submissions.SAME: mark("不变"),
}  # fmt: skip


class Calendars(Records, Protocol):
    """The part of a reader that also knows the room's settings."""

    def setting(self, name: str, default: Any = None) -> Any:
        """One setting of the room."""


@cache
def shipped() -> tuple[Submission, ...]:
    """The calendar that comes with the program."""
    read = tomllib.loads(resources.find("reports/calendar.toml").read_text("utf-8"))
    made = []
    for ident, facts in read.items():
        hour, _, minute = str(facts.pop("at")).partition(":")
        made.append(submissions.from_facts(ident, {**facts, "minute": int(hour) * 60 + int(minute)}))
    return tuple(made)


def standing(reader: Records) -> tuple[Submission, ...]:
    """What is due in this room: its own entries over the shipped ones, without those that are off."""
    found = {one.id: one for one in shipped()}
    for one in shipped():
        facts = reader.find("submission", one.id)
        if facts:
            found[one.id] = submissions.from_facts(one.id, facts)
    for facts in reader.all("submission"):
        ident = str(facts.get("id", ""))
        if ident and ident not in found:
            found[ident] = submissions.from_facts(ident, facts)
    return tuple(one for one in found.values() if not one.off)


def submission(reader: Records, ident: str) -> Submission:
    """One of them; Refused("submission.unknown")."""
    known = standing(reader)
    found = next((one for one in known if one.id == ident), None)
    if found is None:
        raise Refused("submission.unknown", id=ident, known="、".join(one.id for one in known))
    return found


def working(reader: Calendars) -> Works:
    """Which days are worked by the calendar in force, holidays and make-up days included."""
    calendar = reader.find("calendar", reader.setting("calendar", ""))

    def works(day: date) -> bool:
        return day_kind(calendar, day.isoformat()).works

    return works


def dues(reader: Calendars, now: Instant, began: Instant = 0) -> tuple[Due, ...]:
    """What was and will be due around now, by its end; periods before the room ``began`` are nobody's.

    Each submission: the periods that ended lately, and the one that is next due.
    """
    found: list[Due] = []
    works = working(reader)
    for one in standing(reader):
        period = one.around(now).moved(1)
        back = BACK.get(one.every, 62 * DAY)
        while (due := one.due(period, works)) >= now - back and period.end > began:
            if due <= now + AHEAD:
                found.append(_marked(reader, Due(one, period, due)))
            period = period.moved(-1)
    nearest: dict[str, Due] = {}
    for coming in sorted(found, key=lambda due: due.due):
        if coming.due >= now and not coming.sent:
            nearest.setdefault(coming.submission.id, coming)
    kept = [due for due in found if due.due < now or due.sent or nearest.get(due.submission.id) is due]
    return tuple(sorted(kept, key=lambda due: (due.due, due.submission.id)))


def _marked(reader: Records, due: Due) -> Due:
    facts: dict[str, Any] = reader.find("submitted", submissions.mark_id(due.submission.id, due.period)) or {}
    return replace(due, sent=int(facts.get("at", 0)), by=str(facts.get("by", "")))


def began(reader: Any) -> Instant:
    """When the room had its first event; 0 when it has none."""
    row = reader.rows("SELECT min(reported_at) FROM event WHERE reported_at > 0")
    return int(row[0][0] or 0) if row else 0


def due_words(due: Due, now: Instant) -> str:
    """``11月5日17:00前 · 还有 2天`` or when it went."""
    end, state = local(due.due), due.state(now)
    until = tr("{month}月{day}日{time}前", month=end.month, day=end.day, time=f"{end:%H:%M}")
    if due.sent:
        at = local(due.sent)
        went = tr("{month}月{day}日{time}报", month=at.month, day=at.day, time=f"{at:%H:%M}")
        return tr("{until} · {went}", until=until, went=went)
    if state == submissions.OVERDUE:
        return tr("{until} · 已过 {span}", until=until, span=span(now - due.due))
    return tr("{until} · 还有 {span}", until=until, span=span(due.due - now))


def line(due: Due, now: Instant) -> str:
    """One line of the calendar in words."""
    return tr(
        "{period}{name} → {to}，{when}，{state}", period=words(due.period), name=due.submission.name,
        to=due.submission.to, when=due_words(due, now), state=tr(STATE_WORDS[due.state(now)]),
    )  # fmt: skip


def to_facts(due: Due, now: Instant) -> dict[str, Any]:
    """One line for scripts."""
    return {
        "id": due.submission.id, "name": due.submission.name, "to": due.submission.to, "period": due.period.key,
        "due": due.due, "sent": due.sent, "by": due.by, "state": due.state(now), "paper": due.submission.paper,
    }  # fmt: skip


def for_period(reader: Records, ident: str, word: str) -> tuple[Submission, ReportPeriod]:
    """A submission and a period of its kind; Refused("submission.unknown", "report.wrong_period")."""
    found = submission(reader, ident)
    return found, ReportPeriod.read(found.every, word)
