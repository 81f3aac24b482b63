"""Single events told on paper: a line of a list, or a case in a few sentences; persons masked, secrets left out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from commandroom.domain.instant import Instant, local
from commandroom.domain.masking import mask_case
from commandroom.reports.lists import short
from commandroom.reports.queue_words import source_word, state_word
from commandroom.reports.tables import Table, word
from commandroom.span_text import span
from commandroom.text import tr

_PART = 900
_COLUMNS = (
    "row", "id", "number", "title", "text", "place", "reporter", "security", "state", "source", "importance", "urgency",
    "severity", "unit", "grid", "reported_at", "dispatched_at", "finished_at", "closed_at", "handle_due_at", "late",
    "result", "satisfaction",
)  # fmt: skip


class Names(Protocol):
    """The part of a reader that lists need."""

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        """The rows of a SELECT."""

    def find(self, kind: str, ident: str) -> Any:
        """One value of reference data, None when there is none."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a paper may say of one event."""

    row: int
    id: str
    number: str
    title: str
    place: str
    state: str
    source: str
    importance: str
    urgency: str
    severity: str
    unit: str
    grid: str
    reported_at: Instant
    closed_at: Instant
    finished_at: Instant
    due_at: Instant
    late: bool
    result: str
    satisfaction: str

    @property
    def grave(self) -> bool:
        """Whether it is of the kind that is told upward by itself: A, urgent, or with a severity."""
        return self.importance == "A" or self.urgency not in ("", "normal") or bool(self.severity)


def unit_word(reader: Names, code: str) -> str:
    """The short name of a unit; its code when nobody knows it."""
    unit = reader.find("unit", code) if code else None
    return code if unit is None else unit.short or unit.name or code


def _told(reader: Names, found: Any) -> Told:
    facts = dict(zip(_COLUMNS, found, strict=True))
    open_to_all = facts["security"] in ("", "normal")
    grid = reader.find("grid", facts["grid"]) if facts["grid"] else None

    def said(name: str) -> str:
        return mask_case(str(facts[name]), facts["reporter"]) if open_to_all else ""

    return Told(
        facts["row"], facts["id"], short(facts["number"]), said("title") if open_to_all else tr("敏感事件"),
        said("place"), facts["state"], facts["source"], facts["importance"], facts["urgency"], facts["severity"],
        unit_word(reader, facts["unit"]), grid.name if grid is not None else "", facts["reported_at"],
        facts["closed_at"], facts["finished_at"], facts["handle_due_at"], bool(facts["late"]), said("result"),
        facts["satisfaction"],
    )  # fmt: skip


def by_rows(reader: Names, rows: Sequence[int]) -> list[Told]:
    """Events by row number, in order of their report."""
    found: list[Told] = []
    for start in range(0, len(rows), _PART):
        part = list(rows[start : start + _PART])
        marks = ", ".join("?" * len(part))
        sql = f"SELECT {', '.join(_COLUMNS)} FROM event WHERE row IN ({marks})"
        found += [_told(reader, row) for row in reader.rows(sql, part)]
    return sorted(found, key=lambda one: (one.reported_at, one.row))


def by_ids(reader: Names, idents: Sequence[str]) -> list[Told]:
    """Events by id, in the order given; those that are gone are left out."""
    marks = ", ".join("?" * len(idents))
    sql = f"SELECT {', '.join(_COLUMNS)} FROM event WHERE id IN ({marks})"
    found = {one.id: one for one in (_told(reader, row) for row in reader.rows(sql, list(idents)))} if idents else {}
    return [found[ident] for ident in idents if ident in found]


def case_words(told: Told) -> str:
    """One case in sentences: when and where it came in, who handled it, how long it took, what came of it."""
    day = local(told.reported_at)
    where = tr("{grid}（{place}）", grid=told.grid, place=told.place) if told.grid and told.place else (
        told.grid or told.place
    )  # fmt: skip
    began = tr("{month}月{day}日，{source}反映{where}{title}。", month=day.month, day=day.day,
               source=source_word(told.source), where=where + tr("：") if where else "", title=told.title)  # fmt: skip
    if told.closed_at and told.closed_at > told.reported_at:
        took = span(told.closed_at - told.reported_at)
        if told.unit:
            began += tr("经{unit}处置，用时{took}办结。", unit=told.unit, took=took)
        else:
            began += tr("用时{took}办结。", took=took)
    elif told.closed_at:
        began += tr("当场办结。")
    elif told.unit:
        began += tr("由{unit}处置，目前{state}。", unit=told.unit, state=state_word(told.state))
    else:
        began += tr("目前{state}。", state=state_word(told.state))
    if told.result:
        began += tr("处置情况：{result}", result=told.result.rstrip("。") + "。")
    return began


def cases(reader: Names, idents: Sequence[str]) -> str:
    """The chosen cases, one a line: ``案例一：…``."""
    from commandroom.reports.paper import chinese

    return "\n".join(
        tr("案例{number}：{words}", number=chinese(place), words=case_words(told))
        for place, told in enumerate(by_ids(reader, idents), 1)
    )


def listed(code: str, title: str, events: Iterable[Told], now: Instant) -> Table:
    """A table of single events: number, what, where, unit, state and how late."""
    rows = []
    for rank, one in enumerate(events, 1):
        rows.append((
            word(str(rank)), word(one.number), word(one.title), word(one.place), word(one.unit or "—"),
            word(f"{local(one.due_at):%m-%d %H:%M}" if one.due_at else "—"), word(_standing(one, now)),
        ))  # fmt: skip
    heads = (tr("序号"), tr("编号"), tr("事由"), tr("地点"), tr("责任单位"), tr("应办结"), tr("现状"))
    return Table(code, title, heads, tuple(rows), (), "", (2, 3))


def _standing(one: Told, now: Instant) -> str:
    if not one.finished_at and not one.closed_at and one.due_at and one.due_at < now:
        return tr("超期 {span}", span=span(now - one.due_at))
    return state_word(one.state)
