"""Correcting a closed month: a slip that names page, figure, old and new value; the signed paper stays as it is."""

from collections.abc import Mapping, Sequence

from commandroom.actions.close_month import LONGEST, require_head
from commandroom.domain.closed_month import KIND, Change, Correction, correction_id, corrections
from commandroom.domain.errors import Refused
from commandroom.store.permission import permit_reference
from commandroom.store.work import Work


def correct_month(
    work: Work,
    month: str,
    no: int,
    *,
    number: str,
    signer: str,
    reason: str,
    changes: Sequence[Change],
    head: int,
    head_hash: str,
    seal: str,
    papers: Mapping[str, bytes],
) -> Correction:
    """Record the next correction slip of a closed month and keep its papers.

    ``no``: which slip of the month it is, as its papers say. Raises Refused: "who.not_permitted",
    "report.not_closed", "report.nothing_to_correct", "report.no_reason", "report.no_signer",
    "report.corrected_meanwhile" when another slip was made since the papers were, "report.other_journal".
    """
    permit_reference(work.actor, KIND)
    if not any(facts.get("topic") == "month" and facts["month"] == month for facts in work.all(KIND)):
        raise Refused("report.not_closed", month=month)
    if not changes:
        raise Refused("report.nothing_to_correct", month=month)
    if not reason.strip():
        raise Refused("report.no_reason")
    signer = " ".join(signer.split())
    if not signer or len(signer) > LONGEST:
        raise Refused("report.no_signer", most=LONGEST)
    if no != len(corrections(work.all(KIND), month)) + 1:
        raise Refused("report.corrected_meanwhile", month=month)
    require_head(work, head, head_hash)
    documents = {name: work.keep(body) for name, body in sorted(papers.items())}
    slip = Correction(
        month, no, " ".join(number.split()), signer, work.actor.id, work.now, reason.strip(), head, head_hash, seal,
        tuple(changes), documents,
    )  # fmt: skip
    work.record(KIND, correction_id(month, no), "define", slip.to_facts())
    return slip
