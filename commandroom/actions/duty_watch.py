"""One look at the duty: gaps that come near, handovers that are late; and when to look again."""

from dataclasses import dataclass

from commandroom.actions import gap_alarm, handover_watch
from commandroom.domain.instant import Instant
from commandroom.store import trust
from commandroom.store.work import Work

KINDS = frozenset({"duty", "leave", "rota", "roster", "swap", "person", "calendar", "handover", "room", "clock"})
"""Changes of these kinds may bring an alarm nearer or take it away."""


@dataclass(frozen=True, slots=True)
class DutyLook:
    """What one look found, and when to look next (0: nothing can come due)."""

    gaps: tuple[gap_alarm.Alarm, ...]
    handovers: tuple[handover_watch.Alarm, ...]
    next: Instant


def look(work: Work) -> DutyLook:
    """Record the alarms that are due, once each; nothing while the computer's clock is in doubt."""
    if trust.standing(work.connection) is not None:
        return DutyLook((), (), 0)
    gaps, handovers = tuple(gap_alarm.tick(work)), tuple(handover_watch.tick(work))
    times = (gap_alarm.next_look(work, work.now), handover_watch.next_look(work, work.now))
    return DutyLook(gaps, handovers, min((at for at in times if at), default=0))
