"""Look at the clocks that are due now, and only at those; honest after downtime."""

from collections import Counter
from dataclasses import dataclass

from commandroom.domain.errors import Refused
from commandroom.domain.event import State
from commandroom.domain.instant import Instant
from commandroom.domain.lapses import ASLEEP, Judgement, judge
from commandroom.store import trust
from commandroom.store.reader import Reader
from commandroom.store.work import Work

CAUGHT_UP = "caught_up"
"""Topic of the one note that says what ran out while nobody looked."""
SEEN = "caught_up_seen"
"""Topic of the note by which a person took notice of it."""


@dataclass(frozen=True, slots=True)
class Lapse:
    """A clock that ran out: whose, which, when by rights, and how long before anybody looked (seconds)."""

    event: str
    number: str
    kind: str
    order: int
    nominal: Instant
    unseen: int


@dataclass(frozen=True, slots=True)
class Look:
    """What one look found: clocks that ran out, when to look next (0: nothing runs), and what downtime did.

    ``asleep`` is 0 unless clocks ran out while nobody looked; then it is for how long at least, in seconds:
    since the last entry of the journal, or since the first of those clocks ran out. ``soon`` counts the running
    clocks past their warning then. ``frozen``: the computer's clock is in doubt, so nothing was judged.
    """

    lapses: tuple[Lapse, ...]
    next: Instant
    asleep: int = 0
    soon: int = 0
    frozen: bool = False


def look(work: Work) -> Look:
    """Record what ran out since the last look and say when to look again; after downtime, say so in one note.

    While the computer's clock is in doubt nothing is recorded: a wrong date would accuse everybody at once.
    """
    if trust.standing(work.connection) is not None:
        return Look((), 0, frozen=True)
    last = work.connection.exec_driver_sql("SELECT at FROM journal ORDER BY pos DESC LIMIT 1").scalar()
    lapses = tuple(tick(work))
    work.flush()
    longest = max((lapse.unseen for lapse in lapses), default=0)
    if longest < ASLEEP:
        return Look(lapses, next_look(work))
    soon = work.connection.exec_driver_sql(
        "SELECT count(*) FROM clock WHERE running = 'running' AND running <> 'stopped'"  # the words of the index
        " AND due_at >= ? AND warn_at <= ?", (work.now, work.now)
    ).scalar()
    asleep = max(longest, work.now - int(last or work.now))
    counts = Counter(judge(lapse.unseen) for lapse in lapses)
    facts = {"topic": CAUGHT_UP, "since": work.now - asleep, "until": work.now, "soon": int(soon or 0)}
    facts |= {judgement.value: counts[judgement] for judgement in Judgement}
    facts["cases"] = len({lapse.event for lapse in lapses})
    work.record("note", work.new_id(), "define", facts)
    return Look(lapses, next_look(work), asleep, int(soon or 0))


def take_notice(work: Work, note: str) -> None:
    """A person has read the note about the downtime; Refused("watch.no_such_note") for any other subject."""
    record = work.record_of("note", note)
    if record is None or record.facts.get("topic") != CAUGHT_UP:
        raise Refused("watch.no_such_note", note=note)
    work.record("note", work.new_id(), "define", {"topic": SEEN, "note": note})


def next_look(work: Work | Reader) -> Instant:
    """When the next clock runs out; 0 when none runs. One step in an index, however many clocks run."""
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
