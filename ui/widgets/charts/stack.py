"""Categories stacked by village."""

from typing import Any

from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QWidget

from commandroom.reports.chart_data import Stack
from commandroom.text import tr
from ui.theme import Theme
from ui.widgets.charts.plot import GAP, ChartPlot, Mark, labels

COLOURS = ("step_5", "step_4", "step_3", "step_2", "faint:90", "faint:65", "faint:42", "faint:24", "faint:12")
"""The colour of each category, in the order of the list; more begin again."""


class ChartStack(ChartPlot):
    """A bar for each village; a piece opens the events of its village and category."""

    code = "stack"

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, tr("各村（社区）事件类别"), parent)
        self._stack: Stack | None = None

    def show_stack(self, stack: Stack) -> None:
        """Draw these villages."""
        self._stack = stack
        self.redraw()

    @property
    def high(self) -> int:
        """As many bars as there are villages."""
        return 60 + 24 * max(len(self._stack.names) if self._stack is not None else 0, 3)

    def legend(self) -> str:
        """The categories that occur."""
        stack = self._stack
        if stack is None:
            return ""
        names = range(len(stack.names))
        met = [place for place in range(len(stack.series)) if any(stack.count(name, place) for name in names)]
        return GAP.join(self.sample(COLOURS[place % len(COLOURS)], stack.series[place]) for place in met)

    def draw(self, plot: Any) -> tuple[Mark, ...]:
        """The pieces from the left, the first village on top."""
        import pyqtgraph

        stack = self._stack
        if stack is None or not stack.names:
            return ()
        marks: list[Mark] = []
        most = 1
        left = [0] * len(stack.names)
        for series, word in enumerate(stack.series):
            counts = [stack.count(name, series) for name in range(len(stack.names))]
            if not any(counts):
                continue
            plot.addItem(
                pyqtgraph.BarGraphItem(
                    x0=list(left), y=list(range(len(counts))), height=0.7, width=counts,
                    brush=self.brush(COLOURS[series % len(COLOURS)]), pen=self.pen("ground"),
                )
            )  # fmt: skip
            for name, count in enumerate(counts):
                if count:
                    words = tr("{village} {category} {count}件", village=stack.names[name], category=word, count=count)
                    box = QRectF(left[name], name - 0.35, count, 0.7)
                    marks.append(Mark(name, series, box, words, stack.behind(name, series)))
                left[name] += count
            most = max(most, *left)
        for name, total in enumerate(left):
            said = pyqtgraph.TextItem(str(total), color=self.theme.color("text"), anchor=(0, 0.5))
            said.setFont(self.theme.font("small", tabular=True))
            said.setPos(total, name)
            plot.addItem(said, ignoreBounds=True)
        plot.getViewBox().invertY(True)
        labels(plot.getAxis("left"), stack.names)
        plot.setYRange(-0.6, len(stack.names) - 0.4, padding=0)
        plot.setXRange(0, most * 1.1, padding=0)
        return tuple(sorted(marks, key=lambda mark: (mark.row, mark.column)))
