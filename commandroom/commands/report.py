"""report: the month as figures, PDF and workbook."""

import argparse
from pathlib import Path
from typing import Any

from commandroom.commands import closing, duty_prints, map_prints, papers
from commandroom.commands.session import Session
from commandroom.domain.errors import Refused
from commandroom.text import tr


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]", shared: argparse.ArgumentParser) -> None:
    """The arguments of these commands."""
    report = commands.add_parser("report", help=tr("报表"))
    kinds = report.add_subparsers(dest="report", required=True, metavar="REPORT")
    month = kinds.add_parser("month", parents=[shared], help=tr("月报：指标、PDF 和表格"))
    month.add_argument("month", metavar="YYYY-MM")
    month.add_argument("--out", type=Path, metavar="FILE.pdf", help=tr("通报的 PDF 文件"))
    month.add_argument("--xlsx", type=Path, metavar="FILE.xlsx", help=tr("附表的表格文件"))
    month.add_argument("--basis", default="reported", metavar="reported|filed|closed",
                       help=tr("统计口径：上报、立案或办结时间"))  # fmt: skip
    month.add_argument("--problems", default="", metavar="TEXT", help=tr("存在问题；不写则留空行"))
    month.add_argument("--next-steps", default="", metavar="TEXT", help=tr("下步打算；不写则留空行"))
    month.add_argument("--cases", default="", metavar="TEXT", help=tr("典型案例；不写则不印"))
    month.add_argument("--addressee", default="", metavar="TEXT", help=tr("主送"))
    month.add_argument("--signer", default="", metavar="TEXT", help=tr("署名，默认为指挥室名称"))
    month.add_argument("--number", default="", metavar="TEXT", help=tr("发文字号"))
    month.set_defaults(run=run_month)
    month.add_argument("--docx", type=Path, metavar="FILE.docx", help=tr("通报的 Word 文件"))
    month.add_argument("--mark", default="", metavar="TEXT", help=tr("发文机关标志（红头）；不写则无红头"))
    month.add_argument("--shipped", action="store_true", help=tr("用自带版式，不用指挥室改过的"))
    closing.add(kinds, shared)
    papers.add(kinds, shared)
    map_prints.add(kinds, shared)
    duty_prints.add(kinds, shared)


def run_month(session: Session) -> int:
    """The figures of a month; its PDF and workbook where they are asked for."""
    from commandroom.reports import given as kept
    from commandroom.reports import monthly, period, templates

    given = session.arguments
    month, basis = period.Month.read(given.month), period.basis(given.basis)
    for path in (given.out, given.xlsx, given.docx):
        closing.require_place(path)
    with session.room() as room:
        month.require_begun(room.clock())
        reader = room.reader()
        try:
            if given.out is not None or given.xlsx is not None or given.docx is not None:
                _require_open(reader, month)
            columns = room.queue().figures(reader.raw)
            report = monthly.gather(reader, columns, month, basis, room.clock())
            words = papers.words_of(given).over(kept.read(reader, "monthly", month.key))
        finally:
            reader.close()
    answer = report.to_facts()
    lines = [f"{tr(one.name)}  {one.words}  {one.fraction}".rstrip() for one in report.figures]
    lines.append(report.basis_words)
    own = None if given.shipped else templates.own_folder(session.folder)
    lines += _files(given, report, words, own, answer)
    return session.answer(answer, "\n".join(lines))


def _require_open(reader: Any, month: Any) -> None:
    """A closed month is printed as it was signed, never anew."""
    from commandroom.reports.closing import closed

    found = closed(reader, month)
    if found is not None:
        raise Refused("report.closed", month=month.words, number=found.number)


def _files(
    given: argparse.Namespace, report: Any, words: Any, own: Path | None, answer: dict[str, Any]
) -> list[str]:
    from commandroom.reports import month_file, month_xlsx, notice, render

    lines = []
    if given.out is not None or given.docx is not None:
        document = notice.compose(report, words, render.faces().families("hei"))
        lines += papers.written(document, report.as_of, given.out, given.docx, own, answer)
    if given.xlsx is not None:
        month_file.write(given.xlsx, month_xlsx.workbook(report))
        answer["xlsx"] = str(given.xlsx)
        lines.append(tr("已写入 {file}。", file=given.xlsx))
    return lines
