"""Likely duplicates under a form: what, where, why in words, and two keys for each: into it, or look at it."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from commandroom.reports.similar import ADVICE_WORDS, Advice, Similar
from commandroom.store.queue.filter import STATE_WORDS
from commandroom.text import tr
from ui.theme import Theme
from ui.widgets.dressing import label, spaced
from ui.widgets.text_labels import ElidedLabel


class HintList(QWidget):
    """At most five hints, the likeliest first."""

    join = Signal(str)
    """Id of the case this call is to be merged into."""
    look = Signal(str)
    """Id of the case to be looked at."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.hints: tuple[Similar, ...] = ()
        self._cards: list[QFrame] = []
        self.joins = True
        self._column = spaced(QVBoxLayout(self), theme, gap=6)
        self._head = label("", "warning")
        self._column.addWidget(self._head)
        self.hide()

    def show_hints(self, hints: tuple[Similar, ...]) -> None:
        """Show these."""
        if hints == self.hints:
            return
        self.hints = hints
        for card in self._cards:
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._cards = [self._card(number, hint) for number, hint in enumerate(hints, 1)]
        for card in self._cards:
            self._column.addWidget(card)
        self._head.setText(tr("▲ 可能已有 {count} 件相同的事", count=len(hints)))
        self.setVisible(bool(hints))

    def press(self, number: int) -> None:
        """The key of a hint: into it when it is open, else look at it."""
        if 0 < number <= len(self.hints):
            hint = self.hints[number - 1]
            (self.join if hint.advice != Advice.LOOK and self.joins else self.look).emit(hint.id)

    def _card(self, number: int, hint: Similar) -> QFrame:
        theme = self._theme
        card = QFrame()
        card.setProperty("role", "card")
        column = spaced(QVBoxLayout(card), theme, (12, 8, 8, 6), 2)
        top = spaced(QHBoxLayout(), theme)
        top.addWidget(ElidedLabel(theme, hint.title or hint.number, bold=True), 1)
        state = next((tr(word) for known, word in STATE_WORDS.items() if known == hint.state), hint.state)
        top.addWidget(label(state, "key"))
        column.addLayout(top)
        where = tr("{words} · {place}", words=hint.words, place=hint.place)
        column.addWidget(ElidedLabel(theme, where, size="small", token="due_soon"))
        row = spaced(QHBoxLayout(), theme, gap=4)
        row.addWidget(ElidedLabel(theme, tr(ADVICE_WORDS[hint.advice]), size="small", token="quiet"), 1)
        if hint.advice != Advice.LOOK and self.joins:
            word = tr("登记并并入  Alt+{number}", number=number)
            row.addWidget(self._button(word, partial(self.join.emit, hint.id)))
            row.addWidget(self._button(tr("查看"), partial(self.look.emit, hint.id)))
        else:
            row.addWidget(self._button(tr("查看  Alt+{number}", number=number), partial(self.look.emit, hint.id)))
        column.addLayout(row)
        return card

    @staticmethod
    def _button(words: str, press: "partial[None]") -> QPushButton:
        button = QPushButton(words)
        button.setProperty("role", "link")
        button.setAutoDefault(False)
        button.clicked.connect(press)
        return button
