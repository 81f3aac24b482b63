"""What the tiles show, as plain values: no person of a case, no number of one, no words of a reporter."""

from collections.abc import Sequence
from dataclasses import dataclass

from commandroom.domain.instant import HOUR, Instant, day_start, local, local_date
from commandroom.domain.roster import POSTS, Duty
from commandroom.reports.duty_month import OnDuty
from commandroom.store.queue.live import Queue
from commandroom.store.queue.pressure import KINDS, Board
from commandroom.store.queue.running import Running
from commandroom.text import tr

WORST = 5
_NOT_LATE = "C7"
"""A revisit of a closed case never leads the wall."""


@dataclass(frozen=True, slots=True)
class Worst:
    """One of the most urgent clocks: its light, the time left in words, where, and what is waited for."""

    light: str
    left: str
    where: str
    what: str


@dataclass(frozen=True, slots=True)
class PressureNews:
    """Cases that are late and nearly so, and the most urgent ones."""

    overdue: int = 0
    soon: int = 0
    worst: tuple[Worst, ...] = ()


@dataclass(frozen=True, slots=True)
class DutyLine:
    """A post and who holds it."""

    post: str
    names: str


@dataclass(frozen=True, slots=True)
class DutyNews:
    """Who is on duty now, when that changes, and who comes then."""

    now: tuple[DutyLine, ...] = ()
    turn: str = ""
    next: tuple[DutyLine, ...] = ()


@dataclass(frozen=True, slots=True)
class TodayNews:
    """The figures of the day and its hours; ``hour`` is the present one."""

    reported: int = 0
    closed: int = 0
    waiting: int = 0
    still: int = 0
    by_hour: tuple[tuple[int, ...], tuple[int, ...]] = ((0,) * 24, (0,) * 24)
    hour: int = 0


@dataclass(frozen=True, slots=True)
class Alert:
    """One line: its light and its words."""

    light: str
    words: str


def nearest(board: Board, most: int) -> list[Running]:
    """The clocks that end first, one for each case; revisits of closed cases left out."""
    found: dict[str, Running] = {}
    every = sorted(clock for kind in KINDS if kind != _NOT_LATE for clock in board.lane(kind)[: most * 2])
    for clock in every:
        found.setdefault(clock.event, clock)
    return list(found.values())[:most]


def today(queue: Queue, now: Instant) -> TodayNews:
    """The day so far, from the queue's columns."""
    tabs = queue.tabs(now)
    begin = day_start(local_date(now))
    reported, closed = (tuple(part) for part in queue.by_hour(begin))
    hour = min((now - begin) // HOUR, 23)
    return TodayNews(tabs.reported_today, tabs.closed_today, tabs.undispatched, tabs.open, (reported, closed), hour)


def duty(found: OnDuty, names: dict[str, str]) -> DutyNews:
    """The roster of the moment, post by post."""
    turn = tr("{when} 交接", when=f"{local(found.turn):%m-%d %H:%M}") if found.turn else ""
    return DutyNews(_lines(found.now, names), turn, _lines(found.next, names))


def _lines(duties: Sequence[Duty], names: dict[str, str]) -> tuple[DutyLine, ...]:
    by_post: dict[str, list[str]] = {}
    for one in duties:
        by_post.setdefault(one.post, []).extend(names.get(person, person) for person in one.people)
    return tuple(
        DutyLine(tr(POSTS.get(post, post)), tr("、").join(dict.fromkeys(people))) for post, people in by_post.items()
    )
