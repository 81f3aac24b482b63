"""The clocks of a case for the screen: what each waits for, how it stands, when it ends and why."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from commandroom.clock_text import clock_word, reasons
from commandroom.domain.clocks import Clock, Running
from commandroom.domain.event import Event
from commandroom.domain.instant import Instant, stamp
from commandroom.domain.workcalendar import WorkCalendar
from commandroom.span_text import span, time_left
from commandroom.store.queue.filter import Name
from commandroom.text import tr

Calendars = Callable[[str], WorkCalendar | None]


@dataclass(frozen=True, slots=True)
class ClockRow:
    """One clock: ``left`` is the time left in words, ``due`` the end; rows of one clock as it stands are equal."""

    word: str
    light: str
    left: str
    due: str
    running: bool
    clock: Clock
    tell: Callable[[], tuple[str, ...]] = field(compare=False, repr=False)

    @property
    def why(self) -> tuple[str, ...]:
        """The explanation line by line, reckoned when it is asked for."""
        return self.tell()


def clock_rows(event: Event, now: Instant, name: Name, calendars: Calendars) -> list[ClockRow]:
    """Running clocks by their ends, then those at rest, the latest first."""
    running = [clock for clock in event.clocks if clock.running != Running.STOPPED]
    stopped = [clock for clock in event.clocks if clock.running == Running.STOPPED]
    ordered = sorted(running, key=lambda clock: clock.due_at) + sorted(stopped, key=lambda clock: -clock.stopped_at)
    several = len({clock.order for clock in event.clocks if clock.order}) > 1
    units = {order.no: name("unit", order.unit) for order in event.orders}
    return [row_of(clock, now, calendars, units.get(clock.order, "") if several else "") for clock in ordered]


def row_of(clock: Clock, now: Instant, calendars: Calendars, unit: str = "") -> ClockRow:
    """One clock as it stands now; ``unit`` is said when there is more than one."""
    parts = [clock_word(clock), unit]
    if clock.running == Running.RUNNING:
        left = time_left(clock.due_at - now)
    elif clock.running == Running.PAUSED:
        left = tr("暂停")
    elif clock.stopped_at > clock.due_at:
        left = tr("超期 {span} 完成", span=span(clock.stopped_at - clock.due_at))
    else:
        left = tr("按时完成")
    due = stamp(clock.due_at) if clock.running != Running.PAUSED else tr("恢复后重算")
    word = " · ".join(part for part in parts if part)
    return ClockRow(
        word, clock.light(now).value, left, due, clock.running != Running.STOPPED, clock, partial(why, clock, calendars)
    )


def why(clock: Clock, calendars: Calendars) -> tuple[str, ...]:
    """Why a clock ends when it does; one line when its calendar is not in this room."""
    calendar = calendars(clock.calendar) if clock.unit != "absolute" else None
    if calendar is None and clock.unit != "absolute":
        return (tr("这份工作日历（第 {version} 版）不在本机，无法还原算式", version=clock.calendar),)

    def of_version(version: str) -> WorkCalendar:
        assert calendar is not None and version == clock.calendar
        return calendar

    return tuple(reasons(clock, of_version))
