"""The coming hours: how many cases fall due in each, who is on duty then, and what they lack."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from commandroom.domain.cover import on_now
from commandroom.domain.instant import HOUR, Instant
from commandroom.domain.people import LAW, Person
from commandroom.domain.roster import Duty

HOURS = 72
"""How far the strip of the pressure page looks ahead."""


class Lack(StrEnum):
    """What an hour lacks in which something falls due."""

    NOBODY = "nobody"
    LAW = "law"


@dataclass(frozen=True, slots=True)
class Hour:
    """One hour: its begin, how many cases fall due in it, who is on duty at its begin, what is lacking ("" nothing)."""

    start: Instant
    due: int
    people: tuple[str, ...]
    lack: str = ""


def outlook(first: Instant, due: Sequence[int], duties: Collection[Duty], people: Mapping[str, Person]) -> list[Hour]:
    """The hours from ``first`` on. A lack is told only where something falls due.

    Nobody can be missed for a certificate in a room that has recorded none at all.
    """
    recorded = any(LAW in person.certificates for person in people.values())
    found = []
    for place, count in enumerate(due):
        start = first + place * HOUR
        there = tuple(dict.fromkeys(name for duty in on_now(duties, start) for name in duty.people))
        lack = ""
        if count and not there:
            lack = Lack.NOBODY.value
        elif count and recorded and not any(LAW in people[name].certificates for name in there if name in people):
            lack = Lack.LAW.value
        found.append(Hour(start, count, there, lack))
    return found
