"""report duty, duty-log: the month's roster on A4 or A3, and the log of a day with its handovers."""

import argparse
from collections.abc import Callable
from pathlib import Path

from commandroom.actions.reveal import reveal
from commandroom.commands.closing import require_place
from commandroom.commands.session import Session
from commandroom.domain.instant import Instant
from commandroom.reports.paper import Document
from commandroom.room import Room
from commandroom.store.reader import Reader
from commandroom.text import tr

Make = Callable[[Reader, Instant, bool], Document]


def add(kinds: "argparse._SubParsersAction[argparse.ArgumentParser]", shared: argparse.ArgumentParser) -> None:
    """The arguments of these commands."""
    sheet = kinds.add_parser("duty", parents=[shared], help=tr("值班表：A4 或 A3，节假日加底，改动标出"))
    sheet.add_argument("month", metavar="YYYY-MM")
    sheet.add_argument("--paper", default="a4", choices=["a4", "a3"], help=tr("纸张"))
    sheet.set_defaults(run=run_month)
    log = kinds.add_parser("duty-log", parents=[shared], help=tr("值班日志和交接班单，印有当日台账校验码"))
    log.add_argument("day", metavar="YYYY-MM-DD")
    log.set_defaults(run=run_log)
    for one in (sheet, log):
        one.add_argument("--out", type=Path, required=True, metavar="FILE.pdf", help=tr("写到哪个文件"))
        one.add_argument("--reveal", default=None, metavar="REASON", help=tr("电话不遮盖，写明理由，留下记录"))


def run_month(session: Session) -> int:
    """The roster of a month as PDF."""
    from commandroom.reports.duty_paper import month_paper

    given = session.arguments

    def make(reader: Reader, now: Instant, revealed: bool) -> Document:
        return month_paper(reader, given.month, given.paper, now, revealed=revealed)

    return _written(session, make)


def run_log(session: Session) -> int:
    """The log of a day as PDF."""
    from commandroom.reports.duty_log_paper import log_paper

    given = session.arguments

    def make(reader: Reader, now: Instant, revealed: bool) -> Document:
        return log_paper(reader, given.day, now, revealed=revealed)

    return _written(session, make)


def _written(session: Session, make: Make) -> int:
    from commandroom.reports import month_file, render, templates

    given = session.arguments
    require_place(given.out)
    with session.room() as room:
        revealed = _revealed(session, room)
        reader = room.reader()
        try:
            now = room.clock()
            made = render.pdf(make(reader, now, revealed), now, templates.own_folder(room.folder))
        finally:
            reader.close()
    month_file.write(given.out, made.pdf)
    facts = {"pdf": str(given.out), "masked": not revealed, "own_templates": list(made.own)}
    return session.answer(facts, tr("已写入 {file}。", file=given.out))


def _revealed(session: Session, room: Room) -> bool:
    """Whether telephones may be printed whole: by right, with a reason, and never without an entry."""
    given = session.arguments
    if given.reveal is None:
        return False
    room.do(reveal, f"duty:{given.report}", given.reveal, 0, given.out.name, actor=session.signed_in(room))
    return True
