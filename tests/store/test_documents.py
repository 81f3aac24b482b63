"""Finished papers are kept byte for byte, in the encrypted file, and go wherever the room goes."""

import hashlib
import shutil
from pathlib import Path

import pytest

from commandroom.domain.errors import Refused, Unavailable
from commandroom.room import Room
from commandroom.store import backup, documents, engine
from commandroom.store.queue.rows import exactly
from commandroom.store.work import Work
from tests.helpers import rooms
from tests.helpers.source import REPOSITORY

PAPER = b"%PDF-1.7 \x00\xff " + bytes(range(256)) * 40


def kept(room: Room, body: bytes = PAPER, ident: str = "month:2026-10") -> str:
    """Keep a paper and name it by a record, as closing a month does."""

    def keep(work: Work) -> str:
        sha = work.keep(body)
        if work.record_of("report", ident) is None:
            work.record("report", ident, "define", {"documents": {"notice.pdf": sha}})
        return sha

    return room.do(keep).result


def read(room: Room, sha: str) -> bytes:
    """The bytes as a reader gives them."""
    reader = room.reader()
    try:
        return reader.document(sha)
    finally:
        reader.close()


def raw(room: Room, *statements: str) -> None:
    """Change the file behind the room's back."""
    connection = engine.connect(room.path, engine.read_key(room.folder))
    for statement in statements:
        connection.execute(statement)
    connection.close()


def test_a_paper_comes_back_byte_for_byte(small_room: Room) -> None:
    """Kept twice it is one; a name nobody kept is unavailable."""
    sha = kept(small_room)
    assert sha == hashlib.sha256(PAPER).hexdigest() == kept(small_room)
    assert read(small_room, sha) == PAPER
    assert kept(small_room, b"") == hashlib.sha256(b"").hexdigest()
    with pytest.raises(Unavailable, match=r"document\.missing"):
        read(small_room, "0" * 64)
    assert small_room.prove().ok


def test_a_refused_step_keeps_no_paper(small_room: Room) -> None:
    """A paper belongs to its transaction: what is refused leaves nothing."""

    def fail(work: Work) -> None:
        work.keep(PAPER)
        raise Refused("report.nothing")

    with pytest.raises(Refused):
        small_room.do(fail)
    with pytest.raises(Unavailable):
        read(small_room, hashlib.sha256(PAPER).hexdigest())


def test_a_paper_can_be_neither_changed_nor_deleted(small_room: Room) -> None:
    """The file itself says no; when it is forced, the paper is not given out and the proof names it."""
    sha = kept(small_room)
    for statement in ("DELETE FROM document", "UPDATE document SET body = x'00'"):
        with pytest.raises(Refused, match=r"store\.document_is_fixed"), engine.said_plainly(small_room.path):
            raw(small_room, statement)
    raw(small_room, "DROP TRIGGER document_is_never_updated", "UPDATE document SET body = x'00FF'")
    with pytest.raises(Unavailable, match=r"document\.altered"):
        read(small_room, sha)
    assert [(one.code, one.where) for one in small_room.prove().findings] == [("verify.document_altered", sha)]
    raw(small_room, "DROP TRIGGER document_is_never_deleted", "DELETE FROM document")
    assert [one.code for one in small_room.prove().findings] == ["verify.document_missing"]


def test_papers_survive_rebuilding_and_travel_with_the_backup(small_room: Room, tmp_path: Path) -> None:
    """Folding again, backing up and restoring keep every paper; nothing of it lies in the file in plain."""
    sha = kept(small_room, "绝密以外的月报".encode() * 50)
    small_room.rebuild()
    assert read(small_room, sha).decode().startswith("绝密以外")
    small_room.back_up(tmp_path / "all.crb")
    raw(small_room, "PRAGMA wal_checkpoint(TRUNCATE)")
    assert "绝密以外的月报".encode() not in small_room.path.read_bytes()
    backup.restore(tmp_path / "all.crb", tmp_path / "again")
    with Room.open(tmp_path / "again", rooms.Clock()) as room:
        assert read(room, sha).decode().startswith("绝密以外")
        assert room.prove().ok


def test_a_room_of_the_first_schema_takes_papers(tmp_path: Path) -> None:
    """The kept room of schema 1 is migrated after a copy, keeps a paper, and proves."""
    shutil.copytree(REPOSITORY / "tests/data/schema-0001", tmp_path / "room")
    with Room.open(tmp_path / "room", rooms.Clock(rooms.NOW + 86_400)) as room:
        assert room.migrated_from == 1
        assert (tmp_path / "room" / f"{engine.DATABASE}.schema-1").is_file()
        assert read(room, kept(room)) == PAPER
        assert room.prove().ok


def test_the_lookup_of_a_telephone_reads_no_whole_table(small_room: Room) -> None:
    """Number, source's number and telephone each go by their own index."""
    rooms.reported(small_room)
    reader = small_room.reader()
    seen: list[str] = []
    reader.raw.set_trace_callback(seen.append)
    exactly(reader.raw, "13812345678")
    reader.raw.set_trace_callback(None)
    plan = " | ".join(str(row[3]) for row in reader.raw.execute("EXPLAIN QUERY PLAN " + seen[-1]).fetchall())
    reader.close()
    assert "SCAN event" not in plan
    for index in ("event_number", "event_source_no", "event_phone"):
        assert index in plan


def test_too_large_a_paper_is_refused(small_room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """A paper beyond the limit is refused in words, not by a broken disk."""
    monkeypatch.setattr(documents, "MOST", 10)
    with pytest.raises(Refused, match=r"document\.too_large"):
        kept(small_room)
