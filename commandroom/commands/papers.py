"""report daily, weekly, quarter, circular, dispute, slip: other papers; report text, calendar, sent, templates."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commandroom.commands import closing
from commandroom.commands.session import Session
from commandroom.domain import submission as submissions
from commandroom.domain.errors import Refused
from commandroom.text import mark, tr

if TYPE_CHECKING:
    from commandroom.domain.instant import Instant
    from commandroom.reports.given import Given
    from commandroom.reports.paper import Document

_PAPERS = {
    "daily": (mark("值班快报"), "YYYY-MM-DD"), "weekly": (mark("周报"), "YYYY-Www"),
    "brief": (mark("工作简报"), "YYYY-MM|YYYY-Www|YYYY-Qn"),
    "quarter": (mark("季度调度材料"), "YYYY-Qn"), "circular": (mark("督办通报"), "YYYY-MM|YYYY-Www"),
    "dispute": (mark("矛盾纠纷排查情况表"), "YYYY-MM|YYYY-Qn|YYYY-Hn|YYYY"),
}  # fmt: skip
_WORDS = {
    "problems": mark("存在问题"), "next_steps": mark("下步打算"), "cases": mark("典型案例"), "addressee": mark("主送"),
    "signer": mark("署名"), "number": mark("发文字号"), "mark": mark("发文机关标志（红头）"), "issue": mark("期号"),
    "copies": mark("抄送"), "printed_by": mark("印发机关"),
}  # fmt: skip


def add(kinds: "argparse._SubParsersAction[argparse.ArgumentParser]", shared: argparse.ArgumentParser) -> None:
    """The arguments of these commands."""
    for name, (word, form) in _PAPERS.items():
        paper = kinds.add_parser(name, parents=[shared], help=tr(word))
        paper.add_argument("period", metavar=form)
        paper.add_argument("--out", type=Path, metavar="FILE.pdf", help=tr("PDF 文件"))
        paper.add_argument("--docx", type=Path, metavar="FILE.docx", help=tr("Word 文件"))
        if name != "dispute":
            paper.add_argument("--xlsx", type=Path, metavar="FILE.xlsx", help=tr("各表的表格文件"))
        paper.add_argument("--shipped", action="store_true", help=tr("用自带版式，不用指挥室改过的"))
        _add_words(paper)
        if name == "dispute":
            paper.add_argument("--draft", action="store_true", help=tr("起数不平也印，注明草稿"))
            paper.add_argument("--cell", action="append", default=[], metavar="LINE/LEVEL=N",
                               help=tr("手工填写一格，如 p1/town=3；登录后留存"))  # fmt: skip
            paper.add_argument("--keep", action="store_true", help=tr("核对无误，留存本表供季度汇总（需登录）"))
        paper.set_defaults(run=run_paper)
    slip = kinds.add_parser("slip", parents=[shared], help=tr("事件交办单"))
    slip.add_argument("event", metavar="NUMBER")
    slip.add_argument("--out", type=Path, required=True, metavar="FILE.pdf", help=tr("PDF 文件"))
    slip.add_argument("--shipped", action="store_true", help=tr("用自带版式，不用指挥室改过的"))
    slip.set_defaults(run=run_slip)
    text = kinds.add_parser("text", parents=[shared], help=tr("填写一份文稿的文字，留存到这一期"))
    text.add_argument("paper", metavar="monthly|daily|…")
    text.add_argument("period", metavar="YYYY-MM|…")
    _add_words(text)
    text.add_argument("--case", action="append", default=None, metavar="NUMBER", help=tr("选一件事件作案例，可多次"))
    text.set_defaults(run=run_text)
    calendar = kinds.add_parser("calendar", parents=[shared], help=tr("报送日历：什么材料、报给谁、何时报"))
    calendar.set_defaults(run=run_calendar)
    sent = kinds.add_parser("sent", parents=[shared], help=tr("记一份材料已报送"))
    sent.add_argument("submission", metavar="ID")
    sent.add_argument("period", metavar="PERIOD")
    sent.add_argument("--note", default="", metavar="TEXT", help=tr("备注"))
    sent.add_argument("--take-back", action="store_true", help=tr("撤回报送记录"))
    sent.set_defaults(run=run_sent)
    due = kinds.add_parser("due", parents=[shared], help=tr("改报送日历：报给谁、何时报"))
    due.add_argument("submission", metavar="ID")
    for name, word in (("name", tr("名称")), ("to", tr("报给谁")), ("every", "day|week|month|quarter|half|year"),
                       ("paper", tr("由哪种文稿打印"))):  # fmt: skip
        due.add_argument(f"--{name}", default=None, metavar="TEXT", help=word)
    due.add_argument("--day", type=int, default=None, metavar="N", help=tr("期后第几日；周报为下周几"))
    due.add_argument("--at", default=None, metavar="HH:MM", help=tr("几点前"))
    due.add_argument("--rest", choices=submissions.RESTS, default=None,
                     help=tr("末日遇节假日：after 顺延，before 提前，same 不变"))  # fmt: skip
    due.add_argument("--off", action="store_true", help=tr("不再列入"))
    due.set_defaults(run=run_due)
    mine = kinds.add_parser("templates", parents=[shared], help=tr("把自带版式复制到指挥室的 reports 文件夹，供修改"))
    mine.set_defaults(run=run_templates)


def _add_words(parser: argparse.ArgumentParser) -> None:
    for name, word in _WORDS.items():
        parser.add_argument(f"--{name.replace('_', '-')}", default="", metavar="TEXT", help=tr(word))


def words_of(asked: argparse.Namespace) -> "Given":
    """What the command line says of a paper's words."""
    from commandroom.reports.given import Given

    given: dict[str, Any] = {name: getattr(asked, name, "") or "" for name in _WORDS}
    return Given(**given)


