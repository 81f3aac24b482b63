"""What python-docx has no words for: East Asian fonts, the grid of signs, page numbers, rules, rows that stay whole."""

import io
from collections.abc import Sequence
from typing import Any

GRID = {"type": "lines", "linePitch": "580"}
"""22 lines a page: a pitch of 28.98 pt in twentieths. (A grid of signs would pull the small type of tables apart.)"""
CLOSER = "-5"
"""28 signs a line: 16 pt type is drawn together by a quarter of a point, in twentieths."""


def element(tag: str, **values: str) -> Any:
    """A ``w:`` element with ``w:`` attributes."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(f"w:{tag}")
    for name, value in values.items():
        made.set(qn(f"w:{name}"), value)
    return made


def page(file: Any, section: Any, *, across: bool = False) -> None:
    """A4 with the margins of the standard and its grid; ``across``: the paper lies on its side."""
    from docx.shared import Mm

    wide, high = (297, 210) if across else (210, 297)
    section.page_width, section.page_height = Mm(wide), Mm(high)
    edges = (28, 26, 37, 35) if across else (37, 35, 28, 26)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = map(Mm, edges)
    section.footer_distance = Mm(23)
    settings = file.settings.element
    for tag in ("mirrorMargins", "evenAndOddHeaders"):
        if settings.find(_q(tag)) is None:
            settings.insert(0, element(tag))
    form = section._sectPr  # noqa: SLF001 - python-docx has no public name for it
    known = form.find(_q("docGrid"))
    if known is not None:
        form.remove(known)
    form.append(element("docGrid", **GRID))


def _xml(thing: Any) -> Any:
    """The XML behind something of python-docx."""
    return thing._element  # noqa: SLF001 - python-docx has no public name for it


def _q(tag: str) -> Any:
    from docx.oxml.ns import qn

    return qn(f"w:{tag}")


def face(style: Any, font: str, size: float) -> None:
    """The font of a style, for Chinese and for Latin signs."""
    from docx.shared import Pt

    style.font.name, style.font.size = font, Pt(size)
    look = style.element.get_or_add_rPr()
    _east(look, font)
    look.append(element("spacing", val=CLOSER))


def _east(properties: Any, font: str) -> None:
    fonts = properties.get_or_add_rFonts()
    for name in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(_q(name), font)


def spacing(form: Any, points: float) -> None:
    """A fixed line height, nothing before and after."""
    from docx.enum.text import WD_LINE_SPACING
    from docx.shared import Pt

    form.space_before = form.space_after = Pt(0)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(points)


def aligned(paragraph: Any, *, centred: bool, right: bool, indent: int) -> None:
    """Where a paragraph stands; ``indent`` counts signs (w:firstLineChars), so that it follows the type."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN

    where = ALIGN.CENTER if centred else ALIGN.RIGHT if right else ALIGN.JUSTIFY
    paragraph.alignment = where
    if indent:
        _xml(paragraph).get_or_add_pPr().append(element("ind", firstLineChars=str(indent * 100), firstLine="632"))


def run(paragraph: Any, words: str, font: str, size: float, *, bold: bool = False, colour: str = "") -> Any:
    """Words in a font."""
    from docx.shared import Pt, RGBColor

    made = paragraph.add_run(words)
    made.font.size, made.font.bold = Pt(size), bold
    if colour:
        made.font.color.rgb = RGBColor.from_string(colour)
    _east(_xml(made).get_or_add_rPr(), font)
    return made


def tab_right(paragraph: Any, millimetres: float) -> None:
    """What stands behind a tab ends at the right."""
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Mm

    paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(millimetres), WD_TAB_ALIGNMENT.RIGHT)


def ruled_below(paragraph: Any, colour: str, eighths: int) -> None:
    """A rule under a paragraph, in eighths of a point."""
    borders = element("pBdr")
    borders.append(element("bottom", val="single", sz=str(eighths), space="11", color=colour))
    _xml(paragraph).get_or_add_pPr().append(borders)


def number_pages(file: Any, font: str) -> None:
    """「— 1 —」 4号 宋体, odd right, even left, one sign in."""
    section = file.sections[0]
    for footer, right in ((section.footer, True), (section.even_page_footer, False)):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        aligned(paragraph, centred=False, right=right, indent=0)
        if not right:
            from docx.enum.text import WD_ALIGN_PARAGRAPH

            paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
        run(paragraph, "— " if right else "　— ", font, 14)
        field = run(paragraph, "", font, 14)
        _xml(field).append(element("fldChar", fldCharType="begin"))
        code = element("instrText")
        code.text = "PAGE"
        _xml(field).append(code)
        _xml(field).append(element("fldChar", fldCharType="end"))
        run(paragraph, " —　" if right else " —", font, 14)


