"""Closing a month: its number, its signer, the figures and papers as they were signed, once and in order."""

from collections.abc import Mapping

from commandroom.domain.closed_month import (
    KIND,
    ClosedMonth,
    closed_id,
    closed_months,
    first_not_closed,
    is_month,
)
from commandroom.domain.errors import Refused
from commandroom.domain.instant import Instant
from commandroom.store.permission import permit_reference
from commandroom.store.work import Work

LONGEST = 60
"""Signs a number or a signer's name may have."""


def close_month(
    work: Work,
    month: str,
    *,
    number: str,
    signer: str,
    basis: str,
    as_of: Instant,
    rule: str,
    head: int,
    head_hash: str,
    seal: str,
    ends: Instant,
    papers: Mapping[str, bytes],
) -> ClosedMonth:
    """Close a month (``2026-10``): keep its papers byte for byte and record what was signed.

    ``ends``: the instant the month is over. ``head``, ``head_hash``: the journal position the figures were counted
    at and the hash there. Raises Refused: what :func:`require_closable` raises; "report.no_number",
    "report.no_signer", "report.number_used"; "report.other_journal" when the figures are not of this journal.
    """
    require_closable(work, month, ends)
    number, signer = " ".join(number.split()), " ".join(signer.split())
    _require_words(number, signer)
    known = closed_months(work.all(KIND))
    for other in known:
        if other.number == number:
            raise Refused("report.number_used", number=number, month=other.month)
    require_head(work, head, head_hash)
    if not ends <= as_of <= work.now:
        raise Refused("report.wrong_cut_off", month=month)
    documents = {name: work.keep(body) for name, body in sorted(papers.items())}
    closed = ClosedMonth(
        month, number, signer, work.actor.id, work.now, basis, as_of, rule, head, head_hash, seal, documents
    )
    work.record(KIND, closed_id(month), "define", closed.to_facts())
    return closed


def require_closable(work: Work, month: str, ends: Instant) -> None:
    """Raise Refused when this month cannot be closed now by this person.

    "who.not_permitted" (the head of the centre signs), "report.wrong_month", "report.not_over",
    "report.closed_already", "report.gap" (the first one not closed comes first).
    """
    permit_reference(work.actor, KIND)
    if not is_month(month):
        raise Refused("report.wrong_month", value=month)
    if work.now < ends:
        raise Refused("report.not_over", month=month)
    known = closed_months(work.all(KIND))
    for other in known:
        if other.month == month:
            raise Refused("report.closed_already", month=month, number=other.number)
    due = first_not_closed(known)
    if due and month != due:
        raise Refused("report.gap", month=month, due=due)


def require_head(work: Work, head: int, head_hash: str) -> None:
    """Raise Refused("report.other_journal") when figures were not counted from this journal."""
    row = work.connection.exec_driver_sql("SELECT hash FROM journal WHERE pos = ?", (head,)).first()
    if (row[0] if row is not None else "") != head_hash:
        raise Refused("report.other_journal", head=head)


def _require_words(number: str, signer: str) -> None:
    if not number or len(number) > LONGEST:
        raise Refused("report.no_number", most=LONGEST)
    if not signer or len(signer) > LONGEST:
        raise Refused("report.no_signer", most=LONGEST)
