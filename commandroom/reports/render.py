"""Document to PDF (and page pictures) by a typst template; the same document gives the same bytes."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from commandroom import resources
from commandroom.domain.errors import Unavailable
from commandroom.domain.instant import Instant, local
from commandroom.reports import fonts
from commandroom.reports.fonts import Faces
from commandroom.reports.notice import Document
from commandroom.text import tr

TEMPLATE = "monthly.typ"


@dataclass(frozen=True, slots=True)
class Print:
    """A finished print: its bytes, the faces it uses, and what the compiler warned of."""

    pdf: bytes
    faces: Faces
    warnings: tuple[str, ...]


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


def template() -> Path:
    """The template of the monthly notice."""
    return resources.find(f"reports/{TEMPLATE}")


def pdf(document: Document, at: Instant) -> Print:
    """The document as PDF, dated ``at``. Raises Unavailable("report.no_font"), Unavailable("report.typeset")."""
    used = faces()
    made, warnings = _compile(document, at, used)
    return Print(made, used, warnings)


def pictures(document: Document, at: Instant, ppi: float) -> list[bytes]:
    """The pages as PNG, ``ppi`` dots per inch."""
    made, _ = _compile(document, at, faces(), ppi)
    return made if isinstance(made, list) else [made]


def _compile(document: Document, at: Instant, used: Faces, ppi: float | None = None) -> tuple[Any, Any]:
    import typst

    path = template()
    try:
        made, warnings = typst.compile_with_warnings(
            str(path), root=str(path.parent), font_paths=_typst_fonts(), ppi=ppi,
            format="pdf" if ppi is None else "png", sys_inputs=_inputs(document, at, used), timestamp=at,
        )  # fmt: skip
    except typst.TypstError as error:
        raise Unavailable("report.typeset", template=path.name, reason=str(error)) from error
    return made, tuple(str(getattr(one, "message", one)) for one in warnings)
