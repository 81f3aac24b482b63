"""Look at the clocks that are due now, and only at those; honest after downtime."""

from dataclasses import dataclass

from commandroom.domain.event import State
from commandroom.domain.instant import Instant
from commandroom.store.work import Work


@dataclass(frozen=True, slots=True)
class Lapse:
    """A clock that ran out: whose, which, when by rights, and how long before anybody looked (seconds)."""

    event: str
    number: str
    kind: str
    order: int
    nominal: Instant
    unseen: int


def next_look(work: Work) -> Instant:
    """When the next clock runs out; 0 when none runs."""
    found = work.connection.exec_driver_sql("SELECT min(next_look) FROM clock WHERE next_look > 0").scalar()
    return int(found or 0)


def tick(work: Work, most: int = 5000) -> list[Lapse]:
    """Record every clock that ran out since the last look, once, with its nominal time (domain.md §5.5)."""
    rows = work.connection.exec_driver_sql(
        "SELECT DISTINCT event FROM (SELECT event FROM clock WHERE next_look > 0 AND next_look < ?"
        " ORDER BY next_look LIMIT ?)",
        (work.now, most),
    ).all()
    return [lapse for (ident,) in rows for lapse in look_at(work, ident)]


def look_at(work: Work, ident: str) -> list[Lapse]:
    """Record the clocks of one event that ran out and were not recorded yet."""
    lapses = []
    event = work.event(ident)
    if event.state == State.DRAFT:
        return []
    for clock in event.clocks:
        if not 0 < clock.next_look < work.now:
            continue
        unseen = work.now - clock.due_at
        facts: dict[str, object] = {"clock": clock.kind, "nominal": clock.due_at, "unseen": unseen}
        if clock.order:
            facts["order"] = clock.order
        if clock.stage:
            facts["stage"] = clock.stage
        work.record("event", ident, "overdue", facts)
        lapses.append(Lapse(ident, event.number, clock.kind, clock.order, clock.due_at, unseen))
    return lapses
