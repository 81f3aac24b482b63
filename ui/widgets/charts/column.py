"""The charts of a month one under the other; the one with the keyboard is saved as a picture."""

from functools import partial

from PySide6.QtCore import QTimerEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from commandroom.reports.chart_data import Charts
from commandroom.text import tr
from ui.theme import Theme
from ui.widgets.charts.boxes import ChartBoxes
from ui.widgets.charts.plot import ChartPlot
from ui.widgets.charts.stack import ChartStack
from ui.widgets.charts.trend import ChartTrend
from ui.widgets.charts.week import ChartWeek
from ui.widgets.dressing import label, spaced


class ChartColumn(QWidget):
    """Trend, hours, categories and stages; drawn one after another, so that no page waits for all of them."""

    opened = Signal(object, str)
    """Row numbers and words of what was pointed at."""
    wanted = Signal(str)
    """Code of the chart that is to be saved as a file."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.trend, self.week = ChartTrend(theme), ChartWeek(theme)
        self.stack, self.boxes = ChartStack(theme), ChartBoxes(theme)
        self._charts: Charts | None = None
        self._waiting: list[ChartPlot] = []
        self._empty: QLabel = label(tr("本期没有事件，没有可画的图。"), "quiet")
        rows = spaced(QVBoxLayout(self), theme, gap=0)
        rows.addWidget(self._empty)
        self._empty.hide()
        for chart in self.all:
            chart.opened.connect(self.opened)
            rows.addWidget(chart)
            row = spaced(QHBoxLayout(), theme, (16, 0, 16, 8), 8)
            row.addStretch(1)
            save = QPushButton(tr("存为图片"))
            save.setProperty("role", "plain")
            save.setToolTip(tr("存为 PNG 或 SVG 文件"))
            save.clicked.connect(partial(self._want, chart.code))
            row.addWidget(save)
            rows.addLayout(row)
        rows.addStretch(1)

    @property
    def all(self) -> tuple[ChartPlot, ...]:
        """The charts from the top."""
        return (self.trend, self.week, self.stack, self.boxes)

    @property
    def charts(self) -> Charts | None:
        """What is drawn."""
        return self._charts

    def chart(self, code: str) -> ChartPlot:
        """A chart by its code."""
        return next(one for one in self.all if one.code == code)

    def show_charts(self, charts: Charts) -> None:
        """Draw another month: the first chart now, each other one in a turn of its own."""
        self._charts = charts
        self._empty.setVisible(not len(charts.week.rows))
        self._waiting = list(self.all)
        self._next()

    def is_whole(self, charts: Charts) -> bool:
        """Whether every one of these charts is drawn."""
        return self._charts is charts and not self._waiting

    def _next(self) -> None:
        if not self._waiting or self._charts is None:
            return
        chart = self._waiting.pop(0)
        if chart is self.trend:
            self.trend.show_days(self._charts.days)
        elif chart is self.week:
            self.week.show_week(self._charts.week)
        elif chart is self.stack:
            self.stack.show_stack(self._charts.stack)
        else:
            self.boxes.show_boxes(self._charts.boxes)
        if self._waiting:
            self.startTimer(0)

    def timerEvent(self, event: QTimerEvent) -> None:
        """The next chart's turn."""
        self.killTimer(event.timerId())
        self._next()

    def _want(self, code: str, checked: bool = False) -> None:
        del checked
        self.wanted.emit(code)
