"""From the start of the program to a usable queue, and the memory then, beside a bare window of the same Qt.

Run by ``make bench`` (or ``python tests/bench/bench_start.py [ROOM]``); prints a table and asserts no time.
The room: the one named, else build/bench/room-1000000, else build/demo/room, else a small one made for it.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import pytest

REPO = Path(__file__).resolve().parents[2]
if __name__ == "__main__":
    sys.path.insert(0, str(REPO))
ROUNDS = 5
ROOMS = (REPO / "build/bench/room-1000000", REPO / "build/demo/room")
ACCOUNT = "zhuren"
PASSWORD = "Demo-2026-room"

BARE = """
import json, os, sys, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

def told():
    said = open("/proc/self/status").read().split("VmRSS:")[1].split()[0]
    print(json.dumps({"first paint": time.time() - float(sys.argv[1]), "memory": int(said) / 1024}))
    os._exit(0)

class Bare(QWidget):
    def paintEvent(self, event):
        QTimer.singleShot(0, told)

app = QApplication([])
window = Bare()
window.resize(1920, 1080)
window.show()
app.exec()
"""
"""A window with nothing in it: what Qt itself needs."""

WINDOW = """
import json, sys, time
begun = float(sys.argv.pop(1))
marks = {}

def mark(name):
    if name not in marks:
        marks[name] = time.time() - begun

from PySide6.QtCore import QTimer
from ui import app
mark("imported")
from ui.main_window import MainWindow
from ui.views.opening_view import OpeningView

def told(window):
    mark("usable")
    said = open("/proc/self/status").read()
    marks["memory"] = int(said.split("VmRSS:")[1].split()[0]) / 1024
    marks["peak"] = int(said.split("VmHWM:")[1].split()[0]) / 1024
    print(json.dumps(marks))
    window.close()

before = {"paint": MainWindow.paintEvent, "begin": MainWindow.begin, "enter": MainWindow.enter}

def painted(self, event):
    before["paint"](self, event)
    QTimer.singleShot(0, lambda: mark("first paint"))

def begin(self, *args):
    mark("room open")
    before["begin"](self, *args)

def enter(self):
    mark("signed in")
    before["enter"](self)
    page = self.page
    self.timer = QTimer(self, interval=0)
    self.timer.timeout.connect(lambda: page.ready() and self.timer.stop() is None and drawn(self))
    self.timer.start()

def drawn(window):
    window.repaint()
    told(window)

MainWindow.paintEvent, MainWindow.begin, MainWindow.enter = painted, begin, enter
sys.exit(app.main(sys.argv[1:]))
"""
"""The real window; it closes itself when its first page says that it is complete, and was painted."""


def run(script: str, *words: str, cache: str) -> dict[str, float]:
    """One start in a process of its own; seconds since before it was spawned."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment |= {"QT_QPA_PLATFORM": "offscreen", "COMMANDROOM_PASSWORD": PASSWORD, "PYTHONPYCACHEPREFIX": cache}
    ended = subprocess.run(
        [sys.executable, "-c", script, repr(time.time()), *words],
        env=environment, cwd=REPO, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    if ended.returncode or not ended.stdout.strip():
        raise RuntimeError(f"the window did not start: {ended.returncode}\n{ended.stderr}")
    found: dict[str, float] = json.loads(ended.stdout.strip().splitlines()[-1])
    return found


def room(made_in: Path) -> Path:
    """The largest room there is."""
    for folder in ROOMS:
        if (folder / "room.db").is_file():
            return folder
    from commandroom.demo import build

    build(made_in / "room", size="small")
    return made_in / "room"


def counted(folder: Path) -> int:
    """How many events the room has."""
    from commandroom.room import Room

    with Room.open(folder) as opened:
        return opened.counted()[0]


def table(folder: Path) -> list[str]:
    """The lines of the table."""
    with tempfile.TemporaryDirectory() as cache:
        words = ("--room", str(folder), "--as", ACCOUNT, "--size", "1920x1080")
        run(BARE, cache=cache)
        run(WINDOW, *words, cache=cache)
        bare = [run(BARE, cache=cache) for _ in range(ROUNDS)]
        real = [run(WINDOW, *words, cache=cache) for _ in range(ROUNDS)]
    limit = {name: median(one[name] for one in bare) for name in bare[0]}
    lines = [f"start on {counted(folder):,} events ({folder}), median of {ROUNDS}, offscreen, 1920x1080"]
    lines.append(f"  {'bare PySide6 window':24} {limit['first paint']:7.2f} s   {limit['memory']:6.0f} MB")
    for name in real[0]:
        value, worst = median(one[name] for one in real), max(one[name] for one in real)
        if name in ("memory", "peak"):
            lines.append(f"  {name:24} {value:7.0f} MB  (x{value / limit['memory']:.1f} bare; goal 250 MB)")
        else:
            goal = "; goal 2 s" if name == "usable" else ""
            ratio = value / limit["first paint"]
            lines.append(f"  {name:24} {value:7.2f} s   worst {worst:.2f}  (x{ratio:.1f} bare{goal})")
    return lines


@pytest.mark.bench
def test_start_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Prints the figures of the start; times are never asserted."""
    with capsys.disabled():
        print("\n".join(table(room(tmp_path))))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        print("\n".join(table(Path(sys.argv[1]) if len(sys.argv) > 1 else room(Path(made)))))
