"""Rosters drafted, published and locked month by month; a leave with its gap, a swap approved and one offered."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import partial

from commandroom.actions import leave, roster, swap
from commandroom.domain.cover import SEAT
from commandroom.domain.instant import DAY, HOUR, MINUTE, Instant, day_start
from commandroom.domain.roster import Duty
from commandroom.store.work import Work
from commandroom.sync.demo_town.occasion import Occasion, on_day, words
from commandroom.sync.demo_town.people import DISPATCHERS, HEAD
from commandroom.sync.demo_town.town import DemoTown

DRAFTED, PUBLISHED = -8, -5
"""On which day before a month its roster is made, and published."""


def occasions(made: DemoTown, begin: Instant, now: Instant) -> list[Occasion]:
    """Everything about the rosters between two instants, in no order; the first month stands at the beginning."""
    return [*_months(made, begin, now), *_leave(made, now), *_swaps(made, now)]


def _months(made: DemoTown, begin: Instant, now: Instant) -> Iterable[Occasion]:
    """Months whose usual day lies ahead are made now: the next one is always there to be seen."""
    for drafted in made.rosters:
        first = date.fromisoformat(f"{drafted.month}-01")
        drawn = day_start(first + timedelta(days=DRAFTED)) + 10 * HOUR
        told = day_start(first + timedelta(days=PUBLISHED)) + 16 * HOUR
        over = day_start((first + timedelta(days=32)).replace(day=1)) + 9 * HOUR
        latest = on_day(now, -5, "10:00"), on_day(now, -5, "11:00")
        drawn, told = (min(max(at, begin), late) for at, late in zip((drawn, told), latest, strict=True))
        yield Occasion(drawn, HEAD, partial(roster.draft_month, month=drafted.month, drafted=drafted))
        yield Occasion(told + MINUTE, HEAD, partial(roster.publish, month=drafted.month))
        if over < now:
            yield Occasion(over, HEAD, partial(roster.lock, month=drafted.month))


def _leave(made: DemoTown, now: Instant) -> Iterable[Occasion]:
    """Who holds a night soon asks for leave, and it is granted: nobody is there then."""
    nights = [duty for duty in _seats(made, "night") if duty.start > now + 30 * HOUR]
    duty, (person,) = nights[0], nights[0].people
    said = words()["leave"]

    def ask(work: Work) -> None:
        leave.ask(work, person, duty.day, duty.day, "sick", said["reason"])

    def grant(work: Work) -> None:
        asked = next(one for one in work.all("leave") if one.person == person)
        leave.grant(work, asked.id, said["answer"])

    return (Occasion(on_day(now, -1, "10:20"), person, ask), Occasion(on_day(now, -1, "14:05"), HEAD, grant))


def _swaps(made: DemoTown, now: Instant) -> Iterable[Occasion]:
    """Two nights later somebody of the cadres has taken the other's; a dispatcher offers a day to the others."""
    nights = [duty for duty in _seats(made, "night") if duty.start > now + 30 * HOUR][2:]
    given = nights[0]
    (giver,) = given.people
    other = next(duty for duty in nights[1:] if duty.people[0] != giver and _rested(nights, given, duty))
    (taker,) = other.people
    said = words()["swap"]
    days = [duty for duty in _seats(made, "day") if duty.start > now + 2 * DAY and len(duty.people) < len(DISPATCHERS)]
    own = days[0].people[0]

    def offer(work: Work) -> None:
        swap.offer(work, given.id, to=taker, other=other.id, reason=said["taken"])

    def take(work: Work) -> None:
        swap.take(work, _of(work, given))

    def approve(work: Work) -> None:
        swap.approve(work, _of(work, given), said["answer"])

    def open_offer(work: Work) -> None:
        swap.offer(work, days[0].id, reason=said["offered"])

    return (
        Occasion(on_day(now, -3, "09:30"), giver, offer), Occasion(on_day(now, -3, "15:40"), taker, take),
        Occasion(on_day(now, -2, "08:50"), HEAD, approve), Occasion(on_day(now, -1, "16:30"), own, open_offer),
    )  # fmt: skip


def _of(work: Work, given: Duty) -> str:
    return str(next(one.id for one in work.all("swap") if one.duty == given.id))


def _rested(nights: Sequence[Duty], given: Duty, taken: Duty) -> bool:
    """Whether neither of the two holds a night beside the one they get."""
    pairs = ((given, taken.people), (taken, given.people))
    return not any(
        abs(night.start - duty.start) < 2 * DAY and night.people == people
        for duty, people in pairs
        for night in nights
    )


def _seats(made: DemoTown, shift: str) -> list[Duty]:
    return [duty for duty in made.duties if duty.post == SEAT and duty.shift == shift and duty.people]
