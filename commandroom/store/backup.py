"""Copy a room while it is open, prove the copy, restore it as a new epoch."""

import hashlib
import json
import os
import secrets
import tempfile
import zipfile
import zlib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from commandroom.domain.errors import Refused, Unavailable
from commandroom.domain.instant import Instant, stamp
from commandroom.store import engine, migrate
from commandroom.store.proof import Proof, prove

FORMAT = 1
_MANIFEST = "manifest.json"
_MOST = 64 << 30
_MOST_MANIFEST = 1 << 20
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)
"""What zipfile says of a file that is damaged, encrypted or packed in a way it does not know."""


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup file holds: when, which schema, how many entries, the newest hash, the file's own hash."""

    format: int
    made_at: Instant
    made: str
    name: str
    schema: int
    entries: int
    head: str
    sha256: str


def backup(folder: Path, target: Path, now: Instant) -> Backup:
    """Write one file that holds the whole room; it is proved before it gets its name.

    The file carries the room's key: keep it as you would keep the paper it replaces. Raises Unavailable
    when the target cannot be written, Refused("backup.no_folder") for a folder that is not
    there (the stick is not in), Refused("backup.not_sound") when the copy does not prove.
    """
    if not target.absolute().parent.is_dir():
        raise Refused("backup.no_folder", folder=str(target.absolute().parent))
    key = engine.read_key(folder)
    source = folder / engine.DATABASE
    with tempfile.TemporaryDirectory(dir=folder, prefix="backup-") as work:
        copy = Path(work) / engine.DATABASE
        with engine.said_plainly(source):
            connection = engine.connect(source, key)
            try:
                migrate.copy_to(connection, copy)
            finally:
                connection.close()
        manifest = _described(copy, key, now)
        half = target.with_name(target.name + ".half")
        try:
            with zipfile.ZipFile(half, "w", zipfile.ZIP_STORED) as bundle:
                bundle.write(copy, engine.DATABASE)
                bundle.writestr(engine.KEY, key)
                bundle.writestr(_MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=1))
            with half.open("rb+") as written:
                os.fsync(written.fileno())
            half.replace(target)
        except OSError as error:
            half.unlink(missing_ok=True)
            raise Unavailable("backup.cannot_write", file=str(target), reason=error.strerror or "") from error
    return manifest


def _described(copy: Path, key: str, now: Instant) -> Backup:
    opened = engine.open_engine(copy, key)
    with engine.said_plainly(copy), opened.connect() as connection:
        proof: Proof = prove(connection, most=20)
        if not proof.ok:
            raise Refused("backup.not_sound", finding=f"{proof.findings[0].code} {proof.findings[0].where}")
        last = connection.exec_driver_sql("SELECT hash FROM journal ORDER BY pos DESC LIMIT 1").scalar()
        schema = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
        room = connection.exec_driver_sql("SELECT facts FROM reference WHERE kind = 'room' AND id = 'room'").scalar()
    opened.dispose()
    raw = engine.connect(copy, key)
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.execute("PRAGMA journal_mode = DELETE")
    raw.close()
    name = str(json.loads(room).get("name", "")) if room else ""
    return Backup(FORMAT, now, stamp(now), name, int(schema), proof.entries, str(last or ""), _sha256(copy))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def look(source: Path) -> Backup:
    """What a backup file says of itself; Refused("backup.not_one") when it is none."""
    try:
        with zipfile.ZipFile(source) as bundle:
            names = set(bundle.namelist())
            if not {engine.DATABASE, engine.KEY, _MANIFEST} <= names:
                raise Refused("backup.not_one", file=str(source))
            if sum(part.file_size for part in bundle.infolist()) > _MOST:
                raise Refused("backup.not_one", file=str(source))
            if bundle.getinfo(_MANIFEST).file_size > _MOST_MANIFEST:
                raise Refused("backup.not_one", file=str(source))
            said: dict[str, Any] = json.loads(bundle.read(_MANIFEST))
        if int(said["format"]) > FORMAT or int(said["schema"]) > migrate.newest():
            raise Unavailable("store.newer_program", file=str(source), schema=said["schema"], known=migrate.newest())
        return Backup(**said)
    except (*_BROKEN, OSError, ValueError, TypeError, KeyError) as error:
        raise Refused("backup.not_one", file=str(source)) from error


def restore(source: Path, folder: Path) -> Backup:
    """Put a backup into an empty folder, proved first; the seat begins a new epoch (a node id of its own).

    Raises Refused("room.exists") when a room is there, Refused("backup.not_one"), Refused("backup.damaged").
    """
    manifest = look(source)
    if (folder / engine.DATABASE).exists():
        raise Refused("room.exists", folder=str(folder))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix="restore-") as name:
            work = Path(name)
            _unpack(source, work)
            if _sha256(work / engine.DATABASE) != manifest.sha256:
                raise Refused("backup.damaged", file=str(source))
            _new_epoch(work, source)
            settle(work, folder)
    except OSError as error:
        raise Unavailable("backup.cannot_write", file=str(folder), reason=error.strerror or "") from error
    return manifest


def _unpack(source: Path, work: Path) -> None:
    try:
        with zipfile.ZipFile(source) as bundle:
            for part in (engine.DATABASE, engine.KEY):
                bundle.extract(part, work)
    except _BROKEN as error:
        raise Refused("backup.damaged", file=str(source)) from error


def settle(made: Path, folder: Path) -> None:
    """Move a finished room (nobody has it open) into its folder: the key first, the database last, at one stroke.

    What another room left behind there keeps lying beside it under another name.
    """
    engine.put_aside(folder / engine.KEY, *engine.remains(folder))
    (made / engine.KEY).chmod(0o600)
    (made / engine.KEY).rename(folder / engine.KEY)
    (made / engine.DATABASE).rename(folder / engine.DATABASE)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _new_epoch(folder: Path, source: Path) -> None:
    path = folder / engine.DATABASE
    try:
        key = engine.read_key(folder)
    except Unavailable as error:
        raise Refused("backup.damaged", file=str(source)) from error
    with engine.said_plainly(path):
        raw = engine.connect(path, key)
        migrate.migrate(raw, path)
        raw.close()
        opened = engine.open_engine(path, key)
        with opened.begin() as connection:
            proof = prove(connection, most=20)
            if not proof.ok:
                raise Refused("backup.damaged", file=str(source), finding=proof.findings[0].where)
            connection.exec_driver_sql(
                "INSERT OR REPLACE INTO seat (name, value) VALUES ('node', ?)", (secrets.token_hex(8),)
            )
        opened.dispose()
        raw = engine.connect(path, key)
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        raw.close()