def picture(paragraph: Any, png: bytes, millimetres: float) -> None:
    """A picture in a paragraph."""
    from docx.shared import Mm

    paragraph.add_run().add_picture(io.BytesIO(png), width=Mm(millimetres))


def table(file: Any, block: dict[str, Any], font: str, head_font: str) -> None:
    """A ruled table: the head comes again on every page, no row is torn."""
    from docx.enum.table import WD_TABLE_ALIGNMENT

    heads = [head.replace("\n", "") for head in block["heads"]]
    rows = [heads, *block["rows"], *([block["total"]] if block["total"] else [])]
    made = file.add_table(len(rows), len(heads))
    made.style, made.alignment, made.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    _xml(made).tblPr.append(_narrow())
    for column, wide in zip(_xml(made).tblGrid.gridCol_lst, block["widths"], strict=True):
        column.set(_q("w"), str(round(wide * 20)))
    for place, (row, words) in enumerate(zip(made.rows, rows, strict=True)):
        last = bool(block["total"]) and place == len(rows) - 1
        _row(_xml(row), head=place == 0)
        for number, (cell, said) in enumerate(zip(_xml(row).tc_lst, words, strict=True)):
            bold = head_font if place == 0 or last else font
            _cell(cell, said.replace("\u200b", ""), bold, block["size"], block["widths"][number],
                  left=place > 0 and number in block["left"])  # fmt: skip


def _narrow() -> Any:
    """Two points of room beside the words of a cell."""
    made = element("tblCellMar")
    for side in ("left", "right"):
        made.append(element(side, w="40", type="dxa"))
    return made


def _row(row: Any, *, head: bool) -> None:
    properties = row.get_or_add_trPr()
    properties.append(element("cantSplit"))
    if head:
        properties.append(element("tblHeader"))


def _cell(cell: Any, words: str, font: str, size: float, wide: float, *, left: bool) -> None:
    """One cell, written as XML: python-docx is slow cell by cell."""
    properties = cell.get_or_add_tcPr()
    for known in list(properties):
        properties.remove(known)
    properties.append(element("tcW", w=str(round(wide * 20)), type="dxa"))
    properties.append(element("vAlign", val="center"))
    paragraph = cell.p_lst[0]
    form = paragraph.get_or_add_pPr()
    form.append(element("snapToGrid", val="0"))
    form.append(element("spacing", before="30", after="30", line="240", lineRule="auto"))
    form.append(element("jc", val="left" if left else "center"))
    line = element("r")
    look = element("rPr")
    look.append(element("rFonts", ascii=font, hAnsi=font, eastAsia=font, cs=font))
    look.append(element("spacing", val="0"))
    look.append(element("sz", val=str(round(size * 2))))
    line.append(look)
    text = element("t")
    text.text = words
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    line.append(text)
    paragraph.append(line)


def new_page(file: Any, *, across: bool) -> None:
    """What follows begins on a new page; ``across``: in a part of its own that lies on its side."""
    from docx.enum.section import WD_ORIENT, WD_SECTION

    if not across:
        file.add_page_break()
        return
    section = file.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE
    page(file, section, across=True)


def upright_again(file: Any) -> None:
    """What follows stands upright again."""
    from docx.enum.section import WD_ORIENT, WD_SECTION

    section = file.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.PORTRAIT
    page(file, section)


def imprint(file: Any, rows: Sequence[tuple[str, str]], font: str) -> None:
    """版记: rules 0.35 mm outside, 0.25 mm between, 4号, one sign in."""
    made = file.add_table(len(rows), 1)
    borders = element("tblBorders")
    for side, size in (("top", "8"), ("bottom", "8"), ("insideH", "6")):
        borders.append(element(side, val="single", sz=size, space="0", color="000000"))
    _xml(made).tblPr.append(borders)
    for cell, (left, right) in zip((row.cells[0] for row in made.rows), rows, strict=True):
        paragraph = cell.paragraphs[0]
        run(paragraph, f"　{left}" + (f"\t{right}　" if right else ""), font, 14)
        tab_right(paragraph, 150)
