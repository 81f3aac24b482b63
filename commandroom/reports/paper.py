"""Document: what every paper is made of, in order; the templates and the .docx draw it as it is."""

from dataclasses import dataclass, field
from typing import Any

from commandroom.reports.paper_cells import LONG_WIDTH, cell_words, clean, split_head, widths
from commandroom.reports.svg import WIDTH
from commandroom.reports.tables import Table
from commandroom.text import tr

_DIGITS = "〇一二三四五六七八九十"
CROWDED = 9
"""A table of more columns lies across its page."""


def chinese(number: int) -> str:
    """一 … 九十九, for the first two levels of headings."""
    tens, ones = divmod(number, 10)
    if not 0 < number < 100 or not tens:
        return _DIGITS[number] if 0 <= number <= 10 else str(number)
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


@dataclass(frozen=True, slots=True)
class Head:
    """The red head and the foot of an official paper (GB/T 9704-2012); a paper without ``mark`` has no red head.

    ``mark``: 发文机关标志; ``number``: 发文字号; ``issue``: 第×期 of a bulletin; ``copies``: 抄送;
    ``printed_by``: 印发机关.
    """

    mark: str = ""
    number: str = ""
    issue: str = ""
    copies: str = ""
    printed_by: str = ""


@dataclass(slots=True)
class Document:
    """A paper ready for its template. ``template``: the file of resources/reports that draws it, without ending.

    ``footer``: a small line at the foot of every page (the number and hash of what was closed). ``sheets``: its
    tables with every row, for the workbook beside it, with ``period`` over and ``about`` (what they rest on) below.
    """

    template: str
    title: tuple[str, ...]
    addressee: str
    signer: str
    dated: str
    head: Head = Head()
    footer: str = ""
    blocks: list[dict[str, Any]] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    attached: list[str] = field(default_factory=list)
    sheets: list[Table] = field(default_factory=list)
    period: str = ""
    about: str = ""
    tables: int = 0
    figures: int = 0
    _levels: list[int] = field(default_factory=lambda: [0, 0, 0, 0])

    def heading(self, level: int, words: str) -> None:
        """A heading of 一、（一）1. or（1）, numbered as it comes."""
        self.blocks.append({"kind": "heading", "level": level, "mark": self._mark(level), "text": clean(words)})

    def point(self, level: int, head: str, *paragraphs: str) -> None:
        """1. or （1） with its words behind it in the same paragraph; without words there is none."""
        said = [clean(words) for words in paragraphs if words.strip()]
        if said:
            mark = self._mark(level)
            self.blocks.append({"kind": "point", "level": level, "mark": mark, "head": clean(head), "text": said[0]})
            self.text(*said[1:])

    def _mark(self, level: int) -> str:
        self._levels[level - 1] += 1
        self._levels[level:] = [0] * (4 - level)
        number = self._levels[level - 1]
        return (f"{chinese(number)}、", f"（{chinese(number)}）", f"{number}.", f"（{number}）")[level - 1]

    def text(self, *paragraphs: str) -> None:
        """Paragraphs; empty ones are left out."""
        self.blocks.extend({"kind": "text", "text": clean(words)} for words in paragraphs if words.strip())

    def note(self, words: str) -> None:
        """A small line: what the figures rest on."""
        self.blocks.append({"kind": "note", "text": clean(words)})

    def lines(self, count: int) -> None:
        """Empty lines to write on."""
        self.blocks.append({"kind": "lines", "count": count})

    def given(self, words: str, count: int = 3) -> None:
        """What a person wrote, a paragraph a line; lines to write on when nothing was written."""
        if words.strip():
            self.text(*words.split("\n"))
        else:
            self.lines(count)

    def table(self, table: Table, most: int | None = None) -> None:
        """A numbered table; ``most``: rows that are shown; nothing for a table without rows."""
        if table.rows:
            self.tables += 1
            self.sheets.append(table)
            title = tr("表{no}  {title}", no=self.tables, title=table.title)
            self.blocks.append({"kind": "table", **laid(table, most), "title": title})

    def figure(self, svg: str, title: str) -> None:
        """A numbered picture; an empty one is left out."""
        if svg:
            self.figures += 1
            words = tr("图{no}  {title}", no=self.figures, title=title)
            self.blocks.append({"kind": "figure", "svg": svg, "title": words})

    def signature(self) -> None:
        """Who signs, and the day; what is attached is named above it by the template."""
        self.blocks.append({"kind": "signature"})

    def annex(self, table: Table, size: float | None = None) -> None:
        """A table on pages of its own behind the signature; one with many columns lies across."""
        across = len(table.heads) > CROWDED
        self.attached.append(table.title)
        if all(table.code != other.code for other in self.sheets):
            self.sheets.append(table)
        made = laid(table, None, LONG_WIDTH if across else WIDTH, size)
        made |= {"kind": "annex", "caption": table.title, "across": across, "title": ""}
        self.blocks.append(made)

    def to_facts(self) -> dict[str, Any]:
        """The document as the template takes it."""
        head, alone = self.head, len(self.attached) == 1
        numbers = iter(range(1, len(self.attached) + 1))
        for block in self.blocks:
            if block["kind"] == "annex":
                number = next(numbers)
                block["title"] = tr("附件") if alone else tr("附件{number}", number=number)
        return {
            "title": [clean(line) for line in self.title], "addressee": clean(self.addressee),
            "signer": clean(self.signer), "dated": self.dated, "number": clean(head.number), "mark": clean(head.mark),
            "issue": clean(head.issue), "copies": clean(head.copies), "printed_by": clean(head.printed_by),
            "attached": self.attached, "footer": clean(self.footer), "blocks": self.blocks, "facts": self.facts,
        }  # fmt: skip


def laid(table: Table, most: int | None, across: float = WIDTH, size: float | None = None) -> dict[str, Any]:
    """A table as a template takes it: words, widths in points, type size (10.5 or 9 unless told)."""
    rows = [[cell_words(cell.words) for cell in row] for row in table.rows[:most]]
    total = [cell_words(cell.words) for cell in table.total]
    heads = [split_head(head, place, len(table.heads), table.wide) for place, head in enumerate(table.heads)]
    size = size or (9.0 if (len(heads) > 8 and across <= WIDTH) or len(table.wide) > 1 else 10.5)
    return {
        "code": table.code, "heads": heads, "rows": rows, "total": total, "note": clean(table.note),
        "left": list(table.wide),
        "widths": widths(heads, [*rows, total] if total else rows, table.wide, size, across), "size": size,
    }  # fmt: skip
