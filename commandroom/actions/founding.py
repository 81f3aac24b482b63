"""Found a room: its name, code, profile, calendar and first administrator, as its first entries."""

import re
from collections.abc import Mapping
from typing import Any

from commandroom import profiles
from commandroom.domain.errors import Refused
from commandroom.domain.people import Role
from commandroom.store.work import Work

NAME = re.compile(r"[A-Za-z0-9._\-\u4e00-\u9fff]{2,32}")
"""How an account may be called."""


def found(
    work: Work,
    name: str,
    code: str,
    profile: str,
    admin: str,
    calendar: Mapping[str, Any],
    device: str = "A1",
    place: str = "",
) -> None:
    """The first entries of a room (§3 of the issue of first start).

    ``code``: 9 or 12 digits; ``profile``: Y, B, D, J or L; ``calendar``: the facts of the first working
    calendar. Raises Refused("room.founded"), Refused("room.no_name"), Refused("room.wrong_code"),
    Refused("room.wrong_profile"), Refused("who.wrong_name").
    """
    if work.record_of("room", "room") is not None:
        raise Refused("room.founded")
    if not name.strip():
        raise Refused("room.no_name")
    if not re.fullmatch(r"\d{9}|\d{12}", code):
        raise Refused("room.wrong_code", code=code)
    if profile not in profiles.CODES:
        raise Refused("room.wrong_profile", profile=profile, known="、".join(profiles.CODES))
    require_name(admin)
    version = str(calendar["version"])
    work.record("calendar", version, "define", calendar)
    facts = {
        "name": name.strip(),
        "code": code,
        "profile": profile,
        "device": device,
        "calendar": version,
        "place": place,
        "node": work.node,
    }
    work.record("room", "room", "define", facts)
    work.record("person", admin, "define", {"name": admin, "roles": [Role.ADMIN.value]})


def require_name(name: str) -> None:
    """Raise Refused("who.wrong_name") for an account name that cannot be typed or is the room's own."""
    if not NAME.fullmatch(name) or name == "system":
        raise Refused("who.wrong_name", name=name)
