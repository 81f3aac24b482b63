"""The town that is staged: all that people do beside the cases, by their own actions, and always the same."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from commandroom import demo
from commandroom.domain.closed_month import closed_months
from commandroom.domain.handover import Stage
from commandroom.domain.instant import Instant, instant
from commandroom.domain.month_roster import RosterState
from commandroom.domain.submission import DONE_LATE, OVERDUE
from commandroom.reports import closing, report_calendar
from commandroom.reports.duty_board import board, seat_board
from commandroom.room import Room
from commandroom.store.reader import Reader
from commandroom.sync.demo_town.size import TOWN

NOW = "2026-11-22T14:30"
SHORT = replace(TOWN, name="short", stories=40)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A town with few cases, and all the rest."""
    return made(tmp_path_factory.mktemp("staged") / "room")


def made(folder: Path) -> Path:
    """Build it once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(demo.SIZES, "short", SHORT)
        demo.build(folder, size="short", now=NOW)
    return folder


@pytest.fixture
def reader(folder: Path) -> Iterator[Reader]:
    """A look at it."""
    with Room.open(folder) as room:
        found = room.reader()
        yield found
        found.close()


def now() -> Instant:
    """The present of the town."""
    return instant(datetime.fromisoformat(NOW))


def test_journal_verifies(folder: Path) -> None:
    """Chain, refold and the database's own checks hold: nothing was written past the actions."""
    with Room.open(folder) as room:
        proof = room.prove()
    assert proof.ok, proof.findings


def test_rosters_and_the_gap_of_a_leave(reader: Reader) -> None:
    """Past months are locked, this one and the next published; a leave opens one gap that somebody can fill."""
    states = {one.id: one.state for one in reader.all("roster")}
    assert states["2026-10"] is RosterState.LOCKED
    assert states["2026-11"] is states["2026-12"] is RosterState.PUBLISHED
    shown = board(reader, "2026-11", now())
    assert len(shown.gaps) == 1
    assert any(one.fits for one in shown.gaps[0].candidates)
    assert shown.month.gap_days == 1
    assert sorted(one.state.value for one in reader.all("swap")) == ["approved", "offered"]
    assert len(shown.changes) == 2


def test_the_seat(reader: Reader) -> None:
    """The handover of the morning is taken, the next one half taken; promises wait, equipment is out of order."""
    seat = seat_board(reader, now())
    assert seat.before is not None
    assert seat.before.stage is Stage.TAKEN
    assert seat.handover is not None
    assert 0 < len(seat.handover.took) < len(seat.handover.items)
    assert {one.open for one in reader.all("promise")} == {True, False}
    assert {one.condition for one in reader.all("equipment")} == {"good", "trouble", "repair"}
    assert len(reader.all("duty_log")) > 4


def test_a_closed_month_and_the_calendar(reader: Reader) -> None:
    """The month before the last is signed and kept byte for byte; one paper went late, the last month's did not go."""
    (closed,) = closed_months(reader.all("report"))
    assert closed.month == "2026-09"
    assert closing.paper(reader, closed, closing.PAPER).startswith(b"%PDF")
    states = [due.state(now()) for due in report_calendar.dues(reader, now(), report_calendar.began(reader))]
    assert states.count(DONE_LATE) == 1
    assert OVERDUE in states
    kept = reader.find("paper", "monthly:2026-10")
    assert kept["problems"]
    assert len(kept["chosen"]) == 2


def test_the_plan_and_the_layers(reader: Reader) -> None:
    """A plan in draft cuts a grid and moves a border; schools and a river lie over the map."""
    assert [one.state.value for one in reader.all("grid_plan")] == ["draft"]
    assert {one.verb for one in reader.all("grid_edit")} == {"split", "bend"}
    assert {one["name"] for one in reader.all("overlay")} == {"学校", "河道"}


def test_the_same_again(folder: Path, tmp_path: Path) -> None:
    """The same seed and moment give the same journal, to the last hash."""

    def last(place: Path) -> object:
        with Room.open(place) as room:
            found = room.reader()
            try:
                return found.rows("SELECT pos, hash FROM journal ORDER BY pos DESC LIMIT 1")
            finally:
                found.close()

    assert last(made(tmp_path / "room")) == last(folder)
