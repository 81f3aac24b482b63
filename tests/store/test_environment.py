"""A bad environment: wrong library, damaged file, no key, no room on the disk, another program, a clock put back."""

import os
import random
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from commandroom.actions import define, intake, triage
from commandroom.clock import ClockWatch
from commandroom.domain.errors import Refused, RoomError, Unavailable
from commandroom.first_start import found_room
from commandroom.room import Room
from commandroom.store import backup, engine, migrate
from commandroom.text import sentence
from tests.helpers import rooms

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("version", "sound"),
    [
        ("3.6.23", False), ("3.7.0", False), ("3.40.1", False), ("3.44.5", False), ("3.44.6", True), ("3.45.0", False),
        ("3.50.6", False), ("3.50.7", True), ("3.51.0", False), ("3.51.2", False), ("3.51.3", True), ("3.53.4", True),
        ("4.0.0", True),
    ],
)  # fmt: skip
def test_a_library_that_loses_pages_is_refused(version: str, sound: bool) -> None:
    """Every SQLite from 3.7.0 to 3.51.2 but 3.44.6 and 3.50.7 is refused, and so is what is older."""
    if sound:
        engine.refuse_unsound(version)
        return
    with pytest.raises(Unavailable) as refused:
        engine.refuse_unsound(version)
    assert version in sentence(refused.value)


def _raw(room: Path) -> object:
    return engine.connect(room / engine.DATABASE, engine.read_key(room))


@pytest.fixture
def folder(template_room: Path, tmp_path: Path) -> Path:
    """A closed copy of the small room with a few events."""
    folder = tmp_path / "room"
    with rooms.copied(template_room, folder, rooms.Clock()) as room:
        for state in ("reported", "handling", "closed"):
            rooms.walk(room, rooms.reported(room), state)
    return folder


def test_a_newer_programs_room_is_refused_and_left_alone(folder: Path) -> None:
    """A database of a newer schema is not opened and not changed."""
    raw = _raw(folder)
    raw.execute(f"PRAGMA user_version = {migrate.newest() + 1}")  # type: ignore[attr-defined]
    raw.close()  # type: ignore[attr-defined]
    before = (folder / engine.DATABASE).read_bytes()
    with pytest.raises(Unavailable) as refused:
        Room.open(folder)
    assert refused.value.code == "store.newer_program"
    assert (folder / engine.DATABASE).read_bytes() == before


def test_missing_wrong_and_broken_keys_are_told_apart(folder: Path) -> None:
    """No key, a key that is none, another room's key: each a sentence, the file unchanged, the right key opens it."""
    key = (folder / engine.KEY).read_text()
    before = (folder / engine.DATABASE).read_bytes()
    for wrong, code in (("", "store.no_key"), ("xyz", "store.no_key"), ("0" * 64, "store.not_readable")):
        (folder / engine.KEY).write_text(wrong)
        with pytest.raises(Unavailable) as refused:
            Room.open(folder)
        assert refused.value.code == code
        assert sentence(refused.value) != code
    (folder / engine.KEY).unlink()
    with pytest.raises(Unavailable, match=r"store\.no_key"):
        Room.open(folder)
    assert (folder / engine.DATABASE).read_bytes() == before
    (folder / engine.KEY).write_text(key)
    with Room.open(folder) as room:
        assert room.prove().ok


def test_every_flipped_bit_and_every_cut_is_found(folder: Path) -> None:
    """Two hundred random single bits and twenty cuts: each is refused at opening or named by the proof."""
    whole = (folder / engine.DATABASE).read_bytes()
    rng = random.Random(2026)
    found = 0
    for number in range(220):
        if number < 200:
            damaged = bytearray(whole)
            damaged[rng.randrange(len(whole))] ^= 1 << rng.randrange(8)
        else:
            damaged = bytearray(whole[: rng.randrange(1, len(whole))])
        for tail in ("", "-wal", "-shm"):
            (folder / (engine.DATABASE + tail)).unlink(missing_ok=True)
        (folder / engine.DATABASE).write_bytes(damaged)
        found += not _proves(folder)
    assert found == 220


def _proves(folder: Path) -> bool:
    try:
        with Room.open(folder) as room:
            return room.prove().ok
    except Unavailable:
        return False


