"""Hold a roster against every rule; what is broken is told with its reason (domain.md §5.9)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from commandroom.domain import cover
from commandroom.domain.cover import LEADER, Remark
from commandroom.domain.instant import HOUR, Instant, day_start
from commandroom.domain.people import Person, Role, Unit
from commandroom.domain.roster import Duty
from commandroom.domain.rota import Rota
from commandroom.domain.rules import RULES, Broken
from commandroom.rostering.picture import SEATS, Picture, days_of, gather
from commandroom.rostering.rotas import Known

LONGEST_STRETCH = 24
"""Hours that two duties without any pause between them may last together."""
_OF_COVER = {
    "cover.nobody": "seat", "cover.no_seat": "seat", "cover.few_seats": "day_seats", "cover.no_leader": "leader",
    "cover.many_leaders": "many_leaders", "cover.double": "double", "cover.rest": "rest",
}  # fmt: skip


def month(known: Known, of: str) -> tuple[Broken, ...]:
    """What the roster of a month ``2026-11`` breaks, departments' handlers with it."""
    days = cover.month_days(of)
    picture = gather(known, days[0], days[-1])
    return (*judge(picture), *handlers(known.all("unit"), picture.people.values(), picture.rota))


def judge(picture: Picture) -> tuple[Broken, ...]:
    """What the duties of a picture break between its first and last day, by rule and day."""
    days = days_of(picture.first, picture.last)
    found = [*of_days(picture, days), *of_people(picture, days)]
    order = {rule: place for place, rule in enumerate(RULES)}
    return tuple(sorted(found, key=lambda one: (order[one.rule], one.day, one.post, one.shift, one.people)))


def of_days(picture: Picture, days: Sequence[str]) -> list[Broken]:
    """What these days lack, by the norms and by the lines of the rota."""
    return [*_of_norms(picture, days), *_of_lines(picture, days)]


def _of_norms(picture: Picture, days: Sequence[str]) -> Iterator[Broken]:
    for day in days:
        for remark in picture.day_lacks(day):
            yield _broken(remark, day)


def _of_lines(picture: Picture, days: Sequence[str]) -> Iterator[Broken]:
    """Lines of the rota beyond the seat and the leader, which the day's own rules speak of."""
    for line in picture.rota.lines:
        if line.post == LEADER:
            continue
        for day in days:
            lacking = picture.lacking(line, day)
            wanted = line.wanted(picture.kind(day).works)
            least = picture.norm.day_seat_least if line.shift == "day" else picture.norm.seat_least
            if lacking and not (line.post in SEATS and wanted <= max(least, picture.norm.seat_least)):
                facts = {"post": line.post, "shift": line.shift, "count": wanted - lacking, "least": wanted}
                yield Broken("post", "rule.post", facts, day, line.post, line.shift)


def of_people(picture: Picture, days: Sequence[str]) -> list[Broken]:
    """What the duties of these days break for the people on them: two posts, rest, hours, leave."""
    asked = set(days)
    near = [duty for duty in picture.duties if duty.people]
    mine = [duty for duty in near if duty.day in asked]
    found = [
        _broken(remark, str(remark.facts["day"]), (str(remark.facts["person"]),))
        for remark in cover.remarks(mine, picture.norm, near)
    ]
    found += [one for one in _stretches(near) if one.day in asked]
    for duty in mine:
        for person in duty.people:
            leave = picture.on_leave(person, duty.start, duty.end)
            if leave is not None:
                facts = {"person": person, "day": duty.day, "post": duty.post, "first": leave.first, "last": leave.last}
                found.append(Broken("leave", "rule.leave", facts, duty.day, duty.post, duty.shift, (person,)))
    return found + _hours(picture, days)


def _hours(picture: Picture, days: Sequence[str]) -> list[Broken]:
    """Who is on the seat for more hours a week of a month than the average allows; whole months are asked."""
    found = []
    for of in sorted({day[:7] for day in days}):
        month = cover.month_days(of)
        if month[0] < days[0] or month[-1] > days[-1]:
            continue
        begin, end = window(month)
        for person, duties in sorted(picture.by_person.items()):
            hours = cover.week_hours(duties, person, begin, end)
            if hours > picture.norm.week_hours + 1e-9:
                facts = {"person": person, "month": of, "hours": round(hours, 1), "most": picture.norm.week_hours}
                found.append(Broken("hours", "rule.hours", facts, day=month[0], people=(person,)))
    return found


def window(days: Sequence[str]) -> tuple[Instant, Instant]:
    """From 00:00 of the first day to 24:00 of the last."""
    after = date.fromisoformat(days[-1]) + timedelta(days=1)
    return day_start(date.fromisoformat(days[0])), day_start(after)


def _stretches(duties: Iterable[Duty]) -> Iterator[Broken]:
    """Duties without any pause between them that last longer than a day and a night together."""
    for person, mine in cover.by_person(duty for duty in duties if duty.post != LEADER).items():
        begin = mine[0].start
        for before, duty in pairwise(mine):
            if duty.start > before.end:
                begin = duty.start
            elif duty.start == before.end and duty.end - begin > LONGEST_STRETCH * HOUR:
                facts = {
                    "person": person,
                    "day": duty.day,
                    "hours": (duty.end - begin) // HOUR,
                    "most": LONGEST_STRETCH,
                }
                yield Broken("rest", "rule.stretch", facts, duty.day, duty.post, duty.shift, (person,))


def _broken(remark: Remark, day: str, people: tuple[str, ...] = ()) -> Broken:
    return Broken(_OF_COVER[remark.code], remark.code, remark.facts, day, remark.post, remark.shift, people)


def departments(units: Iterable[Unit], people: Iterable[Person]) -> tuple[tuple[Unit, tuple[Person, ...]], ...]:
    """The departments that want a handler and a deputy, the centre's own apart, with their handlers."""
    here: dict[str, list[Person]] = {}
    centre: set[str] = set()
    for person in people:
        if person.active and not person.retired and Role.HANDLER.value in person.roles:
            here.setdefault(person.unit, []).append(person)
        elif {Role.DISPATCHER.value, Role.CENTER_HEAD.value} & set(person.roles):
            centre.add(person.unit)
    return tuple(
        (unit, tuple(here.get(unit.id, ())))
        for unit in units
        if unit.kind == "department" and unit.active and not unit.retired and unit.id not in centre
    )


def handlers(units: Iterable[Unit], people: Iterable[Person], rota: Rota) -> tuple[Broken, ...]:
    """Departments without exactly one named handler and a deputy (L11: X, one per department)."""
    found = []
    for unit, here in departments(units, people):
        named, deputies = _pair(unit.id, here, rota)
        people_here = tuple(person.id for person in here)
        facts = {"unit": unit.short or unit.name or unit.id, "count": named}
        if named == 0:
            found.append(Broken("handlers", "rule.no_handler", facts, people=people_here))
        elif named > 1:
            found.append(Broken("handlers", "rule.many_handlers", facts, people=people_here))
        elif named == 1 and not deputies:
            found.append(Broken("handlers", "rule.no_deputy", facts, people=people_here))
    return tuple(found)


def _pair(unit: str, here: Sequence[Person], rota: Rota) -> tuple[int, int]:
    """How many named handlers and deputies a unit has: as the rota names them, else by the posts of people."""
    named = rota.handlers.get(unit)
    known = {person.id for person in here}
    if named is not None:
        return int(named[0] in known), int(named[1] in known and named[1] != named[0])
    deputies = sum("副" in person.post for person in here)
    return len(here) - deputies, deputies
