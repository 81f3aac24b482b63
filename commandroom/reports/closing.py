"""What is signed when a month closes: its figures as data, their seal, the papers; and the figures corrected since."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from commandroom.domain.changes import Changes
from commandroom.domain.closed_month import KIND, Change, ClosedMonth, closed_months, corrections, first_not_closed
from commandroom.domain.errors import Refused
from commandroom.domain.instant import Instant
from commandroom.domain.journal import Entry, canonical
from commandroom.reports import month_xlsx, monthly, notice, paper_docx, paper_pages, render
from commandroom.reports.figures import RULE
from commandroom.reports.given import Given
from commandroom.reports.monthly import MonthReport
from commandroom.reports.period import Basis, Month
from commandroom.store.queue.corrected import as_closed
from commandroom.store.queue.live import Queue
from commandroom.text import tr

FIGURES, PAPER, WORDS, TABLES = "figures.json", "notice.pdf", "notice.docx", "tables.xlsx"
"""The names of what is kept: the figures as data, the paper, the same for Word, its tables."""
SLIP = "correction.pdf"
"""The name of the kept correction slip."""
COMPARED = (
    "cross", "sources", "categories", "tiers", "stages", "villages", "units", "hot_grids", "items", "satisfaction",
)  # fmt: skip
"""The tables whose cells a correction speaks of; the lists of single cases are not figures."""
_TRIES = 4


class Reading(monthly.Reading, Protocol):
    """What closing needs of a reader besides."""

    @property
    def raw(self) -> Any:
        """The bare connection, for the queue."""

    def head(self) -> int:
        """The position of the newest entry."""

    def timeline(self, ident: str, kind: str = "event") -> list[Entry]:
        """Everything recorded about one subject."""

    def document(self, sha: str) -> bytes:
        """A kept paper."""


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """A month and the journal it was counted from."""

    report: MonthReport
    head: int
    head_hash: str


@dataclass(frozen=True, slots=True, eq=False)
class Ready:
    """A month ready to be closed: everything :func:`commandroom.actions.close_month.close_month` takes."""

    report: MonthReport
    facts: Mapping[str, Any]
    papers: Mapping[str, bytes]


def count(reader: Reading, queue: Queue, make: Callable[[], MonthReport]) -> Counted:
    """Count at one position of the journal, again when it moved meanwhile; Refused("report.busy") if it never rests."""
    for _ in range(_TRIES):
        head = reader.head()
        if queue.head != head:
            queue.take(Changes(), reader.raw)
        report = make()
        if reader.head() == head == queue.head:
            found = reader.rows("SELECT hash FROM journal WHERE pos = ?", (head,))
            return Counted(report, head, str(found[0][0]) if found else "")
    raise Refused("report.busy")


def sealed(content: bytes, head_hash: str) -> str:
    """The seal of closed figures: SHA-256 over their hash and the hash of the journal's head."""
    return hashlib.sha256(f"{hashlib.sha256(content).hexdigest()}\n{head_hash}".encode()).hexdigest()


def content(report: MonthReport, pages: Mapping[str, int]) -> bytes:
    """The figures of a month as data, every cell as it is written; ``pages``: where each stands."""
    facts = report.to_facts()
    said = {
        table.code: [[cell.words for cell in row] for row in (*table.rows, *((table.total,) if table.total else ()))]
        for table in report.tables
    }
    wide = {table.code: list(table.wide) for table in report.tables}
    return canonical(_plain({**facts, "words": said, "wide": wide, "pages": dict(pages)})).encode("utf-8")


def _plain(value: Any) -> Any:
    """Numbers of numpy as numbers, tuples as lists."""
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value.item() if hasattr(value, "item") else value


def prepare(
    reader: Reading, queue: Queue, month: Month, basis: Basis, now: Instant, given: Given, signer: str,
    own: Path | None = None,
) -> Ready:  # fmt: skip
    """Count the month, typeset its paper with the seal in the footer, and give what closing records.

    ``given`` carries the number; ``signer``: the person who signs (签发人).
    Raises Refused("report.busy"), what counting and typesetting raise.
    """
    counted = count(reader, queue, lambda: monthly.gather(reader, queue.figures(reader.raw), month, basis, now))
    report = counted.report
    families = render.faces().families("hei")
    # the seal stands in a footer of fixed height: the pages are the same with and without it
    draft = notice.compose(report, replace(given, footer="0" * 64), families)
    figures = content(report, paper_pages.pages(draft, report.as_of, [one.code for one in report.figures], own))
    seal = sealed(figures, counted.head_hash)
    footer = tr("{number}  签发 {signer}  校验 {seal}", number=given.number, signer=signer, seal=seal)
    document = notice.compose(report, replace(given, footer=footer), families)
    papers = {
        FIGURES: figures, PAPER: render.pdf(document, report.as_of, own).pdf, TABLES: month_xlsx.workbook(report),
        WORDS: paper_docx.docx(document, report.as_of),
    }  # fmt: skip
    facts = {
        "number": given.number, "signer": signer, "basis": basis.value, "as_of": report.as_of, "rule": RULE,
        "head": counted.head, "head_hash": counted.head_hash, "seal": seal, "ends": month.end,
    }  # fmt: skip
    return Ready(report, facts, papers)


