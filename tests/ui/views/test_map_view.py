"""The map page: what is read is shown, levels and events switch, the lock is said, a bad base map is refused."""

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from commandroom.domain.changes import Changes
from tests.helpers.town_map import town_map
from ui.models.map_layers import EventPoint, GridShape, MapPicture
from ui.shell import Shell, Toast
from ui.theme import Theme
from ui.views.map_view import MapView

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
SQUARE = [[[(119.9, 31.7), (120.0, 31.7), (120.0, 31.8), (119.9, 31.8), (119.9, 31.7)]]]
GRIDS = (GridShape("T", "潞城街道", 0, "", SQUARE), GridShape("V", "富民社区", 1, "T", SQUARE, ("户数 312",)))


class DeskOfOnePicture(QObject):
    """A desk whose reader is a list of pictures, asked in order; tasks run at once on this thread."""

    def __init__(self, *pictures: MapPicture) -> None:
        super().__init__()
        self.pictures = list(pictures)
        self.clock = 1000

    def start(self, doing: Coroutine[Any, Any, Any], owner: QObject | None = None) -> None:
        """Run to the end, before the owner can go."""
        del owner
        asyncio.run(doing)

    async def ask(self, read: Callable[..., Any], *args: Any) -> Any:
        """Read with this as the reader."""
        return read(self, *args)

    def now(self) -> int:
        """The clock."""
        return self.clock

    def judged_at(self) -> int:
        """The clock by which lights are judged."""
        return self.clock

    @property
    def is_open(self) -> bool:
        """There is no room behind it."""
        return False

    def next_picture(self, now: int) -> MapPicture:
        """The next picture, the last one for ever."""
        assert now == self.clock
        return self.pictures.pop(0) if len(self.pictures) > 1 else self.pictures[0]


def page(qtbot: QtBot, *pictures: MapPicture) -> MapView:
    """A shown map page over these pictures."""
    desk = DeskOfOnePicture(*pictures)
    made = MapView(desk, Theme("light"), Shell(), DeskOfOnePicture.next_picture)  # type: ignore[arg-type]
    made._desk_kept = desk  # type: ignore[attr-defined]
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    made.enter()
    return made


def test_the_page_shows_what_was_read(qtbot: QtBot) -> None:
    """Grids, colours and pins of the picture are on the map; the page becomes ready."""
    view = page(qtbot, MapPicture(GRIDS, (EventPoint("e", 119.95, 31.75),), {"V": 4}, ("镇", "社区")))
    scene = view.panel.canvas.scene
    assert scene.shapes.layer.codes == ("T", "V")
    assert scene.raster.classes.tolist() == [-1, 2]
    assert scene.pins.ids == ("e",)
    qtbot.waitUntil(view.ready, timeout=5000)


def test_a_recorded_change_is_read_once_and_keeps_the_view(qtbot: QtBot) -> None:
    """Changes that come together are read once; same grids are not built again; a hand's view stays."""
    more = MapPicture(GRIDS, (EventPoint("e", 119.95, 31.75), EventPoint("f", 119.96, 31.75)), {"V": 11})
    view = page(qtbot, MapPicture(GRIDS), more)
    view.panel.canvas.touch(view.panel.canvas.window_now.panned(30, 0))
    window, shapes = view.panel.canvas.window_now, view.panel.canvas.scene.shapes
    with qtbot.waitSignal(view.feed.settled, timeout=3000):
        view.take(Changes(frozenset({("event", "f")}), 5))
        view.take(Changes(frozenset({("event", "f")}), 6))
    scene = view.panel.canvas.scene
    assert scene.pins.ids == ("e", "f")
    assert scene.raster.classes.tolist() == [-1, 4]
    assert scene.shapes is shapes
    assert view.panel.canvas.window_now == window


def test_changes_of_other_kinds_are_not_read(qtbot: QtBot) -> None:
    """A roster entry does not concern the map."""
    view = page(qtbot, MapPicture(GRIDS))
    view.take(Changes(frozenset({("duty", "x")}), 5))
    assert not view.feed._timer.isActive()


