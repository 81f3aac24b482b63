"""The watch over handovers: what nobody took in time goes up to 值班长 and 带班领导; it blocks nothing (§5.9)."""

from dataclasses import dataclass

from commandroom.domain import handover as values
from commandroom.domain.cover import LEADER, held
from commandroom.domain.handover import Handover, Stage
from commandroom.domain.instant import DAY, MINUTE, Instant, local_date
from commandroom.domain.people import Role
from commandroom.domain.roster import Duty
from commandroom.store.reader import Reader
from commandroom.store.work import Work

ABOVE = ("duty_commander", LEADER)
"""The posts that are told."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """A handover that did not happen in time: items nobody took, or (``missing``) nobody handed over at all."""

    handover: str
    turn: Instant
    left: int
    to: tuple[str, ...]
    nominal: Instant
    missing: bool = False


def tick(work: Work) -> list[Alarm]:
    """Record, once each and with its nominal time, every handover that is late; run by the room itself."""
    alarms = []
    for found in work.all("handover"):
        if _untold(found) and found.due_at <= work.now:
            left = found.open_items
            to = above(work, work.now)
            work.record("handover", found.id, "define", {
                "alarmed_at": work.now, "alarmed_to": list(to), "left": [item.key for item in left],
            })  # fmt: skip
            alarms.append(Alarm(found.id, found.turn, len(left), to, found.due_at))
    missed = _missed(work)
    if missed is not None:
        alarms.append(missed)
    return alarms


def _missed(work: Work) -> Alarm | None:
    """A turn of the seats at which nobody handed over, told once: an empty handover that carries the alarm."""
    turn = values.last_turn(_near(work.all("duty"), work.now), work.now)
    if turn is None or turn.at + _late(work) > work.now:
        return None
    ident = values.handover_id(turn.at)
    found: Handover | None = work.find("handover", ident)
    if found is not None and (found.stage is not Stage.DRAWN or found.missed_at):
        return None
    if found is None and not _in_use(work):
        return None
    to = above(work, work.now)
    facts: dict[str, object] = {"missed_at": work.now, "alarmed_to": list(to)}
    if found is None:
        facts |= {"turn": turn.at, "items": [], "outgoing": list(turn.outgoing), "incoming": list(turn.incoming)}
    work.record("handover", ident, "define", facts)
    return Alarm(ident, turn.at, 0, to, turn.at + _late(work), missing=True)


def _in_use(work: Work | Reader) -> bool:
    """Whether this room hands over here at all: one that never did is not told every morning that it did not."""
    return bool(work.all("handover"))


def next_look(work: Work | Reader, now: Instant) -> Instant:
    """When the watch must look next; 0 when nothing can become late."""
    handovers: tuple[Handover, ...] = work.all("handover")
    waits = [one.due_at for one in handovers if _untold(one)]
    if handovers:
        duties = _near(work.all("duty"), now)
        last = values.last_turn(duties, now)
        known = {one.id: one for one in handovers}
        if last is not None and last.at + _late(work) > now and _waiting(known.get(values.handover_id(last.at))):
            waits.append(last.at + _late(work))
        coming = values.next_turn(duties, now)
        if coming:
            waits.append(coming + _late(work))
    return min(waits, default=0)


def _untold(found: Handover) -> bool:
    """Handed over, and nobody above was told since."""
    return found.stage is Stage.HANDED and not found.alarmed_at


def _waiting(found: Handover | None) -> bool:
    return found is None or (found.stage is Stage.DRAWN and not found.missed_at)


def above(work: Work | Reader, now: Instant) -> tuple[str, ...]:
    """Who is told: the commander and the leader on duty now, else the heads of the centre."""
    duties = _near(work.all("duty"), now)
    on = [person for post in ABOVE for duty in held(duties) if duty.post == post and duty.covers(now)
          for person in duty.people]  # fmt: skip
    heads = [person.id for person in work.all("person") if person.active and Role.CENTER_HEAD in person.roles]
    return tuple(dict.fromkeys(on or heads))


def _late(work: Work | Reader) -> int:
    return int(work.setting("handover_late_minutes", values.LATE_MINUTES)) * MINUTE


def _near(duties: tuple[Duty, ...], now: Instant) -> list[Duty]:
    days = {local_date(now + step * DAY).isoformat() for step in (-2, -1, 0, 1)}
    return [duty for duty in duties if duty.day in days]
