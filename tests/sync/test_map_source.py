"""The map of a real room as one file: what is open is on it, no person is, and it says when it was made."""

from pathlib import Path

import pytest

from commandroom.demo import build
from commandroom.domain.instant import at
from commandroom.room import Room
from commandroom.sync.map.source import export_room_map

NOW = at(2026, 11, 5, 14, 30)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small demonstration room."""
    folder = tmp_path_factory.mktemp("town") / "room"
    build(folder, size="small", now="2026-11-05T14:30")
    return folder


def test_open_events_leave_without_their_reporters(town: Path, tmp_path: Path) -> None:
    """As many features as open events with a place; no telephone and no reporter of the room stands in it."""
    with Room.open(town, lambda: NOW) as room:
        reader = room.reader()
        made = export_room_map(reader, tmp_path / "map.html", NOW)
        still = room.counted()[1]
        people = reader.rows("SELECT DISTINCT phone, reporter FROM event WHERE phone <> '' OR reporter <> ''")
        reader.close()
    page = (tmp_path / "map.html").read_text("utf-8")
    assert made.events + made.nowhere == still
    assert made.grids > 0
    assert "2026-11-05 14:30" in page
    assert page.count("2026年10月 热力") >= 2, "as a layer and in the legend"
    assert people
    for phone, _ in people:
        assert not phone or phone not in page


def test_chosen_events_only(town: Path, tmp_path: Path) -> None:
    """With ``only`` exactly these are drawn, closed ones too."""
    with Room.open(town, lambda: NOW) as room:
        reader = room.reader()
        rows = reader.rows("SELECT id, number FROM event WHERE lon IS NOT NULL ORDER BY row LIMIT 3")
        made = export_room_map(reader, tmp_path / "map.html", NOW, [row[0] for row in rows])
        reader.close()
    page = (tmp_path / "map.html").read_text("utf-8")
    assert made.events == 3
    assert all(row[1] in page for row in rows)
