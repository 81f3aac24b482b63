"""Units and people of the demonstration: invented names, roles, grids and masked numbers."""

import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass

from commandroom import resources
from commandroom.domain.people import LAW, Person, Role, Unit
from commandroom.domain.places import GridKind, Level
from commandroom.sync.demo_town.grids import GridsPlan

ROOM = "zhihuishi"
DISPATCHERS = ("diaodu1", "diaodu2", "diaodu3")
HEAD = "zhuren"
LEADERS = ("daiban1", "daiban2", "daiban3", "daiban4")
NIGHT_CADRES = 8
"""So many deputies of departments also hold the night seat: three dispatchers cannot staff 24 hours (§5.9)."""

ENFORCING = frozenset({"chengguan", "paichusuo", "huanbao", "shijian", "yingji"})
"""Departments whose handlers may enforce the law; at night hardly one of them is on duty."""


@dataclass(frozen=True, slots=True)
class Staff:
    """Units and people, and who does what."""

    units: tuple[Unit, ...]
    people: tuple[Person, ...]
    handlers: dict[str, tuple[str, ...]]
    """By unit: the named handler first, then the deputy."""
    workers: dict[str, tuple[str, ...]]
    """By base or exclusive grid: its full-time worker, then its head."""
    nights: tuple[str, ...]
    """Cadres who hold the night seat."""


def unit_list() -> tuple[Unit, ...]:
    """The departments of the town from resources/demo/units.toml."""
    table = tomllib.loads(resources.find("demo/units.toml").read_text("utf-8"))
    return tuple(
        Unit(one["id"], one["name"], one["short"], one.get("kind", "department"), resident=one.get("resident", True))
        for one in table["units"]
    )


def staff(grids: GridsPlan, rng: random.Random) -> Staff:
    """Everybody of the town: centre, departments, leaders, villages, grids."""
    names = _names(rng)
    departments = tuple(
        Unit(unit.id, unit.name, unit.short, unit.kind, _landline(rng), unit.resident) for unit in unit_list()
    )
    villages = tuple(
        Unit(village.code, village.name, village.short, "village", _landline(rng)) for village in grids.villages
    )
    people = [*_centre(names, rng)]
    handlers: dict[str, tuple[str, ...]] = {}
    nights: list[str] = []
    for unit in departments:
        if unit.id == ROOM:
            continue
        night = len(nights) < NIGHT_CADRES and unit.resident
        deputy_roles = (Role.HANDLER.value, Role.DISPATCHER.value) if night else (Role.HANDLER.value,)
        pair = (unit.id, f"{unit.id}2")
        people.append(_person(pair[0], names, (Role.HANDLER.value,), unit.id, (), "事项处置员", rng))
        people.append(_person(pair[1], names, deputy_roles, unit.id, (), "事项处置员（副）", rng))
        handlers[unit.id] = pair
        if night:
            nights.append(pair[1])
    workers: dict[str, tuple[str, ...]] = {}
    people.extend(
        _person(f"{village.code}_cun", names, (Role.VILLAGE.value,), village.code, (village.code,), "总网格长", rng)
        for village in grids.villages
    )
    for grid in grids.grids:
        if grid.level is Level.BASE:
            posts = ("兼职网格员", "网格长") if grid.kind is GridKind.EXCLUSIVE else ("专职网格员", "网格长")
            own = tuple(
                _person("", names, (Role.GRIDWORKER.value,), grid.parent, (grid.code,), post, rng, grid.code)
                for post in posts
            )
            people.extend(own)
            workers[grid.code] = tuple(person.id for person in own)
    return Staff((*departments, *villages), _distinct(people), handlers, workers, tuple(nights))


def _centre(names: Iterator[tuple[str, str]], rng: random.Random) -> list[Person]:
    people = [_person(HEAD, names, (Role.CENTER_HEAD.value,), ROOM, (), "中心负责人", rng)]
    people.extend(
        _person(account, names, (Role.DISPATCHER.value,), ROOM, (), "派单调度员", rng) for account in DISPATCHERS
    )
    people.extend(
        _person(account, names, (Role.DUTY_LEADER.value,), ROOM, (), "带班领导", rng) for account in LEADERS
    )
    people.append(_person("shuji", names, (Role.LEADING_GROUP.value,), ROOM, (), "领导小组组长", rng))
    people.append(_person("baomi", names, (Role.SECURITY_OFFICER.value,), ROOM, (), "保密员", rng))
    return people


def _person(
    account: str, names: Iterator[tuple[str, str]], roles: tuple[str, ...], unit: str, grids: tuple[str, ...],
    post: str, rng: random.Random, prefix: str = "",
) -> Person:
    name, reading = next(names)
    holds = (LAW,) if unit in ENFORCING and Role.HANDLER.value in roles else ()
    return Person(account or f"{prefix}_{reading}", name, roles, unit, grids, mobile(rng), post, holds)


def _distinct(people: list[Person]) -> tuple[Person, ...]:
    if len({person.id for person in people}) != len(people):
        raise ValueError("two people of the demonstration share an account")
    return tuple(people)


def mobile(rng: random.Random) -> str:
    """A mobile number as lists print it, with four digits hidden."""
    return f"1{rng.choice(('33', '36', '38', '39', '50', '59', '80', '89'))}****{rng.randint(0, 9999):04d}"


def _landline(rng: random.Random) -> str:
    return f"0519-88{rng.randint(10, 99)}****"


def _names(rng: random.Random) -> Iterator[tuple[str, str]]:
    """Names and readings, none twice until all are used up."""
    table = tomllib.loads(resources.find("demo/names.toml").read_text("utf-8"))
    pairs = [(family.split(), given.split()) for family in table["surnames"] for given in table["given"]]
    while True:
        rng.shuffle(pairs)
        for family, given in pairs:
            yield family[0] + given[0], family[1] + given[1]


def callers(rng: random.Random) -> Iterator[str]:
    """Invented names of people who call, many only as 王女士 or 李先生."""
    table = tomllib.loads(resources.find("demo/names.toml").read_text("utf-8"))
    surnames = [family.split()[0] for family in table["surnames"]]
    given = [one.split()[0] for one in table["given"]]
    while True:
        family = rng.choice(surnames)
        yield family + (rng.choice(("先生", "女士", "师傅", "阿姨")) if rng.random() < 0.6 else rng.choice(given))
