"""Share a filled roster out evenly: exchange people between tasks while every rule stays as it is."""

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from commandroom.domain.instant import DAY, HOUR
from commandroom.rostering.fewest import OVERTIME, StoppedError
from commandroom.rostering.problem import Problem

SEED = 20261101
TRIES = 240
TRIES_EACH = 16
"""Exchanges tried for each place of the roster at most, and for each person of its pool; numbers and not a time, so
that every run is alike."""
FACTORS = (1.0, 1.5, 1.5, 4.0)
"""What a departure from the goal costs, squared: weight, nights, weekends, holidays."""
NEAR = 1.5
"""What it costs when a person has two tasks of a line closer than the pool allows."""
OVER = 0.5
"""What an hour above the month's hours costs, squared."""
HOT, COLD = 20.0, 0.2


@dataclass(slots=True)
class _Table:
    """Everything the search asks, by number instead of by name."""

    pools: list[list[int]]
    amounts: list[tuple[float, ...]]
    hours: list[float]
    meets: list[int]
    near: list[dict[int, float]]
    peers: list[list[int]]
    goals: list[tuple[float, ...]]
    most: list[float]


def even(
    problem: Problem, held: Sequence[tuple[str, ...]], cancelled: Callable[[], bool]
) -> tuple[tuple[str, ...], ...]:
    """The same roster shared out as evenly as some ten thousand exchanges make it; deterministic.

    No task loses a person, nobody's rest or hours get worse than the rules allow where they were kept.
    """
    names = problem.people
    number = {name: place for place, name in enumerate(names)}
    search = _Search(problem, number, held)
    pools = (len(task.pool) for task in problem.tasks)
    tries = sum(len(people) * min(TRIES, TRIES_EACH * pool) for people, pool in zip(held, pools, strict=True))
    search.run(tries, cancelled)
    return tuple(tuple(sorted(names[person] for person in people)) for people in search.held)


class _Search:
    """Simulated annealing over exchanges, with masks of bits for what a person cannot hold together."""

    def __init__(self, problem: Problem, number: dict[str, int], held: Sequence[tuple[str, ...]]) -> None:
        self.table = _table(problem, number)
        self.barred = _barred(problem, number)
        self.held = [sorted(number[person] for person in people) for people in held]
        people = len(number)
        self.mask = [0] * people
        self.sums = [[0.0] * 4 for _ in range(people)]
        self.seat = [0.0] * people
        for one in problem.fixed:
            person = number.get(one.person)
            if person is not None:
                self.seat[person] += one.seconds / HOUR
                for place, amount in enumerate((one.weight, *one.classes)):
                    self.sums[person][place] += amount
        for task, mine in enumerate(self.held):
            for person in mine:
                self._put(person, task, 1)
        usual = problem.seconds_a_month / HOUR
        self.limit = [usual if hours <= usual + 1e-9 else max(hours, usual + OVERTIME) for hours in self.seat]
        """Whoever keeps the hours goes on keeping them; the others share what is above."""
        self.random = random.Random(SEED)

    def _put(self, person: int, task: int, sign: int) -> None:
        self.mask[person] ^= 1 << task
        self.seat[person] += sign * self.table.hours[task]
        sums = self.sums[person]
        for place, amount in enumerate(self.table.amounts[task]):
            sums[place] += sign * amount

    def _cost(self, person: int) -> float:
        """What a person's share departs from their goal, squared."""
        over = self.seat[person] - self.table.most[person]
        cost = OVER * over * over if over > 0 else 0.0
        goals = self.table.goals[person]
        for place, amount in enumerate(self.sums[person]):
            apart = amount - goals[place]
            cost += FACTORS[place] * apart * apart
        return cost

    def _closeness(self, person: int, task: int) -> float:
        mask = self.mask[person]
        return sum(cost for other, cost in self.table.near[task].items() if mask >> other & 1)

    def _may(self, person: int, task: int) -> bool:
        if self.mask[person] & self.table.meets[task] or self.barred[person] >> task & 1:
            return False
        hours = self.table.hours[task]
        return not hours or self.seat[person] + hours <= self.limit[person] + 1e-9

    def run(self, tries: int, cancelled: Callable[[], bool]) -> None:
        """So many exchanges, the warm ones first."""
        filled = [task for task, mine in enumerate(self.held) if mine]
        if not filled:
            return
        cooling = math.log(COLD / HOT)
        for step in range(tries):
            if step % 512 == 0 and cancelled():
                raise StoppedError
            heat = HOT * math.exp(cooling * step / tries)
            task = filled[int(self.random.random() * len(filled))]
            mine = self.held[task]
            place = int(self.random.random() * len(mine))
            peers = self.table.peers[task]
            if self.random.random() < 0.4 or not peers:
                self._replace(task, place, heat)
            else:
                self._exchange(task, place, peers[int(self.random.random() * len(peers))], heat)

    def _replace(self, task: int, place: int, heat: float) -> None:
        """Somebody else of the pool takes the place."""
        pool = self.table.pools[task]
        comes = pool[int(self.random.random() * len(pool))]
        other = pool[int(self.random.random() * len(pool))]
        if self._short(other) > self._short(comes):
            comes = other
        goes = self.held[task][place]
        if comes == goes or self.mask[comes] >> task & 1 or not self._may(comes, task):
            return
        before = self._cost(goes) + self._cost(comes) + self._closeness(goes, task)
        after = self._closeness(comes, task)
        self._put(goes, task, -1)
        self._put(comes, task, 1)
        after += self._cost(goes) + self._cost(comes)
        if self._refuse(after - before, heat):
            self._put(comes, task, -1)
            self._put(goes, task, 1)
        else:
            self.held[task][place] = comes

    def _short(self, person: int) -> float:
        """How much weight a person is short of their goal."""
        return self.table.goals[person][0] - self.sums[person][0]

    def _exchange(self, task: int, place: int, other: int, heat: float) -> None:
        """Two people change places between two tasks."""
        theirs = self.held[other]
        if not theirs:
            return
        there = int(self.random.random() * len(theirs))
        one, two = self.held[task][place], theirs[there]
        if other == task or one == two or self.mask[two] >> task & 1 or self.mask[one] >> other & 1:
            return
        if two not in self.table.pools[task] or one not in self.table.pools[other]:
            return
        before = self._cost(one) + self._cost(two) + self._closeness(one, task) + self._closeness(two, other)
        self._put(one, task, -1)
        self._put(two, other, -1)
        if self._may(two, task) and self._may(one, other):
            after = self._closeness(two, task) + self._closeness(one, other)
            self._put(two, task, 1)
            self._put(one, other, 1)
            after += self._cost(one) + self._cost(two)
            if not self._refuse(after - before, heat):
                self.held[task][place], theirs[there] = two, one
                return
            self._put(two, task, -1)
            self._put(one, other, -1)
        self._put(one, task, 1)
        self._put(two, other, 1)

    def _refuse(self, worse: float, heat: float) -> bool:
        return worse > 0 and self.random.random() >= math.exp(-worse / heat)


