"""Small founded rooms with people of every role; one template for a session, copied in milliseconds."""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from commandroom.actions import close, define, dispatch, handle, intake, triage, verify
from commandroom.domain.catalog import Item, to_facts
from commandroom.domain.ids import id_maker
from commandroom.domain.instant import MINUTE, Instant, at
from commandroom.domain.journal import Entry
from commandroom.domain.limits import read_stages
from commandroom.domain.order import OrderState
from commandroom.first_start import found_room
from commandroom.room import Room
from commandroom.store import engine, journal, rows
from commandroom.store.work import Work

NOW = at(2026, 11, 5, 9, 0)
"""A Thursday morning in office hours."""
PASSWORD = "Lucheng+2026"
VILLAGE, GRID, OTHER_GRID = "320412003001", "320412003001001", "320412003002001"

PEOPLE: dict[str, dict[str, Any]] = {
    "d1": {"name": "王某", "roles": ["dispatcher"]},
    "d2": {"name": "陈某", "roles": ["dispatcher"]},
    "head": {"name": "主任", "roles": ["center_head"]},
    "head2": {"name": "副主任", "roles": ["center_head"]},
    "leader": {"name": "带班", "roles": ["duty_leader"]},
    "group": {"name": "组长", "roles": ["leading_group"]},
    "sec": {"name": "保密员", "roles": ["security_officer"]},
    "h1": {"name": "张某", "roles": ["handler"], "unit": "cg"},
    "h2": {"name": "李某", "roles": ["handler"], "unit": "pcs"},
    "v1": {"name": "村某", "roles": ["village"], "unit": "vil", "grids": [VILLAGE]},
    "g1": {"name": "格某", "roles": ["gridworker"], "grids": [GRID]},
    "g2": {"name": "邻某", "roles": ["gridworker"], "grids": [OTHER_GRID]},
    "both": {"name": "双岗", "roles": ["handler", "gridworker"], "unit": "cg", "grids": [VILLAGE]},
}
"""Accounts of the template; "admin" besides."""


class Clock:
    """A room's clock that moves when it is told to."""

    def __init__(self, now: Instant = NOW) -> None:
        self.now = now

    def __call__(self) -> Instant:
        return self.now

    def pass_(self, seconds: int) -> None:
        """Let time pass, or (negative) put the clock back."""
        self.now += seconds


def make(folder: Path) -> Path:
    """Found the template room: units, people, grids and items; only ``admin`` and ``d1`` have a password."""
    clock = Clock(NOW - 60 * MINUTE)
    found_room(folder, clock, name="测试街道", code="320412003", profile="L", admin="admin", password=PASSWORD,
               ids=id_maker(1))  # fmt: skip
    with Room.open(folder, clock, id_maker(2)) as room:
        room.do(_furnish, actor="admin")
        room.set_password("d1", PASSWORD)
    return folder


def _furnish(work: Work) -> None:
    for unit, name in (("cg", "城管中队"), ("pcs", "派出所"), ("vil", "富民村"), ("old", "旧站")):
        define.define(work, "unit", unit, {"name": name})
    for code, name, level, parent in (
        ("320412003", "潞城街道", "TOWN", ""),
        (VILLAGE, "富民村", "COMMUNITY", "320412003"),
        ("320412003002", "强国村", "COMMUNITY", "320412003"),
        (GRID, "第一网格", "BASE", VILLAGE),
        (OTHER_GRID, "第二网格", "BASE", "320412003002"),
    ):
        define.define(work, "grid", code, {"name": name, "level": level, "parent": parent})
    for person, facts in PEOPLE.items():
        define.define_person(work, person, **facts)
    four_hours, staged = read_stages("4工作时"), read_stages("停工:4工作时;拆除:20工作日")
    for item in (
        Item("CG001", "暴露垃圾", "city_management", "C", 3, "cg", limits=four_hours),
        Item("CG002", "违法建设", "city_management", "A", 3, "cg", limits=staged),
        Item("MS001", "邻里纠纷", "livelihood", "B", 2, "vil", limits=read_stages("3工作日"), self_handle_allowed=True),
    ):
        define.define(work, "item", item.key, to_facts(item))


