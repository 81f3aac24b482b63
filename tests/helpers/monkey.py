"""Somebody without sense at the whole program: seeded keys, clicks, pages, panels, walls, sizes; then it is closed.

``python -m tests.helpers.monkey ROOM SEED STEPS REPORT`` is a process of its own, by the program's own road from
``ui.app``; it writes every step to REPORT as it takes it, so that a crash leaves its last one there. Exit 0: nothing
was found.
"""

import argparse
import asyncio
import faulthandler
import gc
import logging
import os
import random
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import BuiltinMethodType, FunctionType, MethodType
from typing import Any

from PySide6.QtCore import QObject, QPoint, QSize, Qt
from PySide6.QtGui import QInputMethodEvent, QShortcut
from PySide6.QtPrintSupport import QPrinterInfo
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QWidget

from commandroom import demo
from commandroom.actions import intake, triage
from commandroom.domain.errors import Refused
from commandroom.room import Room
from ui import app, collecting
from ui.desk import Desk, Job
from ui.wall.wall_keeper import WallKeeper, monitors
from ui.wall.wall_window import WallWindow

SIZES = [QSize(1024, 640), QSize(1366, 768), QSize(1920, 1080), QSize(1200, 1000), QSize(2560, 700)]
BUTTONS = [Qt.MouseButton.LeftButton] * 8 + [Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton]
HELD = [Qt.KeyboardModifier.NoModifier] * 6 + [Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier]
KEYS = [
    *(Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Space, Qt.Key.Key_Delete),
    *(Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End),
    *(Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Plus, Qt.Key.Key_Minus, Qt.Key.Key_F1, Qt.Key.Key_F5),
]
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789/?.[]"
WORDS = ["占道", "垃圾", "120", "2026-11", "张", "320412003001", "大屏", "值班", "13812345678", "<b>&", "0302", "月"]
HARMLESS = ("propagateSizeHints", "This plugin does not support")
LAST_ACTS = ("month", "map", "duty", "pressure", "import", "wall", "")


class Listening(logging.Handler):
    """What the program and Qt said with a warning or worse."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it, unless the pictureless platform said it of itself."""
        said = record.getMessage()
        if not any(words in said for words in HARMLESS):
            self.heard.append(said)


def held_objects(call: Any, depth: int = 4) -> Iterator[QObject]:
    """Objects of Qt (a Job but excepted) that a call for another thread could touch there."""
    if isinstance(call, QObject):
        if not isinstance(call, Job):
            yield call
    elif depth:
        inner: list[Any] = []
        if isinstance(call, partial):
            inner = [call.func, *call.args, *call.keywords.values()]
        elif isinstance(call, MethodType | BuiltinMethodType):
            inner = [call.__self__]
        elif isinstance(call, FunctionType):
            inner = [cell.cell_contents for cell in call.__closure__ or ()]
        elif isinstance(call, list | tuple):
            inner = list(call)
        for one in inner:
            yield from held_objects(one, depth - 1)


