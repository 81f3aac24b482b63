"""The clocks that ran out in a month, each judged on time, caught up or stale; and the last card about downtime."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from commandroom.actions.watch import CAUGHT_UP, SEEN
from commandroom.domain.instant import DAY, Instant, day_start, local_date
from commandroom.domain.lapses import Judgement, judge
from commandroom.domain.masking import mask_text
from commandroom.store.reader import Reader

CARD_STANDS = 7 * DAY
"""A downtime longer ago than this is told by the list only."""


@dataclass(frozen=True, slots=True)
class Breach:
    """One clock that ran out: whose, which kind and stage, the nominal moment, when it was recorded; masked words."""

    event: str
    number: str
    title: str
    unit: str
    kind: str
    stage: str
    nominal: Instant
    recorded: Instant
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class Breaches:
    """The breaches of a month, the latest first, and how many of each kind and of each judgement."""

    rows: Sequence[Breach]
    by_kind: dict[str, int]
    by_judgement: dict[Judgement, int]


@dataclass(frozen=True, slots=True)
class CatchUp:
    """The card about a downtime that nobody has taken notice of yet: counts of clocks by judgement, of cases."""

    note: str
    since: Instant
    until: Instant
    cases: int
    soon: int
    counts: dict[Judgement, int]


def month_begin(now: Instant) -> Instant:
    """00:00 of the first day of the month (+08:00)."""
    return day_start(local_date(now).replace(day=1))


def breaches(reader: Reader, begin: Instant, end: Instant) -> Breaches:
    """What ran out between two instants by its nominal moment, whenever it was recorded."""
    rows = reader.rows(
        "SELECT j.about, j.at, j.facts, e.number, e.title, e.reporter, coalesce(o.unit, e.unit)"
        " FROM journal j INDEXED BY journal_at JOIN event e ON e.id = j.about"
        " LEFT JOIN work_order o ON o.event = e.id AND o.no = j.facts ->> 'order'"
        " WHERE j.verb = 'overdue' AND j.kind = 'event' AND j.at >= ? ORDER BY j.at DESC",
        (begin,),
    )
    found = []
    for about, at, told, number, title, reporter, unit in rows:
        facts = json.loads(told)
        nominal = int(facts["nominal"])
        if begin <= nominal < end:
            words = mask_text(title, names=(reporter,))
            found.append(Breach(about, number, words, unit or "", facts["clock"], facts.get("stage", ""), nominal, at,
                                judge(int(facts.get("unseen", at - nominal)))))  # fmt: skip
    found.sort(key=lambda one: one.nominal, reverse=True)
    kinds = Counter(one.kind for one in found)
    return Breaches(tuple(found), dict(kinds), dict(Counter(one.judgement for one in found)))


def catch_up(reader: Reader, now: Instant) -> CatchUp | None:
    """The newest downtime that nobody took notice of; None when there is none."""
    seen = set[str]()
    rows = reader.rows(
        "SELECT about, facts FROM journal WHERE kind = 'note' AND at >= ? AND facts LIKE '%caught_up%'"
        " ORDER BY pos DESC",
        (now - CARD_STANDS,),
    )
    for about, told in rows:
        facts = json.loads(told)
        if facts.get("topic") == SEEN:
            seen.add(str(facts["note"]))
        elif facts.get("topic") == CAUGHT_UP and about not in seen:
            counts = {judgement: int(facts.get(judgement.value, 0)) for judgement in Judgement}
            return CatchUp(about, facts["since"], facts["until"], facts["cases"], facts["soon"], counts)
        elif facts.get("topic") == CAUGHT_UP:
            return None
    return None