def copied(template: Path, folder: Path, clock: Clock, *, node: str = "", seed: int = 3) -> Room:
    """A copy of a closed room, opened; with ``node`` it is another seat with a journal of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in (engine.DATABASE, engine.KEY):
        shutil.copy(template / name, folder / name)
    if node:
        raw = engine.connect(folder / engine.DATABASE, engine.read_key(folder))
        raw.execute("INSERT OR REPLACE INTO seat (name, value) VALUES ('node', ?)", (node,))
        raw.close()
    return Room.open(folder, clock, id_maker(seed))


def reported(room: Room, actor: str = "d1", **more: Any) -> str:
    """A reported event; gives its id."""
    fields = {"title": "小区门口垃圾", "place": "富民路", "grid": GRID, "category": "city_management", **more}
    return str(room.do(intake.report, actor=actor, **fields).result)


def walk(room: Room, event: str, until: str, item: str = "CG001", units: Sequence[str] = ("cg",)) -> str:
    """Take a reported event along the plain road up to a state; gives its id."""
    reader = room.reader()
    try:
        while (found := reader.event(event)) is not None and found.state != until:
            _NEXT[found.state](room, event, item, units)
    finally:
        reader.close()
    return event


def _accept(room: Room, event: str, item: str, units: Sequence[str]) -> None:
    room.do(handle.accept, event, unit=units[0], actor=_handler(units[0]))


def _finish(room: Room, event: str, item: str, units: Sequence[str]) -> None:
    reader = room.reader()
    found = reader.event(event)
    reader.close()
    assert found is not None
    for order in found.orders:
        if order.role == "co" and order.open:
            if order.state == OrderState.SENT:
                room.do(handle.accept, event, unit=order.unit, actor=_handler(order.unit))
            room.do(handle.finish, event, "协办完成", unit=order.unit, actor=_handler(order.unit))
    room.do(handle.finish, event, "已清理", unit=units[0], actor=_handler(units[0]))


def _handler(unit: str) -> str:
    return {"cg": "h1", "pcs": "h2", "vil": "v1"}[unit]


_NEXT: dict[str, Any] = {
    "reported": lambda room, event, item, units: room.do(triage.file, event, item, actor="d1"),
    "filed": lambda room, event, item, units: room.do(dispatch.dispatch, event, units[0], units[1:], actor="d1"),
    "dispatched": _accept,
    "handling": _finish,
    "pending_check": lambda room, event, item, units: room.do(verify.check, event, "看过", actor="g1"),
    "pending_close": lambda room, event, item, units: room.do(close.close, event, actor="head"),
    "closed": lambda room, event, item, units: (
        room.do(close.revisit, event, "satisfied", actor="d1"), room.do(close.archive, event, actor="d1"),
    ),
}  # fmt: skip


def entries(room: Room) -> list[Entry]:
    """The whole journal in this room's order, as another room would receive it: through JSON."""
    reader = room.reader()
    try:
        found = [entry for _, entry in journal.walk(reader.connection)]
    finally:
        reader.close()
    return [Entry(*(json.loads(json.dumps(rows.entry_row(one, "{}")[:9]))), one.facts, one.prev, one.hash)
            for one in found]  # fmt: skip


def live(room: Room) -> dict[str, list[tuple[Any, ...]]]:
    """Every live table without what is this room's own (row numbers, positions), sorted."""
    event = ", ".join(name for name in rows.EVENT_COLUMNS if name != "row")
    asked = {
        "event": f"SELECT {event} FROM event",
        "work_order": f"SELECT {', '.join(rows.ORDER_COLUMNS)} FROM work_order",
        "clock": f"SELECT {', '.join(rows.CLOCK_COLUMNS)} FROM clock",
        "reference": "SELECT kind, id, step, retired, facts FROM reference",
        "set_aside": "SELECT j.id, a.kind, a.about, a.code, a.facts FROM set_aside a JOIN journal j ON j.pos = a.pos",
    }
    reader = room.reader()
    try:
        return {table: sorted(map(tuple, reader.rows(sql)), key=repr) for table, sql in asked.items()}
    finally:
        reader.close()
