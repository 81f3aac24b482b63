"""The room's own copy of a base map: a file of pictures put beside the database, whole or not at all."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from commandroom.domain.errors import Refused, Unavailable

FOLDER = "maps"
"""Beside the database: pictures of the ground are no secret, gigabytes, and no part of what a backup must hold."""
_PIECE = 4 << 20


def keep_base(room: Path, source: Path, progress: Callable[[int, int], bool] | None = None) -> str:
    """Copy a file into the room's folder of maps; gives the name it has there, which holds its hash.

    ``progress(done, total)`` answers False to stop. Raises Refused("import.cancelled"), Unavailable("tiles.not_kept")
    when the disk is full or the file goes away; then nothing of it stays.
    """
    folder = room / FOLDER
    half = folder / f".{source.name}.part"
    seen = hashlib.sha256()
    try:
        folder.mkdir(exist_ok=True)
        total = source.stat().st_size
        with source.open("rb") as read, half.open("wb") as written:
            while piece := read.read(_PIECE):
                seen.update(piece)
                written.write(piece)
                if progress is not None and not progress(written.tell(), total):
                    raise Refused("import.cancelled", done=0)
            written.flush()
            os.fsync(written.fileno())
        name = f"{source.stem[:40]}-{seen.hexdigest()[:12]}.mbtiles"
        half.replace(folder / name)
    except OSError as wrong:
        half.unlink(missing_ok=True)
        raise Unavailable("tiles.not_kept", file=source.name, why=wrong.strerror or str(wrong)) from wrong
    except Refused:
        half.unlink(missing_ok=True)
        raise
    return name


def kept_base(room: Path, name: str) -> Path:
    """Where a kept base map lies; the name is taken without any folder in it."""
    return room / FOLDER / Path(name).name
