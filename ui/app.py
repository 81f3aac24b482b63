"""Composition root of the window: application, language, theme, desk, main window, loop."""

import argparse
import asyncio
import logging
import os
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QLibraryInfo, QLocale, QSettings, QSize, Qt, QTranslator
from PySide6.QtWidgets import QApplication

from commandroom import text
from commandroom.clock import computer
from commandroom.domain.errors import Refused, RoomError
from commandroom.text import sentence, tr
from ui import collecting, pages
from ui.desk import Desk, RoomLike
from ui.dialogs import drafts
from ui.errors import CrashHandler
from ui.idle import IDLE_MINUTES, IdleWatch
from ui.main_window import MainWindow
from ui.models.duty_watching import DutyWatching
from ui.models.live_queue import LiveQueue
from ui.models.on_duty import OnDuty
from ui.models.pressure_feed import PressureFeed
from ui.models.watching import Watching
from ui.shell import Shell
from ui.theme import THEMES, Theme, ThemeName
from ui.views.pages_ahead import PagesAhead
from ui.wall import wall_state
from ui.wall.wall_keeper import WallKeeper

LOG = logging.getLogger("commandroom.ui")
PASSWORD = "COMMANDROOM_PASSWORD"


@dataclass(slots=True)
class Window:
    """Everything that lives as long as the window."""

    app: QApplication
    loop: asyncio.AbstractEventLoop
    theme: Theme
    desk: Desk
    shell: Shell
    window: MainWindow
    crash: CrashHandler


def arguments() -> argparse.ArgumentParser:
    """The command line of commandroom-desk."""
    parser = argparse.ArgumentParser("commandroom-desk", description=tr("综合信息指挥室的窗口"))
    parser.add_argument("--room", type=Path, metavar="FOLDER", help=tr("指挥室所在文件夹"))
    parser.add_argument("--shots", type=Path, metavar="FOLDER", help=tr("把每一页存成图片后退出"))
    parser.add_argument("--brief", action="store_true", help=tr("存图片时只存各页本身"))
    parser.add_argument(
        "--size", action="append", type=_size, metavar="WxH", help=tr("窗口大小，例如 1920x1080；可以给几次")
    )
    parser.add_argument("--theme", action="append", choices=THEMES, help=tr("主题；存图片时可以给几次"))
    parser.add_argument("--language", choices=text.LANGUAGES, default="zh_CN", help=tr("语言"))
    parser.add_argument(
        "--wall", nargs="?", const="", metavar="MONITOR", help=tr("只开大屏，全屏显示在这台显示器（默认上次那台）")
    )
    parser.add_argument("--as", dest="account", metavar="NAME", help=tr("账号；密码取自环境变量或提示"))
    return parser


def _size(words: str) -> QSize:
    found = re.fullmatch(r"(\d{3,5})[xX×](\d{3,5})", words)
    if found is None:
        raise argparse.ArgumentTypeError(sentence(Refused("window.bad_size", size=words)))
    return QSize(int(found[1]), int(found[2]))


def default_room() -> Path:
    """The user's data folder."""
    import platformdirs

    return Path(platformdirs.user_data_dir("commandroom", appauthor=False)) / "room"


def open_room(folder: Path) -> RoomLike:
    """Open the room of a folder, on the room's own thread."""
    from commandroom.room import Room

    return Room.open(folder)


def application(language: str) -> QApplication:
    """The Qt application in the chosen language."""
    text.use(language)
    QApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    app = QApplication(sys.argv[:1])
    app.setApplicationName("commandroom")
    app.setStyle("Fusion")
    app.setQuitOnLastWindowClosed(False)  # the room is closed first, then the loop ends by itself
    QLocale.setDefault(QLocale(language))
    if language == "zh_CN":
        words = QTranslator(app)
        if words.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
            app.installTranslator(words)
    return app


def compose(app: QApplication, folder: Path, theme_name: ThemeName) -> Window:
    """Put the parts together; nothing is opened yet."""
    import qasync

    loop = qasync.QEventLoop(app)
    asyncio.set_event_loop(loop)
    theme = Theme(theme_name, parent=app)
    theme.apply()
    desk = Desk(lambda: open_room(folder), loop, parent=app)
    shell = Shell(app)
    crash = CrashHandler.for_room(folder, app)
    crash.install(loop)
    window = MainWindow(desk, theme, shell, pages.PAGES, pages.ACTIONS, computer)
    drafts.attach(desk, theme, shell)
    desk.broken.connect(crash.handle)
    crash.crashed.connect(window.crash.tell)
    Watching(desk, shell, app)
    DutyWatching(desk, shell, app)
    OnDuty(desk, shell, app)
    LiveQueue.of(desk).opened.connect(PressureFeed.of(desk).load)
    collecting.Collector(app)
    return Window(app, loop, theme, desk, shell, window, crash)


async def _begin(parts: Window, folder: Path, account: str, password: str) -> None:
    """Open the room and show who must sign in; a folder without a room begins the first start."""
    try:
        await parts.desk.open()
    except RoomError as error:
        if error.code == "room.none":
            _first_start(parts, folder)
        else:
            parts.window.opening.say(sentence(error))
        return
    _greet(parts, account)
    if account and password:
        try:
            await parts.desk.sign_in(account, password)
        except RoomError as error:
            parts.window.sign_in.refuse(error)
        else:
            parts.window.enter()


