"""Open the room's database safely: SQLCipher, WAL, FULL, foreign keys, one writer."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.pool import NullPool, StaticPool

from commandroom.domain.errors import Refused, RoomError, Unavailable

DATABASE = "room.db"
KEY = "room.key"
_FIXED = {(3, 44): 6, (3, 50): 7}


def sound(version: tuple[int, int, int]) -> bool:
    """Whether this SQLite is free of the WAL-reset bug (3.7.0–3.51.2 except 3.44.6 and 3.50.7 and later)."""
    if version >= (3, 51, 3) or version < (3, 7, 0):
        return version >= (3, 51, 3)
    fixed = _FIXED.get(version[:2])
    return fixed is not None and version[2] >= fixed


def refuse_unsound(version: str) -> None:
    """Raise Unavailable("store.sqlite_unsound") for a SQLite that can lose committed pages."""
    if not sound(tuple(int(part) for part in version.split(".")[:3])):  # type: ignore[arg-type]
        raise Unavailable("store.sqlite_unsound", version=version)


def new_key(folder: Path) -> str:
    """Make the key of a new room: 64 hexadecimal digits in a file only its owner reads."""
    key = secrets.token_hex(32)
    put_aside(folder / KEY)
    descriptor = os.open(folder / KEY, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(key)
        file.flush()
        os.fsync(descriptor)
    return key


def put_aside(*paths: Path) -> None:
    """Give files that stand in the way another name; nothing is deleted, a key least of all."""
    for path in paths:
        number = 1
        while path.exists():
            aside = path.with_name(f"{path.name}.aside-{number}")
            if not aside.exists():
                path.rename(aside)
            number += 1


def remains(folder: Path) -> tuple[Path, ...]:
    """What a database that was taken away may have left: its log would be replayed into another one."""
    return tuple(folder / (DATABASE + tail) for tail in ("-wal", "-shm", "-journal"))


def read_key(folder: Path) -> str:
    """The key of a room; Unavailable("store.no_key") when the file is not there or not a key."""
    path = folder / KEY
    try:
        key = path.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Unavailable("store.no_key", file=str(path)) from error
    if len(key) != 64 or not all(digit in "0123456789abcdef" for digit in key):
        raise Unavailable("store.no_key", file=str(path))
    return key


def connect(path: Path, key: str, *, read_only: bool = False, cache_kb: int = 16_000) -> Any:
    """A DB-API connection with every safety on; statements commit by themselves unless BEGIN was said."""
    from sqlcipher3 import dbapi2

    refuse_unsound(dbapi2.sqlite_version)
    mode = "ro" if read_only else "rwc"
    connection = dbapi2.connect(
        f"{path.resolve().as_uri()}?mode={mode}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=10.0,
    )
    try:
        cursor = connection.cursor()
        cursor.execute("PRAGMA cipher_log_level = NONE")
        cursor.execute(f"PRAGMA key = \"x'{key}'\"")
        cursor.execute("PRAGMA busy_timeout = 10000")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute(f"PRAGMA cache_size = -{cache_kb}")
        cursor.execute("PRAGMA temp_store = MEMORY")
        if read_only:
            cursor.execute("PRAGMA query_only = ON")
        else:
            cursor.execute("PRAGMA journal_mode = WAL")
            cursor.execute("PRAGMA synchronous = FULL")
            cursor.execute("PRAGMA wal_autocheckpoint = 1000")
        cursor.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except dbapi2.Error:
        connection.close()
        raise
    return connection


def open_engine(path: Path, key: str, *, read_only: bool = False) -> Engine:
    """The engine of one database over one connection.

    When it may write, every transaction begins IMMEDIATE, save those of :func:`reading`, which wait for nobody;
    a read-only one holds no transaction open, so that each read sees what was committed last.
    """
    from sqlcipher3 import dbapi2

    def creator() -> Any:
        return connect(path, key, read_only=read_only)

    engine = create_engine(
        "sqlite://",
        creator=creator,
        module=dbapi2,
        poolclass=NullPool if read_only else StaticPool,
    )
    if not read_only:

        @event.listens_for(engine, "begin")
        def _begin(connection: Connection) -> None:
            only_reads = connection.get_execution_options().get("commandroom_reads", False)
            connection.exec_driver_sql("BEGIN" if only_reads else "BEGIN IMMEDIATE")

    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that only reads: one moment of the room, while another program may be writing."""
    with engine.connect().execution_options(commandroom_reads=True) as connection:
        yield connection


_SAID = (
    ("disk is full", "store.disk_full"),
    ("readonly", "store.read_only"),
    ("unable to open", "store.cannot_open"),
    ("locked", "store.locked"),
    ("malformed", "store.damaged"),
    ("could not decode to utf-8", "store.damaged"),
    ("not a database", "store.not_readable"),
    ("hmac check failed", "store.damaged"),
    ("disk i/o error", "store.io_error"),
)


def fault(error: Exception, path: Path) -> RoomError | None:
    """What a database error means to a person; None when it is nobody's fault but ours."""
    said = str(getattr(error, "orig", None) or error).lower()
    for words, code in _SAID:
        if words in said:
            return Unavailable(code, file=str(path))
    if "never updated" in said or "nothing is deleted" in said:
        return Refused("store.document_is_fixed" if "document" in said else "store.journal_is_fixed")
    return None


@contextmanager
def said_plainly(path: Path) -> Iterator[None]:
    """Turn what SQLite says into what a person can act on; anything else passes as the bug it is."""
    from sqlcipher3 import dbapi2

    try:
        yield
    except (DatabaseError, OperationalError, dbapi2.Error) as error:
        known = fault(error, path)
        if known is None:
            raise
        raise known from error
