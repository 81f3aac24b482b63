"""Tests of the crash handler: what is written down, what is left out, what a person sees."""

import asyncio
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.helpers.small_room import Run, until
from ui.errors import CrashHandler, CrashReport
from ui.theme import Theme
from ui.widgets.crash_panel import CrashPanel

NOON = 1782878400


def bug(words: str) -> BaseException:
    """An exception that travelled through the product."""
    from ui.theme import luminance

    try:
        luminance(3)  # type: ignore[arg-type]
    except AttributeError as error:
        try:
            raise ValueError(words) from error
        except ValueError as outer:
            return outer
    raise AssertionError("luminance took a number for a colour")


def test_a_report_is_written_and_announced(tmp_path: Path) -> None:
    """In the room's log, with time, versions and the road, causes first."""
    heard: list[CrashReport] = []
    handler = CrashHandler(tmp_path / "log", lambda: NOON)
    handler.crashed.connect(heard.append)
    report = handler.handle(bug("x"))
    assert heard == [report]
    assert report.path is not None
    text = report.path.read_text("utf-8")
    assert text.startswith("2026-07-01 12:00:00 +0800\nPython 3.")
    assert text.index("ui/theme.py:") < text.index("ValueError: x")


def test_a_report_holds_no_long_number_and_no_path(tmp_path: Path) -> None:
    """Telephone and ID numbers are masked; files are named as in every build."""
    text = CrashHandler(tmp_path / "log", lambda: NOON).handle(bug("13812345678 320412199001011234")).text
    assert "138****" in text
    assert "13812345678" not in text
    assert "199001011234" not in text
    assert str(Path(__file__).parent) not in text


def test_a_folder_that_cannot_be_written_hides_nothing(tmp_path: Path) -> None:
    """The person still gets the report, only without a file."""
    blocked = tmp_path / "file"
    blocked.write_text("x")
    report = CrashHandler(blocked / "log", lambda: NOON).handle(bug("x"))
    assert report.path is None
    assert "ValueError" in report.text


def test_threads_and_tasks_come_to_the_same_door(
    tmp_path: Path, loop: asyncio.AbstractEventLoop, run: Run[Any]
) -> None:
    """An exception in a plain thread, in a loop callback and on the way to the screen is caught."""
    heard: list[CrashReport] = []
    handler = CrashHandler(tmp_path / "log", lambda: NOON)
    handler.crashed.connect(heard.append)
    handler.install(loop)
    try:
        thread = threading.Thread(target=lambda: 1 // 0)
        thread.start()
        thread.join()

        async def go() -> None:
            loop.call_soon(lambda: {}["gone"])
            await until(lambda: len(heard) == 2)

        run(go())
        sys.excepthook(ValueError, bug("hook"), None)
    finally:
        handler.uninstall()
    assert sorted(report.title for report in heard) == ["KeyError", "ValueError", "ZeroDivisionError"]
    assert sys.excepthook is sys.__excepthook__


def test_the_panel_shows_and_copies(theme: Theme, qtbot: QtBot, tmp_path: Path) -> None:
    """Two bugs add up; the copy is the whole report; the person goes on."""
    over = QWidget()
    qtbot.addWidget(over)
    over.resize(1000, 700)
    over.show()
    panel = CrashPanel(theme, over)
    for words in ("first", "second"):
        panel.tell(CrashHandler(tmp_path, lambda: NOON).handle(bug(words)))
    panel.copy()
    copied = QGuiApplication.clipboard().text()
    assert copied.index("first") < copied.index("second")
    panel.dismiss()
    assert not panel.isVisible()


@pytest.mark.parametrize("interrupt", [KeyboardInterrupt()])
def test_ctrl_c_is_no_bug(
    interrupt: KeyboardInterrupt, tmp_path: Path, loop: asyncio.AbstractEventLoop, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ending the program from a terminal leaves no crash report."""
    handler = CrashHandler(tmp_path / "log", lambda: NOON)
    handler.install(loop)
    try:
        sys.excepthook(KeyboardInterrupt, interrupt, None)
    finally:
        handler.uninstall()
    assert list(tmp_path.glob("log/crash-*")) == []
    assert "KeyboardInterrupt" in capsys.readouterr().err
