"""Adopt an item list: each row a version of an item that counts from its day; what is the same is left alone."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from commandroom.actions import define
from commandroom.domain.catalog import Item, effective, to_facts
from commandroom.domain.errors import Refused
from commandroom.domain.people import Right, permits
from commandroom.store.work import Work


@dataclass(slots=True)
class Adopted:
    """What adopting did, or would do; ``began`` are new versions of items that were known, ``codes`` new items."""

    counts: Counter[str] = field(default_factory=Counter)
    codes: list[str] = field(default_factory=list)
    began: list[str] = field(default_factory=list)


def adopt(
    work: Work,
    items: Iterable[Item],
    *,
    dry_run: bool = False,
    cancelled: Callable[[], bool] | None = None,
) -> Adopted:
    """Define the versions of a list. A row that repeats the version in force on its day begins no new one.

    An earlier version is not touched: cases filed under it keep it. Raises Refused("who.not_permitted"),
    Refused("import.cancelled").
    """
    if not permits(work.actor, Right.ITEMS):
        raise Refused("who.not_permitted", person=work.actor.name or work.actor.id, verb="define", word="item")
    answer = Adopted()
    known: dict[str, Item] = {item.key: item for item in work.all("item")}
    codes = {item.code for item in known.values()}
    in_force: dict[str, dict[str, Item]] = {}
    for done, item in enumerate(items):
        if cancelled is not None and done % 200 == 0 and cancelled():
            raise Refused("import.cancelled", done=done)
        if item.valid_from not in in_force:
            in_force[item.valid_from] = effective(known.values(), date.fromisoformat(item.valid_from))
        standing = known.get(item.key) or in_force[item.valid_from].get(item.code)
        if standing is not None and _same(standing, item):
            answer.counts["same"] += 1
            continue
        if item.key in known:
            answer.counts["changed"] += 1
        elif item.code in codes:
            answer.counts["changed"] += 1
            answer.began.append(item.key)
        else:
            answer.counts["new"] += 1
            answer.codes.append(item.code)
        if not dry_run:
            define.define(work, "item", item.key, to_facts(item))
    return answer


def _same(standing: Item, item: Item) -> bool:
    return replace(item, valid_from=standing.valid_from, step=standing.step) == standing
