"""How long each stage took: a box for each, on a scale that holds minutes and weeks."""

from math import log10
from typing import Any

from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QWidget

from commandroom.domain.instant import HOUR
from commandroom.reports.chart_data import Box
from commandroom.span_text import span
from commandroom.text import mark, tr
from ui.theme import Theme
from ui.widgets.charts.plot import ChartPlot, Mark, labels

LEAST = 1 / 60
"""A minute: what took less is drawn there."""
SCALE = (
    (1 / 60, mark("1分")), (10 / 60, mark("10分")), (1, mark("1时")), (4, mark("4时")), (24, mark("1天")),
    (72, mark("3天")), (240, mark("10天")), (720, mark("30天")), (2160, mark("90天")),
)  # fmt: skip


def place(hours: float) -> float:
    """Where a time stands on the scale."""
    return log10(max(hours, LEAST))


class ChartBoxes(ChartPlot):
    """Whiskers from 5 to 95 of 100, box between the quartiles, a line at the median; each part opens its events."""

    code = "boxes"

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, tr("各环节用时"), parent)
        self._boxes: tuple[Box, ...] = ()

    def show_boxes(self, boxes: tuple[Box, ...]) -> None:
        """Draw these stages."""
        self._boxes = boxes
        self.redraw()

    @property
    def high(self) -> int:
        """As many rows as there are stages."""
        return 60 + 30 * max(len(self._boxes), 3)

    def legend(self) -> str:
        """How to read a box."""
        return tr("盒为中间一半，竖线为中位，须为5%至95%；自然时间，对数刻度") if self._boxes else ""

    def draw(self, plot: Any) -> tuple[Mark, ...]:
        """A row for each stage, with as many events as it has."""
        import pyqtgraph

        boxes = self._boxes
        if not boxes:
            return ()
        marks: list[Mark] = []
        for row, one in enumerate(boxes):
            low, first, middle, third, high = (place(v) for v in (one.low, one.first, one.middle, one.third, one.high))
            plot.plot([low, high], [row, row], pen=self.pen("quiet", 1))
            for end in (low, high):
                plot.plot([end, end], [row - 0.15, row + 0.15], pen=self.pen("quiet", 1))
            plot.addItem(
                pyqtgraph.BarGraphItem(
                    x0=[first], width=[max(third - first, 0.01)], y=[row], height=0.56, brush=self.brush("step_3"),
                    pen=self.pen("accent"),
                )
            )  # fmt: skip
            plot.plot([middle, middle], [row - 0.28, row + 0.28], pen=self.pen("text", 2))
            marks += self._marks(row, one)
        plot.getViewBox().invertY(True)
        labels(plot.getAxis("left"), [tr("{stage} {count}件", stage=one.word, count=one.count) for one in boxes])
        least, most = place(min(one.low for one in boxes)), place(max(one.high for one in boxes))
        known = [(place(hours), tr(word)) for hours, word in SCALE]
        plot.getAxis("bottom").setTicks([known])
        plot.showGrid(x=True, alpha=0.15)
        plot.setXRange(min(least, known[0][0]), max(most, place(24)) + 0.1, padding=0.02)
        plot.setYRange(-0.6, len(boxes) - 0.4, padding=0)
        return tuple(marks)

    def _marks(self, row: int, one: Box) -> list[Mark]:
        shortest, longest = float(one.hours.min()), float(one.hours.max())
        parts = (
            (tr("最快的四分之一"), shortest, one.first), (tr("中间一半"), one.first, one.third),
            (tr("最慢的四分之一"), one.third, longest),
        )  # fmt: skip
        found = []
        for column, (word, low, high) in enumerate(parts):
            rows = one.between(low, high)
            said = tr(
                "{stage}·{part}：{low}至{high}，{count}件",
                stage=one.word, part=word, low=span(round(low * HOUR)), high=span(round(high * HOUR)), count=len(rows),
            )  # fmt: skip
            left = place(low if column != 0 else one.low)
            right = place(high if column != 2 else one.high)
            found.append(Mark(row, column, QRectF(left, row - 0.3, max(right - left, 0.02), 0.6), said, rows))
        return found
