"""export: events, map, items, roster and grids as files."""

import argparse
from functools import partial
from pathlib import Path
from typing import Any

from commandroom.actions.reveal import reveal
from commandroom.commands import filters
from commandroom.commands.listing import known_of, mine_of
from commandroom.commands.session import Session
from commandroom.domain.errors import Refused
from commandroom.room import Room
from commandroom.store.reader import Reader
from commandroom.sync import outbox
from commandroom.text import tr

THINGS = ("events", "map", "items", "roster", "grids", "units", "people")
_WITH_PERSONS = ("events", "people")


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]", shared: argparse.ArgumentParser) -> None:
    """The arguments of export."""
    give = commands.add_parser("export", parents=[shared], help=tr("导出事件、地图、清单、值班表、网格、单位、人员"))
    give.add_argument("what", choices=THINGS)
    give.add_argument("--out", type=Path, required=True, metavar="FILE")
    give.add_argument("--filter", action="append", default=[], metavar="NAME=VALUE", help=tr("筛选，可多次"))
    give.add_argument("--search", default="", help=tr("全文搜索，一个字起"))
    give.add_argument("--sort", default="nearest")
    give.add_argument("--reveal", default=None, metavar="REASON", help=tr("不遮盖个人信息，写明理由，留下记录"))
    give.set_defaults(run=run_export)


def run_export(session: Session) -> int:
    """Write a file; persons are masked, unless somebody with the right gave a reason and left an entry."""
    given = session.arguments
    if given.reveal is not None and given.what not in _WITH_PERSONS:
        raise Refused("reveal.no_persons", what=given.what)
    with session.room() as room:
        actor = session.signed_in(room) if given.reveal is not None else ""
        reader = room.reader()
        try:
            facts = _WRITERS[given.what](session, room, reader, actor)
        finally:
            reader.close()
    facts = {"what": given.what, "file": str(given.out), **facts}
    return session.answer(facts, tr("已导出 {count} 条到 {file}", count=facts["count"], file=given.out))


def _rows(session: Session, room: Room, reader: Reader) -> list[int]:
    given = session.arguments
    asked = filters.read(given.filter, given.search, partial(mine_of, reader), partial(known_of, reader))
    return list(room.queue().ask(asked, filters.sort(given.sort), room.clock()).all())


def _events(session: Session, room: Room, reader: Reader, actor: str) -> dict[str, Any]:
    given = session.arguments
    rows = _rows(session, room, reader)
    if actor:
        room.do(reveal, "events", given.reveal, len(rows), given.out.name, actor=actor)
    count = outbox.export_events(given.out, reader, rows, revealed=bool(actor), progress=session.progress)
    return {"count": count, "masked": not actor}


def _map(session: Session, room: Room, reader: Reader, actor: str) -> dict[str, Any]:
    """The open events, or those of the filter."""
    from commandroom.store.queue.rows import fetch
    from commandroom.sync.map.source import export_room_map

    given = session.arguments
    chosen = None
    if given.filter or given.search:
        chosen = [row.id for row in fetch(reader.raw, _rows(session, room, reader))]
    made = export_room_map(reader, given.out, room.clock(), chosen)
    return {"count": made.events, "grids": made.grids, "nowhere": made.nowhere}


def _items(session: Session, room: Room, reader: Reader, actor: str) -> dict[str, Any]:
    from commandroom.sync import catalog_sheet

    units = {unit.id: unit.name or unit.id for unit in reader.all("unit")}
    return {"count": catalog_sheet.export(session.arguments.out, reader.all("item"), units)}


def _roster(session: Session, room: Room, reader: Reader, actor: str) -> dict[str, Any]:
    from commandroom.sync.roster.roster_out import write_roster

    people = {person.id: person.name or person.id for person in reader.all("person")}
    return {"count": write_roster(session.arguments.out, reader.all("duty"), people)}


def _grids(session: Session, room: Room, reader: Reader, actor: str) -> dict[str, Any]:
    return {"count": outbox.export_grids(session.arguments.out, reader.all("grid"))}


def _units(session: Session, room: Room, reader: Reader, actor: str) -> dict[str, Any]:
    from commandroom.sync.roster import staff_sheet

    return {"count": staff_sheet.write_units(session.arguments.out, reader.all("unit"))}


def _people(session: Session, room: Room, reader: Reader, actor: str) -> dict[str, Any]:
    from commandroom.sync.roster import staff_sheet

    given = session.arguments
    people = reader.all("person")
    if actor:
        room.do(reveal, "people", given.reveal, len(people), given.out.name, actor=actor)
    units = {unit.id: unit.name or unit.id for unit in reader.all("unit")}
    return {"count": staff_sheet.write_people(given.out, people, units, revealed=bool(actor)), "masked": not actor}


_WRITERS = {"events": _events, "map": _map, "items": _items, "roster": _roster, "grids": _grids, "units": _units,
            "people": _people}  # fmt: skip
