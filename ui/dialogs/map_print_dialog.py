"""What leaves the map page on paper or as a file: the map to scale, the board of a grid, the map for a browser."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QKeySequence, QPixmap, QShortcut
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from commandroom.actions import reveal
from commandroom.domain.errors import Refused, RoomError
from commandroom.domain.instant import Instant, local
from commandroom.domain.people import Right, permits
from commandroom.reports.figures import TABLE
from commandroom.reports.period import Month
from commandroom.store.queue.live import Queue
from commandroom.text import mark, sentence, tr
from ui.desk import Desk
from ui.dialogs.printing import Printing
from ui.models.live_queue import LiveQueue
from ui.shell import Shell
from ui.theme import Theme
from ui.widgets.dressing import iconed, label, spaced
from ui.widgets.entry_line import ChoiceEntry
from ui.widgets.fields import ChoiceField, LineField
from ui.widgets.panel import Panel
from ui.widgets.text_labels import Prose

MAP, BOARD, WEB = "map", "board", "web"
KINDS = ((MAP, mark("网格图")), (BOARD, mark("网格公示图")), (WEB, mark("网页地图")))
LEVELS = (("1", mark("村（社区）")), ("2", mark("基础网格")), ("3", mark("微网格")))
FIGURES = (("open", mark("未结")), ("overdue", mark("超期")), ("load", mark("每千户未结")), ("none", mark("不上色")))
OF_NOW = {code for code, _ in FIGURES}
SCALES = (("", mark("自动")), ("5000", "1:5 000"), ("10000", "1:10 000"), ("25000", "1:25 000"), ("50000", "1:50 000"))
PREVIEW_PPI = 60.0
ENDINGS = {MAP: "pdf", BOARD: "pdf", WEB: "html"}


class MapPrintPanel(Panel):
    """``grid``: code of the grid chosen on the map, "" for none; the board needs one.

    ``figure`` and ``month``: what the map is coloured by.
    """

    def __init__(
        self, desk: Desk, theme: Theme, shell: Shell, grid: str = "", figure: str = "open", month: str = "",
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.title = tr("打印和导出地图")
        self._desk, self._shell = desk, shell
        rows = spaced(QVBoxLayout(self), theme, (20, 16, 20, 20), 12)
        self.kind = ChoiceField(theme, tr("出什么"), [(value, tr(word)) for value, word in KINDS], MAP)
        self.grid = LineField(
            theme, tr("范围（编码或名称）"), words=grid, hint=tr("空着是全部；也可先在地图上点一个网格")
        )
        self.paper = ChoiceField(theme, tr("纸张"), [("A4", "A4"), ("A3", "A3")], "A3")
        self.level = ChoiceField(theme, tr("画到"), [(value, tr(word)) for value, word in LEVELS], "2")
        self.printing = Printing(desk, shell, self)
        self.figure = ChoiceEntry(theme, tr("上色"), _figures(), figure)
        self.month = ChoiceEntry(theme, tr("哪个月"), _months(desk.now()), month)
        self.scale = ChoiceField(theme, tr("比例尺"), [(value, tr(word)) for value, word in SCALES], "")
        self.events = QCheckBox(tr("画出未结事件"))
        self.events.setChecked(True)
        self.phones = QCheckBox(tr("电话完整显示（要写明用途，会记入日志）"))
        self.reason = LineField(theme, tr("用途"), hint=tr("例如：社区公示栏上墙"))
        self.colouring = QWidget()
        pair = spaced(QHBoxLayout(self.colouring), theme, gap=8)
        pair.addWidget(self.figure, 3)
        pair.addWidget(self.month, 2)
        self._only = {MAP: (self.level, self.colouring, self.scale, self.events), BOARD: (self.phones, self.reason)}
        for part in (self.kind, self.grid, self.paper, self.level, self.colouring, self.scale, self.events,
                     self.phones, self.reason):  # fmt: skip
            rows.addWidget(part)
        said = tr("一个 HTML 文件，拷到哪里都能用浏览器打开，不用联网；不含个人信息。")
        self._web = Prose(theme, said, size="small", token="quiet")
        rows.addWidget(self._web)
        self._refusal = Prose(theme, "", token="overdue")
        rows.addWidget(self._refusal)
        self._look = QPushButton(tr("预览"))
        self._look.clicked.connect(self.preview)
        self._print = QPushButton(tr("打印  Ctrl+P"))
        self._print.setProperty("role", "primary")
        self._print.clicked.connect(self.print)
        self._save = iconed(QPushButton(tr("存为文件…  Ctrl+S")), theme, "export")
        self._save.clicked.connect(self._ask_where)
        acts = spaced(QHBoxLayout(), theme, gap=8)
        for button in (self._look, self._print, self._save):
            acts.addWidget(button, 1)
        rows.addLayout(acts)
        self._picture = QLabel()
        self._picture.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        rows.addWidget(self._picture)
        self._told = label("", "small")
        rows.addWidget(self._told)
        rows.addStretch(1)
        self._refusal.hide()
        self.kind.changed.connect(self._turn)
        self.phones.toggled.connect(self._turn)
        self.figure.changed.connect(self._turn)
        for key, act in (("Ctrl+P", self.print), ("Ctrl+S", self._ask_where)):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        self._turn()

    def first_field(self) -> QWidget | None:
        """What is wanted."""
        return self.kind.first()

    def _turn(self) -> None:
        kind = self.kind.value
        person = self._desk.person
        may = person is not None and permits(person, Right.REVEAL)
        for name, parts in self._only.items():
            for part in parts:
                part.setVisible(name == kind)
        self.phones.setEnabled(may)
        self.phones.setToolTip("" if may else tr("没有查看个人信息的权限"))
        self.reason.setVisible(kind == BOARD and self.phones.isChecked())
        paper = kind != WEB
        for widget in (self.grid, self.paper, self._look, self._print):
            widget.setVisible(paper)
        self.month.setVisible(self.figure.value not in OF_NOW)
        self._web.setVisible(not paper)
        self._picture.setVisible(paper)
        self._told.setVisible(paper)

    # -- what is asked ---------------------------------------------------------------------------

    def _maker(self, *, revealed: bool, ppi: float | None) -> Callable[[Any], Any]:
        """What makes it on the reader's thread. Raises Refused("print.no_grid") for a board of nothing."""
        own, now = self._own(), self._desk.now()
        grid = self.grid.text
        if self.kind.value == BOARD:
            if not grid:
                raise Refused("print.no_grid")
            return partial(_board, grid=grid, paper=self.paper.value, now=now, own=own, revealed=revealed, ppi=ppi)
        figure, queue = self.figure.value, None
        if figure not in OF_NOW:
            live = LiveQueue.of(self._desk)
            if not live.is_open:
                live.open()
                raise Refused("print.queue_not_open")
            queue = live.queue
        return partial(
            _map, paper=self.paper.value, grid=grid, depth=int(self.level.value), figure=figure,
            events=self.events.isChecked(), scale=int(self.scale.value or 0) or None,
            month=self.month.value if queue is not None else "", now=now, own=own, ppi=ppi, queue=queue,
        )  # fmt: skip

    def _own(self) -> Path:
        from commandroom.reports import templates

        folder: Path = self._desk.reader.path.parent
        return templates.own_folder(folder)

    def preview(self) -> None:
        """Show the sheet, small; telephones are masked in it."""
        self._desk.start(self._preview(), self)

    async def _preview(self) -> None:
        self._say("")
        try:
            made = await self._desk.ask(self._maker(revealed=False, ppi=PREVIEW_PPI), words=tr("正在排版…"))
        except RoomError as error:
            self._say(sentence(error))
            return
        image = QImage.fromData(made.body)
        wide = max(self.width() - 48, 200)
        ratio = self.devicePixelRatioF()
        shown = image.scaledToWidth(round(wide * ratio), Qt.TransformationMode.SmoothTransformation)
        shown.setDevicePixelRatio(ratio)
        self._picture.setPixmap(QPixmap.fromImage(shown))
        self._told.setText(tr("比例尺 1:{scale}，请按 100 % 打印，不要“适应纸张”。", scale=made.scale))

    def _name(self) -> str:
        word = next(tr(word) for value, word in KINDS if value == self.kind.value)
        return f"{word}-{self.grid.text}{local(self._desk.now()):%Y%m%d}"

    def print(self) -> None:
        """Typeset it and open the system's own dialog; without a printer a file is offered instead."""
        if self.kind.value != WEB:
            self._desk.start(self.to_printer(), self)

    async def to_printer(self) -> None:
        """A reason is recorded first when telephones are to be read."""
        self._say("")
        try:
            made = await self._made(tr("打印机"))
        except RoomError as error:
            self._say(sentence(error))
            return
        self.printing.to_scale = True
        self.printing.ask(made.body, 1, self._name())

    def _ask_where(self) -> None:
        ending = ENDINGS[self.kind.value]
        name = f"{self._name()}.{ending}"
        path, _ = QFileDialog.getSaveFileName(self.window(), tr("保存"), str(Path.home() / name), f"*.{ending}")
        if path:
            self._desk.start(self.save(Path(path)), self)

    async def save(self, target: Path) -> None:
        """Write the file; a reason is recorded first when telephones are to be read."""
        self._say("")
        try:
            words = await self._saved(target)
        except RoomError as error:
            self._say(sentence(error))
            return
        self._shell.toast(words)
        self.done.emit()

    async def _saved(self, target: Path) -> str:
        if self.kind.value == WEB:
            made = await self._desk.ask(partial(_web, target=target, now=self._desk.now()), words=tr("正在导出…"))
            return tr("已导出 {file}：{grids} 个网格，{events} 件事件。", file=target.name, grids=made.grids,
                      events=made.events)  # fmt: skip
        made = await self._made(target.name)
        await self._desk.work(_write, target, made.body)
        return tr("已保存 {file}，比例尺 1:{scale}。请按 100 % 打印。", file=target.name, scale=made.scale)

    async def _made(self, goes_to: str) -> Any:
        """The sheet as PDF; unmasked telephones only after the entry that says why and where they go."""
        made = await self._desk.ask(self._maker(revealed=False, ppi=None), words=tr("正在排版…"))
        if self.kind.value == BOARD and self.phones.isChecked():
            await self._desk.do(reveal.reveal, "board", self.reason.text, made.numbers, goes_to)
            made = await self._desk.ask(self._maker(revealed=True, ppi=None), words=tr("正在排版…"))
        return made

    def _say(self, words: str) -> None:
        self._refusal.set_text(words)
        self._refusal.setVisible(bool(words))


