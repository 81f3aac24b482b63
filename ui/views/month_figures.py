"""The left half of the month page: which month by which moment; its figures, its charts, its tables."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt, Signal
from PySide6.QtGui import QImage, QImageWriter
from PySide6.QtWidgets import (
    QButtonGroup,
    QFileDialog,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from commandroom.domain.errors import Unavailable
from commandroom.reports import chart_more_svg, month_file, render
from commandroom.reports.chart_data import Charts
from commandroom.reports.figures import Figure
from commandroom.reports.monthly import MonthReport
from commandroom.reports.period import BASIS_WORDS, Basis
from commandroom.sync.outbox import export_events
from commandroom.text import tr
from ui.desk import Desk
from ui.shell import Shell
from ui.theme import Theme
from ui.widgets.charts.column import ChartColumn
from ui.widgets.dressing import spaced
from ui.widgets.figure_foot import FigureFoot
from ui.widgets.figure_list import FigureLine, FigureList
from ui.widgets.scrolling import scrolled
from ui.widgets.table_column import TableColumn
from ui.widgets.text_labels import Prose

SIDES = ("figures", "charts", "tables")


class MonthFigures(QWidget):
    """Every number of it opens the events behind it; the three sides are turned by F, C and G."""

    based = Signal(object)
    """Basis that is wanted."""

    def __init__(self, desk: Desk, theme: Theme, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.theme, self.shell = desk, theme, shell
        self.report: MonthReport | None = None
        self.list, self.foot = FigureList(theme), FigureFoot(theme)
        self.charts, self.tables = ChartColumn(theme), TableColumn(theme)
        self.bases: dict[Basis, QPushButton] = {}
        self._sides: dict[str, QPushButton] = {}
        self._stale = dict.fromkeys(SIDES, True)
        rows = spaced(QVBoxLayout(self), theme, gap=0)
        rows.addLayout(self._choices())
        self.stack = QStackedWidget()
        self._scroll = scrolled(self.list, keys=False, bar=True)
        figures = QWidget()
        column = spaced(QVBoxLayout(figures), theme, gap=0)
        column.addWidget(self._scroll, 1)
        column.addWidget(self.foot)
        for side in (figures, scrolled(self.charts, keys=False, bar=True), self.tables):
            self.stack.addWidget(side)
        rows.addWidget(self.stack, 1)
        self._basis = Prose(theme, size="small", token="quiet")
        band = spaced(QVBoxLayout(), theme, (16, 4, 16, 8), 4)
        band.addWidget(self._basis)
        rows.addLayout(band)
        self.list.opened.connect(self.open_figure)
        self.list.pointed.connect(self._follow)
        self.foot.opened.connect(self.open_rows)
        self.foot.wanted.connect(self.ask_rows)
        self.charts.opened.connect(self.open_rows)
        self.charts.wanted.connect(self._ask_chart)
        self.tables.opened.connect(self.open_rows)
        self.turn("figures")

    def _choices(self) -> QVBoxLayout:
        lines = spaced(QVBoxLayout(), self.theme, (16, 8, 16, 8), 8)
        words = {"figures": tr("指标 F"), "charts": tr("图 C"), "tables": tr("表 G")}
        sides, bases = spaced(QHBoxLayout(), self.theme, gap=4), spaced(QHBoxLayout(), self.theme, gap=4)
        for row, made in ((sides, self._pills(words, self.turn)), (bases, None)):
            group = QButtonGroup(self)
            if made is None:
                known = {basis: f"{tr(BASIS_WORDS[basis])} {place}" for place, basis in enumerate(Basis, 1)}
                made = self._pills(known, self._base)
                self.bases = made
            else:
                self._sides = made
            for button in made.values():
                group.addButton(button)
                row.addWidget(button)
            row.addStretch(1)
            lines.addLayout(row)
        return lines

    def _pills(self, words: dict[Any, str], act: Callable[..., None]) -> dict[Any, QPushButton]:
        found = {}
        for key, text in words.items():
            button = QPushButton(text)
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setProperty("role", "pill")
            button.clicked.connect(partial(act, key))
            found[key] = button
        return found

    # -- what is shown ---------------------------------------------------------------------------

    @property
    def side(self) -> str:
        """figures, charts or tables."""
        return SIDES[self.stack.currentIndex()]

    def is_whole(self) -> bool:
        """Whether everything is drawn that is shown."""
        report = self.report
        return report is not None and (self.side != "charts" or self.charts.is_whole(report.charts))

    def turn(self, side: str, checked: bool = True) -> None:
        """Show another side; it takes the keyboard."""
        del checked
        self.stack.setCurrentIndex(SIDES.index(side))
        self._sides[side].setChecked(True)
        self._fill()
        self.take_keys()

    def take_keys(self) -> None:
        """The side that is shown takes the keyboard."""
        taker: QWidget = {"figures": self.list, "charts": self.charts.trend, "tables": self.tables.view}[self.side]
        taker.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_report(self, report: MonthReport) -> None:
        """Show another month, or the same one counted again."""
        self.report = report
        self._stale = dict.fromkeys(SIDES, True)
        self._basis.set_text(report.basis_words)
        self._fill()

    def _fill(self) -> None:
        """Fill the side that is shown, and only that one."""
        report, side = self.report, self.side
        if report is None or not self._stale[side]:
            return
        self._stale[side] = False
        if side == "figures":
            self.list.set_lines(tuple(_line(one) for one in report.figures))
            self._speak()
        elif side == "charts":
            self.desk.start(self._draw(report), self)
        else:
            self.tables.show_tables(report.tables)

    async def _draw(self, report: MonthReport) -> None:
        """The charts, when the library that draws them is there: the first time that takes half a second."""
        await self.desk.work(_drawing)
        if report is self.report:
            self.charts.show_charts(report.charts)

    def _follow(self, top: int, bottom: int) -> None:
        self._scroll.ensureVisible(0, (top + bottom) // 2, 0, (bottom - top) // 2 + 1)
        self._speak()

    def _speak(self) -> None:
        if self.report is not None and self.report.figures:
            place = min(self.list.current, len(self.report.figures) - 1)
            self.foot.show_figure(self.report.figures[place], self.report.month.words)

    def _base(self, basis: Basis, checked: bool = True) -> None:
        del checked
        self.based.emit(basis)

    # -- rows behind a number --------------------------------------------------------------------

    def open_figure(self, code: str) -> None:
        """Show the events of a figure in the queue."""
        if self.report is not None:
            figure = self.report.figure(code)
            words = tr("{month}{figure}", month=self.report.month.words, figure=tr(figure.name))
            self.open_rows(figure.rows, words)

    def open_rows(self, rows: Any, words: str) -> None:
        """Show some events in the queue under a name; what has none says so."""
        if not len(rows):
            self.shell.toast(tr("“{figure}”没有可列出的事件。", figure=words), "information")
            return
        self.shell.selection.show_rows(rows.tolist(), words)

    def ask_rows(self) -> None:
        """Ask where the events of the chosen figure go as a sheet."""
        figure = self.foot.figure
        if figure is None or self.report is None or not len(figure.rows):
            return
        name = f"{self.report.month.key}-{tr(figure.name)}.xlsx"
        path, _ = QFileDialog.getSaveFileName(self, tr("明细存为表格"), name, tr("表格 (*.xlsx *.csv)"))
        if path:
            self.desk.start(self.save_rows(Path(path), figure))

    async def save_rows(self, path: Path, figure: Figure) -> None:
        """Write the events of a figure, as many as it lists, persons masked."""
        count = await self.desk.ask(_rows_to, path, figure.rows.tolist(), words=tr("正在写明细……"))
        self.shell.toast(tr("已导出 {count} 件到 {file}", count=count, file=str(path)))

    # -- charts as files -------------------------------------------------------------------------

    def _ask_chart(self, code: str) -> None:
        if self.report is None:
            return
        name = f"{self.report.month.key}-{self.charts.chart(code).title}.png"
        kinds = tr("图片 (*.png);;矢量图 (*.svg)")
        path, kind = QFileDialog.getSaveFileName(self, tr("存为图片"), name, kinds)
        if path:
            vector = Path(path).suffix.lower() == ".svg" or ("svg" in kind and not Path(path).suffix)
            self.desk.start(self.save_chart(Path(path).with_suffix(".svg" if vector else ".png"), code))

    async def save_chart(self, path: Path, code: str) -> None:
        """Write a chart as PNG (as it is on the screen) or SVG (as it is on paper)."""
        if self.report is None:
            return
        if path.suffix.lower() == ".svg":
            await self.desk.work(_svg_to, path, self.report.charts, code)
        else:
            await self.desk.work(_png_to, path, self.charts.chart(code).picture())
        self.shell.toast(tr("已导出到 {file}", file=str(path)))


def _drawing() -> None:
    """Fetch the library of the charts beside the window; it makes no object of Qt by being fetched."""
    import pyqtgraph

    del pyqtgraph


def _rows_to(reader: Any, path: Path, rows: list[int]) -> int:
    return export_events(path, reader, rows)


def _svg_to(path: Path, charts: Charts, code: str) -> None:
    drawn = chart_more_svg.chart(render.faces().families("hei"), charts, code)
    month_file.write(path, drawn.encode("utf-8"))


def _png_to(path: Path, picture: QImage) -> None:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not QImageWriter(buffer, QByteArray(b"png")).write(picture):
        raise Unavailable("report.cannot_write", file=str(path), reason="PNG")
    month_file.write(path, bytes(buffer.data().data()))


def _line(one: Figure) -> FigureLine:
    before, year_ago = one.written(one.before), one.written(one.year_ago)
    earlier = tr("上月 {before} · 去年同月 {year_ago}", before=before, year_ago=year_ago)
    counts = f"{one.fraction} · {earlier}" if one.fraction else earlier
    return FigureLine(one.code, tr(one.name), one.words, tr(one.formula), counts, len(one.rows))
