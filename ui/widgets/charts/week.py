"""Hour by weekday: when events come."""

from typing import Any

from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QWidget

from commandroom.reports.chart_data import HOURS, WEEKDAYS, Bins
from commandroom.text import tr
from ui.theme import Theme
from ui.widgets.charts.plot import GAP, ChartPlot, Mark, labels

STEPS = ("step_1", "step_2", "step_3", "step_4", "step_5")


class ChartWeek(ChartPlot):
    """Seven rows of twenty-four squares, the darker the more; a square opens its events."""

    code = "week"

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, tr("星期与时段"), parent)
        self._bins: Bins | None = None

    def show_week(self, bins: Bins) -> None:
        """Draw these squares."""
        self._bins = bins
        self.redraw()

    @property
    def high(self) -> int:
        """Seven rows and an axis."""
        return 230

    def legend(self) -> str:
        """What the colours stand for."""
        most = self._most
        if not most:
            return ""
        ends = [-(-most * step // len(STEPS)) for step in range(1, len(STEPS) + 1)]
        seen = dict(zip(ends, STEPS, strict=True))
        return GAP.join(self.sample(token, tr("≤{count}件", count=end)) for end, token in seen.items())

    @property
    def _most(self) -> int:
        return int(self._bins.counts.max()) if self._bins is not None else 0

    def draw(self, plot: Any) -> tuple[Mark, ...]:
        """A square for each hour of each weekday."""
        import pyqtgraph

        bins, most = self._bins, self._most
        if bins is None:
            return ()
        spots = [divmod(place, HOURS) for place in range(7 * HOURS)]
        counts = [int(count) for count in bins.counts]
        shades = [self._shade(count, most) for count in counts]
        plot.addItem(
            pyqtgraph.BarGraphItem(
                x0=[hour for _, hour in spots], y0=[day + 0.04 for day, _ in spots], width=0.92, height=0.92,
                brushes=[self.brush(shade) for shade in shades], pen=self.pen("ground"),
            )
        )  # fmt: skip
        marks = []
        for (day, hour), count in zip(spots, counts, strict=True):
            words = tr("{weekday} {hour}时 {count}件", weekday=tr(WEEKDAYS[day]), hour=hour, count=count)
            marks.append(Mark(day, hour, QRectF(hour, day, 0.96, 1), words, bins.behind(day * HOURS + hour)))
        plot.getViewBox().invertY(True)
        labels(plot.getAxis("left"), [tr(word) for word in WEEKDAYS], first=0.5)
        labels(plot.getAxis("bottom"), [str(hour) for hour in range(HOURS)], 2, first=0.5)
        plot.setXRange(0, HOURS, padding=0.005)
        plot.setYRange(0, 7, padding=0.01)
        return tuple(marks)

    def _shade(self, count: int, most: int) -> str:
        if not count:
            return "sunken"
        return STEPS[min((count * len(STEPS) - 1) // most, len(STEPS) - 1)]