class Monkey:
    """Seeded; the same seed takes the same steps as long as the window answers at the same moments."""

    def __init__(self, parts: app.Window, folder: Path, seed: int, report: Path) -> None:
        self._parts, self._folder = parts, folder
        self._dice = random.Random(seed)
        self._out = report.open("a", encoding="utf-8")
        self.found: list[str] = []
        self._files = report.parent
        self._ways: list[tuple[int, Callable[[], str]]] = [
            (10, self.press_key), (8, self.press_shortcut), (14, self.press_button), (14, self.click_anywhere),
            (5, self.write_words), (5, self.turn_page), (4, self.run_command), (3, self.drag), (3, self.wheel),
            (2, self.resize), (2, self.theme), (3, self.another_program), (1, self.wall_goes), (1, self.unplug),
            (2, self.open_scene), (1, self.answer), (1, self.collect),
        ]  # fmt: skip

    # -- how it lives ----------------------------------------------------------------------------------

    def note(self, words: str) -> None:
        """Write one line that outlives a crash."""
        self._out.write(words + "\n")
        self._out.flush()

    async def live(self, steps: int, seconds: float) -> None:
        """Sign in, do so many things (or for so long), and close the window in the middle of one."""
        window = self._parts.window
        while not self._parts.desk.is_open or not window.isVisible():
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.1)
        end = time.monotonic() + seconds
        weights = [weight for weight, _ in self._ways]
        for step in range(steps):
            if time.monotonic() > end:
                break
            if not window.working:
                await self._sign_in()
            act = self._dice.choices([act for _, act in self._ways], weights)[0]
            self.note(f"{step} {act.__name__}")
            await self._outside(act)
            await asyncio.sleep(self._dice.choice((0, 0, 0, 0.005, 0.02, 0.1)))
        await self._last_act()
        self.note("close")
        window.close()

    async def _outside(self, act: Callable[[], str]) -> None:
        """Do it as a person does: not inside a task, since Qt's test events run the loop once more."""
        loop, said = asyncio.get_running_loop(), asyncio.Event()

        def go() -> None:
            try:
                words = act()
                if words:
                    self.note(f"   {words}")
            finally:
                said.set()

        loop.call_soon(go)
        await said.wait()

    async def _sign_in(self) -> None:
        window, account = self._parts.window, self._dice.choice(("zhuren", "diaodu1", "admin"))
        self.note(f"sign in {account}")
        await self._parts.desk.sign_in(account, demo.PASSWORD)
        window.enter()

    async def _last_act(self) -> None:
        """Begin something long, and go in the middle of it."""
        window, last = self._parts.window, self._dice.choice(LAST_ACTS)
        self.note(f"last {last}")
        if not window.working:
            await self._sign_in()
        if last == "wall":
            self.wall_goes()
        elif last == "import":
            window.act("import")
        elif last:
            window.stack.turn_to(last)
            window.theme.use_next()
        await asyncio.sleep(self._dice.choice((0, 0.01, 0.2)))

    # -- what it does ----------------------------------------------------------------------------------

    def _taker(self) -> QWidget:
        return QApplication.activePopupWidget() or QApplication.focusWidget() or self._parts.window

    def press_key(self) -> str:
        """Any key, to whatever has the keyboard."""
        taker = self._taker()
        if self._dice.random() < 0.6:
            key: Any = self._dice.choice(KEYS)
        else:
            key = Qt.Key(ord(self._dice.choice(LETTERS).upper()))
        QTest.keyClick(taker, key, self._dice.choice(HELD))
        return f"{key!r} {type(taker).__name__}"

    def press_shortcut(self) -> str:
        """A key that something in the window listens to."""
        window = self._parts.window
        known = [one for one in window.findChildren(QShortcut) if one.isEnabled() and not one.key().isEmpty()]
        chosen = self._dice.choice(known)
        said = chosen.key().toString()
        QTest.keySequence(self._taker(), chosen.key())
        return said

    def press_button(self) -> str:
        """A button that can be seen."""
        seen = [one for one in self._parts.window.findChildren(QAbstractButton) if one.isVisible() and one.isEnabled()]
        if not seen:
            return "none"
        chosen = self._dice.choice(seen)
        said = f"{chosen.text()!r} {type(chosen.parent()).__name__}"
        self.note(f"   {said}")
        QTest.mouseClick(chosen, Qt.MouseButton.LeftButton)
        return ""

    def _place(self) -> tuple[QWidget, QPoint]:
        window = self._parts.window
        at = QPoint(self._dice.randrange(max(window.width(), 1)), self._dice.randrange(max(window.height(), 1)))
        widget = window.childAt(at) or window
        return widget, widget.mapFrom(window, at)

    def click_anywhere(self) -> str:
        """Click (or twice) somewhere in the window."""
        widget, at = self._place()
        button, held = self._dice.choice(BUTTONS), self._dice.choice(HELD)
        name = f"{type(widget).__name__} {at.x()},{at.y()} {button.name}"
        self.note(f"   {name}")
        (QTest.mouseDClick if self._dice.random() < 0.2 else QTest.mouseClick)(widget, button, held, at)
        return ""

    def drag(self) -> str:
        """Press here, let go there."""
        widget, at = self._place()
        name, held = type(widget).__name__, self._dice.choice(HELD)
        self.note(f"   {name}")
        QTest.mousePress(widget, Qt.MouseButton.LeftButton, held, at)
        for _ in range(4):
            at += QPoint(self._dice.randrange(-80, 80), self._dice.randrange(-80, 80))
            QTest.mouseMove(widget, at)
        QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, held, at)
        return ""

    def wheel(self) -> str:
        """Turn the wheel."""
        window = self._parts.window
        _, _ = self._place()
        at = QPoint(self._dice.randrange(window.width()), self._dice.randrange(window.height()))
        QTest.wheelEvent(window.windowHandle(), at, QPoint(0, self._dice.choice((-480, -120, 120, 480))))
        return f"{at.x()},{at.y()}"

    def write_words(self) -> str:
        """Write something where the keyboard is."""
        words = self._dice.choice(WORDS)
        taker = self._taker()
        if words.isascii():
            QTest.keyClicks(taker, words)
        else:  # as an input method does it
            written = QInputMethodEvent()
            written.setCommitString(words)
            QApplication.sendEvent(taker, written)
        return f"{words} {type(taker).__name__}"

    def turn_page(self) -> str:
        """Another page."""
        stack = self._parts.window.stack
        name = self._dice.choice([entry.name for entry in stack.entries])
        stack.turn_to(name)
        return name

    def open_scene(self) -> str:
        """What the page shows for its pictures: panels, other sides, the past."""
        page = self._parts.window.page
        scenes = page.scenes() if page is not None and page.ready() else []
        if not scenes:
            return ""
        scene = self._dice.choice(scenes)
        self.note(f"   {scene.name}")
        scene.show()
        return ""

    def run_command(self) -> str:
        """Something the command line offers, the wall among it."""
        command = self._dice.choice(self._parts.shell.commands)
        self.note(f"   {command.words}")
        command.run()
        return ""

    def resize(self) -> str:
        """Another size."""
        size = self._dice.choice(SIZES)
        self._parts.window.resize(size)
        return f"{size.width()}x{size.height()}"

    def theme(self) -> str:
        """Another theme, or larger type."""
        self._dice.choice((self._parts.theme.use_next, partial(self._parts.theme.zoom_by, 0.1),
                           partial(self._parts.theme.zoom_by, -0.1)))()  # fmt: skip
        return self._parts.theme.name

    def another_program(self) -> str:
        """A second program records in the same room."""
        count = self._dice.randrange(1, 4)
        with Room.open(self._folder) as other:
            for number in range(count):
                done = other.do(
                    intake.report, title=f"路面破损{number}", place="学府路", text="路面破损", source="12345",
                    reporter="陈小明", phone="13861234567", category="city_management", lon=120.053745,
                    lat=31.774202, actor="diaodu1",
                )  # fmt: skip
                if self._dice.random() < 0.5:
                    other.do(triage.file, str(done.result), "0302", actor="diaodu1")
        return str(count)

    def wall_goes(self) -> str:
        """The wall is opened, closed from the desk, or closed by the system."""
        keeper = self._parts.window.findChild(WallKeeper)
        if keeper is None:
            return "no keeper"
        if keeper.window is None:
            keeper.open()
            return "open"
        way = self._dice.choice(("close", "system", "keep", "keep"))
        if way == "close":
            keeper.close()
        elif way == "system":
            keeper.window.close()
        return way

    def unplug(self) -> str:
        """The monitors go, or come back."""
        keeper = self._parts.window.findChild(WallKeeper)
        if keeper is None:
            return "no keeper"
        gone = self._dice.random() < 0.5
        keeper._found = list if gone else monitors
        keeper.look()
        return "gone" if gone else "there"

    def answer(self) -> str:
        """Strangers come in; somebody locks."""
        if self._dice.random() < 0.7:
            self._parts.desk.toggle_visitors()
            return "visitors"
        self._parts.window.lock()
        return "lock"

    def collect(self) -> str:
        """What the collector does by itself, at an unlucky moment."""
        return str(gc.collect(self._dice.choice((0, 1, 2))))

    def _no_task(self) -> None:
        if asyncio.current_task(self._parts.loop) is not None:
            self.found.append("a dialog waits inside a task: every other task that comes on meanwhile is lost")

    # -- what it watches -------------------------------------------------------------------------------

    def watch(self) -> None:
        """No call for another thread may hold an object of Qt; no file dialog may wait for a person."""
        before = Desk._on

        async def on(desk: Desk, pool: Any, call: Any) -> Any:
            self.found += [f"{type(one).__name__} handed to a thread by {call!r}" for one in held_objects(call)]
            return await before(desk, pool, call)

        Desk._on = on  # type: ignore[method-assign,assignment]

        def save(_parent: Any = None, _title: str = "", name: str = "", *_rest: Any) -> tuple[str, str]:
            self._no_task()
            return (str(self._files / Path(name).name) if self._dice.random() < 0.7 else "", "")

        def load(*_rest: Any) -> tuple[str, str]:
            self._no_task()
            given = sorted(one for one in self._files.iterdir() if one.is_file())
            return (str(self._dice.choice(given)) if given and self._dice.random() < 0.7 else "", "")

        QFileDialog.getSaveFileName = save  # type: ignore[method-assign,assignment]
        QFileDialog.getOpenFileName = load  # type: ignore[method-assign]
        QPrinterInfo.availablePrinterNames = list  # type: ignore[method-assign,assignment]


