"""On which page of a paper each figure and each table stands."""

from collections.abc import Sequence
from pathlib import Path

from commandroom.domain.instant import Instant
from commandroom.reports import render
from commandroom.reports.paper import Document


def pages(document: Document, at: Instant, figures: Sequence[str], own: Path | None = None) -> dict[str, int]:
    """``table:CODE`` and ``figure:CODE`` by page, from 1; what the template does not mark has none.

    ``figures``: the codes of the rows of the table of key figures, in their order.

    Raises what typesetting raises.
    """
    found: dict[str, int] = {}
    for mark in render.marks(document, at, "place", own):
        table, row, page = str(mark["table"]), int(mark["row"]), int(mark["page"])
        found.setdefault(f"table:{table}", page)
        if table == "figures" and 0 <= row < len(figures):
            found.setdefault(f"figure:{figures[row]}", page)
    return found

