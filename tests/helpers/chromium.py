"""Open a page in headless Chromium with the line cut, do things to it, and say what happened; a process of its own.

Chromium comes as QtWebEngine, which is locked with the other libraries and needs seven small Debian packages;
Debian's own chromium would be a hundred megabytes of another version each month, and offers no clicks without a
driver. It runs apart because it cannot live beside the tests' own application, and so that ``unshare`` can take
the network away from all of it.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

FLAGS = (
    "--no-sandbox --disable-dev-shm-usage --disable-gpu --disable-gpu-compositing --disable-background-networking"
    ' --disable-component-update --disable-sync --no-first-run --host-resolver-rules="MAP * ~NOTFOUND"'
)
WAIT_MS = 120


def look(page: Path, steps: list[list[Any]], size: tuple[int, int] = (1280, 800), seconds: int = 240) -> dict[str, Any]:
    """What a browser says of a page: ``steps`` are ["js", code] (its value is told), ["until", code] (asked
    again until it gives something, which is told) and ["click", code] (the code gives [x, y] in the page).

    The answer: ``told`` values in order, ``asked`` every address requested, ``said`` the console's words, ``load_s``
    and ``paint_s`` seconds until loaded and until painted, ``memory_mb`` of all its processes, ``cut`` whether the
    network itself was gone.
    """
    cut = _unshared()
    command = [*cut, sys.executable, "-m", "tests.helpers.chromium"]
    folder = page.parent / "chromium"
    environment = os.environ | {
        "QT_QPA_PLATFORM": "offscreen", "QTWEBENGINE_CHROMIUM_FLAGS": FLAGS, "QTWEBENGINE_DISABLE_SANDBOX": "1",
        "QT_QUICK_BACKEND": "software", "HOME": str(folder), "XDG_RUNTIME_DIR": str(folder),
        "PYTHONPATH": str(Path(__file__).resolve().parents[2]),
    }  # fmt: skip
    folder.mkdir(mode=0o700, exist_ok=True)
    asked = json.dumps({"page": str(page), "steps": steps, "size": size, "cut": bool(cut), "seconds": seconds * 0.8})
    done = subprocess.run(
        command, input=asked, env=environment, capture_output=True, text=True, timeout=seconds, check=False
    )
    line = next((line for line in done.stdout.splitlines() if line.startswith('{"told"')), None)
    assert line is not None, f"Chromium ended with {done.returncode}:\n{done.stdout[-500:]}\n{done.stderr[-3000:]}"
    answer: dict[str, Any] = json.loads(line)
    return answer


def _unshared() -> list[str]:
    """What takes the network away from a process, where this user may do so."""
    command = ["unshare", "--net"] if os.geteuid() == 0 else ["unshare", "--net", "--map-root-user"]
    if shutil.which("unshare") is None:
        return []
    return command if subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0 else []


def _memory() -> float:
    """Megabytes of this process and all below it, shared pages counted by their share."""
    parents: dict[int, int] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(status.parent.name)] = int(status.read_text("utf-8").rpartition(")")[2].split()[1])
        except OSError:
            continue
    mine = {os.getpid()}
    while more := {pid for pid, parent in parents.items() if parent in mine} - mine:
        mine |= more
    total = 0
    for pid in mine:
        try:
            words = Path(f"/proc/{pid}/smaps_rollup").read_text("utf-8")
        except OSError:
            continue
        total += next((int(line.split()[1]) for line in words.splitlines() if line.startswith("Pss:")), 0)
    return total / 1024


def main() -> int:
    """The browser's own process: read what is wanted, answer on standard output."""
    from PySide6.QtCore import QEventLoop, QPoint, QSize, Qt, QTimer, QUrl
    from PySide6.QtTest import QTest
    from PySide6.QtWebEngineCore import (
        QWebEnginePage,
        QWebEngineProfile,
        QWebEngineSettings,
        QWebEngineUrlRequestInterceptor,
    )
    from PySide6.QtWebEngineWidgets import QWebEngineView
    from PySide6.QtWidgets import QApplication

    asked = json.loads(sys.stdin.read())
    requests: list[str] = []
    said: list[str] = []

    class Noted(QWebEngineUrlRequestInterceptor):
        def interceptRequest(self, info: Any) -> None:
            address = info.requestUrl().toString()
            requests.append(address[:200])
            info.block(not address.startswith(("file:", "data:", "blob:")))

    class Page(QWebEnginePage):
        def javaScriptConsoleMessage(self, level: Any, words: str, line: int, source: str) -> None:
            said.append(f"{level.name}: {words} ({source[-40:]}:{line})")

    def pause(milliseconds: int) -> None:
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()

    def answered(ask: Callable[[Callable[[Any], None]], None]) -> Any:
        found: list[Any] = []
        ask(found.append)
        end = time.monotonic() + 60
        while not found and time.monotonic() < end:
            pause(5)
        return found[0] if found else None

    application = QApplication([])
    profile = QWebEngineProfile()
    noted = Noted()
    profile.setUrlRequestInterceptor(noted)
    page = Page(profile)
    far = QWebEngineSettings.WebAttribute.LocalContentCanAccessRemoteUrls
    page.settings().setAttribute(far, True)  # or a page from a file could not even ask, and nothing would be proved
    view = QWebEngineView()
    view.setPage(page)
    view.resize(QSize(*asked["size"]))
    view.show()
    start = time.monotonic()
    loaded = answered(lambda tell: (page.loadFinished.connect(tell), page.load(QUrl.fromLocalFile(asked["page"])))[1])
    load = time.monotonic() - start

    def evaluate(code: str) -> Any:
        words = answered(lambda tell: page.runJavaScript(f"JSON.stringify((()=>{{{code}}})() ?? null)", tell))
        return json.loads(words) if words else None

    evaluate("window.seen=0;requestAnimationFrame(()=>requestAnimationFrame(()=>{window.seen=1}));")
    while not evaluate("return window.seen") and time.monotonic() - start < 120:
        pause(5)
    paint = time.monotonic() - start
    told: list[Any] = []
    for kind, code in asked["steps"]:
        value = evaluate(code)
        while kind == "until" and not value and time.monotonic() - start < asked["seconds"]:
            pause(20)
            value = evaluate(code)
        if kind == "click":
            if value is not None:
                QTest.mouseClick(view.focusProxy(), Qt.MouseButton.LeftButton, pos=QPoint(*map(round, value)))
            pause(WAIT_MS)
        else:
            told.append(value)
            pause(WAIT_MS // 4)
    answer = json.dumps({
        "told": told, "asked": requests, "said": said, "loaded": bool(loaded), "load_s": load, "paint_s": paint,
        "memory_mb": _memory(), "cut": asked["cut"],
    })  # fmt: skip
    sys.stdout.write(answer + "\n")
    sys.stdout.flush()
    view.hide()
    view.setPage(None)  # type: ignore[arg-type] # a page goes before its profile
    page.deleteLater()
    view.deleteLater()
    application.sendPostedEvents()
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
