"""What was chosen together on a map, as a filter of the queue."""

from typing import Any

from commandroom.domain.place_tree import GridTree
from commandroom.store.queue.filter import Filter
from commandroom.text import tr
from ui.models.live_queue import LiveQueue


def filter_of(live: LiveQueue, reader: Any, events: frozenset[str], grids: frozenset[str]) -> Filter | None:
    """Only these events; or only what is open in these grids and below them; None for nothing.

    Events go first: a choice of both shows the events.
    """
    if events:
        rows = live.queue.find_all(reader.raw, sorted(events))
        return Filter(rows=frozenset(rows), named=tr("一起选定的 {count} 件", count=len(rows))) if rows else None
    if not grids:
        return None
    tree = GridTree(reader.all("grid"))
    below = {code for grid in grids for code in (grid, *tree.descendants(grid))}
    named = tr("一起选定的 {count} 个网格", count=len(grids))
    return Filter(open_only=True, grids=frozenset(below), named=named)
