"""Who stands where: grid workers and village posts, each on the grid it keeps, read when the map wants to show them."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal

from commandroom.domain.changes import Changes
from commandroom.domain.people import Role
from commandroom.text import mark, tr
from ui.desk import Desk
from ui.layers import WORKER, PostLayer

CONCERNED = frozenset({"person", "unit", "grid"})
KEEPS = {Role.GRIDWORKER.value: mark("网格员"), Role.VILLAGE.value: mark("村（社区）")}
"""Whose grids are places where they are found; what others answer for is no place."""


@dataclass(frozen=True, slots=True)
class Post:
    """One grid and who keeps it: (name, post or unit) of each; ``kind`` is the first one's role."""

    grid: str
    kind: str
    people: tuple[tuple[str, str], ...]


def read_posts(reader: Any) -> tuple[Post, ...]:
    """The posts of a room, by code of grid; a grid that only names its head has that name."""
    units = {unit.id: unit.short or unit.name for unit in reader.all("unit")}
    found: dict[str, list[tuple[str, str, str]]] = {}
    for person in reader.all("person"):
        role = next((role for role in KEEPS if role in person.roles), "")
        if not role or not person.active or person.retired:
            continue
        for grid in person.grids:
            words = person.post or units.get(person.unit, "") or tr(KEEPS[role])
            found.setdefault(grid, []).append((role, person.name or person.id, words))
    known = {person.id for person in reader.all("person")}
    for grid in reader.all("grid"):
        if grid.head and grid.head not in known and grid.code not in found:
            found[grid.code] = [(Role.GRIDWORKER.value, grid.head, tr("网格长"))]
    return tuple(
        Post(grid, min(people)[0], tuple((name, words) for _, name, words in sorted(people)))
        for grid, people in sorted(found.items())
    )


class MapPosts(QObject):
    """Keeps the posts true while the layer is shown; reads nothing before."""

    changed = Signal(object)
    """PostLayer."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._posts: dict[str, Post] = {}
        self._shown = self._stale = False
        self._reading = False

    def show(self, shown: bool) -> None:
        """The layer is switched on or off."""
        first = shown and not self._shown and not self._posts
        self._shown = shown
        if first or (shown and self._stale):
            self.load()

    @property
    def settled(self) -> bool:
        """Whether what is shown is read."""
        return not self._reading

    def want(self) -> None:
        """Somebody will ask for people: read them unless they are here."""
        if not self._posts:
            self.load()

    def take(self, changes: Changes) -> None:
        """Something was recorded."""
        if changes.kinds() & CONCERNED:
            self._stale = True
            if self._shown:
                self.load()

    def load(self) -> None:
        """Read them now."""
        if not self._reading:
            self._reading, self._stale = True, False
            self._desk.start(self._load(), self)

    async def _load(self) -> None:
        try:
            posts = await self._desk.ask(read_posts)
        finally:
            self._reading = False
        self._posts = {post.grid: post for post in posts}
        kinds = tuple(WORKER if post.kind == Role.GRIDWORKER.value else WORKER + 1 for post in posts)
        self.changed.emit(PostLayer(tuple(post.grid for post in posts), kinds))
        if self._stale and self._shown:
            self.load()

    def describe(self, grid: str) -> tuple[str, tuple[str, ...]]:
        """Title and lines of the hover card of a post; names and posts, no telephone."""
        post = self._posts.get(grid)
        if post is None:
            return "", ()
        return tr(KEEPS[post.kind]), tuple(f"{name} · {words}" for name, words in post.people)

    def find(self, words: str) -> list[tuple[str, str, str]]:
        """(grid, name, post) of whose name holds these words."""
        return [
            (post.grid, name, what) for post in self._posts.values() for name, what in post.people if words in name
        ]