def written(
    document: "Document", at: "Instant", out: Path | None, docx: Path | None, own: Path | None, answer: dict[str, Any],
    xlsx: Path | None = None,
) -> list[str]:  # fmt: skip
    """Write the files asked for; gives the lines that say so."""
    from commandroom.reports import month_file, paper_docx, paper_xlsx, render

    lines = []
    if xlsx is not None:
        month_file.write(xlsx, paper_xlsx.xlsx(document, at))
        answer["xlsx"] = str(xlsx)
        lines.append(tr("已写入 {file}。", file=xlsx))
    if docx is not None:
        month_file.write(docx, paper_docx.docx(document, at))
        answer["docx"] = str(docx)
        lines.append(tr("已写入 {file}。", file=docx))
    if out is not None:
        made = render.pdf(document, at, own)
        month_file.write(out, made.pdf)
        answer |= {"pdf": str(out), "fonts": {face.role: face.families[0] for face in made.faces.faces},
                   "fonts_missing": [tr(face.wanted) for face in made.faces.missing],
                   "own_templates": list(made.own)}  # fmt: skip
        lines += [tr("已写入 {file}。", file=out), made.faces.words]
    return lines


def run_paper(session: Session) -> int:
    """One paper of one period; a file or two, or its words on standard output."""
    from commandroom.reports import papers, render, templates

    asked = session.arguments
    name, period = asked.report, papers.period_of(asked.report, asked.period)
    xlsx: Path | None = getattr(asked, "xlsx", None)
    for path in (asked.out, asked.docx, xlsx):
        closing.require_place(path)
    with session.room() as room:
        now = room.clock()
        cells = _kept_cells(session, room, period) if name == "dispute" else {}
        reader = room.reader()
        try:
            own = None if asked.shipped else templates.own_folder(room.folder)
            document = papers.make(
                reader, room.queue().figures(reader.raw), name, period, now, render.faces().families("hei"),
                over=words_of(asked), own=own, draft=bool(getattr(asked, "draft", False)),
            )  # fmt: skip
        finally:
            reader.close()
    answer: dict[str, Any] = {"paper": name, "period": period.key, "title": "".join(document.title), **cells}
    if document.facts.get("faults"):
        answer["faults"] = document.facts["faults"]
    lines = ["".join(document.title), *document.facts.get("faults", ())]
    lines += [block["text"] for block in document.blocks if block["kind"] in ("heading", "text", "point")]
    lines += written(document, now - now % 60, asked.out, asked.docx, own, answer, xlsx)
    return session.answer(answer, "\n".join(lines))


def _kept_cells(session: Session, room: Any, period: Any) -> dict[str, Any]:
    """Keep cells filled in by hand, and the whole return when it was checked."""
    from commandroom.actions import papers as acts
    from commandroom.reports import dispute, templates

    asked = session.arguments
    if not asked.cell and not asked.keep:
        return {}
    actor, used = session.signed_in(room), dispute.form(templates.own_folder(room.folder))
    cells = {}
    for word in asked.cell:
        name, _, value = word.partition("=")
        cells[name.strip()] = int(value) if value.strip().isdigit() else value
    reader = room.reader()
    try:
        if cells:
            before = dict((reader.find("paper", f"dispute:{period.key}") or {}).get("cells", {}))
            dispute.corrected(dispute.count(reader, period, used), {**before, **cells})
            room.do(acts.fill_in, "dispute", period, cells={**before, **cells}, actor=actor)
            reader.forget({"paper"})
        numbers = dispute.gather(reader, period, used)
        wrong = dispute.faults(numbers, used)
    finally:
        reader.close()
    if asked.keep:
        if wrong:
            raise Refused("dispute.sums", period=period.key, faults="；".join(wrong))
        room.do(acts.keep_return, "dispute", period, numbers, used.names(), actor=actor)
    return {"cells": cells, "kept": bool(asked.keep)}


