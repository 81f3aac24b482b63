"""Lists of a month that name single cases: what is late, what was reported again; persons masked."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from commandroom.domain.instant import Instant, local
from commandroom.domain.masking import mask_text
from commandroom.reports.cohort import Cohort, Numbers
from commandroom.reports.figures import Basket
from commandroom.reports.stages import LATE, Rows
from commandroom.reports.tables import Table, counted, number, word
from commandroom.span_text import span
from commandroom.text import tr

SENSITIVE = "normal"
_PART = 900
Texts = Mapping[int, tuple[str, str, str]]


def texts(reader: Rows, rows: Numbers) -> dict[int, tuple[str, str, str]]:
    """Number, title and place of some events, persons masked; a sensitive one says only that it is."""
    found: dict[int, tuple[str, str, str]] = {}
    wanted = rows.tolist()
    for start in range(0, len(wanted), _PART):
        part = wanted[start : start + _PART]
        marks = ", ".join("?" * len(part))
        sql = f"SELECT row, number, title, place, reporter, security FROM event WHERE row IN ({marks})"
        for row, number_, title, place, reporter, security in reader.rows(sql, part):
            names = (reporter,) if reporter else ()
            if security not in ("", SENSITIVE):
                found[row] = (number_, tr("敏感事件"), "")
            else:
                found[row] = (number_, mask_text(title, names=names), mask_text(place, names=names))
    return found


def short(number_: str) -> str:
    """An event's number without the code of the town, which is the same for all: ``A1-20261105-0007``."""
    head, dash, rest = number_.partition("-")
    return rest if dash and head.isdecimal() and len(head) >= 9 else number_


def late_open(basket: Basket, reader: Rows, names: Mapping[str, str], now: Instant) -> Table:
    """Handling past its end and not finished, the longest first."""
    cohort = basket.cohort
    due = cohort["handle_due_at"]
    late = (basket.stages.outcome["C4"] == LATE) & (cohort["finished_at"] == 0) & (due > 0) & (due < now)
    return _late("late_open", tr("超期未办结事件"), basket, late, reader, names, now)


def late_done(basket: Basket, reader: Rows, names: Mapping[str, str], now: Instant) -> Table:
    """Handling finished after its end, the longest first."""
    cohort = basket.cohort
    late = (basket.stages.outcome["C4"] == LATE) & (cohort["finished_at"] > 0)
    return _late("late_done", tr("超期办结事件"), basket, late, reader, names, now)


def _late(
    code: str, title: str, basket: Basket, late: Numbers, reader: Rows, names: Mapping[str, str], now: Instant
) -> Table:
    cohort = basket.cohort
    due = cohort["handle_due_at"].astype("i8")
    end = np.where(cohort["finished_at"] > 0, cohort["finished_at"].astype("i8"), now)
    by = np.where(due > 0, end - due, 0)
    places = np.flatnonzero(late)
    places = places[np.lexsort((cohort.rows[places], -by[places]))]
    said = texts(reader, cohort.rows[places])
    units = cohort.texts["unit"]
    rows = []
    for rank, place in enumerate(places.tolist(), 1):
        row = int(cohort.rows[place])
        number_, what, where = said.get(row, ("", "", ""))
        unit = units[cohort["unit"][place]]
        rows.append((
            number(rank, cohort.rows[place : place + 1]), word(short(number_)), word(what), word(where),
            word(names.get(unit, unit)),
            word(f"{local(int(due[place])):%m-%d %H:%M}" if due[place] else "—"),
            word(span(int(by[place])) if by[place] > 0 else tr("曾超期")),
        ))  # fmt: skip
    heads = (tr("序号"), tr("编号"), tr("事由"), tr("地点"), tr("责任单位"), tr("应办结"), tr("超期"))
    note = tr("超期按自然时间计至反馈办结或统计时点；分段时限或返工前曾超期、末次时限内办结的，记“曾超期”。")
    return Table(code, title, heads, tuple(rows), (), note if rows else "", (2, 3))


def duplicates(cohort: Cohort, reader: Rows) -> Table:
    """The cases reported again and again: those with two children of this month and more, the most first."""
    children = cohort.rows[cohort.among("state", {"merged"})]
    into: dict[str, list[int]] = {}
    for start in range(0, len(children), _PART):
        part: list[Any] = children[start : start + _PART].tolist()
        marks = ", ".join("?" * len(part))
        for row, master in reader.rows(f"SELECT row, merged_into FROM event WHERE row IN ({marks})", part):
            into.setdefault(master, []).append(row)
    again = [master for master, kids in into.items() if len(kids) > 1]
    most = sorted(again, key=lambda master: (-len(into[master]), master))[:10]
    found = {
        ident: row
        for master in most
        for ident, row in reader.rows("SELECT id, row FROM event WHERE id = ?", (master,))
    }
    said = texts(reader, np.array(sorted(found.values()), "i8"))
    rows = []
    for rank, master in enumerate(most, 1):
        number_, what, where = said.get(found.get(master, 0), (master[:8], "", ""))
        children_of = counted(np.array(into[master], "i8"))
        rows.append((number(rank), word(short(number_)), word(what), word(where), children_of))
    heads = (tr("序号"), tr("主件编号"), tr("事由"), tr("地点"), tr("并案子件"))
    return Table("duplicates", tr("多次重复反映事件"), heads, tuple(rows), (), "", (2, 3))
