"""Base maps from files: real good ones, real broken ones, and what lies where."""

import sqlite3
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QIODevice, QRect
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from commandroom.domain.errors import Refused, Unavailable
from commandroom.text import sentence
from ui.widgets.map.tiles import TileBase


def picture(colour: str, kind: str = "PNG") -> bytes:
    """A picture of one colour."""
    image = QImage(256, 256, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, kind)  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def write(path: Path, tiles: list[tuple[int, int, int, bytes]], said: str = "png") -> Path:
    """An MBTiles file of these (zoom, column, row from the south, data)."""
    with sqlite3.connect(path) as file:
        file.execute("CREATE TABLE metadata (name text, value text)")
        file.execute("CREATE TABLE tiles (zoom_level int, tile_column int, tile_row int, tile_data blob)")
        file.execute("INSERT INTO metadata VALUES ('format', ?), ('attribution', '审图号 X')", (said,))
        file.executemany("INSERT INTO tiles VALUES (?, ?, ?, ?)", tiles)
    file.close()
    return path


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("world_cities", "tiles.vector"),
        ("zoomed_world_cities", "tiles.vector"),
        ("uncompressed_mvt", "tiles.vector"),
        ("bad_hash", "tiles.vector"),
        ("invalid-tile-idx", "tiles.vector"),
        ("invalid_zoomed_world_cities", "tiles.vector"),
        ("json", "tiles.format"),
        ("invalid-tile-format", "tiles.broken_tile"),
    ],
)
def test_real_files_that_will_not_do_are_refused(shared_data: Path, name: str, code: str, qtbot: QtBot) -> None:
    """Vector tiles, other things and broken files each get their own sentence; nothing is left open."""
    with pytest.raises(Refused) as refused:
        TileBase(shared_data / "tiles-martin" / f"{name}.mbtiles")
    assert refused.value.code == code
    assert name in sentence(refused.value)


@pytest.mark.qt_log_ignore("JPEG datastream")
@pytest.mark.parametrize("name", ["geography-class-png", "geography-class-jpg"])
def test_real_files_with_cut_pictures_are_refused(shared_data: Path, name: str, qtbot: QtBot) -> None:
    """These two name png and jpg tiles but hold only their first bytes: the tile is named."""
    with pytest.raises(Refused) as refused:
        TileBase(shared_data / "tiles-martin" / f"{name}.mbtiles")
    assert refused.value.code == "tiles.broken_tile"
    assert refused.value.facts["tile"] == "0/0/0"


@pytest.mark.parametrize("kind", ["PNG", "JPG"])
def test_pictures_are_shown(tmp_path: Path, kind: str, qtbot: QtBot) -> None:
    """Png and jpg tiles open, with the attribution that must be shown."""
    base = TileBase(write(tmp_path / "a.mbtiles", [(0, 0, 0, picture("#ff0000", kind))], kind.lower()))
    tile = base.tile(0, 0, 0)
    assert tile is not None
    assert tile.pixelColor(9, 9).red() > 250
    assert base.attribution == "审图号 X"
    base.close()


def test_rows_are_counted_from_the_south_in_the_file(tmp_path: Path, qtbot: QtBot) -> None:
    """The file's row 1 at zoom 1 is the northern half of the world."""
    tiles = [(1, 0, 1, picture("#ff0000")), (1, 0, 0, picture("#0000ff"))]
    base = TileBase(write(tmp_path / "a.mbtiles", tiles))
    north = base.tile(1, 0, 0)
    assert north is not None
    assert north.pixelColor(5, 5) == QColor("#ff0000")
    base.close()


def test_beyond_the_highest_zoom_the_last_tile_is_stretched(tmp_path: Path, qtbot: QtBot) -> None:
    """At zoom 5 a file that ends at zoom 1 still paints, and the right quarter; outside its tiles nothing."""
    tiles = [(1, 0, 1, picture("#ff0000")), (1, 1, 1, picture("#00ff00"))]
    base = TileBase(write(tmp_path / "a.mbtiles", tiles))
    image = QImage(64, 64, QImage.Format.Format_RGB32)
    image.fill(QColor("#123456"))
    side = 256 * 2**5
    for left, top, colour in ((100, 100, "#ff0000"), (side - 500, 100, "#00ff00"), (100, side - 500, "#123456")):
        with QPainter(image) as painter:
            painter.fillRect(image.rect(), QColor("#123456"))
            base.paint(painter, QRect(left, top, 64, 64), 2.0 ** (5 - 18))
        assert image.pixelColor(32, 32) == QColor(colour)
    base.close()


def test_a_broken_tile_in_the_middle_leaves_a_gap(tmp_path: Path, qtbot: QtBot) -> None:
    """One bad tile among good ones does not stop the map: the coarser one is shown in its place."""
    good = [(0, 0, 0, picture("#ff0000"))] * 4
    base = TileBase(write(tmp_path / "a.mbtiles", [*good, (1, 0, 0, b"\x89PNG broken")]))
    assert base.tile(1, 0, 1) is None
    image = QImage(16, 16, QImage.Format.Format_RGB32)
    image.fill(0)
    with QPainter(image) as painter:
        base.paint(painter, QRect(50, 300, 16, 16), 2.0 ** (1 - 18))
    assert image.pixelColor(8, 8) == QColor("#ff0000")
    base.close()


def test_tiles_outside_their_zoom_are_refused(tmp_path: Path, qtbot: QtBot) -> None:
    """A column that cannot exist at its zoom means a damaged index."""
    with pytest.raises(Refused, match=r"tiles\.outside"):
        TileBase(write(tmp_path / "a.mbtiles", [(1, 7, 0, picture("#ff0000"))]))


def test_what_is_no_mbtiles_is_refused(tmp_path: Path, shared_data: Path, qtbot: QtBot) -> None:
    """PMTiles, text, an empty file, a database of something else, a cut file, a file that is not there."""
    text = tmp_path / "a.mbtiles"
    text.write_text("hello")
    empty = tmp_path / "b.mbtiles"
    empty.write_bytes(b"")
    other = tmp_path / "c.mbtiles"
    with sqlite3.connect(other) as file:
        file.execute("CREATE TABLE x (y)")
    file.close()
    cut = tmp_path / "d.mbtiles"
    cut.write_bytes((shared_data / "tiles-martin" / "geography-class-png.mbtiles").read_bytes()[:5000])
    for path in (text, empty, other, cut, shared_data / "tiles-martin" / "png.pmtiles"):
        with pytest.raises(Refused, match=r"tiles\.not_mbtiles"):
            TileBase(path)
    with pytest.raises(Unavailable, match=r"tiles\.unreadable"):
        TileBase(tmp_path / "none.mbtiles")
    with pytest.raises(Refused, match=r"tiles\.empty"):
        TileBase(write(tmp_path / "e.mbtiles", []))


def test_the_file_is_never_written(tmp_path: Path, qtbot: QtBot) -> None:
    """Opening leaves the bytes and the folder as they were."""
    path = write(tmp_path / "a.mbtiles", [(0, 0, 0, picture("#ff0000"))])
    before = path.read_bytes()
    base = TileBase(path)
    base.tile(0, 0, 0)
    base.close()
    assert path.read_bytes() == before
    assert [found.name for found in tmp_path.iterdir()] == ["a.mbtiles"]
