"""Rankings of a month: villages, units, base grids, items."""

from collections.abc import Mapping

import numpy as np

from commandroom.reports.areas import Areas
from commandroom.reports.breakdown import coded
from commandroom.reports.cohort import Cohort, Mask
from commandroom.reports.figures import CONTENT, RATED, Basket
from commandroom.reports.tables import Cell, Table, counted, hours, number, ranks, share, word
from commandroom.text import tr

MOST = 10
"""Rows of a list of the most frequent."""


def _value(cell: Cell) -> float:
    return cell.value if isinstance(cell.value, float | int) else -1.0


def villages(cohort: Cohort, areas: Areas) -> Table:
    """Villages by their closing rate, then by their on-time rate; what lies nowhere is listed unranked."""
    order, place = areas.by_village(cohort)
    found: list[tuple[str, tuple[Cell, ...]]] = []
    for spot, code in enumerate(order):
        inside = place == spot
        done = inside & cohort.done
        rated = inside & cohort.among("satisfaction", RATED)
        households = areas.households(code)
        mean = number(None) if not households else Cell(int(inside.sum()) * 100 / households, "hours")
        found.append((code, (
            word(areas.name(code)), counted(cohort.rows[inside]), mean, counted(cohort.rows[done]),
            share(cohort.rows[done], cohort.rows[inside & cohort.filed]),
            share(cohort.rows[done & ~cohort.late], cohort.rows[done]),
            share(cohort.rows[done & (cohort["tier"] == 1)], cohort.rows[inside]),
            share(cohort.rows[inside & cohort.among("satisfaction", CONTENT)], cohort.rows[rated]),
        )))  # fmt: skip
    heads = (
        tr("名次"), tr("村（社区）"), tr("上报数"), tr("百户上报"), tr("办结数"), tr("办结率"), tr("按期办结率"),
        tr("自办率"), tr("满意率"),
    )  # fmt: skip
    known = [cells for code, cells in found if code]
    rows = _ranked(known, 4, 5)
    rows += [(word("—"), *cells) for code, cells in found if not code]
    return Table("villages", tr("各村（社区）工作情况"), heads, tuple(rows), (), "", (1,))


def _ranked(known: list[tuple[Cell, ...]], first: int, second: int) -> list[tuple[Cell, ...]]:
    worth = [(_value(cells[first]), _value(cells[second]), _value(cells[1])) for cells in known]
    placed = sorted(zip(ranks([*worth]), known, strict=True), key=lambda one: one[0])
    return [(number(rank), *cells) for rank, cells in placed]


def units(basket: Basket, names: Mapping[str, str]) -> Table:
    """Units by how many of their cases they handled in time, then by how soon they signed."""
    cohort, stages = basket.cohort, basket.stages
    order, place = coded(cohort, "unit", ())
    known: list[tuple[Cell, ...]] = []
    for spot, code in enumerate(order):
        mine = (place == spot) & basket.dispatched
        if code and mine.any():
            known.append((word(names.get(code, code)), *_unit(basket, mine)))
    heads = (
        tr("名次"), tr("责任单位"), tr("派单数"), tr("签收及时率"), tr("处置及时率"), tr("处置超时"),
        tr("返工"), tr("退单"), tr("平均（小时）"),
    )  # fmt: skip
    rows = _ranked(known, 3, 2)
    all_of = basket.dispatched & (stages.outcome["C4"] >= 0)
    total = (word(""), word(tr("合计")), *_unit(basket, all_of)) if rows else ()
    note = tr("按处置及时率排序；平均为处置用时，自然小时，自派单起算。")
    return Table("units", tr("责任单位办理情况"), heads, tuple(rows), total if len(cohort) else (), note, (1,))


def _unit(basket: Basket, mine: Mask) -> tuple[Cell, ...]:
    cohort, stages = basket.cohort, basket.stages
    rows = cohort.rows
    signed, handled = mine & stages.done("C3"), mine & stages.done("C4")
    in_time = mine & stages.on_time("C4")
    timed = mine & (cohort["finished_at"] > 0) & (cohort["finished_at"] >= cohort["dispatched_at"])
    took = cohort["finished_at"][timed].astype("i8") - cohort["dispatched_at"][timed].astype("i8")
    return (
        counted(rows[mine]), share(rows[mine & stages.on_time("C3")], rows[signed]),
        share(rows[in_time], rows[handled]),
        counted(rows[handled & ~in_time]),
        number(int(cohort["rework"][mine].sum()), rows[mine & (cohort["rework"] > 0)]),
        number(int(cohort["returns"][mine].sum()), rows[mine & (cohort["returns"] > 0)]),
        hours(float(took.mean()) / 3600 if len(took) else None),
    )  # fmt: skip


def hot_grids(cohort: Cohort, areas: Areas) -> Table:
    """The base grids with the most events."""
    order, place = areas.by_base(cohort)
    counts = np.bincount(place, minlength=len(order)) if len(cohort) else np.zeros(len(order), "i8")
    worst = _most(order, counts.tolist())
    rows = []
    for rank, spot in zip(ranks([(float(counts[s]),) for s in worst]), worst, strict=True):
        code, inside = order[spot], place == spot
        households = areas.households(code)
        mean = number(None) if not households else Cell(int(counts[spot]) * 100 / households, "hours")
        rows.append((
            number(rank), word(areas.name(areas.village_of(code))), word(areas.name(code)),
            counted(cohort.rows[inside]), mean, counted(cohort.rows[inside & ~cohort.done & cohort.filed]),
        ))  # fmt: skip
    heads = (tr("名次"), tr("村（社区）"), tr("网格"), tr("上报数"), tr("百户上报"), tr("未办结"))
    return Table("hot_grids", tr("事件高发网格"), heads, tuple(rows[:MOST]), (), "", (1, 2))


def _most(order: tuple[str, ...], counts: list[int]) -> list[int]:
    """The places of the codes that occur, the most frequent first."""
    return sorted((s for s, code in enumerate(order) if code and counts[s]), key=lambda s: (-counts[s], order[s]))


def grid_counts(cohort: Cohort, areas: Areas) -> dict[str, int]:
    """How many events each base grid has, for the map."""
    order, place = areas.by_base(cohort)
    counts = np.bincount(place, minlength=len(order))
    return {code: int(counts[spot]) for spot, code in enumerate(order) if code}


def items(cohort: Cohort, names: Mapping[str, str]) -> Table:
    """The items of the list met most often."""
    order, place = coded(cohort, "item", ())
    counts = np.bincount(place, minlength=len(order))
    worst = _most(order, counts.tolist())
    placed = ranks([(float(counts[s]),) for s in worst[:MOST]])
    rows = []
    for rank, spot in zip(placed, worst[:MOST], strict=True):
        inside = place == spot
        done = inside & cohort.done
        rows.append((
            number(rank), word(names.get(order[spot], order[spot])), counted(cohort.rows[inside]),
            share(cohort.rows[inside], cohort.rows), share(cohort.rows[done], cohort.rows[inside & cohort.filed]),
        ))  # fmt: skip
    heads = (tr("名次"), tr("事项"), tr("件数"), tr("占比"), tr("办结率"))
    return Table("items", tr("高发事项"), heads, tuple(rows), (), "", (1,))
