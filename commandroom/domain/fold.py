"""From entries to an event: apply() is pure and the only thing that changes a state."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from operator import itemgetter

from commandroom.domain import clockwork
from commandroom.domain.errors import Refused
from commandroom.domain.event import Event, State
from commandroom.domain.evolve import evolve, overwrite
from commandroom.domain.instant import Instant
from commandroom.domain.journal import Entry
from commandroom.domain.journal import order as place_of
from commandroom.domain.lifecycle import STEPS, WAITS_FOR_ANSWER
from commandroom.domain.order_verbs import Changed, lead_unit
from commandroom.domain.verbs import VERBS

_NOTHING = Event("", 0, "")
_REVIEWS = frozenset({State.VOID_REVIEW, State.RETURN_REVIEW})
_WORKED_ON = frozenset({State.DISPATCHED, State.HANDLING})


def apply(event: Event | None, entry: Entry) -> Event:
    """The event after one more entry. Pure: no clock, no database, the same in every room.

    Raises Refused("event.illegal_step") when the table of ``lifecycle`` has no such step here,
    Refused("event.fact_missing") when a fact is not there, Refused("event.own_work") when a handler
    would check the work of their own, Refused("event.four_eyes") when one person would do both halves,
    Refused("event.proposal_open") while a proposal waits for its answer.
    """
    return evolve(event if event is not None else _NOTHING, _changes(event, entry))


def _changes(event: Event | None, entry: Entry) -> Changed:
    """What the entry changes, when it is legal here; see :func:`apply`."""
    step = STEPS.get(entry.verb)
    state = event.state if event is not None else ""
    if step is None or state not in step.sources or entry.verb == "undo":
        raise Refused("event.illegal_step", verb=entry.verb, state=state, number=event.number if event else "")
    facts = entry.facts
    for need in step.needs:
        if facts.get(need) in (None, "", []):
            raise Refused("event.fact_missing", verb=entry.verb, fact=need)
    before = event if event is not None else _NOTHING
    if before.proposal is not None and entry.verb in WAITS_FOR_ANSWER:
        raise Refused("event.proposal_open", verb=entry.verb, person=before.proposal.by, number=before.number)
    changed = VERBS[entry.verb](before, entry)
    after = changed.get("state", state)
    if (after not in step.targets) if after != state else not (step.targets & {"=", state}):
        raise Refused("event.illegal_step", verb=entry.verb, state=state, number=before.number)
    if after != state:
        _leave(before, changed, after)
    changed["clocks"] = clockwork.turn(before.clocks, step, entry, after)
    changed["id"], changed["step"] = entry.about, entry.step
    return changed


def _leave(before: Event, changed: Changed, after: str) -> None:
    """What every step into another state owes: no proposal is left behind, and one unit answers for the work."""
    if before.proposal is not None:
        changed.setdefault("proposal", None)
    if before.came_from and after not in _REVIEWS:
        changed.setdefault("came_from", "")
    if after in _WORKED_ON:
        lead_unit(changed.get("orders", before.orders))


@dataclass(frozen=True, slots=True)
class Folded:
    """What a subject's entries come to: its value, and those that are not legal where they land."""

    value: Event | None
    aside: tuple[tuple[Entry, Refused], ...]


def fold(entries: Iterable[Entry]) -> Folded:
    """Fold all entries about one event, in whatever order they arrived.

    An entry that is not legal where it lands, or whose facts make no sense, is set aside, never dropped and
    never applied. The step still counts it, so that whatever is recorded next comes after it in every room.
    """
    aside: list[tuple[Entry, Refused]] = []
    ordered = sorted(entries, key=place_of)
    undone = any(entry.verb == "undo" for entry in ordered)
    stood = deque(_walk(ordered, aside, kept=undone), maxlen=1)
    return Folded(stood[0][1] if stood else None, tuple(aside))


def moments(entries: Iterable[Entry]) -> Iterator[tuple[Instant, Event | None]]:
    """What one event was from each instant on at which something about it was written, oldest first.

    The value from ``at`` on is the fold of the entries written until then: None before its first legal one,
    and again when that is taken back.
    """
    ordered = sorted(entries, key=place_of)
    if all(one.at <= later.at for one, later in pairwise(ordered)):
        stood = ((entry.at, value) for entry, value in _walk(ordered, [], kept=True))
        for at, found in groupby(stood, key=itemgetter(0)):
            yield at, list(found)[-1][1]
        return
    for at in sorted({entry.at for entry in ordered}):  # clocks of seats differ: an effect was dated before its cause
        yield at, fold([entry for entry in ordered if entry.at <= at]).value


def _walk(
    ordered: Iterable[Entry], aside: list[tuple[Entry, Refused]], *, kept: bool
) -> Iterator[tuple[Entry, Event | None]]:
    """Each entry with what the event is after it; without ``kept`` only the last of the values stays true."""
    value: Event | None = None
    last: Entry | None = None
    earlier: Event | None = None
    for entry in ordered:
        try:
            if entry.verb == "undo":
                value, last, earlier = _undone(value, entry, last, earlier), None, None
            elif value is None or kept:
                value, last, earlier = apply(value, entry), entry, value
            else:  # nobody else has seen this value, and no undo will ask for it as it was
                value, last, earlier = overwrite(value, _changes(value, entry)), entry, None
        except Refused as refusal:
            aside.append((entry, refusal))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            aside.append((entry, Refused("event.bad_facts", verb=entry.verb, why=repr(error))))
        else:
            yield entry, value
            continue
        if value is not None:
            value = replace(value, step=entry.step)
        yield entry, value


def _undone(value: Event | None, entry: Entry, last: Entry | None, earlier: Event | None) -> Event | None:
    if (
        value is None
        or last is None
        or entry.facts.get("entry") != last.id
        or entry.actor != last.actor
        or not STEPS[last.verb].undoable
    ):
        raise Refused("event.not_undoable", verb=last.verb if last else "")
    return replace(earlier, step=entry.step) if earlier is not None else None
