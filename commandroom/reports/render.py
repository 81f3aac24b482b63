"""Document to PDF (and page pictures) by a typst template; the same document gives the same bytes."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from commandroom.domain.errors import Unavailable
from commandroom.domain.instant import Instant, local
from commandroom.reports import fonts, templates
from commandroom.reports.fonts import Faces
from commandroom.reports.paper import Document
from commandroom.reports.templates import Sources
from commandroom.text import tr


@dataclass(frozen=True, slots=True)
class Print:
    """A finished print: its bytes, the faces it uses, what the compiler warned of, and whose templates it took."""

    pdf: bytes
    faces: Faces
    warnings: tuple[str, ...]
    own: tuple[str, ...] = ()


@cache
def _typst_fonts() -> Any:
    import typst

    return typst.Fonts(True, True, [str(folder) for folder in fonts.folders()])


@cache
def faces() -> Faces:
    """The faces of this computer, looked for once; Unavailable("report.no_font")."""
    return fonts.choose(_typst_fonts().families())


def _inputs(document: Document, at: Instant, used: Faces) -> dict[str, str]:
    when = local(at)
    title = used.face("title")
    data = {
        **document.to_facts(),
        "fonts": {face.role: list(face.families) for face in used.faces},
        "heavy": not title.exact,
        "made": [when.year, when.month, when.day, when.hour, when.minute],
        "colophon": tr("{fonts}版式依据 GB/T 9704—2012。", fonts=used.words),
    }
    return {"data": json.dumps(data, ensure_ascii=False)}


def pdf(document: Document, at: Instant, own: Path | None = None) -> Print:
    """The document as PDF, dated ``at``; templates in the folder ``own`` take the place of the shipped ones.

    Raises Unavailable("report.no_font"), Unavailable("report.own_template") naming file and line of a changed
    template that does not hold, Unavailable("report.typeset").
    """
    used, found = faces(), templates.sources(document.template, own)
    made, warnings = _compile(found, _inputs(document, at, used), at)
    return Print(made, used, warnings, found.own)


def typeset(
    template: str, data: Mapping[str, Any], at: Instant, own: Path | None = None, ppi: float | None = None
) -> Print:
    """A print that is no paper (a map): ``data`` goes to the template as it is, with the fonts and the date.

    With ``ppi`` the first page as PNG instead of the PDF. Raises as :func:`pdf`.
    """
    used, found, when = faces(), templates.sources(template, own), local(at)
    told = {
        **data, "fonts": {face.role: list(face.families) for face in used.faces},
        "made": [when.year, when.month, when.day, when.hour, when.minute],
    }  # fmt: skip
    made, warnings = _compile(found, {"data": json.dumps(told, ensure_ascii=False)}, at, ppi)
    return Print(made[0] if isinstance(made, list) else made, used, warnings, found.own)


def pictures(document: Document, at: Instant, ppi: float, own: Path | None = None) -> list[bytes]:
    """The pages as PNG, ``ppi`` dots per inch."""
    found = templates.sources(document.template, own)
    made, _ = _compile(found, _inputs(document, at, faces()), at, ppi)
    return made if isinstance(made, list) else [made]


def marks(document: Document, at: Instant, label: str, own: Path | None = None) -> list[dict[str, Any]]:
    """What a template marked under a label (``place``: table, row, page), in the order of the paper."""
    import typst

    found = templates.sources(document.template, own)
    with _said(found):
        said = typst.query(
            dict(found.files), f"<{label}>", field="value", font_paths=_typst_fonts(),
            sys_inputs=_inputs(document, at, faces()),
        )  # fmt: skip
    values: list[dict[str, Any]] = json.loads(said)
    return values


def picture(svg: str, ppi: float = 200.0) -> bytes:
    """One SVG picture as PNG, for files that cannot hold SVG."""
    main = '#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.svg), format: "svg")\n'
    made, _ = _compile(Sources({templates.MAIN: main.encode()}), {"svg": svg}, 0, ppi)
    png: bytes = made[0] if isinstance(made, list) else made
    return png


def _compile(found: Sources, inputs: dict[str, str], at: Instant, ppi: float | None = None) -> tuple[Any, Any]:
    import typst

    with _said(found):
        made, warnings = typst.compile_with_warnings(
            dict(found.files), font_paths=_typst_fonts(), ppi=ppi, format="pdf" if ppi is None else "png",
            sys_inputs=inputs, timestamp=at,
        )  # fmt: skip
    return made, tuple(str(getattr(one, "message", one)) for one in warnings)


@contextmanager
def _said(found: Sources) -> Iterator[None]:
    """What the compiler says of a template, in words."""
    import typst

    try:
        yield
    except typst.TypstError as error:
        file, line = templates.place_of(error.diagnostic)
        if found.own:
            file = file if file not in ("", templates.MAIN) else found.own[0]
            raise Unavailable("report.own_template", template=file, line=line, reason=error.message) from error
        raise Unavailable("report.typeset", template=file, reason=error.message) from error
