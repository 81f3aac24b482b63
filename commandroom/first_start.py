"""First start: make a room's folder, its first entries, its calendar and the administrator's password."""

from pathlib import Path

from commandroom import clock as clocks
from commandroom.actions import founding
from commandroom.domain.errors import RoomError
from commandroom.domain.ids import IdMaker
from commandroom.room import Room
from commandroom.store import credentials, engine
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
    """Make a room ready for its first sign-in; nothing stays behind when something is refused.

    ``strict`` False lets a demonstration use its documented password.
    """
    if strict:
        credentials.require_strength(password, admin)
    with Room.create(folder, clock, ids) as room:
        try:
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
        except RoomError:
            room.close()
            _take_away(folder)
            raise


def _take_away(folder: Path) -> None:
    for path in (folder / engine.KEY, *folder.glob(f"{engine.DATABASE}*")):
        path.unlink(missing_ok=True)
