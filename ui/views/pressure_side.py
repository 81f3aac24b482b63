"""Beside the lanes: what is late by unit, grid, person or source, and why the chosen clock ends when it does."""

from functools import partial

from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from commandroom.clock_text import CLOCK_WORDS
from commandroom.domain.instant import stamp
from commandroom.store.queue.filter import SOURCE_WORDS
from commandroom.store.queue.pressure_cards import Card
from commandroom.store.queue.running import Running
from commandroom.text import mark, tr
from ui.models.names import Names
from ui.models.pressure_feed import PressureFeed
from ui.theme import Theme
from ui.widgets.bar_list import BarList, ranked
from ui.widgets.dressing import label, sized, spaced
from ui.widgets.scrolling import at_the_top, scrolled
from ui.widgets.text_labels import ElidedLabel, Prose

BARS_SHOWN = 60
_SOURCES: dict[str, str] = {str(source): word for source, word in SOURCE_WORDS.items()}
GROUP_WORDS = {
    "unit": (mark("单位"), "U"), "grid": (mark("网格"), "G"), "person": (mark("人"), "P"),
    "source": (mark("来源"), "S"),
}  # fmt: skip
NOBODY = {"unit": mark("未派单"), "grid": mark("待定网格"), "person": mark("还没有人签收"), "source": mark("来源不明")}


class PressureSide(QWidget):
    """Bars of open cases that are late or soon will be."""

    def __init__(self, theme: Theme, names: Names, feed: PressureFeed, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._names, self._feed = theme, names, feed
        self.by = "unit"
        self.bars = BarList(theme)
        sized(self, theme, wide=248)
        column = spaced(QVBoxLayout(self), theme, (16, 12, 8, 8), 8)
        column.addLayout(self._heads())
        column.addWidget(label(tr("未办结：■ 超期 ▲ 临期（件）"), "faint"))
        column.addWidget(scrolled(at_the_top(self.bars)), 1)
        self._none = label(tr("没有超期和临期的事件"), "faint")
        column.addWidget(self._none)

    def _heads(self) -> QHBoxLayout:
        tabs = spaced(QHBoxLayout(), self._theme, gap=4)
        self._group = QButtonGroup(self)
        self._tabs: dict[str, QPushButton] = {}
        for name, (word, key) in GROUP_WORDS.items():
            button = QPushButton(tr(word))
            button.setToolTip(tr("按{word}看  {key}", word=tr(word), key=key))
            button.setProperty("role", "tab")
            button.setCheckable(True)
            button.setChecked(name == self.by)
            button.clicked.connect(partial(self.group_by, name))
            self._group.addButton(button)
            self._tabs[name] = button
            tabs.addWidget(button)
        tabs.addStretch(1)
        return tabs

    def refresh(self) -> None:
        """Count again on the board."""
        found = self._feed.board.groups(self.by, self._feed.now())
        names = {code: self.word(code) for code in {*found.overdue, *found.soon}}
        self.bars.set_bars(ranked(dict(found.overdue), dict(found.soon), names)[:BARS_SHOWN])
        self._none.setVisible(not self.bars.bars)

    def word(self, code: str) -> str:
        """The name of a bar."""
        if not code:
            return tr(NOBODY[self.by])
        return tr(_SOURCES.get(code, code)) if self.by == "source" else self._names(self.by, code)

    def group_by(self, name: str, checked: bool = False) -> None:
        """Bars by one of GROUP_WORDS; what they had narrowed is shown again whole."""
        del checked
        self._tabs[name].setChecked(True)
        if name != self.by:
            self.bars.release()
            self.by = name
            self.refresh()


class WhyPane(QFrame):
    """The end of one clock and the lines that lead to it; hidden until it is asked for."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        column = spaced(QVBoxLayout(self), theme, (16, 8, 16, 12), 4)
        self.title = ElidedLabel(theme, bold=True)
        self.lines = Prose(theme, size="body", token="quiet")
        column.addWidget(self.title)
        column.addWidget(self.lines)
        self.hide()

    def tell(self, clock: Running | None, card: Card | None, lines: list[str]) -> None:
        """Explain a clock; without one, ask for it."""
        if clock is None or card is None:
            self.title.set_text(tr("先选一张卡片"))
            self.lines.set_text("")
            return
        self.title.set_text(
            tr("{clock}时限 {due} 到期 · {number} {title}", clock=tr(CLOCK_WORDS[clock.kind]), due=stamp(clock.due_at),
               number=card.number, title=card.title)
        )  # fmt: skip
        self.lines.set_text("\n".join(lines))