def _figures() -> list[tuple[str, str]]:
    """What may colour the map: of now, and every figure of a month."""
    of_now = [(value, tr(word)) for value, word in FIGURES]
    return [*of_now, *((code, tr("月：{name}", name=tr(name))) for code, name, *_ in TABLE)]


def _months(now: Instant) -> list[tuple[str, str]]:
    """The months, the last whole one first."""
    this = Month.of(now)
    return [(one.key, one.words) for one in (this.moved(-1), this, *(this.moved(-back) for back in range(2, 13)))]


def _map(
    reader: Any, *, paper: str, grid: str, depth: int, figure: str, events: bool, scale: int | None, month: str,
    now: Instant, own: Path, ppi: float | None, queue: Queue | None,
) -> Any:  # fmt: skip
    from commandroom.reports import map_print

    wish = map_print.Wish(paper, grid, depth, figure, events, scale, month=month)
    columns = None if queue is None else queue.figures(reader.raw)
    return map_print.print_map(reader, wish, now, own, ppi, columns)


def _board(reader: Any, *, grid: str, paper: str, now: Instant, own: Path, revealed: bool, ppi: float | None) -> Any:
    from commandroom.reports import map_poster

    return map_poster.print_poster(reader, grid, paper, now, revealed=revealed, own=own, ppi=ppi)


def _web(reader: Any, *, target: Path, now: Instant) -> Any:
    from commandroom.sync.map.source import export_room_map

    return export_room_map(reader, target, now)


def _write(target: Path, body: bytes) -> None:
    from commandroom.reports import month_file

    month_file.write(target, body)