def run_slip(session: Session) -> int:
    """The slip of one case."""
    from commandroom.reports import render, slip, templates

    asked = session.arguments
    closing.require_place(asked.out)
    with session.room() as room:
        now, reader = room.clock(), room.reader()
        try:
            ident = reader.find_event(asked.event)
            if ident is None:
                raise Refused("event.unknown", event=asked.event)
            document = slip.compose(reader, ident, now, render.faces().families("hei"))
        finally:
            reader.close()
        own = None if asked.shipped else templates.own_folder(room.folder)
    answer: dict[str, Any] = {"event": ident, "number": document.facts["number"]}
    return session.answer(answer, "\n".join(written(document, now, asked.out, None, own, answer)))


def run_text(session: Session) -> int:
    """Keep the words of a paper."""
    from commandroom.actions import papers as acts
    from commandroom.reports import papers

    asked = session.arguments
    period = papers.period_of(asked.paper, asked.period)
    words = {name: getattr(asked, name) for name in _WORDS if getattr(asked, name)}
    with session.room() as room:
        actor, chosen = session.signed_in(room), None
        if asked.case is not None:
            reader = room.reader()
            try:
                chosen = [reader.find_event(number) or number for number in asked.case]
            finally:
                reader.close()
        changed = room.do(acts.fill_in, asked.paper, period, chosen=chosen, actor=actor, **words).result
    said = tr("已留存。") if changed else tr("没有变化。")
    return session.answer({"paper": asked.paper, "period": period.key, "changed": changed}, said)


def run_calendar(session: Session) -> int:
    """What is due to whom, done and late."""
    from commandroom.reports import report_calendar

    with session.room() as room:
        now, reader = room.clock(), room.reader()
        try:
            dues = report_calendar.dues(reader, now, report_calendar.began(reader))
        finally:
            reader.close()
    words = "\n".join(report_calendar.line(due, now) for due in dues)
    return session.answer({"due": [report_calendar.to_facts(due, now) for due in dues]}, words)


def run_sent(session: Session) -> int:
    """Note that a paper went, or that it did not after all."""
    from commandroom.actions import papers as acts
    from commandroom.reports import report_calendar

    asked = session.arguments
    with session.room() as room:
        actor, reader = session.signed_in(room), room.reader()
        try:
            found, period = report_calendar.for_period(reader, asked.submission, asked.period)
        finally:
            reader.close()
        if asked.take_back:
            room.do(acts.take_back, found.id, period, actor=actor)
        else:
            room.do(acts.submit, found.id, period, asked.note, actor=actor)
    said = tr("已撤回报送记录。") if asked.take_back else tr("已记为报送。")
    return session.answer({"submission": found.id, "period": period.key}, said)


def run_due(session: Session) -> int:
    """Change what is due to whom and when, or add it."""
    from dataclasses import replace

    from commandroom.actions import papers as acts
    from commandroom.domain.submission import Submission
    from commandroom.reports import report_calendar

    asked = session.arguments
    named = ("name", "to", "every", "day", "paper", "rest")
    given = {name: getattr(asked, name) for name in named if getattr(asked, name) is not None}
    if asked.at is not None:
        hour, _, minute = asked.at.partition(":")
        given["minute"] = int(hour) * 60 + int(minute) if hour.isdigit() and minute.isdigit() else -1
    with session.room() as room:
        actor, reader = session.signed_in(room), room.reader()
        try:
            known = {one.id: one for one in report_calendar.standing(reader)}.get(asked.submission)
        finally:
            reader.close()
        base = known or Submission(asked.submission, asked.name or asked.submission, "", "month", 5)
        made = replace(base, **given, off=bool(asked.off))
        room.do(acts.define_submission, made, actor=actor)
    return session.answer({"submission": made.id}, tr("已改。"))


def run_templates(session: Session) -> int:
    """Copy the shipped templates to the room's own folder."""
    from commandroom.reports import templates

    with session.room() as room:
        files = templates.copy_out(room.folder)
        folder = templates.own_folder(room.folder)
    said = tr("已复制 {count} 个版式到 {folder}。", count=len(files), folder=folder)
    return session.answer({"folder": str(folder), "files": [path.name for path in files]}, said)