def closed(reader: Any, month: Month) -> ClosedMonth | None:
    """How a month was closed; None when it was not."""
    return next((one for one in closed_months(reader.all(KIND)) if one.month == month.key), None)


def to_close(reader: Any) -> Month | None:
    """The first month that is not closed; None while none was closed."""
    word = first_not_closed(closed_months(reader.all(KIND)))
    return Month.read(word) if word else None


def paper(reader: Any, closing: ClosedMonth, name: str) -> bytes:
    """A paper of a closed month, byte for byte as it was signed, or not at all.

    Raises Refused("report.no_such_paper"), Unavailable("document.missing"), Unavailable("document.altered").
    """
    sha = closing.documents.get(name)
    if sha is None:
        known = "、".join(sorted(closing.documents))
        raise Refused("report.no_such_paper", month=closing.month, name=name, known=known)
    body: bytes = reader.document(sha)
    return body


def slip(reader: Any, closing: ClosedMonth, no: int) -> bytes:
    """The n-th correction slip of a closed month, byte for byte; raises as :func:`paper`."""
    known = {str(one.no): one.documents for one in corrections(reader.all(KIND), closing.month)}
    if str(no) not in known:
        raise Refused("report.no_such_paper", month=closing.month, name=str(no), known="、".join(known) or "—")
    body: bytes = reader.document(known[str(no)][SLIP])
    return body


def recount(reader: Reading, queue: Queue, closing: ClosedMonth) -> Counted:
    """The closed month counted again to its own cut-off, with what was corrected in the record since."""
    month, basis = Month.read(closing.month), Basis(closing.basis)

    def again() -> MonthReport:
        columns = queue.figures(reader.raw)
        seen = as_closed(reader, columns, month.start, month.end, closing.head, closing.as_of)
        return monthly.gather(reader, seen.figures, month, basis, closing.as_of, seen.events)

    return count(reader, queue, again)


def stated(reader: Any, closing: ClosedMonth) -> bytes:
    """The figures as they were stated last: in the newest correction, else when the month was closed."""
    slips = corrections(reader.all(KIND), closing.month)
    sha = slips[-1].documents[FIGURES] if slips else closing.documents[FIGURES]
    body: bytes = reader.document(sha)
    return body


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    """Every figure and every cell that is not what was stated: page of the signed paper, name, old and new."""
    return (*_figures(before, after), *_cells(before, after))


def _figures(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    olds = {one["code"]: one for one in before["figures"]}
    news = {one["code"]: one for one in after["figures"]}
    found = []
    for code in dict.fromkeys((*olds, *news)):
        old, new = (_figure_words(known.get(code)) for known in (olds, news))
        if old != new:
            page = int(before["pages"].get(f"figure:{code}", 0))
            found.append(Change(code, page, str((olds.get(code) or news[code])["name"]), old, new))
    return found


def _figure_words(one: Mapping[str, Any] | None) -> str:
    if one is None:
        return "—"
    below = one["denominator"]
    return str(one["words"]) if below is None else f"{one['words']}（{one['numerator']}÷{below}）"


def _cells(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    found = []
    titles = {one["code"]: one for one in (*after["tables"], *before["tables"])}
    for code in COMPARED:
        olds, news = _by_label(before, code), _by_label(after, code)
        page = int(before["pages"].get(f"table:{code}", 0))
        for label in dict.fromkeys((*olds, *news)):
            old, new = olds.get(label, {}), news.get(label, {})
            for head in dict.fromkeys((*old, *new)):
                was, now = old.get(head, "—"), new.get(head, "—")
                if was != now:
                    name = tr("{row} {head}（{table}）", row=label, head=head, table=titles[code]["title"])
                    found.append(Change(f"{code}/{label}/{head}", page, name, was, now))
    return found


def _by_label(facts: Mapping[str, Any], code: str) -> dict[str, dict[str, str]]:
    """The cells of a table by the words that name their row, then by head."""
    table = next((one for one in facts["tables"] if one["code"] == code), None)
    if table is None:
        return {}
    wide = facts["wide"][code]
    rows: dict[str, dict[str, str]] = {}
    for cells in facts["words"][code]:
        label = " ".join(cells[place] for place in wide if place < len(cells)) or tr("合计")
        rows[label] = {
            head: cell
            for place, (head, cell) in enumerate(zip(table["heads"], cells, strict=True))
            if place not in wide
        }
    return rows
