"""What panels let one pick from: units, items, people, other cases; found by name, pinyin or code."""

from commandroom.domain import catalog
from commandroom.domain.event import Event
from commandroom.domain.instant import DAY, HOUR, MINUTE, Instant
from commandroom.domain.masking import mask_case
from commandroom.domain.people import Case, Person, Right, permits, under
from commandroom.span_text import span
from commandroom.store.queue.filter import Filter, Sort
from commandroom.store.queue.rows import QueueRow
from commandroom.text import tr
from ui.desk import Desk
from ui.models.live_queue import LiveQueue
from ui.models.names import Names, match
from ui.widgets.pick_field import Option

MOST = 40
"""Options offered at a time."""
NEAR_M = 500.0
"""Cases further apart than this are not alike by their place."""
_METRES = 111_320.0


def units(names: Names, first: tuple[str, ...] = (), without: frozenset[str] = frozenset()) -> list[tuple[Option, str]]:
    """Every unit with what it may be found by; ``first`` stand before the others."""
    known = [unit for unit in names.units() if unit.id not in without and unit.kind != "command_room"]
    known.sort(key=lambda unit: first.index(unit.id) if unit.id in first else len(first))
    return [(Option(unit.id, unit.short or unit.name, unit.name if unit.short else ""), unit.id) for unit in known]


def find(options: list[tuple[Option, str]], typed: str) -> list[Option]:
    """The options that fit what was typed, best first; all of them for nothing typed."""
    if not typed.strip():
        return [option for option, _ in options][:MOST]
    scored = [(match(typed, option.word, option.beside, code), place, option)
              for place, (option, code) in enumerate(options)]  # fmt: skip
    fitting = [(-score, place, option) for score, place, option in scored if score > 0]
    return [option for _, _, option in sorted(fitting, key=lambda one: one[:2])][:MOST]


def items(names: Names, event: Event, now: Instant) -> list[tuple[Option, str]]:
    """The listed items: those whose words stand in the case first, with the words found."""
    known = names.items(now)
    text = f"{event.title}\n{event.text}"
    proposed = catalog.proposals(known.values(), text)
    said = {item.code: tr("因“{words}”", words=tr("、").join(words[:3])) for item, words in proposed}
    ordered = [item for item, _ in proposed]
    ordered += sorted(
        (item for item in known.values() if item.code not in said),
        key=lambda item: (item.category != event.category, item.code),
    )
    return [
        (
            Option(item.code, item.name, said.get(item.code, f"{item.code} {names('category', item.category)}")),
            item.code,
        )
        for item in ordered
    ]


def who_did(names: Names, event: Event, me: Person | None) -> list[tuple[Option, str]]:
    """Who may have handled a case on the spot: oneself if so, then the workers of its grid."""
    case = Case(event.unit, frozenset(), event.grid, event.tier, event.importance)
    found = [person for person in names.people() if permits(person, Right.SELF_HANDLE, case)]
    found.sort(key=lambda person: (me is None or person.id != me.id, -max(map(len, person.grids), default=0)))
    return [(Option(person.id, person.name, _beside(names, person)), person.id) for person in found]


def who_looks(names: Names, event: Event) -> list[tuple[Option, str]]:
    """Who may look at the place and is not of the unit that handled it: the grid's own workers first."""
    busy = {order.unit for order in event.orders if order.live}
    case = Case(event.unit, frozenset(busy), event.grid, event.tier, event.importance)
    found: list[tuple[int, str, Person]] = []
    for person in names.people():
        if person.id in event.handlers or (person.unit and person.unit in busy):
            continue
        if permits(person, Right.CHECK, case):
            near = max((len(grid) for grid in person.grids if under(event.grid, grid)), default=0)
            found.append((-near, person.id, person))
    found.sort(key=lambda one: one[:2])
    return [(Option(person.id, person.name, _beside(names, person)), person.id) for _, _, person in found]


def _beside(names: Names, person: Person) -> str:
    where = names.grid(person.grids[0]) if person.grids else names.unit(person.unit)
    return " · ".join(part for part in (person.post, where) if part)


def alike(desk: Desk, event: Event) -> list[tuple[Option, str]]:
    """Open cases that may be the same, the likeliest first, each with the reason (distance, time, category)."""
    live = LiveQueue.of(desk)
    near = {"grid": event.grid[:12]} if event.grid else {}
    asked = Filter(open_only=True, since=event.reported_at - 14 * DAY, **near)  # type: ignore[arg-type]
    answer = live.queue.ask(asked, Sort.NEWEST, live.now())
    rows = live.queue.rows(desk.reader.raw, answer.ids(0, 400))
    scored = [(likeness(event, row), row) for row in rows if row.id != event.id]
    scored.sort(key=lambda one: (-one[0][0], one[1].row))
    return [(Option(row.id, row.title, reason), row.number) for (_, reason), row in scored[:MOST]]


def likeness(event: Event, row: QueueRow) -> tuple[float, str]:
    """How alike a case and another are, and why in words."""
    score, said = 0.0, []
    far = _metres(event, row)
    if far is not None and far <= NEAR_M:
        score += 3 * (1 - far / NEAR_M)
        said.append(tr("相距 {metres} 米", metres=round(far / 10) * 10))
    elif row.place and mask_case(event.place, event.reporter) == row.place:
        score += 3
        said.append(tr("同一地点"))
    apart = abs(event.reported_at - row.reported_at)
    if apart <= 3 * DAY:
        score += 1 - apart / (3 * DAY)
        said.append(tr("相隔 {span}", span=span(max(apart, MINUTE))) if apart > HOUR // 4 else tr("几乎同时"))
    if event.category and event.category == row.category:
        score += 1
        said.append(tr("同类"))
    if event.item == "" and event.title and row.title and event.title[-4:] == row.title[-4:]:
        score += 1
    return score, " · ".join(said) or row.number


def _metres(event: Event, row: QueueRow) -> float | None:
    from math import cos, hypot, radians

    if event.lon is None or event.lat is None or row.lon is None or row.lat is None:
        return None
    east = (event.lon - row.lon) * _METRES * cos(radians(event.lat))
    return hypot(east, (event.lat - row.lat) * _METRES)


def grids(names: Names) -> list[tuple[Option, str]]:
    """Every grid with its name and code."""
    return [(Option(grid.code, names.grid(grid.code), grid.code), grid.code) for grid in names.grids()]
