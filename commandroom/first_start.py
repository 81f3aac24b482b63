"""First start: make a room's folder, its first entries, its calendar and the administrator's password."""

import tempfile
from pathlib import Path

from commandroom import clock as clocks
from commandroom.actions import founding
from commandroom.domain.errors import Refused, Unavailable
from commandroom.domain.ids import IdMaker
from commandroom.room import Room
from commandroom.store import backup, credentials, engine
from commandroom.sync import first_calendar


def found_room(
    folder: Path,
    clock: clocks.Clock = clocks.computer,
    *,
    name: str,
    code: str,
    profile: str,
    admin: str,
    password: str,
    device: str = "A1",
    ids: IdMaker | None = None,
    strict: bool = True,
) -> None:
    """Make a room ready for its first sign-in: whole or not at all, whatever is refused or breaks off meanwhile.

    Raises Refused("room.exists"), Unavailable("store.cannot_open") and what the founding refuses.
    ``strict`` False lets a demonstration use its documented password.
    """
    if strict:
        credentials.require_strength(password, admin)
    if (folder / engine.DATABASE).exists():
        raise Refused("room.exists", folder=str(folder))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix="founding-") as made:
            with Room.create(Path(made), clock, ids) as room:
                room.do(
                    founding.found,
                    name=name,
                    code=code,
                    profile=profile,
                    admin=admin,
                    device=device,
                    calendar=first_calendar.facts(),
                )
                room.set_password(admin, password)
            backup.settle(Path(made), folder)
    except OSError as error:
        raise Unavailable("store.cannot_open", file=str(folder)) from error
