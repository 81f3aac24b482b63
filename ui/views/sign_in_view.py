"""Sign in: name and password, the wait after wrong tries, the hint at Caps Lock."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from commandroom.domain.errors import Refused, RoomError
from commandroom.text import sentence, tr
from ui.desk import Desk
from ui.theme import Theme
from ui.views.gate import Field, Gate, PasswordEdit
from ui.widgets.text_labels import ElidedLabel, Prose


class SignInView(Gate):
    """Emits ``entered`` when somebody is signed in. ``fixed`` keeps the name: the desk is only locked."""

    entered = Signal()
    other_person = Signal()

    def __init__(self, desk: Desk, theme: Theme, *, fixed: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(theme, wide=480, parent=parent)
        self._desk = desk
        self._fixed = fixed
        self._left = 0
        self._trying = False
        self._room = ElidedLabel(theme, size="page", bold=True, align=Qt.AlignmentFlag.AlignHCenter)
        self._what = Prose(theme, size="small", token="quiet", centred=True)
        self._what.set_text(tr("已锁定。草稿都在，登录后继续。"))
        self._what.setVisible(fixed)
        self.name = Field(theme, tr("账号"))
        password = PasswordEdit()
        self.password = Field(theme, tr("密码"), edit=password)
        self.button = QPushButton(tr("解锁") if fixed else tr("登录"))
        self.button.setProperty("role", "primary")
        self.button.clicked.connect(self.submit)
        self.name.edit.returnPressed.connect(self._next)
        password.returnPressed.connect(self.submit)
        self.column.addWidget(self._room)
        self.column.addWidget(self._what)
        self.column.addSpacing(theme.px("s"))
        self.column.addWidget(self.name)
        self.column.addWidget(self.password)
        self.column.addWidget(password.caps)
        self.column.addWidget(self.button)
        self._hint = Prose(theme, size="small", token="quiet", centred=True)
        self._hint.hide()
        self.column.addWidget(self._hint)
        if fixed:
            self.name.edit.setReadOnly(True)
            self.name.edit.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            other = QPushButton(tr("换人登录"))
            other.setProperty("role", "link")
            other.clicked.connect(self.other_person)
            self.column.addWidget(other, 0, Qt.AlignmentFlag.AlignHCenter)
        self._count = QTimer(self)
        self._count.setInterval(1000)
        self._count.timeout.connect(self._second)

    def greet(self, room: str, account: str = "") -> None:
        """Begin: the room's name, and the account when it is known; the keyboard goes where it is needed."""
        self._room.set_text(room)
        if account:
            self.name.edit.setText(account)
        self.password.edit.clear()
        self.password.set_trouble("")
        (self.password if self.name.text() else self.name).edit.setFocus()

    def set_hint(self, words: str) -> None:
        """A quiet line below the fields; "" for none."""
        self._hint.set_text(words)
        self._hint.setVisible(bool(words))

    def submit(self) -> None:
        """Try to sign in."""
        if self._trying or self._left:
            return
        if not self.name.text():
            self.name.set_trouble(tr("请填写账号。"))
            self.name.edit.setFocus()
        elif not self.password.edit.text():
            self.password.set_trouble(tr("请填写密码。"))
            self.password.edit.setFocus()
        else:
            self._trying = True
            self._show_button()
            self._desk.start(self._try())

    @property
    def waiting(self) -> int:
        """Seconds until another try is allowed."""
        return self._left

    async def _try(self) -> None:
        try:
            await self._desk.sign_in(self.name.text(), self.password.edit.text())
        except RoomError as error:
            self.refuse(error)
        else:
            self.password.edit.clear()
            self.entered.emit()
        finally:
            self._trying = False
            self._show_button()

    def refuse(self, error: RoomError) -> None:
        """Say why nobody was signed in; count down when one must wait."""
        self.password.set_trouble(sentence(error))
        self.password.edit.selectAll()
        self.password.edit.setFocus()
        if isinstance(error, Refused) and error.code == "who.wait":
            self._left = max(int(error.facts["seconds"]), 1)
            self._say_wait()
            self._count.start()

    def _second(self) -> None:
        self._left -= 1
        if self._left <= 0:
            self._left = 0
            self._count.stop()
            self.password.set_trouble("")
        else:
            self._say_wait()
        self._show_button()

    def _say_wait(self) -> None:
        minutes, seconds = divmod(self._left, 60)
        self.password.set_trouble(
            tr("连续输错太多次，请等 {minutes}:{seconds:02d} 再试。", minutes=minutes, seconds=seconds)
        )

    def _show_button(self) -> None:
        self.button.setEnabled(not self._trying and not self._left)

    def _next(self) -> None:
        self.password.edit.setFocus()
