"""The watch over gaps of the roster: told 72, 24 and 2 hours before each, once, in the journal (domain.md §5.9)."""

from dataclasses import dataclass
from datetime import date, timedelta

from commandroom.domain.instant import DAY, HOUR, Instant, day_start, local_date
from commandroom.domain.rules import Gap
from commandroom.rostering import gaps, load
from commandroom.rostering.picture import Picture, gather
from commandroom.rostering.rotas import Known
from commandroom.store.work import Work

TOPIC = "duty_gap"
IN_USE_DAYS = 9
"""A room in which nobody was on duty for so long has no roster to have gaps in."""
MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Alarm:
    """A gap that is near: how many hours before it this is told by rights (``nominal``), and who could fill it.

    ``missed`` are the earlier alarms that nobody was there to give.
    """

    duty: str
    day: str
    post: str
    shift: str
    start: Instant
    lacking: int
    hours: int
    nominal: Instant
    missed: tuple[int, ...]
    could: tuple[str, ...]


def tick(work: Work) -> list[Alarm]:
    """Record every alarm that is due and was not given yet; run by the room itself. The second look gives none.

    A gap that was filled and opened again is told again.
    """
    picture, near = _near(work, work.now)
    alarms = []
    balances: dict[str, float] | None = None
    for gap in near:
        due = sorted(hours for hours in picture.norm.gap_alarm_hours if gap.start - hours * HOUR <= work.now)
        if not due or gap.end <= work.now or work.record_of("note", _ident(picture, gap, due[0])) is not None:
            continue
        if balances is None:
            balances = {one.person: one.balance for one in load.until(work, gap.day)}
        told = next(one for one in gaps.of(picture, gap.day, gap.day, balances) if one.duty == gap.duty)
        missed = [hours for hours in due[1:] if work.record_of("note", _ident(picture, gap, hours)) is None]
        could = tuple(one.person for one in told.fitting[:MOST_NAMED])
        alarm = Alarm(
            gap.duty, gap.day, gap.post, gap.shift, gap.start, gap.lacking, due[0], gap.start - due[0] * HOUR,
            tuple(missed), could,
        )  # fmt: skip
        work.record("note", _ident(picture, gap, due[0]), "define", {
            "topic": TOPIC, "duty": gap.duty, "day": gap.day, "post": gap.post, "shift": gap.shift,
            "start": gap.start, "count": gap.lacking, "hours": due[0], "nominal": alarm.nominal, "missed": missed,
            "could": list(could),
        })  # fmt: skip
        alarms.append(alarm)
    return alarms


def next_look(known: Known, now: Instant) -> Instant:
    """When an alarm is due next, or gaps further off come near enough to count; 0 in a room without a roster."""
    picture, near = _near(known, now)
    if not _in_use(picture, now):
        return 0
    times = [gap.start - hours * HOUR for gap in near for hours in picture.norm.gap_alarm_hours]
    horizon = day_start(date.fromisoformat(picture.last)) + DAY - max(picture.norm.gap_alarm_hours, default=0) * HOUR
    return min([at for at in times if at > now] + [max(horizon, now + HOUR)])


def _near(known: Known, now: Instant) -> tuple[Picture, tuple[Gap, ...]]:
    """The gaps from yesterday on to some days after the first alarm would be given."""
    today = local_date(now)
    picture = gather(known, (today - timedelta(days=1)).isoformat(), (today + timedelta(days=7)).isoformat())
    if not _in_use(picture, now):
        return picture, ()
    return picture, gaps.of(picture, picture.first, picture.last, candidates=False)


def _in_use(picture: Picture, now: Instant) -> bool:
    return any(duty.people and duty.end > now - IN_USE_DAYS * DAY for duty in picture.duties)


def _ident(picture: Picture, gap: Gap, hours: int) -> str:
    """One note for each alarm of each opening of a gap: the duty's own counter tells one from the next."""
    duty = picture.by_id.get(gap.duty)
    return f"gap/{gap.duty}/{duty.step if duty is not None else 0}/{hours}"