def main() -> int:
    """Run one monkey; 1 with what was found on standard error."""
    parser = argparse.ArgumentParser()
    parser.add_argument("room", type=Path)
    parser.add_argument("seed", type=int)
    parser.add_argument("steps", type=int)
    parser.add_argument("report", type=Path)
    parser.add_argument("--seconds", type=float, default=1e9)
    parser.add_argument("--patience", type=float, default=600.0)
    given = parser.parse_args()
    listening = Listening()
    logging.getLogger().addHandler(listening)
    made = app.application("zh_CN")
    with collecting.held_back():
        parts = app.compose(made, given.room, "light")
        monkey = Monkey(parts, given.room, given.seed, given.report)
        monkey.watch()
        parts.crash.crashed.connect(lambda told: monkey.found.append(told.text))
        parts.desk.failed.connect(
            lambda error: None if isinstance(error, Refused) else monkey.found.append(repr(error))
        )
        patience = threading.Timer(given.patience, partial(_hung, parts.loop))
        patience.daemon = True
        patience.start()
        parts.desk.start(monkey.live(given.steps, given.seconds))
        app._run(parts, _door(), given.room, ["light"])
        patience.cancel()
        walls = [one for one in QApplication.topLevelWidgets() if isinstance(one, WallWindow) and one.isVisible()]
        monkey.found += ["a wall is left"] * len(walls)
    found = [*monkey.found, *listening.heard]
    sys.stderr.write("".join(f"{one}\n" for one in found))
    return 1 if found else 0


def _hung(loop: asyncio.AbstractEventLoop) -> None:
    """It did not end: say what every task and every thread waits for."""
    for task in asyncio.all_tasks(loop):
        task.print_stack(file=sys.stderr)
    faulthandler.dump_traceback(sys.stderr)
    os._exit(3)


def _door() -> argparse.Namespace:
    return app.arguments().parse_args(["--size", "1366x768"])


if __name__ == "__main__":
    sys.exit(main())
