"""ClosedMonth and Correction: what was signed, under which number, from which figures; months close in order."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from commandroom.domain.instant import Instant

KIND = "report"
"""The kind of record; written once and never changed."""


@dataclass(frozen=True, slots=True)
class ClosedMonth:
    """One month as it was signed.

    ``month``: ``2026-10``. ``number``: the document's number (发文字号 or 期号). ``signer``: who stands on the paper;
    ``by``: the account that closed. ``as_of``: the cut-off of the figures; ``head`` and ``head_hash``: the journal
    they were counted from. ``seal``: the hash of the figures and of that journal, printed on the paper.
    ``documents``: the papers by name, each under the hash of its bytes.
    """

    month: str
    number: str
    signer: str
    by: str
    at: Instant
    basis: str
    as_of: Instant
    rule: str
    head: int
    head_hash: str
    seal: str
    documents: Mapping[str, str]

    def to_facts(self) -> dict[str, Any]:
        """As a record holds it."""
        return {"topic": "month", **asdict(self), "documents": dict(self.documents)}


@dataclass(frozen=True, slots=True)
class Change:
    """One figure that is not what was signed: on which page, its name, what stood there and what should."""

    code: str
    page: int
    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Correction:
    """One correction slip (更正单) of a closed month: the n-th, with its reason and every figure it changes."""

    month: str
    no: int
    number: str
    signer: str
    by: str
    at: Instant
    reason: str
    head: int
    head_hash: str
    seal: str
    changes: tuple[Change, ...]
    documents: Mapping[str, str]

    def to_facts(self) -> dict[str, Any]:
        """As a record holds it."""
        changes = [asdict(change) for change in self.changes]
        return {"topic": "correction", **asdict(self), "changes": changes, "documents": dict(self.documents)}


def closed_id(month: str) -> str:
    """The record's id: a month is closed once in a room, whoever does it."""
    return f"month:{month}"


def correction_id(month: str, no: int) -> str:
    """The record's id of the n-th correction."""
    return f"correction:{month}:{no}"


def closed_months(records: Iterable[Mapping[str, Any]]) -> tuple[ClosedMonth, ...]:
    """The closed months among the facts of the records, oldest first."""
    found = (facts for facts in records if facts.get("topic") == "month")
    return tuple(sorted((_closed(facts) for facts in found), key=lambda one: one.month))


def corrections(records: Iterable[Mapping[str, Any]], month: str) -> tuple[Correction, ...]:
    """The corrections of a month, the first one first."""
    found = (facts for facts in records if facts.get("topic") == "correction" and facts.get("month") == month)
    return tuple(sorted((_correction(facts) for facts in found), key=lambda one: one.no))


def _closed(facts: Mapping[str, Any]) -> ClosedMonth:
    return ClosedMonth(**{name: facts[name] for name in ClosedMonth.__slots__})


def _correction(facts: Mapping[str, Any]) -> Correction:
    values = {name: facts[name] for name in Correction.__slots__}
    return Correction(**{**values, "changes": tuple(Change(**change) for change in facts["changes"])})


def is_month(word: str) -> bool:
    """Whether a word is a month as records write it."""
    return re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", word) is not None


def after(month: str) -> str:
    """The month after ``2026-12`` is ``2027-01``."""
    year, number = divmod(int(month[:4]) * 12 + int(month[5:]), 12)
    return f"{year:04d}-{number + 1:02d}"


def first_not_closed(closed: Iterable[ClosedMonth]) -> str:
    """The month that is to be closed next; "" while none was closed: then any month that is over may be the first."""
    months = {one.month for one in closed}
    if not months:
        return ""
    month = min(months)
    while month in months:
        month = after(month)
    return month
