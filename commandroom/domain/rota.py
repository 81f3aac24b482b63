"""The rota: which posts a day needs, by which rotation, out of which people (domain.md §5.9, L11)."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from commandroom.domain.errors import Refused
from commandroom.domain.people import Person, Role
from commandroom.domain.profile import DutyNorm
from commandroom.domain.roster import POSTS, SHIFTS

ROTA = "main"
"""The id of the one record of the kind "rota"."""
MOST_LINES = 24
MOST_WANTED = 20
NORMS: Mapping[str, tuple[int, int]] = {
    "seat_least": (0, 9), "day_seat_least": (0, 9), "leaders_a_day": (0, 5), "rest_hours": (0, 48),
    "week_hours": (8, 168), "night_weight": (1, 9), "weekend_weight": (1, 9), "holiday_weight": (1, 9),
    "memory_years": (0, 10),
}  # fmt: skip
"""The norms of the profile that a room may set for itself, with the least and the most of each."""
_SPAN = re.compile(r"([01]\d|2[0-4]):[0-5]\d-([01]\d|2[0-4]):[0-5]\d")


class Rotation(StrEnum):
    """How a post goes round: another person each day, 24 hours at a stretch, or one person for a week."""

    DAILY = "daily"
    ROUND = "round"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True)
class Line:
    """A post of a shift: how many it wants on working days and on days off, and who may hold it.

    ``people`` are accounts chosen by hand; where there are none, everybody active who has all of ``roles`` and
    none of ``without``. Raises Refused("rota.line") naming what cannot be.
    """

    post: str
    shift: str
    work_days: int = 1
    days_off: int = 1
    rotation: Rotation = Rotation.DAILY
    people: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        wrong = ""
        if self.post not in POSTS:
            wrong = "post"
        elif self.shift not in SHIFTS and not _SPAN.fullmatch(self.shift):
            wrong = "shift"
        elif not (0 <= self.work_days <= MOST_WANTED and 0 <= self.days_off <= MOST_WANTED):
            wrong = "wanted"
        elif self.rotation is Rotation.ROUND and self.shift != "whole":
            wrong = "rotation"
        elif not self.people and not self.roles:
            wrong = "people"
        elif any(role not in set(Role) for role in (*self.roles, *self.without)):
            wrong = "roles"
        if wrong:
            raise Refused("rota.line", post=POSTS.get(self.post, self.post), shift=self.shift, wrong=wrong)

    def wanted(self, works: bool) -> int:
        """How many people a day wants."""
        return self.work_days if works else self.days_off

    def pool(self, people: Iterable[Person]) -> tuple[str, ...]:
        """The accounts that may hold this post, in order of account; those chosen by hand in their order."""
        active = {person.id: person for person in people if person.active and not person.retired}
        if self.people:
            return tuple(dict.fromkeys(person for person in self.people if person in active))
        needed, barred = set(self.roles), set(self.without)
        return tuple(
            sorted(one.id for one in active.values() if needed <= set(one.roles) and not barred & set(one.roles))
        )


@dataclass(frozen=True, slots=True)
class Rota:
    """The lines of a room, the norms it sets for itself, and the named handler and deputy of each department."""

    lines: tuple[Line, ...] = ()
    norm: Mapping[str, int] = field(default_factory=dict)
    handlers: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    step: int = 0

    def line(self, post: str, shift: str) -> Line | None:
        """The line of a post and shift."""
        return next((line for line in self.lines if (line.post, line.shift) == (post, shift)), None)

    def norms(self, profile: DutyNorm) -> DutyNorm:
        """The profile's norms with the room's own laid over them."""
        known = {name: getattr(profile, name) for name in profile.__dataclass_fields__}
        return DutyNorm(**{**known, **{name: value for name, value in self.norm.items() if name in known}})


def usual(people: Collection[Person]) -> Rota:
    """What profile L combines (domain.md §5.9): dispatchers by day, cadres by night, a leader on the telephone.

    Cadres are the handlers who may also dispatch; where there are none, the handlers; and where there are none
    either, the dispatchers themselves, who then cannot do it within the hours.
    """
    leader, seat, handler = Role.DUTY_LEADER.value, Role.DISPATCHER.value, Role.HANDLER.value
    night: tuple[tuple[str, ...], ...] = ((seat, handler), (handler,), (seat,))
    line = Line("dispatcher", "night", roles=night[-1])
    cadres = next((roles for roles in night if Line("dispatcher", "night", roles=roles).pool(people)), (seat,))
    apart = () if cadres == (seat,) else (handler,)
    line = Line("dispatcher", "night", roles=cadres)
    return Rota(
        (
            Line("duty_leader", "whole", rotation=Rotation.ROUND, roles=(leader,)),
            Line("dispatcher", "day", work_days=2, roles=(seat,), without=apart),
            line,
        )
    )


def read_lines(lines: Sequence[Mapping[str, Any]]) -> tuple[Line, ...]:
    """Lines from the facts of an entry; Refused("rota.line" | "rota.twice" | "rota.too_many")."""
    if len(lines) > MOST_LINES:
        raise Refused("rota.too_many", count=len(lines), most=MOST_LINES)
    read = tuple(_line(facts) for facts in lines)
    seen: set[tuple[str, str]] = set()
    for line in read:
        if (line.post, line.shift) in seen:
            raise Refused("rota.twice", post=POSTS[line.post], shift=SHIFTS.get(line.shift, line.shift))
        seen.add((line.post, line.shift))
    return read


def _line(facts: Mapping[str, Any]) -> Line:
    values = dict(facts)
    for name in ("people", "roles", "without"):
        values[name] = tuple(values.get(name, ()))
    values["rotation"] = Rotation(values.get("rotation", "daily"))
    return Line(**values)


def line_facts(line: Line) -> dict[str, Any]:
    """A line as an entry holds it."""
    return {
        "post": line.post, "shift": line.shift, "work_days": line.work_days, "days_off": line.days_off,
        "rotation": line.rotation.value, "people": list(line.people), "roles": list(line.roles),
        "without": list(line.without),
    }  # fmt: skip


def rota_from(facts: Mapping[str, Any]) -> Rota:
    """A rota from the facts of its entries."""
    handlers = {unit: (str(pair[0]), str(pair[1])) for unit, pair in facts.get("handlers", {}).items()}
    norm = {name: int(value) for name, value in facts.get("norm", {}).items()}
    return Rota(read_lines(facts.get("lines", ())), norm, handlers, int(facts.get("step", 0)))
