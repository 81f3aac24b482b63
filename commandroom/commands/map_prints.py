"""report map, board: the room's map on paper, and the board of one grid or village."""

import argparse
from dataclasses import replace
from pathlib import Path

from commandroom.commands.closing import require_place
from commandroom.commands.session import Session
from commandroom.domain.place_tree import DEPTH
from commandroom.domain.places import Level
from commandroom.text import tr

_LEVELS = {level.value.lower(): depth for level, depth in DEPTH.items()}


def add(kinds: "argparse._SubParsersAction[argparse.ArgumentParser]", shared: argparse.ArgumentParser) -> None:
    """The arguments of these commands."""
    chart = kinds.add_parser("map", parents=[shared], help=tr("网格图：A4、A3，按比例尺"))
    _common(chart, "A3")
    chart.add_argument("--grid", default="", metavar="CODE", help=tr("只印一个村（社区）或网格，写编码或名称"))
    chart.add_argument("--level", default=Level.BASE.value.lower(), choices=[*_LEVELS], help=tr("画到哪一级"))
    chart.add_argument("--figure", default="open", metavar="NAME",
                       help=tr("按什么上色：open 未结、overdue 超期、load 每千户、none 无，或月度指标"))  # fmt: skip
    chart.add_argument("--month", default="", metavar="YYYY-MM", help=tr("月度指标取哪个月，默认上个月"))
    chart.add_argument("--no-events", action="store_true", help=tr("不画事件"))
    chart.add_argument("--scale", type=int, default=None, metavar="N", help=tr("比例尺分母，不写取放得下的最大一种"))
    chart.add_argument("--title", default="", metavar="TEXT", help=tr("图名"))
    chart.set_defaults(run=run_map)
    board = kinds.add_parser("board", parents=[shared], help=tr("网格公示图：架构、人员、职责、电话"))
    _common(board, "A3")
    board.add_argument("grid", metavar="CODE", help=tr("网格或村（社区）的编码或名称"))
    board.add_argument("--reveal", default=None, metavar="REASON", help=tr("电话不遮盖，写明理由，留下记录"))
    board.set_defaults(run=run_board)


def _common(parser: argparse.ArgumentParser, paper: str) -> None:
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.pdf", help=tr("写到哪个文件"))
    parser.add_argument("--paper", default=paper, choices=["A4", "A3"], help=tr("纸张"))


def run_map(session: Session) -> int:
    """Write the map as PDF; persons are not on it."""
    from commandroom.reports import map_print, month_file, templates
    from commandroom.reports.period import Month

    given = session.arguments
    require_place(given.out)
    wish = map_print.Wish(
        given.paper, given.grid, _LEVELS[given.level], given.figure, not given.no_events, given.scale, given.title,
        given.month,
    )  # fmt: skip
    with session.room() as room:
        reader = room.reader()
        try:
            if wish.of_month and not wish.month:
                wish = replace(wish, month=Month.of(room.clock()).moved(-1).key)
            columns = room.queue().figures(reader.raw) if wish.of_month else None
            own = templates.own_folder(room.folder)
            made = map_print.print_map(reader, wish, room.clock(), own, columns=columns)
        finally:
            reader.close()
    month_file.write(given.out, made.body)
    facts = {"pdf": str(given.out), "paper": made.paper, "scale": made.scale, "grids": made.grids,
             "events": made.events, "numbered": made.numbered, "unnamed": made.left_out}  # fmt: skip
    words = tr("已写入 {file}：{paper}，1:{scale}，{grids} 个网格。", file=given.out, paper=made.paper,
               scale=made.scale, grids=made.grids)  # fmt: skip
    return session.answer(facts, words)


def run_board(session: Session) -> int:
    """Write the board; telephones are masked unless somebody with the right gave a reason and left an entry."""
    from commandroom.actions.reveal import reveal
    from commandroom.reports import map_poster, month_file, templates

    given = session.arguments
    require_place(given.out)
    with session.room() as room:
        actor = session.signed_in(room) if given.reveal is not None else ""
        own, now = templates.own_folder(room.folder), room.clock()
        reader = room.reader()
        try:
            made = map_poster.print_poster(reader, given.grid, given.paper, now, own=own)
            if actor:
                room.do(reveal, "board", given.reveal, made.numbers, given.out.name, actor=actor)
                made = map_poster.print_poster(reader, given.grid, given.paper, now, own=own, revealed=True)
        finally:
            reader.close()
    month_file.write(given.out, made.body)
    facts = {"pdf": str(given.out), "title": made.title, "scale": made.scale, "telephones": made.numbers,
             "masked": not actor}  # fmt: skip
    return session.answer(facts, tr("已写入 {file}：{title}公示图，1:{scale}。", file=given.out, title=made.title,
                                    scale=made.scale))  # fmt: skip
