"""Adopt grids that a file proposes, whole and in order from the town down; retire one that is given up."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from commandroom.domain import norms, places
from commandroom.domain.errors import Refused
from commandroom.domain.instant import local_date
from commandroom.domain.norms import NormWarning
from commandroom.domain.people import Right, permits
from commandroom.domain.place_tree import GridTree, grid_fault, retire_fault
from commandroom.domain.places import Grid
from commandroom.store.code_schemes import scheme
from commandroom.store.work import Work

Wanted = tuple[str, Mapping[str, Any]]
"""The code of a grid and the facts of its "define"."""


@dataclass(slots=True)
class Adopted:
    """What adopting did, or would do: how many new, changed, same and wrong, and what departs from the norms."""

    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[tuple[str, Refused]] = field(default_factory=list)
    warnings: list[NormWarning] = field(default_factory=list)


def adopt(
    work: Work,
    wanted: Iterable[Wanted],
    *,
    dry_run: bool = False,
    cancelled: Callable[[], bool] | None = None,
) -> Adopted:
    """Define proposed grids, parents before children; what a file is silent about stays as it is.

    A grid that may not stand (domain.place_tree.grid_fault) is told and left out, and with it what would hang
    on it. Raises Refused("who.not_permitted"), Refused("import.cancelled").
    """
    if not permits(work.actor, Right.CONFIG):
        raise Refused("who.not_permitted", person=work.actor.name or work.actor.id, verb="define", word="grid")
    before = ever(work)
    answer = Adopted()
    proposed = _proposed(before, wanted, answer)
    _sift(before, proposed, answer)
    depth = GridTree({**before, **proposed}.values())
    profile = work.profile()
    for done, code in enumerate(sorted(proposed, key=lambda code: (depth.depth(code), code))):
        if cancelled is not None and done % 200 == 0 and cancelled():
            raise Refused("import.cancelled", done=done)
        old, new = before.get(code), proposed[code]
        facts = places.changed_facts(old, new)
        if old is not None and not facts:
            answer.counts["same"] += 1
            continue
        answer.counts["new" if old is None else "changed"] += 1
        answer.warnings.extend(norms.norm_warnings(new, profile.norms))
        if not dry_run:
            work.record("grid", code, "define", facts)
    answer.counts["wrong"] = len(answer.wrong)
    return answer


def ever(work: Work) -> dict[str, Grid]:
    """Every grid there ever was, the retired ones too."""
    idents = {*work.known.records(work.connection, "grid"), *(grid.code for grid in work.all("grid"))}
    records = (work.record_of("grid", ident) for ident in sorted(idents))
    return {record.id: work.known.value(record) for record in records if record is not None}


def _proposed(before: Mapping[str, Grid], wanted: Iterable[Wanted], answer: Adopted) -> dict[str, Grid]:
    proposed: dict[str, Grid] = {}
    for code, facts in wanted:
        if not code:
            answer.wrong.append((code, Refused("grid.no_code", name=facts.get("name", ""))))
            continue
        try:
            proposed[code] = places.defined(proposed.get(code) or before.get(code), code, facts)
        except Refused as why:
            answer.wrong.append((code, why))
    return proposed


def _sift(before: Mapping[str, Grid], proposed: dict[str, Grid], answer: Adopted) -> None:
    """Take out what may not stand, and then what hung on it, until all that is left stands."""
    for code in [code for code in proposed if code in before and before[code].retired]:
        old = before[code]
        answer.wrong.append((code, Refused("grid.code_retired", grid=code, name=old.name, day=old.valid_to)))
        del proposed[code]
    while True:
        tree = GridTree({**before, **proposed}.values())
        faults = [
            (code, fault)
            for code, grid in proposed.items()
            if (fault := grid_fault(tree, grid, scheme(grid.scheme))) is not None
        ]
        if not faults:
            return
        answer.wrong.extend(faults)
        for code, _ in faults:
            del proposed[code]


def retire(work: Work, grid: str, reason: str = "", on: str = "") -> None:
    """Give a grid up from a day on (ISO; today when none is named); its code is never given out again.

    Raises Refused("grid.unknown" | "grid.code_retired" | "grid.has_children").
    """
    before = ever(work)
    fault = retire_fault(GridTree(before.values()), grid)
    if fault is not None:
        raise fault
    day = on or local_date(work.now).isoformat()
    places.retired(before[grid], day)
    facts = {"valid_to": day}
    work.record("grid", grid, "retire", facts | ({"reason": reason} if reason else {}))