def test_the_journal_is_neither_changed_nor_deleted(small_room: Room) -> None:
    """The database itself refuses to update or delete a row of the journal (§5.13 rule 7)."""
    for sql in ("UPDATE journal SET actor = 'x' WHERE pos = 1", "DELETE FROM journal WHERE pos = 1"):
        with pytest.raises(Refused, match=r"store\.journal_is_fixed"):
            small_room.do(lambda work, sql=sql: work.connection.exec_driver_sql(sql))
    assert small_room.prove().ok


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("UPDATE journal SET facts = replace(facts, '测试', '假的') WHERE pos = 2", "verify.chain_altered"),
        ("DELETE FROM journal WHERE pos = 5", "verify.chain_missing"),
        ("UPDATE event SET title = '改过' WHERE row = 1", "verify.event_differs"),
        ("DELETE FROM clock", "verify.rows_differ"),
        ("UPDATE reference SET facts = '{}' WHERE kind = 'unit' AND id = 'cg'", "verify.record_differs"),
        ("INSERT INTO set_aside VALUES (999, 'event', 'x', 'y', '{}')", "verify.rows_differ"),
    ],
)
def test_tampering_is_found(folder: Path, sql: str, code: str) -> None:
    """Whoever has the key and takes the triggers away still cannot change anything unseen."""
    raw = _raw(folder)
    for trigger in ("updated", "deleted"):
        raw.execute(f"DROP TRIGGER journal_is_never_{trigger}")  # type: ignore[attr-defined]
    raw.execute(sql)  # type: ignore[attr-defined]
    raw.close()  # type: ignore[attr-defined]
    with Room.open(folder, rooms.Clock()) as room:
        assert code in {finding.code for finding in room.prove().findings}


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small disk needs root")
def test_a_full_disk_loses_nothing_and_works_again(template_room: Path, tmp_path: Path) -> None:
    """On a full disk a step is refused in words, everything saved stays, and work goes on once there is room."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "none", str(disk)], check=False).returncode:
        pytest.skip("a small disk cannot be mounted here")
    try:
        with rooms.copied(template_room, disk / "room", rooms.Clock()) as room:
            ballast = disk / "ballast"
            ballast.write_bytes(bytes(400_000))
            saved = []
            with pytest.raises(Unavailable) as refused:
                for number in range(10_000):
                    saved.append(rooms.reported(room, title=f"第{number}件", text="满" * 2000))  # noqa: PERF401
            assert refused.value.code == "store.disk_full"
            with pytest.raises(Unavailable):
                rooms.reported(room, text="满" * 9000)
            assert room.sign_in("d1", rooms.PASSWORD).id == "d1"
            ballast.unlink()
            saved.append(rooms.reported(room, title="又能保存"))
            reader = room.reader()
            assert {row[0] for row in reader.rows("SELECT id FROM event")} == set(saved)
            reader.close()
            assert room.prove().ok
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a folder read-only needs root")
def test_a_read_only_folder_is_said_so(folder: Path) -> None:
    """A folder that cannot be written is refused in words; nothing is changed."""
    if subprocess.run(["mount", "--bind", "-o", "ro", str(folder), str(folder)], check=False).returncode:
        pytest.skip("a folder cannot be mounted read-only here")
    try:
        with pytest.raises(Unavailable) as refused:
            Room.open(folder)
        assert refused.value.code == "store.read_only"
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_two_programs_write_at_once(template_room: Path, tmp_path: Path) -> None:
    """Two programs write in one room at the same time: nothing is lost, each hears of the other's steps."""
    folder = tmp_path / "room"
    rooms.copied(template_room, folder, rooms.Clock()).close()
    script = (
        "import sys; from pathlib import Path; from commandroom.room import Room; from tests.helpers import rooms\n"
        "room = Room.open(Path(sys.argv[1]), rooms.Clock())\n"
        "heard = set()\n"
        "made = set()\n"
        "for n in range(150):\n"
        "    made.add(rooms.reported(room, title=sys.argv[2])); heard |= room.catch_up().of('event')\n"
        "print(len(made), flush=True); sys.stdin.readline(); heard |= room.catch_up().of('event')\n"
        "print(len(heard - made))\n"
    )
    both = [
        subprocess.Popen([sys.executable, "-c", script, str(folder), name], cwd=REPOSITORY, text=True,
                         stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for name in ("甲", "乙")
    ]  # fmt: skip
    for one in both:
        assert one.stdout is not None
        assert one.stdout.readline().strip() == "150"
    for one in both:
        out, _ = one.communicate("\n")
        assert int(out) <= 150
    with Room.open(folder, rooms.Clock()) as room:
        assert room.counted() == (300, 300)
        assert room.prove().ok
        reader = room.reader()
        assert reader.rows("SELECT count(DISTINCT number) FROM event")[0][0] == 300
        reader.close()


def test_what_others_did_is_told_although_a_step_was_refused(template_room: Path, tmp_path: Path) -> None:
    """A refused step, or a sign-in, does not swallow another program's changes."""
    clock = rooms.Clock()
    with rooms.copied(template_room, tmp_path / "room", clock) as mine, Room.open(tmp_path / "room", clock) as other:
        first = rooms.reported(other)
        with pytest.raises(Refused):
            mine.do(triage.file, "nobody's", "CG001", actor="d1")
        assert mine.catch_up().of("event") == {first}
        second = rooms.reported(other)
        mine.sign_in("d1", rooms.PASSWORD)
        third = rooms.reported(mine)
        assert mine.catch_up().of("event") == set()
        fourth = rooms.reported(other)
        done = mine.do(triage.file, first, "CG001", actor="d1")
        assert done.changes.of("event") == {first, fourth}
        assert second != third
        other.do(define.define, "unit", "new", {"name": "新站"}, actor="admin")
        mine.catch_up()
        assert mine.do(lambda work: work.find("unit", "new")).result.name == "新站"


def test_a_refused_step_leaves_no_reference_data_behind(small_room: Room) -> None:
    """What a step defined before it was refused is not believed afterwards, in no memory."""
    def half(work: object) -> None:
        define.define(work, "unit", "cg", {"name": "假名"})  # type: ignore[arg-type]
        assert work.find("unit", "cg").name == "假名"  # type: ignore[attr-defined]
        raise Refused("who.not_signed_in")

    with pytest.raises(Refused):
        small_room.do(half)
    assert small_room.do(lambda work: work.find("unit", "cg")).result.name == "城管中队"
    small_room.do(define.define, "unit", "cg", {"name": "新名"})
    assert small_room.do(lambda work: work.find("unit", "cg")).result.name == "新名"


def test_reading_waits_for_nobody(template_room: Path, tmp_path: Path) -> None:
    """While another program writes for long, catching up, counting and proving go on."""
    clock = rooms.Clock()
    with rooms.copied(template_room, tmp_path / "room", clock) as mine:
        other = _raw(tmp_path / "room")
        other.execute("BEGIN IMMEDIATE")  # type: ignore[attr-defined]
        mine.catch_up()
        assert mine.counted() == (0, 0)
        assert mine.prove().ok
        other.execute("ROLLBACK")  # type: ignore[attr-defined]
        other.close()  # type: ignore[attr-defined]


def test_five_wrong_passwords_and_then_a_wait(template_room: Path, tmp_path: Path) -> None:
    """Five wrong tries bring a wait that a restart or a clock put back does not end; an unknown name fares alike."""
    clock = rooms.Clock()
    for name in ("d1", "没有这个人"):
        folder = tmp_path / name
        with rooms.copied(template_room, folder, clock) as room:
            for _ in range(5):
                with pytest.raises(Refused, match=r"who\.wrong_password"):
                    room.sign_in(name, "wrong")
            with pytest.raises(Refused, match=r"who\.wait"):
                room.sign_in(name, rooms.PASSWORD)
        for put_back in (60, 86_400 * 365):
            clock.pass_(-put_back)
            with Room.open(folder, clock) as room, pytest.raises(Refused) as refused:
                room.sign_in(name, rooms.PASSWORD)
            assert refused.value.code == "who.wait"
            assert refused.value.facts["seconds"] <= 600
        clock.pass_(600)
        with Room.open(folder, clock) as room:
            if name == "d1":
                assert room.sign_in(name, rooms.PASSWORD).id == name
            else:
                with pytest.raises(Refused, match=r"who\.wrong_password"):
                    room.sign_in(name, rooms.PASSWORD)
            reader = room.reader()
            notes = reader.rows("SELECT facts FROM journal WHERE kind = 'note'")
            reader.close()
            assert any("locked_out" in note[0] for note in notes)
        clock = rooms.Clock()


def test_a_clock_that_jumped_back_is_noticed(small_room: Room, room_clock: rooms.Clock) -> None:
    """The room sees that the computer's clock stands before what the journal has seen, and order does not suffer."""
    event = rooms.reported(small_room)
    assert small_room.trust().sound
    room_clock.pass_(-7200)
    trust = small_room.trust()
    assert (trust.sound, trust.behind) == (False, 7200)
    small_room.do(triage.file, event, "CG001", actor="d1")
    reader = small_room.reader()
    assert [entry.verb for entry in reader.timeline(event)] == ["report", "file"]
    reader.close()
    assert small_room.prove().ok
    passed = [0.0]
    watch = ClockWatch(room_clock, lambda: passed[0])
    passed[0] = 100.0
    assert watch.look(0).sound


def test_backup_restore_and_a_new_epoch(folder: Path, tmp_path: Path) -> None:
    """A backup comes back as it was, proved, as a seat of its own; both go on and can be joined."""
    made = backup.backup(folder, tmp_path / "a.backup", rooms.NOW)
    assert made.name == "测试街道"
    restored = tmp_path / "restored"
    restored.mkdir()
    for tail in ("-wal", "-shm"):
        (restored / (engine.DATABASE + tail)).write_bytes(b"left by a room that was deleted")
    (restored / engine.KEY).write_text("f" * 64)
    assert backup.restore(tmp_path / "a.backup", restored).entries == made.entries
    assert (restored / f"{engine.KEY}.aside-1").read_text() == "f" * 64
    with Room.open(folder, rooms.Clock()) as old, Room.open(restored, rooms.Clock()) as new:
        assert new.prove().ok
        assert rooms.live(new) == rooms.live(old)
        assert new.node != old.node
        rooms.reported(new, title="恢复后")
        rooms.reported(old, title="原机")
        for room, entries in ((old, rooms.entries(new)), (new, rooms.entries(old))):
            room.do(lambda work, entries=entries: [work.take(entry) for entry in entries])
        assert rooms.live(new) == rooms.live(old)
    with pytest.raises(Refused, match=r"room\.exists"):
        backup.restore(tmp_path / "a.backup", restored)


def test_a_damaged_backup_restores_nothing(folder: Path, tmp_path: Path) -> None:
    """Flipped bits and cuts of a backup are refused in words, and the folder stays empty."""
    backup.backup(folder, tmp_path / "a.backup", rooms.NOW)
    whole = (tmp_path / "a.backup").read_bytes()
    rng = random.Random(7)
    harmless = 0
    for number in range(60):
        damaged = bytearray(whole[: rng.randrange(len(whole))] if number % 3 == 0 else whole)
        if number % 3:
            damaged[rng.randrange(len(damaged))] ^= 1 << rng.randrange(8)
        (tmp_path / "b.backup").write_bytes(damaged)
        target = tmp_path / f"r{number}"
        try:
            backup.restore(tmp_path / "b.backup", target)
        except RoomError as error:
            assert error.code in ("backup.not_one", "backup.damaged")
            assert not (target / engine.DATABASE).exists()
            continue
        with Room.open(target) as room:
            assert room.prove().ok
        harmless += 1
    assert harmless <= 10


def test_a_fork_and_an_altered_entry_are_refused(template_room: Path, tmp_path: Path) -> None:
    """An entry that was changed on the way, or written twice in one place by a copied room, is not taken in."""
    clock = rooms.Clock()
    with rooms.copied(template_room, tmp_path / "a", clock, seed=5) as a, rooms.copied(
        template_room, tmp_path / "b", clock, seed=6
    ) as b:
        rooms.reported(a)
        rooms.reported(b)
        last = rooms.entries(b)[-1]
        with pytest.raises(Refused, match=r"journal\.forked"):
            a.do(lambda work: work.take(last))
        altered = replace(last, facts={"title": "假"})
        with pytest.raises(Refused, match=r"journal\.altered"):
            a.do(lambda work: work.take(altered))
        assert a.prove().ok


def test_founding_is_whole_or_not_at_all(tmp_path: Path) -> None:
    """A refused founding leaves an empty folder; an old key in the way is kept under another name."""
    folder = tmp_path / "room"
    folder.mkdir()
    (folder / engine.KEY).write_text("a" * 64)
    facts = {"code": "320412003", "profile": "L", "admin": "admin", "password": rooms.PASSWORD}
    for wrong in ({"name": " "}, {"name": "街道", "code": "12"}, {"name": "街道", "profile": "Z"}):
        with pytest.raises(Refused):
            found_room(folder, rooms.Clock(), **{**facts, **wrong})  # type: ignore[arg-type]
        assert [path.name for path in folder.iterdir()] == [engine.KEY]
    found_room(folder, rooms.Clock(), name="街道", **facts)
    assert (folder / f"{engine.KEY}.aside-1").read_text() == "a" * 64
    with Room.open(folder, rooms.Clock()) as room:
        assert room.prove().ok
    with pytest.raises(Refused, match=r"room\.exists"):
        found_room(folder, rooms.Clock(), name="街道", **facts)


def test_a_reader_sees_one_moment(small_room: Room) -> None:
    """An event is read whole: a step that commits between its row and its orders is not seen half."""
    event = rooms.walk(small_room, rooms.reported(small_room), "filed")
    reader = small_room.reader()
    stepped = []

    def between(sql: str) -> None:
        if "FROM work_order" in sql and not stepped:
            stepped.append(True)
            rooms.walk(small_room, event, "dispatched")

    reader.raw.set_trace_callback(between)
    found = reader.event(event)
    reader.raw.set_trace_callback(None)
    assert stepped
    assert found is not None
    assert (found.state, found.orders) == ("filed", ())
    after = reader.event(event)
    assert after is not None
    assert (after.state, len(after.orders)) == ("dispatched", 1)
    reader.close()


def test_a_room_setting_that_would_stop_everything_is_refused(small_room: Room) -> None:
    """Another profile is adopted at once; one that does not exist, or a calendar nobody adopted, is refused."""
    for wrong in ({"profile": "Z"}, {"calendar": "no such"}):
        with pytest.raises(Refused):
            small_room.do(define.define, "room", "room", wrong, actor="admin")
    small_room.do(define.define, "room", "room", {"profile": "Y"}, actor="admin")
    assert rooms.walk(small_room, rooms.reported(small_room), "closed")


SCHEMA_1 = REPOSITORY / "tests" / "data" / "schema-0001"


def test_a_room_of_the_first_schema_opens_for_ever(tmp_path: Path) -> None:
    """A room written by the first schema opens, is brought up to the newest with a copy kept, and proves."""
    folder = tmp_path / "room"
    shutil.copytree(SCHEMA_1, folder)
    with Room.open(folder, rooms.Clock(rooms.NOW + 86_400)) as room:
        assert room.prove().ok
        assert room.counted() == (12, 10)
        if room.migrated_from != migrate.newest():
            assert (folder / f"{engine.DATABASE}.schema-1").is_file()
        event = rooms.reported(room)
        room.do(intake.amend, event, place="改了", actor="d1")
        assert room.prove().ok


def test_schema_steps_are_numbered_and_a_copy_is_kept(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new step is applied once after a copy of the file; one that fails changes nothing."""
    steps = tmp_path / "steps"
    shutil.copytree(migrate.FOLDER, steps)
    monkeypatch.setattr(migrate, "FOLDER", steps)
    new = migrate.newest() + 1
    broken = steps / f"{new:04d}_broken.sql"
    broken.write_text("CREATE TABLE extra (a);\nCREATE TABLE event (a);\n")
    with pytest.raises(Exception, match="already exists"):
        Room.open(folder)
    trigger = "CREATE TRIGGER t AFTER INSERT ON extra BEGIN\n SELECT 1;\n SELECT 2;\nEND;\n"
    broken.write_text("CREATE TABLE extra (a);\n" + trigger)
    with Room.open(folder, rooms.Clock()) as room:
        assert room.migrated_from == new - 1
        assert room.prove().ok
    assert (folder / f"{engine.DATABASE}.schema-{new - 1}").is_file()
    broken.rename(steps / f"{new + 1:04d}_hole.sql")
    with pytest.raises(AssertionError, match="hole"):
        migrate.steps()
