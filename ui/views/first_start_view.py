"""First start: creates the room with its name, code, profile and first administrator."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QRegularExpression, Qt, Signal
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QPushButton, QVBoxLayout, QWidget

from commandroom.domain.errors import RoomError
from commandroom.text import mark, sentence, tr
from ui.desk import Desk, RoomLike
from ui.theme import Theme
from ui.views.gate import Field, Gate, PasswordEdit
from ui.widgets.dressing import label, spaced
from ui.widgets.text_labels import Prose

PROFILES: tuple[tuple[str, str, str], ...] = (
    ("Y", mark("鄞州"), mark("党建统领、平战一体；村社—基础—微—颗粒四级网格，事件一至四级")),
    ("B", mark("博山"), mark("一网三联、微网格、中心户；点单—派单—接单")),
    ("D", mark("老湖镇"), mark("吹哨报到、全响应；简单、一般、难点、重点四类")),
    ("J", mark("井冈山"), mark("“全要素”网格；常规与重大突出紧急涉密分开走")),
    ("L", mark("潞城街道"), mark("指挥室实战；事项 A/B/C 三类、分级限时、逐级督办")),
)
"""The five founding documents, with one line each (domain.md §1)."""
PASSWORD_LENGTH = 10
PASSWORD_CLASSES = 3


def password_trouble(password: str, account: str) -> str:
    """What is wrong with a new password, "" when nothing: 10 characters, 3 of 4 classes, not the account."""
    if len(password) < PASSWORD_LENGTH:
        return tr(
            "密码至少 {count} 位，还差 {left} 位。",
            count=PASSWORD_LENGTH,
            left=PASSWORD_LENGTH - len(password),
        )
    classes = (r"[a-z]", r"[A-Z]", r"\d", r"[^A-Za-z\d]")
    if sum(bool(re.search(kind, password)) for kind in classes) < PASSWORD_CLASSES:
        return tr("密码要有大写字母、小写字母、数字、其他符号中的至少三类。")
    if account and account.lower() in password.lower():
        return tr("密码里不要包含账号。")
    return ""


def code_trouble(code: str) -> str:
    """What is wrong with a town's administrative code (GB/T 2260 + 3 digits; 12 with the bureau's zeros)."""
    if not re.fullmatch(r"\d{9}|\d{12}", code):
        return tr("行政区划代码是 9 位（到乡镇街道）或 12 位数字，现在是 {count} 位。", count=len(code))
    if not 11 <= int(code[:2]) <= 82:
        return tr("前两位 {digits} 不是省级代码（11–82）。", digits=code[:2])
    if code[6:9] == "000":
        return tr("第 7–9 位是 000，这是县级代码；请填本乡镇、街道的代码。")
    if len(code) == 12 and code[9:] != "000":
        return tr("后三位应当是 000；{digits} 是村、社区的代码。", digits=code[9:])
    return ""


@dataclass(frozen=True, slots=True)
class Founding:
    """What a new room is made of."""

    name: str
    code: str
    profile: str
    admin: str
    password: str


class FirstStartView(Gate):
    """One page, checked line by line; ``made`` is emitted when the room is open."""

    made = Signal(str)
    """The administrator's account."""

    def __init__(
        self,
        desk: Desk,
        theme: Theme,
        create: Callable[[Founding], RoomLike],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, wide=720, parent=parent)
        self._desk = desk
        self._create = create
        self._making = False
        self.name = Field(theme, tr("指挥室名称"), tr("例如 潞城街道综合信息指挥室"))
        self.code = Field(theme, tr("行政区划代码"), tr("9 位或 12 位，例如 320412003"))
        digits = QRegularExpression(r"\d{0,12}")
        self.code.edit.setValidator(QRegularExpressionValidator(digits, self.code.edit))
        self.account = Field(theme, tr("管理员账号"), tr("例如 admin"))
        account = QRegularExpression(r"[A-Za-z0-9._\-\x{4e00}-\x{9fff}]{0,32}")
        self.account.edit.setValidator(QRegularExpressionValidator(account, self.account.edit))
        first, again = PasswordEdit(), PasswordEdit()
        self.password = Field(theme, tr("密码"), tr("至少 10 位，含三类字符"), first)
        self.again = Field(theme, tr("再输一次"), "", again)
        self._profiles = QButtonGroup(self)
        self._trouble = Prose(theme, size="small", token="overdue")
        self._trouble.hide()
        self.button = QPushButton(tr("建立指挥室"))
        self.button.setProperty("role", "primary")
        self.button.clicked.connect(self.submit)
        self._lay_out(first, again)
        for field in (self.name, self.code, self.account, self.password, self.again):
            field.edit.returnPressed.connect(self.submit)

    def _lay_out(self, first: PasswordEdit, again: PasswordEdit) -> None:
        theme, column = self.theme, self.column
        column.addWidget(label(tr("建立指挥室"), "page"))
        column.addWidget(
            Prose(theme, tr("第一次启动。这里填的以后由管理员在设置里修改。"), size="small", token="quiet")
        )
        lines = spaced(QGridLayout(), theme, gap=12)
        lines.addWidget(self.name, 0, 0, Qt.AlignmentFlag.AlignTop)
        lines.addWidget(self.code, 0, 1, Qt.AlignmentFlag.AlignTop)
        lines.setColumnStretch(0, 1)
        lines.setColumnStretch(1, 1)
        column.addLayout(lines)
        column.addWidget(label(tr("办法依据（以后可以调整各项参数）"), "label"))
        choices = spaced(QVBoxLayout(), theme, gap=4)
        for place, (letter, town, words) in enumerate(PROFILES):
            choice = QPushButton(f"{letter}   {tr(town)}   {tr(words)}")
            choice.setProperty("role", "choice")
            choice.setCheckable(True)
            self._profiles.addButton(choice, place)
            choices.addWidget(choice)
        self._profiles.button(len(PROFILES) - 1).setChecked(True)
        column.addLayout(choices)
        who = spaced(QGridLayout(), theme, gap=12)
        for place, field in enumerate((self.account, self.password, self.again)):
            who.addWidget(field, 0, place, Qt.AlignmentFlag.AlignTop)
            who.setColumnStretch(place, 1)
        column.addLayout(who)
        for widget in (first.caps, again.caps, self._trouble, self.button):
            column.addWidget(widget)

    @property
    def profile(self) -> str:
        """The letter chosen."""
        return PROFILES[self._profiles.checkedId()][0]

    def choose_profile(self, letter: str) -> None:
        """Choose a profile by its letter."""
        letters = [profile[0] for profile in PROFILES]
        self._profiles.button(letters.index(letter)).setChecked(True)

    def check(self) -> bool:
        """Say at each line what is wrong; the keyboard goes to the first of them."""
        account, password = self.account.text(), self.password.edit.text()
        found = (
            (self.name, "" if self.name.text() else tr("请填写指挥室名称。")),
            (self.code, code_trouble(self.code.text())),
            (
                self.account,
                "" if len(account) >= 2 and account != "system" else tr("账号至少 2 个字符：汉字、字母、数字。"),
            ),
            (self.password, password_trouble(password, account)),
            (self.again, "" if self.again.edit.text() == password else tr("两次输入的密码不一样。")),
        )
        for field, words in found:
            field.set_trouble(words)
        wrong = [field for field, words in found if words]
        if wrong:
            wrong[0].edit.setFocus()
        return not wrong

    def submit(self) -> None:
        """Create the room, when every line is right."""
        if not self._making and self.check():
            self._making = True
            self.button.setEnabled(False)
            self._desk.start(self._make())

    async def _make(self) -> None:
        self._trouble.hide()
        wanted = Founding(
            name=self.name.text(),
            code=self.code.text(),
            profile=self.profile,
            admin=self.account.text(),
            password=self.password.edit.text(),
        )
        try:
            await self._desk.open(partial(self._create, wanted))
        except RoomError as error:
            self._trouble.set_text(sentence(error))
            self._trouble.show()
        else:
            self.password.edit.clear()
            self.again.edit.clear()
            self.made.emit(wanted.admin)
        finally:
            self._making = False
            self.button.setEnabled(True)
