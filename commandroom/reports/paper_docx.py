"""A document as .docx for the clerk: the same content, the office's own fonts, the grid of GB/T 9704-2012."""

import io
import zipfile
from typing import Any

from commandroom.domain.errors import Refused
from commandroom.domain.instant import Instant, local
from commandroom.reports import docx_marks as marks
from commandroom.reports import render
from commandroom.reports.paper import Document
from commandroom.text import tr

FORMS = ("slip", "dispute")
"""Templates that are forms, not papers: only printed."""
_BODY, _TITLE, _HEI, _KAI, _SONG = "仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312", "宋体"
_RED = "D0021B"
_PITCH = 28.98
_FIRST = (1980, 1, 1, 0, 0, 0)


def docx(document: Document, at: Instant) -> bytes:
    """The document as a Word file, dated ``at``; the same document gives the same bytes.

    The fonts named are those of the standard, whatever this computer has: the reader's office has them.
    Raises Refused("paper.no_docx") for a form.
    """
    import docx as word

    if document.template in FORMS:
        raise Refused("paper.no_docx", paper="".join(document.title))
    facts = document.to_facts()
    file = word.Document()
    _Writer(file).write(facts, document.template == "bulletin")
    when = local(at).replace(tzinfo=None)
    properties = file.core_properties
    properties.title, properties.author = "".join(facts["title"]), facts["signer"]
    properties.created = properties.modified = when
    properties.last_modified_by, properties.comments = facts["signer"], ""
    body = io.BytesIO()
    file.save(body)
    return _dated(body.getvalue())


def _dated(body: bytes) -> bytes:
    """The same archive with one date on every part: when it was written is not in it."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, _FIRST), old.read(name), zipfile.ZIP_DEFLATED)
    return made.getvalue()


class _Writer:
    """Writes one document; ``file`` is a python-docx document."""

    def __init__(self, file: Any) -> None:
        self.file = file
        marks.page(file, file.sections[0])
        marks.face(file.styles["Normal"], _BODY, 16)
        marks.spacing(file.styles["Normal"].paragraph_format, _PITCH)
        marks.number_pages(file, _SONG)

    def write(self, facts: dict[str, Any], bulletin: bool) -> None:
        """Everything in order."""
        self._head(facts, bulletin)
        for line in facts["title"]:
            self._line(line, _TITLE, 22, centred=True, bold=True)
        self._line("")
        if facts["addressee"]:
            self._line(facts["addressee"])
        for block in facts["blocks"]:
            act = getattr(self, f"_{block['kind']}", None)
            if act is not None:
                act(block, facts)
        self._imprint(facts)

    def _line(
        self, words: str, font: str = _BODY, size: float = 16, *, centred: bool = False, right: bool = False,
        bold: bool = False, colour: str = "", indent: int = 0, exact: bool = True,
    ) -> Any:  # fmt: skip
        """One paragraph; ``indent``: signs its first line is set in."""
        paragraph = self.file.add_paragraph()
        marks.aligned(paragraph, centred=centred, right=right, indent=indent)
        if exact:
            marks.spacing(paragraph.paragraph_format, max(_PITCH, size * 1.2))
        if words:
            marks.run(paragraph, words, font, size, bold=bold, colour=colour)
        return paragraph

    def _head(self, facts: dict[str, Any], bulletin: bool) -> None:
        if facts["mark"]:
            if not bulletin:
                self._line("")
            size = min(48.0, 430.0 / max(len(facts["mark"]), 1))
            self._line(facts["mark"], _TITLE, size, centred=True, bold=True, colour=_RED)
        under = facts["issue"] if bulletin else facts["number"]
        last = self._line(under, centred=True) if under else None
        if bulletin:
            last = self._line("")
            marks.run(last, f"{facts['signer']}\t{facts['dated']}", _BODY, 16)
            marks.tab_right(last, 156)
        if facts["mark"] and last is not None:
            marks.ruled_below(last, _RED, 12)
        self._line("")

    def _heading(self, block: dict[str, Any], facts: dict[str, Any]) -> None:
        del facts
        font = {1: _HEI, 2: _KAI}.get(block["level"], _BODY)
        self._line(block["mark"] + block["text"], font, indent=2).paragraph_format.keep_with_next = True

    def _point(self, block: dict[str, Any], facts: dict[str, Any]) -> None:
        del facts
        self._line(block["mark"] + block["head"] + block["text"], indent=2)

    def _text(self, block: dict[str, Any], facts: dict[str, Any]) -> None:
        del facts
        self._line(block["text"], indent=2)

    def _note(self, block: dict[str, Any], facts: dict[str, Any]) -> None:
        del facts
        self._line(tr("注：{note}", note=block["text"]), _SONG, 9, exact=False)

    def _lines(self, block: dict[str, Any], facts: dict[str, Any]) -> None:
        del facts
        for _ in range(block["count"]):
            self._line("", indent=2)

    def _table(self, block: dict[str, Any], facts: dict[str, Any]) -> None:
        del facts
        self._line(block["title"], _HEI, 12, centred=True).paragraph_format.keep_with_next = True
        marks.table(self.file, block, _SONG, _HEI)
        note = tr("注：{note}", note=block["note"]) if block["note"] else ""
        self._line(note, _SONG, 9, exact=False)

    def _figure(self, block: dict[str, Any], facts: dict[str, Any]) -> None:
        del facts
        paragraph = self._line("", centred=True, exact=False)
        marks.picture(paragraph, render.picture(block["svg"]), 150)
        paragraph.paragraph_format.keep_with_next = True
        self._line(block["title"], _HEI, 12, centred=True)

    def _signature(self, block: dict[str, Any], facts: dict[str, Any]) -> None:
        del block
        self._line("")
        for place, name in enumerate(facts["attached"]):
            number = "" if len(facts["attached"]) == 1 else f"{place + 1}."
            lead = tr("附件：") if place == 0 else "　　　"
            self._line(f"{lead}{number}{name}", indent=2)
        self._line("")
        self._line("")
        wide = max(len(facts["signer"]), 9)
        self._line(facts["signer"] + "　" * 4, right=True).paragraph_format.keep_with_next = True
        self._line(facts["dated"] + "　" * (4 + max(0, (wide - 9) // 2)), right=True)

    def _annex(self, block: dict[str, Any], facts: dict[str, Any]) -> None:
        del facts
        marks.new_page(self.file, across=bool(block["across"]))
        self._line(block["title"], _HEI, 16)
        self._line(block["caption"], _TITLE, 18, centred=True)
        marks.table(self.file, block, _SONG, _HEI)
        if block["note"]:
            self._line(tr("注：{note}", note=block["note"]), _SONG, 9, exact=False)
        if block["across"]:
            marks.upright_again(self.file)

    def _imprint(self, facts: dict[str, Any]) -> None:
        rows = [(tr("抄送：{copies}", copies=facts["copies"]), "")] if facts["copies"] else []
        if facts["printed_by"]:
            rows.append((facts["printed_by"], tr("{day}印发", day=facts["dated"])))
        if rows:
            self._line("")
            marks.imprint(self.file, rows, _BODY)
