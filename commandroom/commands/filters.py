"""NAME=VALUE words of a command line to a filter of the queue."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from commandroom.domain.catalog import CATEGORY_WORDS
from commandroom.domain.clocks import Light
from commandroom.domain.errors import Refused
from commandroom.domain.event import Source, State
from commandroom.domain.instant import DAY, day_start
from commandroom.store.queue.filter import Filter, Mine, Sort

NONE = "none"
"""A category that nobody has given yet."""
_EMPTY = frozenset({"category"})
_SETS = {
    "state": "states", "light": "lights", "category": "categories", "unit": "units", "source": "sources",
    "importance": "importance",
}  # fmt: skip
_KNOWN: dict[str, frozenset[str]] = {
    "state": frozenset(State), "light": frozenset(Light), "category": frozenset(CATEGORY_WORDS) | {NONE},
    "source": frozenset(Source), "importance": frozenset("ABC"),
}  # fmt: skip
_FLAGS = {"open": "open_only", "no_grid": "no_grid", "proposal": "proposal"}
NAMES = (*_SETS, *_FLAGS, "tier", "grid", "mine", "since", "until")
"""What can be filtered by; several values of one name are parted by commas."""


Known = Callable[[str, str], bool]
"""Whether the room knows a code: ``known("unit", "cg")``; kinds: unit, grid."""


def read(words: Iterable[str], search: str, mine: Callable[[str], Mine], known: Known) -> Filter:
    """The filter that words like ``state=filed,dispatched``, ``open=yes``, ``since=2026-11-01`` describe.

    ``category=none``: cases without one. ``mine``: what concerns an account. ``known``: unit and grid codes.
    Raises Refused("filter.not_one"), Refused("filter.wrong_value").
    """
    asked: dict[str, Any] = {"text": search} if search else {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or name not in NAMES:
            raise Refused("filter.not_one", word=word, known="、".join(NAMES))
        try:
            asked |= _one(name, value, mine, known)
        except ValueError as error:
            raise Refused("filter.wrong_value", name=name, value=value) from error
    return Filter(**asked)


def _one(name: str, value: str, mine: Callable[[str], Mine], known: Known) -> dict[str, Any]:
    if name in _SETS:
        wanted = frozenset(value.split(","))
        if name in _KNOWN and not wanted <= _KNOWN[name]:
            raise ValueError(value)
        if name == "unit" and not all(known("unit", one) for one in wanted):
            raise ValueError(value)
        return {_SETS[name]: frozenset("" if name in _EMPTY and one == NONE else one for one in wanted)}
    if name in _FLAGS:
        if value not in ("yes", "no"):
            raise ValueError(value)
        return {_FLAGS[name]: value == "yes"}
    if name == "tier":
        return {"tiers": frozenset(int(one) for one in value.split(","))}
    if name == "since":
        return {"since": day_start(date.fromisoformat(value))}
    if name == "until":
        return {"until": day_start(date.fromisoformat(value)) + DAY}
    if name == "mine":
        return {"mine": mine(value)}
    if not known("grid", value):
        raise ValueError(value)
    return {"grid": value}


def sort(word: str) -> Sort:
    """The order of a word; Refused("filter.wrong_value")."""
    try:
        return Sort(word)
    except ValueError as error:
        raise Refused("filter.wrong_value", name="sort", value=word) from error
