"""The one door for bugs: a report without personal data, written to the room's log, shown to a person."""

import asyncio
import faulthandler
import logging
import platform
import re
import sys
import threading
import traceback
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, Signal, qInstallMessageHandler, qVersion

from commandroom.clock import Clock, computer
from commandroom.domain.instant import local

LOG = logging.getLogger("commandroom.ui")
_LONG_NUMBER = re.compile(r"\d{7,}")
_QT_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


@dataclass(frozen=True, slots=True)
class CrashReport:
    """What a person may copy and send: no values of the case, no path of this machine, no long number."""

    title: str
    text: str
    path: Path | None


def _place(filename: str) -> str:
    """A file as the program calls it: the same on every machine and in every build."""
    parts = Path(filename).parts
    for root in ("commandroom", "ui"):
        if root in parts:
            at = len(parts) - 1 - parts[::-1].index(root)
            return "/".join(parts[at:])
    return "/".join(parts[-2:])


def describe(error: BaseException, now: datetime) -> str:
    """The text of a crash report: versions, then the road of the exception, causes first."""
    lines = [
        f"{now:%Y-%m-%d %H:%M:%S %z}",
        f"Python {platform.python_version()}, Qt {qVersion()}, {platform.system()} {platform.release()}",
        "",
    ]
    chain: list[BaseException] = [error]
    while (cause := chain[-1].__cause__ or chain[-1].__context__) is not None and cause not in chain:
        chain.append(cause)
    for one in reversed(chain):
        lines += [
            f"  {_place(frame.filename)}:{frame.lineno} {frame.name}: {(frame.line or '').strip()}"
            for frame in traceback.extract_tb(one.__traceback__)
        ]
        said = _LONG_NUMBER.sub(lambda found: found[0][:3] + "****", str(one))
        lines += [f"{type(one).__name__}: {said}", ""]
    return "\n".join(lines)


class CrashHandler(QObject):
    """Catches what nobody caught, writes it down, and says so once; the window shows it."""

    crashed = Signal(object)

    def __init__(self, folder: Path | None, now: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._now = now
        self._faults: IO[str] | None = None

    @classmethod
    def for_room(cls, room_folder: Path, parent: QObject | None = None) -> "CrashHandler":
        """The handler of the running program: reports stand in ``log/`` of the room's folder."""
        return cls(room_folder / "log", computer, parent)

    def install(self, loop: asyncio.AbstractEventLoop) -> None:
        """Take over uncaught exceptions of the window, of threads and of the loop, and Qt's messages."""
        sys.excepthook = self._uncaught
        threading.excepthook = self._uncaught_in_thread
        loop.set_exception_handler(self._uncaught_in_loop)
        qInstallMessageHandler(_qt_message)
        if self._folder is not None and self._folder.parent.is_dir():
            self._folder.mkdir(exist_ok=True)
            self._faults = (self._folder / "fault.txt").open("a", encoding="utf-8")
            faulthandler.enable(self._faults)

    def uninstall(self) -> None:
        """Give the doors back."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        qInstallMessageHandler(None)
        if self._faults is not None:
            faulthandler.disable()
            self._faults.close()
            self._faults = None

    def handle(self, error: BaseException) -> CrashReport:
        """Write one bug down and announce it; the program goes on."""
        now = local(self._now())
        text = describe(error, now)
        path = self._write(now, text)
        report = CrashReport(type(error).__name__, text, path)
        LOG.critical("%s", text)
        self.crashed.emit(report)
        return report

    def _write(self, now: datetime, text: str) -> Path | None:
        if self._folder is None:
            return None
        path = self._folder / f"crash-{now:%Y%m%d-%H%M%S-%f}.txt"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        except OSError as fault:  # the panel still shows the report
            LOG.error("crash report not written: %s", fault)  # noqa: TRY400 - the fault is one line
            return None
        return path

    def _uncaught(self, kind: type[BaseException], error: BaseException, road: TracebackType | None, /) -> None:
        if isinstance(error, KeyboardInterrupt):
            sys.__excepthook__(kind, error, road)
            return
        self.handle(error)

    def _uncaught_in_thread(self, args: threading.ExceptHookArgs, /) -> None:
        if args.exc_value is not None:
            self.handle(args.exc_value)

    def _uncaught_in_loop(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if isinstance(error, BaseException):
            self.handle(error)
        else:
            LOG.error("%s", context.get("message"))


def _qt_message(level: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    LOG.log(_QT_LEVELS.get(level, logging.WARNING), "Qt: %s", message)