def test_levels_and_events_switch(qtbot: QtBot) -> None:
    """A button for each level by its word; off means not drawn."""
    view = page(qtbot, MapPicture(GRIDS, level_words=("镇", "社区")))
    words = [view.layers.levels[level].text() for level in sorted(view.layers.levels)]
    assert words == ["镇", "社区"]
    view.layers.levels[1].click()
    assert view.panel.canvas.scene.raster.depths == (0,)
    view.layers.pins.click()
    assert not view.panel.canvas.scene.pins_shown


def test_the_lock_is_said_and_given_back(qtbot: QtBot) -> None:
    """A touch locks the view in words; the button fits and unlocks."""
    view = page(qtbot, MapPicture(GRIDS))
    qtbot.keyClick(view.panel.canvas, Qt.Key.Key_Left)
    assert view.head.state.text() == "视图已锁定"
    button = next(found for found in view.findChildren(QPushButton) if found.text().startswith("全图"))
    button.click()
    assert view.head.state.text() == "视图跟随"


def test_search_flies_to_a_grid(qtbot: QtBot) -> None:
    """Part of a name or code chooses the grid and shows it; nothing found says so."""
    view = page(qtbot, MapPicture(GRIDS))
    assert view.search("富民")
    assert view.shell.selection.grid_code == "V"
    assert not view.search("没有这个")
    assert view.search("")


def test_a_bad_base_map_is_refused_in_a_sentence(qtbot: QtBot, tmp_path: Path) -> None:
    """The map stays as it was and the reason is told."""
    view = page(qtbot, MapPicture(GRIDS))
    said: list[Toast] = []
    view.shell.toast_wanted.connect(said.append)
    bad = tmp_path / "坏.mbtiles"
    bad.write_bytes(b"nonsense")
    view.set_base(bad)
    assert said[0].kind == "refused"
    assert "坏.mbtiles" in said[0].words
    assert view.panel.canvas.scene.raster.base is None


@pytest.mark.parametrize("theme", ["light", "dark", "wall"])
def test_every_theme_paints_the_ramp_of_its_tokens(qtbot: QtBot, theme: str) -> None:
    """The colours on the map are the theme's tokens, and change with the theme."""
    view = page(qtbot, MapPicture(GRIDS))
    view.theme._name = theme  # type: ignore[assignment]
    view.theme._colours.clear()
    view.theme.changed.emit()
    palette = view.panel.canvas.scene.palette
    assert palette.ramp[4].name().upper() == view.theme.hex("step_5").upper()
    assert len({colour.name() for colour in palette.ramp}) == 5


def test_a_town_of_all_levels_gets_ready(qtbot: QtBot) -> None:
    """The demonstration's size is drawn in slices by the event loop alone."""
    layer = town_map()
    view = page(qtbot, MapPicture())
    view.panel.show_grids(layer)
    qtbot.waitUntil(view.ready, timeout=10_000)


def test_further_parts_are_fitted_after_the_page_is_shown(qtbot: QtBot) -> None:
    """One by one, in order, the page complete only with the last; what they add stands where it belongs."""
    view = page(qtbot, MapPicture(GRIDS))
    done: list[str] = []

    def first(fitted: MapView) -> None:
        done.append("first")
        fitted.add_button(QPushButton("打印"))

    def second(fitted: MapView) -> None:
        done.append("second")
        fitted.add_layer("草稿", False, fitted.setEnabled)
        fitted.add_keys([("P", "打印")])

    view.fit_later([first, second])
    assert done == []
    assert not view.ready()
    qtbot.waitUntil(view.ready, timeout=5000)
    assert done == ["first", "second"]
    assert any(button.text() == "打印" for button in view.head.findChildren(QPushButton))
    assert any(button.text() == "草稿" for button in view.layers.findChildren(QPushButton))
    told = view.keys()
    assert ("P", "打印") in told
