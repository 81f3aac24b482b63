"""The month day by day, with the month before and the same month last year."""

from typing import Any

from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QWidget

from commandroom.reports.chart_data import Days
from commandroom.text import tr
from ui.theme import Theme
from ui.widgets.charts.plot import GAP, ChartPlot, Mark, labels

LINES = (("accent", 2), ("quiet", 1), ("due_soon", 1))
"""Colour and width of this month, of the month before, of the same month last year."""


class ChartTrend(ChartPlot):
    """Three lines; a point opens the events of its day."""

    code = "trend"

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, tr("逐日事件"), parent)
        self._days: tuple[Days, ...] = ()

    def show_days(self, days: tuple[Days, ...]) -> None:
        """Draw these months, the one asked for first."""
        self._days = days
        self.redraw()

    def legend(self) -> str:
        """Which line is which month; a month the room did not know is said so."""
        said = []
        for one, (token, _) in zip(self._days, LINES, strict=False):
            words = one.month.words if one.known else tr("{month}（无数据）", month=one.month.words)
            said.append(self.sample(token, words))
        return GAP.join(said)

    def draw(self, plot: Any) -> tuple[Mark, ...]:
        """Lines with points, the month itself above the others."""
        if not self._days:
            return ()
        most = max([1.0, *(value for one in self._days for value in one.values if value is not None)])
        marks: list[Mark] = []
        for series, one in enumerate(self._days):
            token, wide = LINES[series]
            found = [(day, value) for day, value in enumerate(one.values) if value is not None]
            if found:
                plot.plot(
                    [day for day, _ in found], [value for _, value in found],
                    pen=self.pen(token, wide, dashed=series > 0), symbol="o" if series == 0 else None,
                    symbolSize=self.theme.px(6), symbolBrush=self.brush(token), symbolPen=None,
                ).setZValue(10 - series)  # fmt: skip
            for day, value in found:
                words = tr("{month}{day}日 {count}件", month=one.month.words, day=day + 1, count=int(value))
                box = QRectF(day - 0.4, value - most * 0.04, 0.8, most * 0.08)
                marks.append(Mark(series, day, box, words, one.bins.behind(day)))
        size = max(len(one.values) for one in self._days)
        labels(plot.getAxis("bottom"), [str(day + 1) for day in range(size)], 2)
        plot.showGrid(y=True, alpha=0.15)
        plot.setXRange(-0.5, size - 0.5, padding=0.01)
        plot.setYRange(0, most * 1.08, padding=0)
        return tuple(marks)
