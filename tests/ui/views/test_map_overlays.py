"""Layers and base on the map page of a real room: imported in the panel, switched, taken off; bad files in words."""

import asyncio
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from shiboken6 import delete

from commandroom.room import Room
from tests.helpers.desk_stage import NOW, copied
from tests.helpers.rooms import Clock
from tests.helpers.small_room import Run, until
from ui.desk import Desk
from ui.dialogs.import_dialog import ImportPanel
from ui.models.map_read import EventTeller, MapReading
from ui.shell import Shell, Toast
from ui.theme import Theme
from ui.views.map_overlays import MapOverlays
from ui.views.map_view import MapView

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


class Stage:
    """The page with its layers, the panel that was opened last, and what was said."""

    def __init__(self, desk: Desk, theme: Theme, folder: Path) -> None:
        self.folder = folder
        self.shell = Shell()
        self.toasts: list[Toast] = []
        self.panels: list[Any] = []
        self.shell.toast_wanted.connect(self.toasts.append)
        self.shell.panel_wanted.connect(self.panels.append)
        self.view = MapView(desk, theme, self.shell, MapReading(), EventTeller(desk))
        desk.changed.connect(self.view.take)
        self.parts = MapOverlays(self.view)

    def imported(self, kind: str, path: Path, datum: str, run: Run[Any]) -> ImportPanel:
        """Open the panel from the page, choose file and datum, wait until it was tried."""
        self.parts._import(kind)
        panel: ImportPanel = self.panels[-1]
        panel.options.datum.give(datum)
        panel.set_file(path)
        run(until(lambda: panel._job is None and (panel.adoption is not None or "请" in panel.says.text())))
        return panel


@pytest.fixture
def stage(
    town: Path, tmp_path: Path, theme: Theme, loop: asyncio.AbstractEventLoop, run: Run[Any]
) -> Iterator[Stage]:
    """A dispatcher at the map of a copy of the demonstration town."""
    folder = copied(town, tmp_path / "room")
    desk = Desk(lambda: Room.open(folder, Clock(NOW)), loop, poll_ms=30)
    run(desk.open())
    run(desk.sign_in("diaodu1", "Demo-2026-room"))
    made = Stage(desk, theme, folder)
    made.view.resize(1200, 800)
    made.view.show()
    made.view.enter()
    run(until(lambda: made.view.feed.loaded))
    yield made
    for panel in made.panels:
        panel.close()
        delete(panel)
    made.view.close()
    delete(made.view)
    run(desk.close())


def hydrants(folder: Path, lon: float, lat: float) -> Path:
    """Points and a line beside a place."""
    path = folder / "消防栓.geojson"
    features = [
        {"type": "Feature", "properties": {"name": "一号"}, "geometry": {"type": "Point", "coordinates": [lon, lat]}},
        {"type": "Feature", "properties": {"name": "管线"}, "geometry": {
            "type": "LineString", "coordinates": [[lon, lat], [lon + 0.003, lat + 0.002]]}},
    ]  # fmt: skip
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return path


def tiles(path: Path, colour: int = 0xFF3366AA) -> Path:
    """A base map of one picture for the whole world."""
    picture = QImage(256, 256, QImage.Format.Format_RGB32)
    picture.fill(colour)
    raw = QByteArray()
    buffer = QBuffer(raw)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")
    with sqlite3.connect(path) as file:
        file.execute("CREATE TABLE metadata (name TEXT, value TEXT)")
        file.execute("CREATE TABLE tiles (zoom_level INT, tile_column INT, tile_row INT, tile_data BLOB)")
        file.execute("INSERT INTO metadata VALUES ('format', 'png')")
        file.execute("INSERT INTO tiles VALUES (0, 0, 0, ?)", (bytes(raw.data()),))
    file.close()
    return path


def test_a_layer_comes_is_switched_and_goes(stage: Stage, tmp_path: Path, run: Run[Any]) -> None:
    """Tried, taken in, drawn with its labels, off and on by its pill, taken off for good."""
    lon, lat = stage.view.feed.layer.coords.mean(axis=0).tolist()
    panel = stage.imported("overlay", hydrants(tmp_path, lon, lat), "wgs84", run)
    assert "点 1 个、线 1 条" in panel.notes.text()
    assert stage.parts.layers == {}
    panel.apply()
    run(until(lambda: len(stage.parts.layers) == 1))
    (ident,) = stage.parts.layers
    drawings = stage.view.panel.canvas.scene.drawings
    assert stage.parts.drawings[ident] in drawings
    stage.view.panel.canvas.fly_to(lon, lat, 16.0)
    assert not stage.view.panel.canvas.grab().isNull()
    stage.parts.buttons[ident].setChecked(False)
    assert stage.parts.drawings[ident] not in drawings
    stage.parts.buttons[ident].setChecked(True)
    stage.parts.buttons[ident].actions()[0].trigger()
    run(until(lambda: stage.parts.layers == {}))
    assert drawings == []


def test_a_layer_from_elsewhere_is_refused_in_words(stage: Stage, tmp_path: Path, run: Run[Any]) -> None:
    """A file of another place says how far away it is and what to do."""
    panel = stage.imported("overlay", hydrants(tmp_path, 104.06, 30.67), "wgs84", run)
    assert "公里" in panel.says.text()
    assert not panel.button.isEnabled()


def test_a_base_is_kept_by_the_room(stage: Stage, tmp_path: Path, run: Run[Any], qapp: QApplication) -> None:
    """The picture lies under the grids, also when the first file is gone; a lost copy falls back with a sentence."""
    source = tiles(tmp_path / "底图.mbtiles")
    panel = stage.imported("base", source, "gcj02", run)
    panel.apply()
    run(until(lambda: stage.view.base is not None))
    source.unlink()
    assert stage.view.base is not None
    assert stage.view.base.path.parent == stage.folder / "maps"
    assert stage.view.base.datum == "gcj02"
    stage.view.base.path.rename(tmp_path / "gone")
    stage.parts.base = None
    stage.parts.load()
    run(until(lambda: stage.view.base is None))
    assert "不见了" in stage.toasts[-1].words


def test_bad_bases_are_refused(stage: Stage, shared_data: Path, tmp_path: Path, run: Run[Any]) -> None:
    """Vector tiles, wrong pictures, tiles off the world: each says what it is, nothing is copied."""
    folder = shared_data / "tiles-martin"
    for name in ("world_cities", "invalid-tile-format", "invalid-tile-idx", "json", "geography-class-png"):
        panel = stage.imported("base", folder / f"{name}.mbtiles", "wgs84", run)
        assert not panel.button.isEnabled(), name
        assert panel.says.text()
    good = tiles(tmp_path / "good.mbtiles")
    for datum, enabled in (("wgs84", True), ("bd09", False), ("", False)):
        assert stage.imported("base", good, datum, run).button.isEnabled() is enabled
    assert not (stage.folder / "maps").exists()


def test_a_base_that_breaks_while_shown_is_laid_down(stage: Stage, tmp_path: Path, run: Run[Any]) -> None:
    """A tile that cannot be read any more is said once; the grids are the map again."""
    assert stage.view.set_base(tiles(tmp_path / "b.mbtiles"))
    base = stage.view.base
    assert base is not None
    base._kept.clear()
    base._file.close()
    base._file = sqlite3.connect(":memory:")
    assert base.tile(0, 0, 0) is None
    stage.parts._look_at_base()
    assert stage.view.base is None
    assert stage.toasts[-1].kind == "trouble"
