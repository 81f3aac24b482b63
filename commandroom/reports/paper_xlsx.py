"""The tables of a paper as a workbook: every row, also those the paper leaves out."""

from commandroom.domain.errors import Refused
from commandroom.domain.instant import Instant
from commandroom.reports.paper import Document
from commandroom.reports.sheet_book import SheetBook


def xlsx(document: Document, at: Instant) -> bytes:
    """The workbook of a paper, dated ``at``; the same document gives the same bytes.

    Raises Refused("paper.no_tables") for a paper without any.
    """
    title = "".join(document.title)
    if not document.sheets:
        raise Refused("paper.no_tables", paper=title)
    made = SheetBook(title, document.signer, at, document.period)
    for table in document.sheets:
        made.table(table, document.about)
    return made.finished()
