"""Everything the duty page shows of a month, read at one go: table, state, gaps, load, score, swaps and leaves."""

from collections.abc import Mapping
from dataclasses import dataclass

from commandroom.actions import handover_watch
from commandroom.domain import cover
from commandroom.domain.duty_log import Attendance
from commandroom.domain.fairness import Fairness
from commandroom.domain.handover import Handover, Stage
from commandroom.domain.instant import DAY, Instant, local_date
from commandroom.domain.leave import Leave, LeaveState
from commandroom.domain.month_roster import Change, MonthRoster
from commandroom.domain.rules import Broken, Gap
from commandroom.domain.score import Score
from commandroom.domain.swap import Swap
from commandroom.reports.duty_day import DutyDay, duty_day
from commandroom.reports.duty_month import DutyMonth, OnDuty, month_table, on_duty
from commandroom.rostering import coming, gaps, judge, load, months
from commandroom.rostering.picture import gather
from commandroom.store.reader import Reader

RECENT = 3 * DAY
"""How long a handover that was taken over stays on the page."""


@dataclass(frozen=True, slots=True)
class Board:
    """One look at the duties of a month. ``loads`` remember the years before it."""

    month: DutyMonth
    state: MonthRoster
    changes: Mapping[tuple[str, str, str], Change]
    gaps: tuple[Gap, ...]
    broken: tuple[Broken, ...]
    loads: tuple[Fairness, ...]
    swaps: tuple[Swap, ...]
    leaves: tuple[Leave, ...]
    on: OnDuty
    read_at: Instant

    def gap_of(self, day: str, post: str, shift: str) -> Gap | None:
        """The gap of a cell, if it is one."""
        return next((gap for gap in self.gaps if (gap.day, gap.post, gap.shift) == (day, post, shift)), None)


@dataclass(frozen=True, slots=True)
class SeatBoard:
    """What the seat hands over and writes down: the running handover, the day's log, who signed on."""

    handover: Handover | None
    before: Handover | None
    day: DutyDay
    next_look: Instant
    there: Mapping[str, Attendance]


def board(reader: Reader, month: str, now: Instant) -> Board:
    """The board of a month ``2026-11``."""
    days = cover.month_days(month)
    picture = gather(reader, days[0], days[-1])
    loads = load.fair(reader, month)
    balances = {one.person: one.balance for one in loads}
    changed: dict[tuple[str, str, str], Change] = {}
    for change in months.changes(reader, month):
        changed.setdefault((change.day, change.post, change.shift), change)
    today = local_date(now).isoformat()
    return Board(
        month_table(reader, month), months.state_of(reader, month), changed,
        gaps.of(picture, max(days[0], today), days[-1], balances) if days[-1] >= today else (),
        judge.month(reader, month), loads,
        tuple(sorted((one for one in reader.all("swap") if one.open), key=lambda one: one.offered_at)),
        _leaves(reader, days[0], days[-1]),
        on_duty(reader, now), now,
    )  # fmt: skip


def _leaves(reader: Reader, first: str, last: str) -> tuple[Leave, ...]:
    """Whoever waits for an answer, and whoever is away in these days."""
    shown = [
        one for one in reader.all("leave")
        if one.state is LeaveState.ASKED or (one.state is LeaveState.GRANTED and one.touches(first, last))
    ]  # fmt: skip
    return tuple(sorted(shown, key=lambda one: (one.first, one.person)))


def quality(reader: Reader, now: Instant) -> Score:
    """How good the roster of the coming 52 weeks is; slower than the rest, so asked for apart."""
    return coming.score(reader, now)


def seat_board(reader: Reader, now: Instant, day: str = "") -> SeatBoard:
    """The handover that is being written or taken now, the one before it, and the log of a day (today's)."""
    handovers: list[Handover] = sorted(reader.all("handover"), key=lambda one: one.turn)
    running = [one for one in handovers if one.stage is not Stage.TAKEN and one.drawn_at]
    taken = [one for one in handovers if one.stage is Stage.TAKEN and now - one.taken_at < RECENT]
    begun = local_date(now - (cover.SHIFT_HOURS["whole"][0] * 60)).isoformat()
    found = duty_day(reader, day or begun, now)
    return SeatBoard(
        running[-1] if running else None,
        taken[-1] if taken else None,
        found,
        handover_watch.next_look(reader, now),
        {held.attendance.id: held.attendance for held in found.held if held.attendance is not None},
    )