def _greet(parts: Window, account: str) -> None:
    """The sign-in page; a demonstration room names its accounts and their password, which are no secret."""
    setting = parts.desk.reader.setting
    shown = setting("demonstration")
    hint = ""
    if isinstance(shown, dict):
        names = tr("、").join(shown["accounts"])
        hint = tr("示范指挥室。账号 {accounts}，密码 {password}", accounts=names, password=shown["password"])
    parts.window.begin(setting("name", "") or tr("综合信息指挥室"), account, hint)


def _first_start(parts: Window, folder: Path) -> None:
    from ui.views.first_start_view import FirstStartView, Founding

    def create(wanted: Founding) -> RoomLike:
        from commandroom.first_start import found_room

        found_room(
            folder,
            name=wanted.name,
            code=wanted.code,
            profile=wanted.profile,
            admin=wanted.admin,
            password=wanted.password,
        )
        return open_room(folder)

    def made(account: str) -> None:
        _greet(parts, account)

    view = FirstStartView(parts.desk, parts.theme, create)
    view.made.connect(made)
    parts.window.show_gate(view)


def _password(account: str) -> str:
    given = os.environ.get(PASSWORD, "")
    if account and not given and sys.stdin is not None and sys.stdin.isatty():
        import getpass

        given = getpass.getpass(tr("{account} 的密码：", account=account))
    return given


def _remembered() -> QSettings:
    return QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "commandroom", "window")


def _restore(parts: Window, size: QSize | None) -> QSettings:
    settings = _remembered()
    geometry: Any = settings.value("geometry")
    if size is not None:
        parts.window.resize(size)
    elif geometry is None or not parts.window.restoreGeometry(geometry):
        parts.window.resize(1600, 900)
        parts.window.setWindowState(Qt.WindowState.WindowMaximized)
    parts.theme.set_zoom(float(str(settings.value("zoom", 1.0))))
    return settings


def _keep(parts: Window, settings: QSettings) -> None:
    settings.setValue("geometry", parts.window.saveGeometry())
    settings.setValue("theme", parts.theme.name)
    settings.setValue("zoom", parts.theme.zoom)
    settings.sync()


def _last_theme() -> ThemeName:
    kept = str(_remembered().value("theme", "light"))
    return next((name for name in THEMES if name == kept), "light")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the window; 0 when it was closed, 1 when pictures could not be taken."""
    given = arguments().parse_args(argv)
    folder: Path = given.room or default_room()
    themes: list[ThemeName] = given.theme or [_last_theme()]
    app = application(given.language)
    with collecting.held_back():
        return _run(compose(app, folder, themes[0]), given, folder, themes)


def _run(parts: Window, given: argparse.Namespace, folder: Path, themes: list[ThemeName]) -> int:
    account: str = given.account or ""
    password = _password(account)
    try:
        if given.shots is not None:
            return _take_pictures(parts, given, themes, account, password)
        if given.wall is not None:
            return _wall_only(parts, given.wall)
        return _work(parts, folder, given.size[0] if given.size else None, account, password)
    finally:
        parts.loop.run_until_complete(parts.desk.close())
        parts.crash.uninstall()
        parts.loop.close()


def _work(parts: Window, folder: Path, size: QSize | None, account: str, password: str) -> int:
    settings = _restore(parts, size)
    closed = asyncio.Event()
    parts.window.closed.connect(closed.set)
    parts.window.show()
    watch = IdleWatch(parts.window.windowHandle(), partial(lock_seconds, parts.desk), parent=parts.window)
    watch.idle.connect(parts.window.lock)
    PagesAhead(parts.window.stack, parent=parts.window)

    wall = _wall(parts)
    wall.offer()
    wall.resume()

    def begin() -> None:
        parts.desk.start(_begin(parts, folder, account, password))

    async def live() -> None:
        begin()
        parts.window.opening.again.connect(begin)
        await closed.wait()
        wall.put_away()
        _keep(parts, settings)

    parts.loop.run_until_complete(live())
    return 0


def lock_seconds(desk: Desk) -> float:
    """How long nobody must touch the window before it locks; 0 never."""
    minutes = desk.reader.setting("lock_minutes") if desk.is_open else None
    return 60.0 * (IDLE_MINUTES if minutes is None else int(minutes))


def _wall(parts: Window) -> WallKeeper:
    return WallKeeper(parts.desk, parts.shell, wall_state.default_path(), parent=parts.window)


def _wall_only(parts: Window, monitor: str) -> int:
    """The wall without a desk: nobody signs in, so nothing can be done from it."""
    closed = asyncio.Event()
    wall = _wall(parts)
    wall.closed.connect(closed.set)

    async def live() -> None:
        await parts.desk.open()
        wall.open(monitor)
        await closed.wait()

    try:
        parts.loop.run_until_complete(live())
    except RoomError as error:
        sys.stderr.write(sentence(error) + "\n")
        return 1
    return 0


def _take_pictures(
    parts: Window, given: argparse.Namespace, themes: list[ThemeName], account: str, password: str
) -> int:
    from ui.shots import take_all, take_wall

    async def pictures() -> None:
        if not password:
            raise Refused("who.no_password")
        await parts.desk.open()
        _greet(parts, account)
        asked: list[QSize] = given.size or [QSize(1920, 1080)]
        await take_all(parts.window, given.shots, asked, themes, account, password, brief=given.brief)
        if not given.brief:
            await take_wall(parts.desk, given.shots, asked)

    try:
        parts.loop.run_until_complete(pictures())
    except RoomError as error:
        sys.stderr.write(sentence(error) + "\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
