"""name=value words of a command line to the typed facts of an action, and filter words to a filter."""

import inspect
import json
import math
from collections.abc import Callable, Iterable
from typing import Any

from commandroom.domain.errors import Refused
from commandroom.domain.limits import read_stages

Facts = dict[str, Any]
_LISTS = frozenset({"co_units"})
_NUMBERS = frozenset({"tier", "reported_at", "occurred_at", "external_due_at"})
_REALS = frozenset({"lon", "lat"})


def read(words: Iterable[str], action: Callable[..., Any]) -> Facts:
    """The facts of ``name=value`` words, checked against what the action takes.

    Lists are parted by commas, ``limits`` as people write them (停工:4工作时;拆除:20工作日), ``parts`` as JSON,
    times as ``2026-11-05T14:30`` or seconds. Raises Refused("do.not_a_fact"), Refused("do.unknown_fact"),
    Refused("do.not_a_number").
    """
    takes = inspect.signature(action).parameters
    open_ended = any(one.kind is inspect.Parameter.VAR_KEYWORD for one in takes.values())
    facts: Facts = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or not name:
            raise Refused("do.not_a_fact", word=word)
        if name not in takes and not open_ended:
            known = "、".join(one for one in takes if one not in ("work", "event"))
            raise Refused("do.unknown_fact", name=name, known=known)
        facts[name] = _typed(name, value)
    return facts


def _typed(name: str, value: str) -> Any:
    if name in _LISTS:
        return [one for one in value.split(",") if one]
    if name == "limits":
        return [(staged.label, staged.limit) for staged in read_stages(value)]
    if name == "parts":
        try:
            parts = json.loads(value)
        except json.JSONDecodeError as error:
            raise Refused("do.not_json", name=name, why=str(error)) from error
        if not isinstance(parts, list) or not all(isinstance(part, dict) for part in parts):
            raise Refused("do.not_json", name=name, why='[{"title": "…"}]')
        return parts
    try:
        if name in _NUMBERS:
            return _instant(value) if "_at" in name else int(value)
        if name in _REALS:
            return _finite(value)
    except (ValueError, OverflowError) as error:
        raise Refused("do.not_a_number", name=name, value=value) from error
    return value


def _finite(value: str) -> float:
    """A number that JSON can write; ValueError for nan and infinity."""
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(value)
    return number


def _instant(value: str) -> int:
    """Seconds since 1970 or a civil time, of the years 1900 to 2999; ValueError for any other."""
    from datetime import datetime

    from commandroom.domain.instant import at, instant

    seconds = int(value) if value.isdigit() else instant(datetime.fromisoformat(value))
    if not at(1900, 1, 1) <= seconds < at(3000, 1, 1):
        raise ValueError(value)
    return seconds


def lacking(action: Callable[..., Any], facts: Facts) -> list[str]:
    """The facts an action needs and was not given."""
    return [
        name
        for name, one in inspect.signature(action).parameters.items()
        if name not in ("work", "event")
        and one.default is inspect.Parameter.empty
        and one.kind in (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
        and name not in facts
    ]
