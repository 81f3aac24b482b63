"""What a card of the pressure page says: time left, working time left, what the room does next by itself."""

from collections.abc import Callable

from commandroom.domain.instant import DAY, Instant, day_number, local
from commandroom.domain.next_step import Auto, next_step
from commandroom.domain.workcalendar import WorkCalendar
from commandroom.domain.worktime import TimeUnit, worked
from commandroom.span_text import span, time_left
from commandroom.store.queue.pressure_cards import Card
from commandroom.text import tr
from ui.models.names import Names
from ui.widgets.lane import Face

WORKING = frozenset({TimeUnit.WORK_HOUR.value, TimeUnit.WORK_DAY.value})


def face(card: Card, names: Names, calendar: Callable[[str], WorkCalendar], now: Instant) -> Face:
    """The face of a card at a moment."""
    clock = card.clock
    where = names.grid(clock.grid) if clock.grid else ""
    under = tr(" · ").join(part for part in (card.stage, names.unit(card.unit), where) if part)
    left, used = _working(card, calendar, now)
    told = next_words(card, now)
    ahead = tr("工时 {span} · {step}", span=span(left), step=told) if left >= 0 else told
    return Face(
        clock.light(now).value, time_left(clock.due_at - now), card.title, under or card.place, card.number,
        clock.event, ahead, used,
    )  # fmt: skip


def _working(card: Card, calendar: Callable[[str], WorkCalendar], now: Instant) -> tuple[int, int]:
    """Working seconds left (-1 where the wall clock says the same) and the used part of the limit in thousandths."""
    start, due = card.started_at, card.clock.due_at
    if card.limit_unit not in WORKING:
        return -1, _part(now - start, due - start)
    table = calendar(card.calendar)
    used = _part(worked(table, start, now), worked(table, start, due))
    other_day = day_number(now) != day_number(due) and now < due
    return (worked(table, now, due) if other_day else -1), used


def _part(some: int, whole: int) -> int:
    return 1000 if whole <= 0 else min(max(some * 1000 // whole, 0), 1000)


def next_words(card: Card, now: Instant) -> str:
    """``10:30 转临期``, ``11-06 09:00 记超期``, ``已记超期``: the next step the room takes by itself."""
    step = next_step(card.clock.due_at, card.clock.warn_at, now, noted=card.noted)
    if step.auto is Auto.NONE:
        return tr("已记超期，等人办理")
    when = f"{local(step.at):%H:%M}" if abs(step.at - now) < DAY and day_number(step.at) == day_number(now) else (
        f"{local(step.at):%m-%d %H:%M}")  # fmt: skip
    if step.auto is Auto.WARN:
        return tr("{when} 转临期", when=when)
    return tr("{when} 记超期", when=when)
