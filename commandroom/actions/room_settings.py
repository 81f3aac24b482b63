"""Change the settings of the room that others see; each is checked and has one reader."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from commandroom.domain.errors import Refused
from commandroom.store.work import Work

SEAT_HOURS = ("always", "office")
"""When a dispatcher sits at the desk: round the clock, or in office hours only."""

_CHECKS: Mapping[str, Callable[[str], bool]] = MappingProxyType(
    {
        "name": lambda value: bool(value.strip()),
        "place": lambda value: True,
        "device": lambda value: 1 <= len(value) <= 4 and value.isascii() and value.isalnum(),
        "seat_hours": lambda value: value in SEAT_HOURS,
        "lock_minutes": lambda value: value.isascii() and value.isdigit() and int(value) <= 24 * 60,
        "handover_minutes": lambda value: value.isascii() and value.isdigit() and 1 <= int(value) <= 24 * 60,
        "handover_late_minutes": lambda value: value.isascii() and value.isdigit() and 1 <= int(value) <= 24 * 60,
    }
)
NAMES = tuple(_CHECKS)
"""The settings a person can change; code, profile and node are fixed when the room is founded."""


def change(work: Work, **settings: str) -> None:
    """Change settings of the room: name, place, device (in event numbers), seat_hours ("always", "office"),
    lock_minutes (an untouched window locks after so many; 0 never; reliability.md F27), handover_minutes (what is
    not taken over within so many goes up), handover_late_minutes (so long after the turn nobody handed over).

    Raises Refused("settings.unknown") and Refused("settings.wrong_value"); nothing is recorded when all are
    as they were.
    """
    changed: dict[str, Any] = {}
    for name, value in settings.items():
        check = _CHECKS.get(name)
        if check is None:
            raise Refused("settings.unknown", name=name, known="、".join(NAMES))
        if not check(value):
            raise Refused("settings.wrong_value", name=name, value=value)
        if work.setting(name) != value:
            changed[name] = value
    if changed:
        work.record("room", "room", "define", changed)
