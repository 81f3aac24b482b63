"""A month's roster as a problem: duties to fill, who could, what is fixed already, what each person ought to carry."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise

from commandroom.domain import cover
from commandroom.domain.cover import LEADER
from commandroom.domain.fairness import CLASSES, Fairness, classes_of, weight_of
from commandroom.domain.instant import HOUR, Instant
from commandroom.domain.month_roster import RosterState
from commandroom.domain.profile import DutyNorm
from commandroom.domain.roster import Duty, duty_id
from commandroom.domain.rota import Line, Rotation
from commandroom.rostering import load
from commandroom.rostering.judge import window
from commandroom.rostering.months import state_of
from commandroom.rostering.picture import Picture, days_of, gather
from commandroom.rostering.rotas import Known

Span = tuple[Instant, Instant]
FIRM = frozenset({"double", "leave"})
"""Rules that the solver never breaks: nobody is in two places, nobody is called back from leave."""


@dataclass(frozen=True, slots=True)
class Task:
    """A duty that wants people, of one day or of the days of a week; ``pool`` may hold it.

    ``weight`` and ``classes`` (night, weekend, holiday) are what one person carries by it; ``seconds`` are on the
    seat within the month. ``near`` is how many days should lie between two tasks of its line for one person;
    ``short`` counts the rests too short within it (a week of nights has six of them).
    """

    post: str
    shift: str
    days: tuple[str, ...]
    spans: tuple[Span, ...]
    wanted: int
    pool: tuple[str, ...]
    weight: int
    classes: tuple[int, ...]
    seconds: int
    near: int = 1
    short: int = 0

    @property
    def on_call(self) -> bool:
        """Whether it is held by telephone: rest and weekly hours do not count."""
        return self.post == LEADER


@dataclass(frozen=True, slots=True)
class Fixed:
    """A duty that stays as it is: its person, its time, and what it counts for."""

    person: str
    span: Span
    on_call: bool
    weight: int = 0
    classes: tuple[int, ...] = (0, 0, 0)
    seconds: int = 0


@dataclass(frozen=True)
class Problem:
    """What the solver is given. ``goals`` are the weight and the classes a person ought to carry this month."""

    month: str
    tasks: tuple[Task, ...]
    fixed: tuple[Fixed, ...]
    goals: Mapping[str, tuple[float, ...]]
    norm: DutyNorm
    seconds_a_month: float
    picture: Picture
    firm: frozenset[str] = FIRM
    afresh: bool = False

    @cached_property
    def people(self) -> tuple[str, ...]:
        """Everybody who may hold one of the tasks, in order of account."""
        return tuple(sorted({person for task in self.tasks for person in task.pool}))


def of(known: Known, month: str, *, afresh: bool = False, firm: Iterable[str] = FIRM) -> Problem:
    """The problem of a month ``2026-11``.

    What people wrote stays and is worked around, unless ``afresh``: then every line of the rota is made anew.
    Of a draft only who can be there stays: a leave granted since then takes its person off.
    ``firm``: rules never broken ("double" and "leave" always; "rest" and "hours" rather leave a post empty).
    """
    days = cover.month_days(month)
    picture = gather(known, days[0], days[-1])
    told = load.before(known, month)
    if state_of(known, month).state is RosterState.DRAFT:
        picture = _emptied(picture, days) if afresh else present(picture, days)
    return build(picture, month, told, frozenset(firm) | FIRM, afresh=afresh)


def _emptied(picture: Picture, days: Sequence[str]) -> Picture:
    """The picture without whoever stands on the rota's lines in these days."""
    made, asked = {(line.post, line.shift) for line in picture.rota.lines}, set(days)
    left = (duty for duty in picture.duties if duty.day not in asked or (duty.post, duty.shift) not in made)
    return replace(picture, duties=tuple(left))


def present(picture: Picture, days: Sequence[str]) -> Picture:
    """The picture with only those on the rota's lines of these days who can be there."""
    made, asked = {(line.post, line.shift) for line in picture.rota.lines}, set(days)
    kept = {
        duty.id: picture.there(duty)
        for duty in picture.duties
        if duty.day in asked and (duty.post, duty.shift) in made and picture.there(duty) != duty.people
    }
    return picture.with_people(kept) if kept else picture


def build(
    picture: Picture, month: str, told: Iterable[Fairness], firm: frozenset[str] = FIRM, *, afresh: bool = False
) -> Problem:
    """The problem of a picture; ``told`` is what everybody carried before it."""
    days = cover.month_days(month)
    begin, end = window(days)
    tasks = tuple(task for line in picture.rota.lines for task in _tasks(picture, line, days, begin, end))
    fixed = tuple(_fixed(picture, days, begin, end))
    most = picture.norm.week_hours * HOUR * (end - begin) / (7 * 86400)
    return Problem(month, tasks, fixed, _goals(tasks, fixed, told), picture.norm, most, picture, firm, afresh)


