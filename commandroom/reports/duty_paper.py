"""The month's roster as a paper to sign and hang up: days off shaded, changed duties marked, telephones."""

from collections.abc import Mapping, Sequence
from typing import Any

from commandroom.domain.day_kinds import HOLIDAY, MAKE_UP
from commandroom.domain.errors import Refused
from commandroom.domain.instant import Instant, local, stamp
from commandroom.domain.masking import mask_phone
from commandroom.domain.month_roster import Change, MonthRoster, RosterState
from commandroom.reports.duty_month import (
    WEEKDAYS,
    Cell,
    DayRow,
    DutyMonth,
    column_words,
    month_table,
)
from commandroom.reports.paper import Document
from commandroom.reports.roster_words import MONTH_STATES
from commandroom.rostering import months
from commandroom.store.reader import Reader
from commandroom.text import tr

PAPERS = ("a4", "a3")



def month_paper(reader: Reader, month: str, paper: str, now: Instant, *, revealed: bool = False) -> Document:
    """The roster of a month ``2026-11`` as a paper; telephones are masked unless ``revealed`` (an entry was left).

    Raises Refused("duty.unknown_paper"), Refused("duty.nothing_to_print") for a month without duties.
    """
    if paper not in PAPERS:
        raise Refused("duty.unknown_paper", paper=paper, known="、".join(PAPERS))
    table = month_table(reader, month)
    if not table.held:
        raise Refused("duty.nothing_to_print", month=month)
    state, changes = months.state_of(reader, month), months.changes(reader, month)
    changed: dict[tuple[str, str, str], Change] = {}
    for one in changes:
        changed.setdefault((one.day, one.post, one.shift), one)  # struck is who was published
    phones = _phones(reader, table, revealed=revealed)
    large = paper == "a3"
    rows = [_row(row, table, changed, phones if large else {}) for row in table.rows]
    facts = {
        "paper": paper,
        "state": tr(MONTH_STATES[state.state]),
        "draft": state.state is RosterState.DRAFT,
        "heads": [column_words(column) for column in table.columns],
        "weights": _weights(rows, len(table.columns)),
        "rows": rows,
        "changes": [_change(one, table.names) for one in changes],
        "phones": [] if large else [[name, number] for name, number in phones.values()],
        "notes": _notes(table, state),
        "made": tr("{at} 印制", at=stamp(now)),
        "signs": [tr("制表人："), tr("审核人："), tr("签发人：")],
        "words": {
            "date": tr("日期"), "weekday": tr("星期"), "note": tr("备注"), "phones": tr("值班人员电话"),
            "changes": tr("发布后的变动（表中 ▲）"), "empty": tr("空缺"),
        },
    }  # fmt: skip
    title = tr("{year} 年 {month} 月值班表", year=month[:4], month=int(month[5:]))
    room = reader.setting("name", "")
    when = local(now)
    dated = tr("{year}年{month}月{day}日", year=when.year, month=when.month, day=when.day)
    return Document("duty_month", (title,), "", room, dated, facts=facts)


def _row(
    row: DayRow, table: DutyMonth, changed: Mapping[tuple[str, str, str], Change], phones: Mapping[str, tuple[str, str]]
) -> dict[str, Any]:
    cells = []
    for (post, shift), cell in zip(table.columns, row.cells, strict=True):
        change = changed.get((row.day, post, shift))
        cells.append({
            "names": [_named(person, name, phones) for person, name in zip(cell.people, cell.names, strict=True)],
            "gap": bool(cell.gap),
            "old": [] if change is None else _gone(change, cell, table.names),
            "changed": change is not None,
        })  # fmt: skip
    word = {HOLIDAY: row.kind.name, MAKE_UP: tr("调休上班")}.get(row.kind.kind, "")
    notes = [word, *(cell.note for cell in row.cells)]
    return {
        "day": int(row.day[8:]), "weekday": tr(WEEKDAYS[row.weekday]), "kind": row.kind.kind, "cells": cells,
        "note": tr("；").join(dict.fromkeys(note for note in notes if note)),
    }  # fmt: skip


def _weights(rows: list[dict[str, Any]], columns: int) -> list[int]:
    """How wide each column of people is beside the others, by its longest cell."""

    def longest(place: int) -> int:
        return max(sum(len(name) + 1 for name in row["cells"][place]["names"]) for row in rows)

    return [min(max(longest(place), 8), 36) for place in range(columns)]


def _gone(change: Change, cell: Cell, names: Mapping[str, str]) -> list[str]:
    return [names.get(person, person) for person in change.old if person not in cell.people]


def _named(person: str, name: str, phones: Mapping[str, tuple[str, str]]) -> str:
    number = phones.get(person, ("", ""))[1]
    return f"{name} {number}" if number else name


def _change(change: Change, names: Mapping[str, str]) -> str:
    def named(people: Sequence[str]) -> str:
        return tr("、").join(names.get(person, person) for person in people) or tr("空缺")

    words = tr(
        "{day} {post}：{old} 改为 {new}", day=change.day[5:], post=column_words((change.post, change.shift)),
        old=named(change.old), new=named(change.new),
    )  # fmt: skip
    said = tr("（{by}，{at}）", by=names.get(change.by, change.by), at=stamp(change.at)[5:])
    return f"{words}，{change.reason}{said}" if change.reason else words + said


def _phones(reader: Reader, table: DutyMonth, *, revealed: bool) -> dict[str, tuple[str, str]]:
    """Name and number of everybody of the month who has one, by account, in order of name."""
    found = {}
    for ident in sorted({tally.person for tally in table.tallies}, key=lambda one: table.names.get(one, one)):
        person = reader.find("person", ident)
        if person is not None and person.phone:
            number = person.phone if revealed or "*" in person.phone else mask_phone(person.phone)
            found[ident] = (person.name or ident, number)
    return found


def _notes(table: DutyMonth, state: MonthRoster) -> list[str]:
    notes = [tr("每班 08:30 交接；法定节假日和周末加灰底。")]
    if not table.calendar_known:
        notes.append(tr("本年放假安排未导入，按平常的星期计。"))
    if state.published_at:
        by = table.names.get(state.published_by, state.published_by)
        notes.append(tr("{by} {at} 发布。", by=by, at=stamp(state.published_at)))
    if table.gap_days:
        notes.append(tr("{count} 天有缺口。", count=table.gap_days))
    return notes
