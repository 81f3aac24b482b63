"""Show the telephone book unmasked: the reason is asked for and kept."""

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from commandroom.actions import reveal
from commandroom.domain.errors import RoomError
from commandroom.text import sentence, tr
from ui.desk import Desk
from ui.theme import Theme
from ui.widgets.dressing import label, spaced
from ui.widgets.panel import Panel
from ui.widgets.text_labels import Prose


class PhoneBookPanel(Panel):
    """``show`` is called when the entry stands; ``count`` numbers are shown then."""

    def __init__(
        self, desk: Desk, theme: Theme, count: int, show: Callable[[], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.title = tr("显示值班电话")
        self._desk, self._count, self._show = desk, count, show
        rows = spaced(QVBoxLayout(self), theme, (20, 16, 20, 20), 14)
        rows.addWidget(Prose(theme, tr("谁、何时、为什么看，会记入日志。"), size="small", token="quiet"))
        rows.addWidget(label(tr("用途"), "label"))
        self.reason = QLineEdit()
        self.reason.setPlaceholderText(tr("例如：夜间叫人到岗"))
        self.reason.returnPressed.connect(self.submit)
        rows.addWidget(self.reason)
        self._refusal = Prose(theme, "", token="overdue")
        self._refusal.hide()
        rows.addWidget(self._refusal)
        button = QPushButton(tr("显示 {count} 个号码  Enter", count=count))
        button.setProperty("role", "primary")
        button.clicked.connect(self.submit)
        self._busy = False
        rows.addWidget(button)
        rows.addStretch(1)

    def submit(self) -> None:
        """Leave the entry, once, then show."""
        if not self._busy:
            self._busy = True
            self._desk.start(self._submit())

    async def _submit(self) -> None:
        try:
            await self._desk.do(reveal.reveal, "phone_book", self.reason.text(), self._count)
        except RoomError as error:
            self._busy = False
            if isValid(self):
                self._refusal.set_text(sentence(error))
                self._refusal.show()
            return
        if isValid(self):  # put away meanwhile: nothing is shown
            self._show()
            self.done.emit()

    def first_field(self) -> QWidget | None:
        """The reason."""
        return self.reason
