"""Names of what the room refers to by code: units, grids, people, items, categories."""

from functools import cache
from typing import Any

from commandroom.domain.catalog import CATEGORY_WORDS, Item, effective
from commandroom.domain.changes import Changes
from commandroom.domain.instant import Instant, local_date
from commandroom.domain.people import SYSTEM, Person, Unit
from commandroom.domain.places import Grid
from commandroom.text import tr
from ui.desk import Desk

_CATEGORIES = {category.value: word for category, word in CATEGORY_WORDS.items()}


def category_word(code: str) -> str:
    """The word of a category: all that is told of a case while visitors are in the room."""
    return tr(_CATEGORIES[code]) if code in _CATEGORIES else tr("类别未定")


class Names:
    """Looks names up in the window's own reader, which forgets what changed by itself."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._known: dict[tuple[str, str], str] = {}
        desk.changed.connect(self._take)

    def _take(self, changes: Changes) -> None:
        if changes.kinds() - {"event"}:
            self._known.clear()

    def __call__(self, kind: str, code: str) -> str:
        """The name shown for a code of a kind (unit, grid, category, person, item); the code when unknown."""
        if kind == "category":
            return tr(_CATEGORIES.get(code, code))
        if kind == "unit":
            return self.unit(code)
        if kind == "person":
            return self.person(code)
        if kind == "grid":
            return self.grid(code)
        return self.item(code) if kind == "item" else code

    def unit(self, code: str) -> str:
        """The short name of a unit."""
        return self._once("unit", code)

    def person(self, ident: str) -> str:
        """The name of a person, or 系统."""
        return tr("系统") if ident == SYSTEM else self._once("person", ident)

    def grid(self, code: str) -> str:
        """The name of a grid, with its community's before it."""
        return self._once("grid", code)

    def _once(self, kind: str, code: str) -> str:
        if not code:
            return ""
        if (kind, code) not in self._known:
            self._known[kind, code] = self._found(kind, code)
        return self._known[kind, code]

    def _found(self, kind: str, code: str) -> str:
        found = self._desk.reader.find(kind, code)
        if found is None:
            return code
        if kind == "grid":
            return self._grid(found)
        return str(getattr(found, "short", "") or found.name or code)

    def _grid(self, found: Grid) -> str:
        above = self._desk.reader.find("grid", found.parent) if found.parent else None
        steps = 0
        while above is not None and above.level not in ("COMMUNITY", "TOWN") and steps < 8:
            above = self._desk.reader.find("grid", above.parent) if above.parent else None
            steps += 1
        if above is None or above.level == "TOWN" or above.name in found.name:
            return str(found.name)
        return f"{above.name}{found.name}"

    def item(self, code: str) -> str:
        """The name of a listed item."""
        if ("item", code) not in self._known:
            found = self.items().get(code)
            self._known["item", code] = found.name if found is not None else code
        return self._known["item", code]

    def items(self, now: Instant | None = None) -> dict[str, Item]:
        """The listed items by code: as they count on a day, or every one that ever counted."""
        every: tuple[Item, ...] = self._desk.reader.all("item")
        if now is None:
            return {item.code: item for item in every}
        return effective(every, local_date(now))

    def units(self) -> list[Unit]:
        """The units that take orders: departments first, then villages, by name."""
        every: tuple[Unit, ...] = self._desk.reader.all("unit")
        return sorted((u for u in every if u.active), key=lambda u: (u.kind != "department", u.kind, u.id))

    def grids(self) -> tuple[Grid, ...]:
        """The grids in use, by code."""
        found: tuple[Grid, ...] = self._desk.reader.all("grid")
        return found

    def people(self) -> list[Person]:
        """The people who can act."""
        every: tuple[Any, ...] = self._desk.reader.all("person")
        return [person for person in every if person.active]


@cache
def initials(words: str) -> str:
    """The pinyin initials of a name, lower case: 城管中队 -> cgzd; Latin letters and digits stay."""
    from pypinyin import Style, lazy_pinyin

    return "".join(lazy_pinyin(words, style=Style.FIRST_LETTER, errors="default")).lower()


@cache
def spelled(words: str) -> str:
    """The whole pinyin of a name without tones: 城管 -> chengguan."""
    from pypinyin import lazy_pinyin

    return "".join(lazy_pinyin(words, errors="default")).lower()


def match(typed: str, *names: str) -> int:
    """How well what was typed fits one of the names: 0 not at all, more is better."""
    asked = typed.strip().lower()
    if not asked:
        return 1
    letters = asked.isascii()
    best = 0
    for place, name in enumerate(names):
        if not name:
            continue
        lower = name.lower()
        short = initials(name) if letters else ""
        score = 0
        if lower == asked or short == asked:
            score = 100
        elif lower.startswith(asked) or short.startswith(asked):
            score = 80
        elif asked in lower:
            score = 60
        elif letters and spelled(name).startswith(asked):
            score = 50
        elif asked in short:
            score = 30
        best = max(best, score - place)
    return best
