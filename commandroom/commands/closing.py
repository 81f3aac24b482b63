"""report close, correct, paper: sign a month, correct it, print again what was signed."""

import argparse
import hashlib
from pathlib import Path
from typing import Any

from commandroom.commands.session import Session
from commandroom.domain.errors import Refused
from commandroom.text import mark, tr


def add(kinds: "argparse._SubParsersAction[argparse.ArgumentParser]", shared: argparse.ArgumentParser) -> None:
    """The arguments of these commands."""
    close = kinds.add_parser("close", parents=[shared], help=tr("月报结账：编号、签发、存档，以后只能原样重印"))
    close.add_argument("month", metavar="YYYY-MM")
    close.add_argument("--number", required=True, metavar="TEXT", help=tr("发文字号或期号"))
    close.add_argument("--signer", default="", metavar="TEXT", help=tr("签发人，默认为本人姓名"))
    close.add_argument("--basis", default="reported", metavar="reported|filed|closed",
                       help=tr("统计口径：上报、立案或办结时间"))  # fmt: skip
    close.add_argument("--out", type=Path, metavar="FILE.pdf", help=tr("同时写出通报的 PDF 文件"))
    close.set_defaults(run=run_close)
    correct = kinds.add_parser("correct", parents=[shared], help=tr("对已结账的月份出更正单"))
    correct.add_argument("month", metavar="YYYY-MM")
    correct.add_argument("--reason", default="", metavar="TEXT", help=tr("更正原因"))
    correct.add_argument("--signer", default="", metavar="TEXT", help=tr("签发人，默认为本人姓名"))
    correct.add_argument("--number", default="", metavar="TEXT", help=tr("更正单文号"))
    correct.add_argument("--look", action="store_true", help=tr("只列出与签发时不一致的数字，不出更正单"))
    correct.add_argument("--out", type=Path, metavar="FILE.pdf", help=tr("同时写出更正单的 PDF 文件"))
    correct.set_defaults(run=run_correct)
    paper = kinds.add_parser("paper", parents=[shared], help=tr("取出已结账月份的存档原件"))
    paper.add_argument("month", metavar="YYYY-MM")
    paper.add_argument("--out", type=Path, required=True, metavar="FILE", help=tr("写到哪个文件"))
    paper.add_argument("--name", default="notice.pdf", metavar="notice.pdf|notice.docx|tables.xlsx|figures.json",
                       help=tr("取哪一件"))  # fmt: skip
    paper.add_argument("--slip", type=int, default=0, metavar="N", help=tr("取第几号更正单"))
    paper.set_defaults(run=run_paper)


def run_close(session: Session) -> int:
    """Close a month in the name of whoever signs in."""
    from commandroom.actions.close_month import close_month, require_closable
    from commandroom.reports import closing, given, month_file, period, templates

    asked = session.arguments
    month, basis = period.Month.read(asked.month), period.basis(asked.basis)
    require_place(asked.out)
    with session.room() as room:
        actor = session.signed_in(room)
        room.do(require_closable, month.key, month.end, actor=actor)
        reader = room.reader()
        try:
            person = reader.find("person", actor)
            signer = asked.signer or person.name or actor
            words = given.Given(number=asked.number).over(given.read(reader, "monthly", month.key))
            own = templates.own_folder(room.folder)
            ready = closing.prepare(reader, room.queue(), month, basis, room.clock(), words, signer, own)
            closed = room.do(close_month, month.key, **ready.facts, papers=ready.papers, actor=actor).result
        finally:
            reader.close()
    if asked.out is not None:
        month_file.write(asked.out, ready.papers[closing.PAPER])
    said = tr("{month}已结账：{number}，签发人 {signer}，校验 {seal}", month=month.words, number=closed.number,
              signer=closed.signer, seal=closed.seal)  # fmt: skip
    return session.answer(closed.to_facts(), said)


def run_correct(session: Session) -> int:
    """Make the next correction slip of a closed month, or only say what would stand on it."""
    from commandroom.actions.correct_month import correct_month
    from commandroom.reports import correction, given, month_file, period, templates

    asked = session.arguments
    month = period.Month.read(asked.month)
    require_place(asked.out)
    with session.room() as room:
        reader = room.reader()
        try:
            closed = _closed(reader, month)
            if asked.look:
                found, _ = correction.changes(reader, room.queue(), closed)
                return session.answer({"changes": _facts(found)}, _lines(found))
            actor = session.signed_in(room)
            signer = asked.signer or reader.find("person", actor).name or actor
            slip = correction.prepare(
                reader, room.queue(), closed, room.clock(), reason=asked.reason,
                given=given.Given(number=asked.number), signer=signer, own=templates.own_folder(room.folder),
            )  # fmt: skip
            kept = room.do(
                correct_month, month.key, slip.no, **slip.facts, changes=slip.changes, papers=slip.papers, actor=actor
            ).result
        finally:
            reader.close()
    if asked.out is not None:
        month_file.write(asked.out, slip.papers[correction.PAPER])
    return session.answer(kept.to_facts(), _lines(kept.changes))


def run_paper(session: Session) -> int:
    """Write a kept paper byte for byte."""
    from commandroom.reports import closing, month_file, period

    asked = session.arguments
    month = period.Month.read(asked.month)
    require_place(asked.out)
    with session.room() as room:
        reader = room.reader()
        try:
            closed = _closed(reader, month)
            body = closing.slip(reader, closed, asked.slip) if asked.slip else closing.paper(reader, closed, asked.name)
        finally:
            reader.close()
    month_file.write(asked.out, body)
    sha = hashlib.sha256(body).hexdigest()
    facts = {"file": str(asked.out), "sha256": sha, "number": closed.number}
    return session.answer(facts, tr("已写入 {file}。", file=asked.out))


def _closed(reader: Any, month: Any) -> Any:
    from commandroom.reports import closing

    found = closing.closed(reader, month)
    if found is None:
        raise Refused("report.not_closed", month=month.words)
    return found


def _facts(found: Any) -> list[dict[str, Any]]:
    return [{"page": one.page, "code": one.code, "name": one.name, "old": one.old, "new": one.new} for one in found]


def _lines(found: Any) -> str:
    if not found:
        return tr("与签发时一致，没有需要更正的数字。")
    said = mark("第{page}页  {name}  原为 {old}，更正为 {new}")
    return "\n".join(tr(said, page=one.page or "—", name=one.name, old=one.old, new=one.new) for one in found)


def require_place(path: Path | None) -> None:
    """Refuse a target that cannot be, before anything is counted."""
    if path is None:
        return
    if path.is_dir() or not path.name:
        raise Refused("report.is_folder", file=str(path))
    if not path.parent.is_dir():
        raise Refused("report.no_folder", folder=str(path.parent))
