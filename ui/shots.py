"""Walks every page and leaves a picture of each, when the page says that it is complete."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QSize

from commandroom.domain.errors import Unavailable
from ui.desk import Desk
from ui.main_window import MainWindow
from ui.theme import ThemeName
from ui.views.page import Page
from ui.wall.wall_state import SIDE_TILES, SLOWEST, MonitorState
from ui.wall.wall_window import WallWindow

PATIENCE = 60.0
"""Seconds a page may take; the pictures fail then."""
STILL = 0.6
"""Seconds a panel gets to read what it shows."""
GLANCE = 0.25
"""Seconds after which a page is asked again though it said nothing: parts of it may be hidden in a small window."""


async def take_all(
    window: MainWindow, out: Path, sizes: list[QSize], themes: list[ThemeName], account: str, password: str,
    *, brief: bool = False,
) -> list[Path]:  # fmt: skip
    """Pictures of sign-in, every page and scene, visitor mode, the lock and the keys, in every size and theme given.

    ``brief``: the pages alone.

    Raises Unavailable("window.shot_not_ready") for a page that never settles, Unavailable
    ("window.shot_not_saved") when a file cannot be written.
    """
    _make_folder(out)
    taken: list[Path] = []
    for size in sizes:
        for theme in themes:
            window.theme.use(theme)
            window.resize(size)
            window.show()
            taken += await _round(window, out, account, password, brief)
            window.leave()
    return taken


async def _round(window: MainWindow, out: Path, account: str, password: str, brief: bool) -> list[Path]:
    camera = _Camera(window, out)
    window.sign_in.greet(window.room_name, account)
    await camera.take("sign-in")
    await window.desk.sign_in(account, password)
    window.enter()
    for name in [entry.name for entry in window.stack.entries]:
        window.stack.turn_to(name)
        page = window.page
        assert page is not None
        await _settled(page, name)
        await camera.take(name)
        if not brief:
            await _scenes(window, page, camera)
    if not brief:
        await _apart(window, camera)
    return camera.taken


async def _scenes(window: MainWindow, page: Page, camera: "_Camera") -> None:
    """The page's own further pictures, each in what the one before left."""
    for scene in page.scenes():
        scene.show()
        await _settled(page, scene.name, scene.ready)
        if window.panels.panel is not None:
            await asyncio.sleep(STILL)
        await camera.take(scene.name)
        if scene.after is not None:
            scene.after()
        window.panels.put_away()


async def _apart(window: MainWindow, camera: "_Camera") -> None:
    """What belongs to no page: visitors in the room, the keys, the lock."""
    window.stack.turn_to(window.stack.entries[0].name)
    window.desk.toggle_visitors()
    page = window.page
    assert page is not None
    await _settled(page, "visitors")
    await asyncio.sleep(STILL)
    await camera.take("visitors")
    window.desk.toggle_visitors()
    window.show_help()
    await camera.take("keys")
    window.help.hide()
    window.lock()
    await camera.take("lock")


class _Camera:
    def __init__(self, window: MainWindow, out: Path) -> None:
        self._window, self._out = window, out
        self.taken: list[Path] = []

    async def take(self, name: str) -> None:
        """One picture, after what is queued (layout, styles, signals) was done."""
        for _ in range(3):
            await asyncio.sleep(0)
        window = self._window
        size = f"{window.width()}x{window.height()}"
        path = self._out / f"{len(self.taken):02d}-{name}-{size}-{window.theme.name}.png"
        if not window.grab().save(str(path)):
            raise Unavailable("window.shot_not_saved", path=str(path))
        self.taken.append(path)


async def take_wall(desk: Desk, out: Path, sizes: list[QSize]) -> list[Path]:
    """Pictures of the wall with each tile that takes turns, and as it looks when the room is not heard of."""
    window = WallWindow(desk, MonitorState(seconds=SLOWEST))  # nothing turns by itself meanwhile
    taken: list[Path] = []
    try:
        for size in sizes:
            window.resize(size)
            window.show()
            async with asyncio.timeout(PATIENCE):
                while not window.ready():
                    await asyncio.sleep(GLANCE)
            for name in (*SIDE_TILES, "old"):
                window.show_turn(SIDE_TILES[0] if name == "old" else name)
                await asyncio.sleep(0)
                if name == "old":
                    window.grow_old(185)
                path = out / f"wall-{name}-{size.width()}x{size.height()}.png"
                if not window.grab().save(str(path)):
                    raise Unavailable("window.shot_not_saved", path=str(path))
                taken.append(path)
            window.tick()
    except TimeoutError:
        raise Unavailable("window.shot_not_ready", page="wall", seconds=int(PATIENCE)) from None
    finally:
        window.close()
        window.deleteLater()
    return taken


async def _settled(page: Page, name: str, also: Callable[[], bool] | None = None) -> None:
    def ready() -> bool:
        return page.ready() and (also is None or also())

    if ready():
        return
    settled = asyncio.Event()
    page.settled.connect(settled.set)
    try:
        async with asyncio.timeout(PATIENCE):
            while not ready():
                with suppress(TimeoutError):
                    await asyncio.wait_for(settled.wait(), GLANCE)
                settled.clear()
    except TimeoutError:
        raise Unavailable("window.shot_not_ready", page=name, seconds=int(PATIENCE)) from None
    finally:
        page.settled.disconnect(settled.set)


def _make_folder(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unavailable("window.shot_not_saved", path=str(out)) from error
