"""The correction slip (更正单) of a closed month: page, figure, what stood there and what should."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from commandroom.domain.closed_month import KIND, Change, ClosedMonth, corrections
from commandroom.domain.errors import Refused
from commandroom.domain.instant import Instant
from commandroom.reports import closing, render
from commandroom.reports.given import Given
from commandroom.reports.paper import Document
from commandroom.reports.period import Month, day_words, moment_words
from commandroom.reports.tables import Table, number, word
from commandroom.store.queue.live import Queue
from commandroom.text import tr

PAPER = closing.SLIP


@dataclass(frozen=True, slots=True, eq=False)
class Slip:
    """A slip ready to be recorded: what :func:`commandroom.actions.correct_month.correct_month` takes."""

    no: int
    changes: tuple[Change, ...]
    facts: Mapping[str, Any]
    papers: Mapping[str, bytes]


def changes(reader: closing.Reading, queue: Queue, closed: ClosedMonth) -> tuple[tuple[Change, ...], closing.Counted]:
    """What is not as it was stated last, and the count that says so; nothing when all is as it was."""
    counted = closing.recount(reader, queue, closed)
    before = json.loads(closing.stated(reader, closed))
    after = json.loads(closing.content(counted.report, before["pages"]))
    return closing.differences(before, after), counted


def prepare(
    reader: closing.Reading, queue: Queue, closed: ClosedMonth, now: Instant, *, reason: str, given: Given,
    signer: str, own: Path | None = None,
) -> Slip:  # fmt: skip
    """The next slip of a closed month, typeset and sealed; ``given``: number, addressee; ``signer``: who signs.

    Raises Refused("report.nothing_to_correct"), Refused("report.busy"), and what typesetting raises.
    """
    found, counted = changes(reader, queue, closed)
    if not found:
        raise Refused("report.nothing_to_correct", month=Month.read(closed.month).words)
    no = len(corrections(reader.all(KIND), closed.month)) + 1
    pages = json.loads(closing.stated(reader, closed))["pages"]
    figures = closing.content(counted.report, pages)
    seal = closing.sealed(figures, counted.head_hash)
    sealed = tr("签发 {signer}  校验 {seal}", signer=signer, seal=seal)
    document = compose(closed, no, found, now, reason, given, counted.report.room, sealed)
    printed = render.pdf(document, now, own)
    facts = {
        "number": given.number, "signer": signer, "reason": reason, "head": counted.head,
        "head_hash": counted.head_hash, "seal": seal,
    }  # fmt: skip
    return Slip(no, found, facts, {closing.FIGURES: figures, PAPER: printed.pdf})


def compose(
    closed: ClosedMonth, no: int, found: tuple[Change, ...], now: Instant, reason: str, given: Given, room: str,
    sealed: str,
) -> Document:  # fmt: skip
    """The slip as a paper."""
    month = Month.read(closed.month)
    footer = tr("更正第{no}号  原文 {number}  {sealed}", no=no, number=closed.number, sealed=sealed)
    made = Document(
        "correction", (tr("{month}通报更正单（第{no}号）", month=month.words, no=no),),
        given.addressee or tr("各村（社区）、各部门："), given.signer or room, day_words(now), given.head,
        footer,
    )  # fmt: skip
    made.text(
        tr(
            "{number}《{month}通报》（{day}结账，统计截至{as_of}）中的下列数字有误，现予更正。原件不再改动，以本单为准。",
            number=closed.number, month=month.words, day=day_words(closed.at), as_of=moment_words(closed.as_of),
        ),
        tr("更正原因：{reason}", reason=reason),
    )  # fmt: skip
    made.table(_table(found))
    made.text(tr("统计口径与截止时间同原件；截止时间以后的办理进展不在更正之列。"))
    made.signature()
    return made


def _table(found: tuple[Change, ...]) -> Table:
    rows = tuple(
        (number(place), word(tr("第{page}页", page=one.page) if one.page else "—"), word(one.name), word(one.old),
         word(one.new))
        for place, one in enumerate(found, 1)
    )  # fmt: skip
    heads = (tr("序号"), tr("原件页码"), tr("指标"), tr("原数"), tr("更正为"))
    return Table("corrections", tr("更正内容"), heads, rows, (), "", (2,))
