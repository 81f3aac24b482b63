"""What a few typed words mean on the map: a grid, an event, a person's grid."""

from dataclasses import dataclass

from commandroom.store.queue.filter import Filter, Sort
from commandroom.text import tr
from ui.desk import Desk
from ui.layers import GridLayer
from ui.models.event_finder import EventFinder
from ui.models.live_queue import LiveQueue
from ui.models.map_posts import MapPosts
from ui.models.names import match
from ui.shell import Shell

MOST = 12
"""Answers offered at once."""
SPELLED = 3_000
"""Up to so many grids are also found by pinyin; spelling more would hold the typing up."""


@dataclass(frozen=True, slots=True)
class Found:
    """One answer: its kind ("grid", "event"), id or code, words, and where it lies (degrees) when it is an event."""

    kind: str
    ident: str
    words: str
    place: tuple[float, float] | None = None


class MapFinder:
    """Looks in the grids that are drawn, in the live queue, and among the people of the map."""

    def __init__(self, desk: Desk, shell: Shell, posts: MapPosts) -> None:
        self._desk, self._posts = desk, posts
        self._numbers = EventFinder(desk, shell)

    def __call__(self, words: str, layer: GridLayer) -> list[Found]:
        """The best answers first: a number, then grids, people, and events whose text holds the words."""
        words = words.strip()
        if not words:
            return []
        found = self._grids(words, layer)
        if not self._desk.is_open:
            return found
        found = self._number(words) + found
        found += [
            Found("grid", grid, tr("{name} · {post}", name=name, post=post))
            for grid, name, post in self._posts.find(words)[:4]
        ]
        return (found + self._events(words, MOST - len(found)))[:MOST]

    def _number(self, words: str) -> list[Found]:
        ident = self._numbers.find(words)
        event = self._desk.reader.event(ident) if ident else None
        if event is None:
            return []
        place = (event.lon, event.lat) if event.lon is not None and event.lat is not None else None
        return [Found("event", event.id, event.number, place)]

    @staticmethod
    def _grids(words: str, layer: GridLayer) -> list[Found]:
        """Codes that begin so, names that hold it; by pinyin too in a room that is not too large."""
        scored: list[tuple[int, int, int]] = []
        spell = words.isascii() and not words.isdigit() and len(layer) <= SPELLED
        for row, (code, name) in enumerate(zip(layer.codes, layer.names, strict=True)):
            if spell:
                score = match(words, name, code)
            else:
                score = 90 if name == words or code == words else 60 if words in name or code.startswith(words) else 0
            if score > 0:
                scored.append((-score, int(layer.levels[row]), row))
        best = sorted(scored)[: MOST // 2]
        return [Found("grid", layer.codes[row], _full(layer, row)) for _, _, row in best]

    def _events(self, words: str, most: int) -> list[Found]:
        live = LiveQueue.of(self._desk)
        if not live.is_open or most <= 0:
            return []
        answer = live.queue.ask(Filter(open_only=True, text=words), Sort.NEAREST, live.now())
        rows = live.queue.rows(self._desk.reader.raw, answer.ids(0, most))
        return [
            Found("event", row.id, f"{row.number} {row.title}",
                  (row.lon, row.lat) if row.lon is not None and row.lat is not None else None)
            for row in rows
        ]  # fmt: skip


def _full(layer: GridLayer, row: int) -> str:
    """The name with the one above before it, unless it says so itself."""
    name, parent = layer.names[row], int(layer.parents[row])
    above = layer.names[parent] if parent >= 0 and layer.levels[parent] > 0 else ""
    return name if not above or above in name else f"{above} {name}"
