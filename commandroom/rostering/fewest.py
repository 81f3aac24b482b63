"""The fewest broken rules: who holds what, proven by an integer programme (HiGHS)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from commandroom.domain.instant import HOUR
from commandroom.rostering.problem import Fixed, Problem, Span, Task

GAP, REST, HOURS = 1003.0, 1002.0, 1001.0
"""One broken rule is one broken rule; of as many, rather hours than rest, and rather rest than an empty post."""
OVERTIME = 36
"""Hours a month that may be asked for above the weekly average (Labour Law art. 41); beyond it a post stays empty."""
NODES = 2_000
"""Branches that are looked at before the best found is taken as it is: a number, so that every run is alike."""
LONGEST = 20.0
"""Seconds after which a machine that slow takes what it has."""


class StoppedError(Exception):
    """Somebody asked the solver to stop."""


@dataclass(frozen=True, slots=True)
class Found:
    """Who holds each task, in order of the tasks, and whether it is proven that no fewer rules can be broken."""

    held: tuple[tuple[str, ...], ...]
    proven: bool
    cost: float


@dataclass(slots=True)
class _Programme:
    """Columns and rows of the integer programme."""

    cost: list[float] = field(default_factory=list)
    most: list[float] = field(default_factory=list)
    rows: list[tuple[dict[int, float], float, float]] = field(default_factory=list)

    def column(self, most: float, cost: float = 0.0) -> int:
        """One more whole number from 0 to the most."""
        self.cost.append(cost)
        self.most.append(most)
        return len(self.cost) - 1

    def row(self, parts: dict[int, float], least: float, most: float) -> None:
        """One more condition."""
        self.rows.append((parts, least, most))


NONE = 1e30


def fewest(problem: Problem, *, soft: bool, cancelled: Callable[[], bool]) -> Found:
    """Fill the tasks so that the fewest rules are broken.

    Without ``soft`` only posts stay empty; with it people may be asked for more hours or less rest as well,
    except for the rules that the problem calls firm.
    """
    made = _Programme()
    columns = [_task(made, task) for task in problem.tasks]
    by_person: dict[str, list[int]] = {}
    for place, mine in enumerate(columns):
        for person in mine:
            by_person.setdefault(person, []).append(place)
    fixed: dict[str, list[Fixed]] = {}
    for one in problem.fixed:
        fixed.setdefault(one.person, []).append(one)
    for person in sorted(by_person):
        _person(made, problem, columns, person, by_person[person], fixed.get(person, []), soft=soft)
    values, proven, cost = _solve(made, cancelled)
    held = tuple(tuple(person for person, column in mine.items() if values[column] > 0.5) for mine in columns)
    return Found(held, proven, cost)


def _task(made: _Programme, task: Task) -> dict[str, int]:
    """The columns of one task: each of its pool may hold it, and as many as are lacking stay empty."""
    mine = {person: made.column(1.0) for person in task.pool}
    empty = made.column(float(task.wanted), GAP * len(task.days))
    made.row({**dict.fromkeys(mine.values(), 1.0), empty: 1.0}, task.wanted, task.wanted)
    return mine


def _person(
    made: _Programme, problem: Problem, columns: Sequence[Mapping[str, int]], person: str, places: Sequence[int],
    fixed: Sequence[Fixed], *, soft: bool,
) -> None:  # fmt: skip
    """The conditions of one person: one place at a time, rest, hours, and what is fixed already."""
    tasks = {columns[place][person]: problem.tasks[place] for place in places}
    rest = problem.norm.rest_hours * HOUR
    soft_rest, soft_hours = soft and "rest" not in problem.firm, soft and "hours" not in problem.firm
    for column, task in tasks.items():
        if any(_meet(task.spans, (one.span,), 0) for one in fixed):
            made.most[column] = 0.0
        elif not task.on_call:
            short = task.short + sum(not one.on_call and _meet(task.spans, (one.span,), rest) for one in fixed)
            if short and soft_rest:
                made.cost[column] += REST * short
            elif short:
                made.most[column] = 0.0
    for clique in _cliques(tasks, 0):
        made.row(dict.fromkeys(clique, 1.0), -NONE, 1.0)
    seated = {column: task for column, task in tasks.items() if not task.on_call}
    if not soft_rest:
        for clique in _cliques(seated, rest):
            made.row(dict.fromkeys(clique, 1.0), -NONE, 1.0)
    else:
        for one, other in _short(seated, rest):
            made.row({one: 1.0, other: 1.0, made.column(1.0, REST): -1.0}, -NONE, 1.0)
    left = (problem.seconds_a_month - sum(one.seconds for one in fixed)) / HOUR
    parts = {column: task.seconds / HOUR for column, task in seated.items()}
    if sum(parts.values()) > left:
        if soft_hours and left < 0:
            left += OVERTIME
        elif soft_hours:
            parts[made.column(1.0, HOURS)] = -float(OVERTIME)
        made.row(parts, -NONE, max(0.0, left))


def _meet(spans: Iterable[Span], others: Sequence[Span], rest: int) -> bool:
    """Whether two duties take the same time, or leave less rest between them."""
    return any(
        start < until + max(rest, 0) and begin < end + max(rest, 0) for start, end in spans for begin, until in others
    )


def _cliques(tasks: Mapping[int, Task], rest: int) -> list[tuple[int, ...]]:
    """Sets of tasks of which a person can hold one: those whose time and rest go on when another begins."""
    edges = sorted((start, end + rest, column) for column, task in tasks.items() for start, end in task.spans)
    found: list[set[int]] = []
    running: list[tuple[int, int]] = []
    for start, end, column in edges:
        running = [(until, other) for until, other in running if until > start]
        running.append((end, column))
        clique = {other for _, other in running}
        if len(clique) > 1:
            if found and found[-1] <= clique:
                found.pop()
            found.append(clique)
    unique = {tuple(sorted(clique)): None for clique in found}
    return list(unique)


def _short(tasks: Mapping[int, Task], rest: int) -> list[tuple[int, int]]:
    """Pairs of tasks that leave too little rest without taking the same time."""
    ordered = sorted(tasks.items(), key=lambda item: (item[1].spans[0], item[0]))
    found = []
    for place, (one, task) in enumerate(ordered):
        for other, later in ordered[place + 1 :]:
            if later.spans[0][0] >= task.spans[-1][1] + rest:
                break
            if _meet(task.spans, later.spans, rest) and not _meet(task.spans, later.spans, 0):
                found.append((one, other))
    return found


def _solve(made: _Programme, cancelled: Callable[[], bool]) -> tuple[Sequence[float], bool, float]:
    """Run HiGHS on one thread with a fixed seed; StoppedError when asked to stop."""
    import highspy
    import numpy as np

    if not made.cost:
        return (), True, 0.0
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(made.cost), len(made.rows)
    lp.col_cost_ = np.array(made.cost)
    lp.col_lower_ = np.zeros(len(made.cost))
    lp.col_upper_ = np.array(made.most)
    lp.row_lower_ = np.array([row[1] for row in made.rows], float)
    lp.row_upper_ = np.array([row[2] for row in made.rows], float)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.cumsum([0, *(len(row[0]) for row in made.rows)])
    lp.a_matrix_.index_ = np.array([column for row in made.rows for column in row[0]])
    lp.a_matrix_.value_ = np.array([value for row in made.rows for value in row[0].values()], float)
    lp.integrality_ = [highspy.HighsVarType.kInteger] * len(made.cost)
    maker: Any = highspy.Highs  # its own __init__ has no types
    solver = maker()
    for name, value in (
        ("output_flag", False), ("threads", 1), ("random_seed", 1), ("mip_max_nodes", NODES),
        ("time_limit", LONGEST), ("mip_rel_gap", 0.0), ("mip_abs_gap", 0.5),
    ):  # fmt: skip
        solver.setOptionValue(name, value)

    def look(event: Any) -> None:
        if cancelled():
            event.interrupt()

    solver.cbMipInterrupt += look
    solver.cbSimplexInterrupt += look
    solver.passModel(lp)
    solver.run()
    if cancelled():
        raise StoppedError
    status = solver.getModelStatus()
    info = solver.getInfo()
    values = list(solver.getSolution().col_value)
    return values, status == highspy.HighsModelStatus.kOptimal, float(info.objective_function_value)
