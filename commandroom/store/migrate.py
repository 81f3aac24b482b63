"""Numbered schema steps, each in one transaction together with its record, after a copy of the file."""

import re
from pathlib import Path
from typing import Any

from commandroom.domain.errors import Unavailable

FOLDER = Path(__file__).parent / "migrations"


def steps() -> dict[int, Path]:
    """The schema steps by number, from 1 without a hole."""
    found = {int(path.name[:4]): path for path in sorted(FOLDER.glob("[0-9][0-9][0-9][0-9]_*.sql"))}
    if list(found) != list(range(1, len(found) + 1)):
        raise AssertionError(f"schema steps with a hole: {list(found)}")
    return found


def newest() -> int:
    """The schema this program writes."""
    return max(steps())


def statements(script: str) -> list[str]:
    """The statements of a script; a trigger's body stays whole."""
    import sqlite3

    found, begun = [], ""
    for line in script.splitlines():
        if re.match(r"\s*--", line):
            continue
        begun += line + "\n"
        if sqlite3.complete_statement(begun):
            found.append(begun.strip())
            begun = ""
    return found


def migrate(connection: Any, path: Path) -> int:
    """Bring a database up to the newest schema; gives the number it had before.

    Raises Unavailable("store.newer_program") for a database that a newer program wrote. A copy
    ``room.db.schema-N`` is made beside the file first, unless the database is empty.
    """
    found = steps()
    before = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if before > max(found):
        raise Unavailable("store.newer_program", file=str(path), schema=before, known=max(found))
    if before == max(found):
        return before
    if before:
        copy = path.with_name(f"{path.name}.schema-{before}")
        if not copy.exists():
            copy_to(connection, copy)
    for number in range(before + 1, max(found) + 1):
        connection.execute("BEGIN IMMEDIATE")
        try:
            if int(connection.execute("PRAGMA user_version").fetchone()[0]) < number:
                for statement in statements(found[number].read_text("utf-8")):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {number}")
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")
    return before


def copy_to(connection: Any, path: Path) -> None:
    """A whole copy of an open database, written aside and renamed when it is complete."""
    half = path.with_name(path.name + ".half")
    half.unlink(missing_ok=True)
    connection.execute("VACUUM INTO ?", (str(half),))
    half.replace(path)
