"""import, export: files come in and go out."""

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import Any

from commandroom.commands import outgoing
from commandroom.commands.session import Session
from commandroom.domain.errors import Refused
from commandroom.domain.instant import stamp
from commandroom.domain.people import SYSTEM
from commandroom.room import Room
from commandroom.sync import inbox, reference_inbox
from commandroom.sync.inbox import Outcome
from commandroom.sync.incoming import WrongCell
from commandroom.sync.reference_inbox import KINDS, Adoption, Options
from commandroom.sync.table_reading import AUTO
from commandroom.text import sentence, tr


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]", shared: argparse.ArgumentParser) -> None:
    """The arguments of these commands."""
    take = commands.add_parser("import", parents=[shared], help=tr("导入事件或资料文件"))
    take.add_argument("file", type=Path)
    take.add_argument(
        "--profile", default=AUTO, metavar="NAME",
        help=tr("来源名称、auto，或 {kinds}", kinds="、".join(KINDS)),
    )  # fmt: skip
    take.add_argument("--dry-run", action="store_true", help=tr("只核对，不写入"))
    take.add_argument("--errors", type=Path, metavar="FILE.xlsx", help=tr("把错误行另存成表，附错误原因"))
    take.add_argument("--datum", default="", help=tr("坐标系：wgs84、cgcs2000、gcj02、bd09 或 EPSG:4527"))
    take.add_argument("--level", default="", help=tr("图形没有写级别时的网格级别"))
    take.add_argument("--parent", default="", metavar="CODE", help=tr("图形没有写上级时的上级网格"))
    take.add_argument("--scheme", default="", help=tr("新网格的编码规则"))
    take.add_argument("--town", default="", help=tr("区划名单里的镇街，编码或名称"))
    take.add_argument("--valid-from", default="", metavar="YYYY-MM-DD", help=tr("事项没有写生效日期时的日期"))
    take.add_argument("--repair", action="store_true", help=tr("自相交的图形自动整理"))
    take.add_argument("--number", action="store_true", help=tr("没有编码的网格，在上级下由北向南、由西向东自动编号"))
    take.set_defaults(run=run_import)
    outgoing.add(commands, shared)


def run_import(session: Session) -> int:
    """Take in a file: first looked at, then whole or not at all."""
    given = session.arguments
    with session.room() as room:
        actor = SYSTEM if given.dry_run and not given.person else session.signed_in(room)
        if given.profile in KINDS:
            return _reference(session, room, actor)
        outcome = inbox.import_events(
            room.do, given.file, given.profile, actor, room.clock(), dry_run=given.dry_run,
            progress=session.progress, datum=given.datum,
        )  # fmt: skip
    answer = _facts(outcome)
    if given.errors is not None:
        answer["errors"] = str(given.errors)
        answer["error_rows"] = inbox.error_book(given.file, given.profile, outcome.wrong_cells, given.errors)
    return session.answer(answer, "\n".join(_lines(outcome)))


def _reference(session: Session, room: Room, actor: str) -> int:
    given = session.arguments
    if given.errors is not None:
        raise Refused("import.no_error_book", profile=given.profile)
    options = Options(
        given.datum, given.level, given.parent, given.scheme, given.town, given.valid_from, repair=given.repair,
        number=given.number,
    )  # fmt: skip
    adoption = reference_inbox.import_reference(
        room.do, given.file, given.profile, actor, room.clock(), options, dry_run=given.dry_run,
        progress=session.progress,
    )  # fmt: skip
    answer = _facts(adoption.outcome) | {"notes": list(adoption.notes), "moves": _moves(adoption)}
    if adoption.version:
        answer["version"] = adoption.version
    return session.answer(answer, "\n".join([*_lines(adoption.outcome), *_more(adoption)]))


def _facts(outcome: Outcome) -> dict[str, Any]:
    return {
        "profile": outcome.profile, "dry_run": outcome.dry_run, "new": outcome.new, "changed": outcome.changed,
        "same": outcome.same, "conflicting": outcome.conflicting, "wrong": outcome.wrong,
        "wrong_cells": [_cell(cell) for cell in outcome.wrong_cells],
        "conflicts": [asdict(one) for one in outcome.conflicts],
        "sheets": [{"sheet": name, "rows": rows} for name, rows in outcome.sheets],
        "left_out": [{"sheet": name, "reason": sentence(Refused(code))} for name, code in outcome.left_out],
        "unknown_words": [
            {"header": header, "word": word, "times": times} for header, word, times in outcome.unknown_words
        ],
    }  # fmt: skip


def _cell(cell: WrongCell) -> dict[str, Any]:
    return {
        "sheet": cell.sheet, "row": cell.row, "column": cell.column, "header": cell.header, "value": cell.shown,
        "reason": cell.reason,
    }  # fmt: skip


def _moves(adoption: Adoption) -> list[dict[str, Any]]:
    return [
        {"event": move.event, "number": move.number, "clock": move.kind, "order": move.order, "stage": move.stage,
         "before": stamp(move.before), "after": stamp(move.after)}
        for move in adoption.moves
    ]  # fmt: skip


def _lines(outcome: Outcome) -> list[str]:
    done = tr("试运行") if outcome.dry_run else tr("已导入")
    lines = [
        tr("{done}（{profile}）：新增 {new}，变化 {changed}，相同 {same}，冲突 {conflicting}，错误 {wrong}",
           done=done, profile=outcome.profile, new=outcome.new, changed=outcome.changed, same=outcome.same,
           conflicting=outcome.conflicting, wrong=outcome.wrong)
    ]  # fmt: skip
    lines += [cell.sentence for cell in outcome.wrong_cells]
    lines += [
        tr("冲突：{number} 的 {fields} 来源改了，本地也改了", number=one.number, fields="、".join(one.fields))
        for one in outcome.conflicts
    ]
    lines += [f"「{name}」{sentence(Refused(code))}" for name, code in outcome.left_out]
    return lines


def _more(adoption: Adoption) -> list[str]:
    lines = list(adoption.notes)
    if adoption.moves:
        lines.append(tr("{count} 个时限的截止时间改变：", count=len(adoption.moves)))
    lines += [f"{move.number} {move.kind} {stamp(move.before)} → {stamp(move.after)}" for move in adoption.moves]
    return lines
