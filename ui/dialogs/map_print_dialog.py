"""What leaves the map page on paper or as a file: the map to scale, the board of a grid, the map for a browser."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QCheckBox, QFileDialog, QLabel, QPushButton, QVBoxLayout, QWidget

from commandroom.actions import reveal
from commandroom.domain.errors import Refused, RoomError
from commandroom.domain.instant import Instant, local
from commandroom.domain.people import Right, permits
from commandroom.text import mark, sentence, tr
from ui.desk import Desk
from ui.shell import Shell
from ui.theme import Theme
from ui.widgets.dressing import label, spaced
from ui.widgets.fields import ChoiceField, LineField
from ui.widgets.panel import Panel
from ui.widgets.text_labels import Prose

MAP, BOARD, WEB = "map", "board", "web"
KINDS = ((MAP, mark("网格图")), (BOARD, mark("网格公示图")), (WEB, mark("网页地图")))
LEVELS = (("1", mark("村（社区）")), ("2", mark("基础网格")), ("3", mark("微网格")))
FIGURES = (("open", mark("未结")), ("overdue", mark("超期")), ("load", mark("每千户未结")), ("none", mark("不上色")))
SCALES = (("", mark("自动")), ("5000", "1:5 000"), ("10000", "1:10 000"), ("25000", "1:25 000"), ("50000", "1:50 000"))
PREVIEW_PPI = 60.0
ENDINGS = {MAP: "pdf", BOARD: "pdf", WEB: "html"}


class MapPrintPanel(Panel):
    """``grid``: code of the grid chosen on the map, "" for none; the board needs one."""

    def __init__(self, desk: Desk, theme: Theme, shell: Shell, grid: str = "", parent: QWidget | None = None) -> None:
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
        self.figure = ChoiceField(theme, tr("上色"), [(value, tr(word)) for value, word in FIGURES], "open")
        self.scale = ChoiceField(theme, tr("比例尺"), [(value, tr(word)) for value, word in SCALES], "")
        self.events = QCheckBox(tr("画出未结事件"))
        self.events.setChecked(True)
        self.phones = QCheckBox(tr("电话完整显示（要写明用途，会记入日志）"))
        self.reason = LineField(theme, tr("用途"), hint=tr("例如：社区公示栏上墙"))
        self._only = {MAP: (self.level, self.figure, self.scale, self.events), BOARD: (self.phones, self.reason)}
        for part in (self.kind, self.grid, self.paper, self.level, self.figure, self.scale, self.events, self.phones,
                     self.reason):  # fmt: skip
            rows.addWidget(part)
        said = tr("一个 HTML 文件，拷到哪里都能用浏览器打开，不用联网；不含个人信息。")
        self._web = Prose(theme, said, size="small", token="quiet")
        rows.addWidget(self._web)
        self._refusal = Prose(theme, "", token="overdue")
        rows.addWidget(self._refusal)
        self._look = QPushButton(tr("预览"))
        self._look.clicked.connect(self.preview)
        self._save = QPushButton(tr("保存…"))
        self._save.setProperty("role", "primary")
        self._save.clicked.connect(self._ask_where)
        rows.addWidget(self._look)
        rows.addWidget(self._save)
        self._picture = QLabel()
        self._picture.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        rows.addWidget(self._picture)
        self._told = label("", "small")
        rows.addWidget(self._told)
        rows.addStretch(1)
        self._refusal.hide()
        self.kind.changed.connect(self._turn)
        self.phones.toggled.connect(self._turn)
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
        for widget in (self.grid, self.paper, self._look):
            widget.setVisible(paper)
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
        return partial(
            _map, paper=self.paper.value, grid=grid, depth=int(self.level.value), figure=self.figure.value,
            events=self.events.isChecked(), scale=int(self.scale.value or 0) or None, now=now, own=own, ppi=ppi,
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

    def _ask_where(self) -> None:
        kind = self.kind.value
        ending = ENDINGS[kind]
        word = next(tr(word) for value, word in KINDS if value == kind)
        name = f"{word}-{self.grid.text}{local(self._desk.now()):%Y%m%d}.{ending}"
        path, _ = QFileDialog.getSaveFileName(self, tr("保存"), str(Path.home() / name), f"*.{ending}")
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
        revealed = self.kind.value == BOARD and self.phones.isChecked()
        made = await self._desk.ask(self._maker(revealed=False, ppi=None), words=tr("正在排版…"))
        if revealed:
            await self._desk.do(reveal.reveal, "board", self.reason.text, made.numbers, target.name)
            made = await self._desk.ask(self._maker(revealed=True, ppi=None), words=tr("正在排版…"))
        await self._desk.work(_write, target, made.body)
        return tr("已保存 {file}，比例尺 1:{scale}。请按 100 % 打印。", file=target.name, scale=made.scale)

    def _say(self, words: str) -> None:
        self._refusal.set_text(words)
        self._refusal.setVisible(bool(words))


def _map(
    reader: Any, *, paper: str, grid: str, depth: int, figure: str, events: bool, scale: int | None, now: Instant,
    own: Path, ppi: float | None,
) -> Any:  # fmt: skip
    from commandroom.reports import map_print

    return map_print.print_map(reader, map_print.Wish(paper, grid, depth, figure, events, scale), now, own, ppi)


def _board(reader: Any, *, grid: str, paper: str, now: Instant, own: Path, revealed: bool, ppi: float | None) -> Any:
    from commandroom.reports import map_poster

    return map_poster.print_poster(reader, grid, paper, now, revealed=revealed, own=own, ppi=ppi)


def _web(reader: Any, *, target: Path, now: Instant) -> Any:
    from commandroom.sync.map_source import export_room_map

    return export_room_map(reader, target, now)


def _write(target: Path, body: bytes) -> None:
    from commandroom.reports import month_file

    month_file.write(target, body)
