"""The band over the page that says: this is the past. Colour, sign, word and moment, and the way back."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from commandroom.deadline_text import WEEKDAYS
from commandroom.domain.instant import Instant, local
from commandroom.span_text import span
from commandroom.text import tr
from ui.theme import Theme
from ui.widgets.dressing import label, spaced


class PastBanner(QFrame):
    """One line as wide as the page."""

    left = Signal()
    """Back to now."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pastBanner")
        row = spaced(QHBoxLayout(self), theme, (16, 6, 16, 6), 12)
        self._word = label(tr("◀◀ 正在看过去"), "pastWord")
        self._when = label("", "pastWord")
        self._more = label("", "past")
        self._when.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for part in (self._word, self._when, self._more):
            part.setTextFormat(Qt.TextFormat.PlainText)
            row.addWidget(part)
        row.addStretch(1)
        row.addWidget(label(tr("这不是现在，什么也不能记录"), "past"))
        button = QPushButton(tr("回到现在 Esc"), self)
        button.setProperty("role", "past")
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(self.left)
        row.addWidget(button)

    def show_moment(self, at: Instant, now: Instant, more: str) -> None:
        """Which moment, how long ago, and what else is to be said (reading, counts)."""
        when = local(at)
        self._when.setText(f"{when:%Y-%m-%d} {tr(WEEKDAYS[when.weekday()])} {when:%H:%M:%S}")
        ago = tr("{span}前", span=span(now - at)) if now - at >= 60 else tr("已到现在")
        self._more.setText(" · ".join(filter(None, (ago, more))))
