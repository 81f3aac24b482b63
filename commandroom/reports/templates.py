"""Templates of the prints: the shipped ones, and those a person changed in the room's own folder, which win."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from commandroom import resources
from commandroom.domain.errors import Unavailable

FOLDER = "reports"
"""The folder below the room's own that a person puts changed templates in."""
MAIN = "main.typ"
_PLACE = re.compile(r"┌─ (?P<file>[^\n:]+):(?P<line>\d+):\d+")


@dataclass(frozen=True, slots=True)
class Sources:
    """The files of a print by name, and which of them are a person's own."""

    files: Mapping[str, bytes]
    own: tuple[str, ...] = ()


def own_folder(room: Path) -> Path:
    """Where a room's own templates stand; the folder need not be there."""
    return room / FOLDER


def sources(name: str, own: Path | None = None) -> Sources:
    """The template ``name`` (without ending) and everything beside it; files in ``own`` take the place of ours.

    Raises Unavailable("report.cannot_read_template") for one that is there and cannot be read.
    """
    shipped = resources.find(FOLDER)
    files = {path.name: path.read_bytes() for path in sorted(shipped.glob("*.typ"))}
    mine = []
    for path in sorted(own.glob("*.typ")) if own is not None and own.is_dir() else ():
        try:
            files[path.name] = path.read_bytes()
        except OSError as error:
            reason = error.strerror or str(error)
            raise Unavailable("report.cannot_read_template", file=str(path), reason=reason) from error
        mine.append(path.name)
    return Sources({**files, MAIN: f'#include "{name}.typ"\n'.encode()}, tuple(mine))


def place_of(diagnostic: str) -> tuple[str, int]:
    """The file and line a message of the compiler speaks of first; ("", 0) when it names none."""
    found = _PLACE.search(diagnostic)
    return (found["file"], int(found["line"])) if found is not None else ("", 0)


def copy_out(room: Path) -> tuple[Path, ...]:
    """Put the shipped templates and the classes of disputes where the room's own are looked for; what is there stays.

    Gives the files written. Raises Unavailable("report.cannot_write").
    """
    target = own_folder(room)
    written = []
    try:
        target.mkdir(exist_ok=True)
        for path in (*sorted(resources.find(FOLDER).glob("*.typ")), resources.find(f"{FOLDER}/dispute.toml")):
            if not (target / path.name).exists():
                (target / path.name).write_bytes(path.read_bytes())
                written.append(target / path.name)
    except OSError as error:
        reason = error.strerror or str(error)
        raise Unavailable("report.cannot_write", file=str(target), reason=reason) from error
    return tuple(written)
