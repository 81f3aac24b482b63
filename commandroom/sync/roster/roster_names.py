"""Names of a roster file that nobody here bears: who could be meant, nearest first."""

from collections.abc import Iterable
from dataclasses import dataclass

from commandroom.domain.people import Person
from commandroom.domain.roster import Duty

OFFERED = 4
LEAST = 55.0
"""How alike (0–100) two names must be to be offered."""


@dataclass(frozen=True, slots=True)
class UnknownName:
    """A name of a file without an account: on how many duties, from which day, and who could be meant (accounts)."""

    name: str
    duties: int
    first: str
    nearest: tuple[str, ...] = ()


def unknown_names(names: Iterable[str], duties: Iterable[Duty], people: Iterable[Person]) -> tuple[UnknownName, ...]:
    """Every unknown name with the nearest known ones; nothing is left out, whatever is found for it."""
    days: dict[str, list[str]] = {}
    for duty in duties:
        for person in duty.people:
            days.setdefault(person, []).append(duty.day)
    known = [person for person in people if person.active and not person.retired]
    sounds = {person.id: _sound(person.name or person.id) for person in known}
    return tuple(
        UnknownName(name, len(days.get(name, ())), min(days.get(name, ("",))), _nearest(name, known, sounds))
        for name in names
    )


def _nearest(name: str, known: list[Person], sounds: dict[str, str]) -> tuple[str, ...]:
    """By the signs and by the sound: 陈佳怡 and 陈嘉怡 sound the same, 张三 and 张三丰 share their signs."""
    from rapidfuzz import fuzz

    said = _sound(name)
    scored = [
        (max(fuzz.ratio(name, person.name or person.id), fuzz.ratio(said, sounds[person.id]) * 0.95), person.id)
        for person in known
    ]
    scored += [
        (90.0, person.id) for person in known
        if len(person.name) >= 2 and (_bare(name) == person.name or person.name == name[: len(person.name)])
    ]  # fmt: skip
    best: dict[str, float] = {}
    for score, ident in scored:
        best[ident] = max(score, best.get(ident, 0.0))
    order = sorted((pair for pair in best.items() if pair[1] >= LEAST), key=lambda pair: (-pair[1], pair[0]))
    return tuple(ident for ident, _ in order[:OFFERED])


def _bare(name: str) -> str:
    """A name without a title behind it (张三主任, 李四书记)."""
    for title in ("副主任", "主任", "书记", "科长", "队长", "所长", "站长", "同志"):
        if name.endswith(title) and len(name) > len(title) + 1:
            return name.removesuffix(title)
    return name


def _sound(name: str) -> str:
    from pypinyin import lazy_pinyin

    return " ".join(lazy_pinyin(name))
