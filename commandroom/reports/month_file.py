"""Write the files of a month, whole or not at all."""

import os
from contextlib import suppress
from pathlib import Path

from commandroom.domain.errors import Unavailable


def write(path: Path, body: bytes) -> None:
    """Put bytes in a file; the file that was there stays until the new one is whole.

    Raises Unavailable("report.cannot_write").
    """
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        with suppress(OSError):  # the folder may be gone, or be no folder
            part.unlink(missing_ok=True)
        raise Unavailable("report.cannot_write", file=str(path), reason=error.strerror or str(error)) from error