def _table(problem: Problem, number: dict[str, int]) -> _Table:
    tasks = problem.tasks
    most = problem.seconds_a_month / HOUR
    return _Table(
        [[number[person] for person in task.pool] for task in tasks],
        [(float(task.weight), *map(float, task.classes)) for task in tasks],
        [task.seconds / HOUR for task in tasks],
        [_mask(problem, place) for place in range(len(tasks))],
        [_near(problem, place) for place in range(len(tasks))],
        _peers(problem),
        [problem.goals[person] for person in number],
        [most] * len(number),
    )


def _mask(problem: Problem, place: int) -> int:
    """The tasks that nobody can hold together with one, by bits: the same time, or too little rest."""
    task, rest = problem.tasks[place], problem.norm.rest_hours * HOUR
    begin, end = task.spans[0][0], task.spans[-1][1]
    found = 0
    for other, one in enumerate(problem.tasks):
        if other == place or one.spans[0][0] >= end + rest or begin >= one.spans[-1][1] + rest:
            continue
        pause = 0 if task.on_call or one.on_call else rest
        if any(s < u + pause and b < e + pause for s, e in task.spans for b, u in one.spans):
            found |= 1 << other
    return found


def _peers(problem: Problem) -> list[list[int]]:
    """The tasks that each could exchange people with: at least two people may hold both."""
    pools = [frozenset(task.pool) for task in problem.tasks]
    shared: dict[tuple[frozenset[str], frozenset[str]], bool] = {}
    for one in set(pools):
        for other in set(pools):
            shared[one, other] = len(one & other) > 1
    return [
        [other for other, there in enumerate(pools) if other != place and shared[here, there]]
        for place, here in enumerate(pools)
    ]


def _near(problem: Problem, place: int) -> dict[int, float]:
    """What it costs to hold another task of the same line as well, by how close it lies."""
    task = problem.tasks[place]
    found = {}
    for other, one in enumerate(problem.tasks):
        if other == place or (one.post, one.shift) != (task.post, task.shift):
            continue
        apart = abs(one.spans[0][0] - task.spans[0][0]) // DAY
        if apart < task.near:
            found[other] = NEAR * (task.near - apart) / task.near
    return found


def _barred(problem: Problem, number: dict[str, int]) -> list[int]:
    """The tasks that what is fixed keeps each person from, by bits."""
    found = [0] * len(number)
    rest = problem.norm.rest_hours * HOUR
    for one in problem.fixed:
        person = number.get(one.person)
        if person is None:
            continue
        begin, end = one.span
        for place, task in enumerate(problem.tasks):
            pause = 0 if one.on_call or task.on_call else rest
            if any(start < end + pause and begin < until + pause for start, until in task.spans):
                found[person] |= 1 << place
    return found