def _tasks(picture: Picture, line: Line, days: Sequence[str], begin: Instant, end: Instant) -> list[Task]:
    pool = picture.pools[line.post, line.shift]
    blocks: list[list[str]] = []
    for day in days:
        if not picture.lacking(line, day):
            continue
        whole = line.rotation is Rotation.WEEKLY and blocks and _same_week(blocks[-1][-1], day)
        if whole:
            blocks[-1].append(day)
        else:
            blocks.append([day])
    return [_task(picture, line, tuple(block), pool, begin, end) for block in blocks]


def _same_week(one: str, other: str) -> bool:
    return date.fromisoformat(one).isocalendar()[:2] == date.fromisoformat(other).isocalendar()[:2]


def _task(
    picture: Picture, line: Line, block: tuple[str, ...], pool: tuple[str, ...], begin: Instant, end: Instant
) -> Task:
    spans = tuple(cover.shift_span(day, line.shift) for day in block)
    wanted = max(picture.lacking(line, day) for day in block)
    on_it = {person for day in block for person in _on(picture, line, day)}
    able = tuple(
        person
        for person in sorted(pool)
        if person not in on_it and not any(picture.on_leave(person, *span) for span in spans)
    )
    weight, classes = _counts(picture, line.post, line.shift, block)
    seconds = 0 if line.post == LEADER else sum(_within(span, begin, end) for span in spans)
    rest = 0 if line.post == LEADER else picture.norm.rest_hours * HOUR
    return Task(
        line.post, line.shift, block, spans, wanted, able, weight, classes, seconds,
        min(7, max(1, len(pool) // max(1, wanted))), sum(b[0] - a[1] < rest for a, b in pairwise(spans)),
    )  # fmt: skip


def _on(picture: Picture, line: Line, day: str) -> tuple[str, ...]:
    own = picture.by_id.get(duty_id(day, line.post, line.shift))
    return own.people if own is not None else ()


def _within(span: Span, begin: Instant, end: Instant) -> int:
    return max(0, min(span[1], end) - max(span[0], begin))


def _counts(picture: Picture, post: str, shift: str, days: Iterable[str]) -> tuple[int, tuple[int, ...]]:
    """The weight and the classes that the days of a post come to."""
    weight, counts = 0, dict.fromkeys(CLASSES, 0)
    for day in days:
        start, end = cover.shift_span(day, shift)
        told = classes_of(Duty("", day, post, shift, (), start, end), picture.kind(day))
        weight += weight_of(told, picture.norm)
        for name in told:
            counts[name] += 1
    return weight, tuple(counts.values())


def _fixed(picture: Picture, days: Sequence[str], begin: Instant, end: Instant) -> Iterable[Fixed]:
    first, last = date.fromisoformat(days[0]), date.fromisoformat(days[-1])
    near = set(days_of((first - timedelta(days=1)).isoformat(), (last + timedelta(days=1)).isoformat()))
    mine = set(days)
    for duty in picture.duties:
        if duty.day not in near:
            continue
        weight, classes, seconds = 0, (0, 0, 0), 0
        if duty.post != LEADER:
            seconds = _within((duty.start, duty.end), begin, end)
        if duty.day in mine:
            weight, counted = _counts(picture, duty.post, duty.shift, (duty.day,))
            classes = (counted[0], counted[1], counted[2])
        for person in duty.people:
            yield Fixed(person, (duty.start, duty.end), duty.post == LEADER, weight, classes, seconds)


def _goals(tasks: Sequence[Task], fixed: Sequence[Fixed], told: Iterable[Fairness]) -> dict[str, tuple[float, ...]]:
    """What each person ought to carry this month: their share, less what they carried too much before.

    Nobody makes good more than three quarters of a month's share at once, and nobody's goal is below nothing.
    """
    shares: dict[str, list[float]] = {}
    for task in tasks:
        for person in task.pool:
            mine = shares.setdefault(person, [0.0, 0.0, 0.0, 0.0])
            for place, amount in enumerate((task.weight, *task.classes)):
                mine[place] += amount * task.wanted / len(task.pool)
    for one in fixed:
        mine = shares.get(one.person, [])
        for place, amount in enumerate((one.weight, *one.classes)[: len(mine)]):
            mine[place] += amount
    before = {one.person: (one.balance, *(one.balances[name] for name in CLASSES)) for one in told}
    goals = {}
    for person, share in shares.items():
        carried = before.get(person, (0.0,) * 4)
        limits = (max(0.75 * part, 1.0) for part in share)
        goals[person] = tuple(
            max(0.0, part - max(-limit, min(limit, extra)))
            for part, limit, extra in zip(share, limits, carried, strict=True)
        )
    return goals
