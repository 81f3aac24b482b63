"""Swaps: a person's place in a duty goes to another, offered, taken, approved; tied to the duty, not its hours."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from commandroom.domain.errors import Refused
from commandroom.domain.instant import Instant
from commandroom.domain.roster import Duty


class SwapState(StrEnum):
    """Where a swap stands; only an approved one has moved anybody."""

    OFFERED = "offered"
    TAKEN = "taken"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


OPEN = frozenset({SwapState.OFFERED, SwapState.TAKEN})
"""States in which a swap still waits for somebody."""


@dataclass(frozen=True, slots=True)
class Swap:
    """``giver`` gives the place in ``duty`` to ``taker``; ``other`` is the taker's duty the giver takes for it.

    ``to`` is the person it was offered to ("" = whoever may hold the post). Duties are named by id, never by
    their hours: a shift whose hours are moved is still the one that was offered.
    """

    id: str
    duty: str
    giver: str
    to: str = ""
    taker: str = ""
    other: str = ""
    state: SwapState = SwapState.OFFERED
    reason: str = ""
    offered_by: str = ""
    offered_at: Instant = 0
    taken_by: str = ""
    taken_at: Instant = 0
    decided_by: str = ""
    decided_at: Instant = 0
    answer: str = ""
    step: int = 0
    retired: bool = False

    @property
    def open(self) -> bool:
        """Whether it still waits for somebody."""
        return self.state in OPEN and not self.retired

    def duties(self) -> tuple[str, ...]:
        """The ids of the duties it would change."""
        return (self.duty, self.other) if self.other else (self.duty,)


def swap_from(facts: Mapping[str, Any]) -> Swap:
    """A swap from the facts of its entries; ValueError for a state that is none."""
    return Swap(**{**facts, "state": SwapState(facts.get("state", "offered"))})


def moved(duties: Mapping[str, Duty], swap: Swap) -> dict[str, tuple[str, ...]]:
    """Who holds the duties of a swap after it: the same number of people on each as before.

    Raises Refused("swap.not_held") when a person of the swap no longer holds the duty given, and
    Refused("swap.already_there") when the one who would come holds it already.
    """
    after = {swap.duty: _instead(duties, swap.duty, swap.giver, swap.taker)}
    if swap.other:
        after[swap.other] = _instead(duties, swap.other, swap.taker, swap.giver)
    return after


def _instead(duties: Mapping[str, Duty], ident: str, goes: str, comes: str) -> tuple[str, ...]:
    duty = duties.get(ident)
    if duty is None or goes not in duty.people:
        raise Refused("swap.not_held", person=goes, duty=ident)
    if comes in duty.people:
        raise Refused("swap.already_there", person=comes, duty=ident)
    return tuple(comes if person == goes else person for person in duty.people)


def waiting(swaps: Iterable[Swap], duty: str) -> Swap | None:
    """The open swap that speaks of a duty, the oldest of several."""
    found = [swap for swap in swaps if swap.open and duty in swap.duties()]
    return min(found, key=lambda swap: (swap.offered_at, swap.id), default=None)
