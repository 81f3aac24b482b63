"""Shows a bug to a person: what to do, and a report that can be copied."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from commandroom.text import sentences, tr
from ui.errors import CrashReport
from ui.theme import Theme
from ui.widgets.dressing import iconed, label, middle, sized, spaced
from ui.widgets.text_labels import Prose


class CrashPanel(QFrame):
    """Lies over the window until it is closed; several bugs add up in one report."""

    def __init__(self, theme: Theme, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self.setProperty("role", "scrim")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        card = sized(QFrame(), theme, wide=720)
        card.setProperty("role", "card")
        self._words = Prose(theme, tr(sentences()["window.bug"]))
        self._where = Prose(theme, size="small", token="quiet")
        self._text = sized(QPlainTextEdit(), theme, high=280)
        self._text.setReadOnly(True)
        self._copy = QPushButton(tr("复制报告"))
        iconed(self._copy, theme, "copy")
        self._copy.clicked.connect(self.copy)
        self._close = QPushButton(tr("继续工作"))
        self._close.setProperty("role", "primary")
        self._close.clicked.connect(self.dismiss)
        buttons = spaced(QHBoxLayout(), theme, gap=8)
        buttons.addStretch(1)
        buttons.addWidget(self._copy)
        buttons.addWidget(self._close)
        column = spaced(QVBoxLayout(card), theme, (24, 20, 24, 20), 12)
        column.addWidget(label(tr("程序出了错"), "title"))
        column.addWidget(self._words)
        column.addWidget(self._text)
        column.addWidget(self._where)
        column.addLayout(buttons)
        outer = QVBoxLayout(self)
        outer.addStretch(1)
        outer.addLayout(middle(card))
        outer.addStretch(1)
        over.installEventFilter(self)
        self.hide()

    def report(self) -> str:
        """The whole report, as it is copied."""
        return self._text.toPlainText()

    def tell(self, crash: CrashReport) -> None:
        """Show one more bug."""
        if self.isHidden():
            self._text.clear()
        self._text.appendPlainText(crash.text)
        self._where.set_text("" if crash.path is None else tr("报告已存到 {path}", path=crash.path))
        self.setGeometry(self._over.rect())
        self.show()
        self.raise_()
        self._close.setFocus(Qt.FocusReason.PopupFocusReason)

    def copy(self) -> None:
        """Put the report on the clipboard."""
        QGuiApplication.clipboard().setText(self.report())

    def dismiss(self) -> None:
        """Go on working."""
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the window."""
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._over.rect())
        return super().eventFilter(watched, event)
