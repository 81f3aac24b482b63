"""Type a case in: paste what was said, correct what is proposed, see what is alike, report by one key."""

from functools import partial
from typing import Any, ClassVar
from weakref import WeakSet

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from commandroom.domain.errors import RoomError
from commandroom.domain.event import Event
from commandroom.domain.instant import Instant, local
from commandroom.domain.people import Right, permits
from commandroom.store.queue.filter import SOURCE_WORDS
from commandroom.text import sentence, tr
from ui.desk import Desk
from ui.dialogs.draft_keeping import DraftKeeping
from ui.dialogs.note_reading import NoteReading
from ui.dialogs.place_map import PlaceMap
from ui.dialogs.register_form import RegisterForm
from ui.dialogs.reporting import Reporting
from ui.models.names import Names
from ui.shell import Shell
from ui.theme import Theme
from ui.widgets.buttons import form_button
from ui.widgets.dressing import sized, spaced
from ui.widgets.entry_line import TextEntry
from ui.widgets.hint_list import HintList
from ui.widgets.panel import Panel
from ui.widgets.place_picker import PlacePicker
from ui.widgets.scrolling import scrolled
from ui.widgets.text_labels import ElidedLabel, Prose


class RegisterPanel(Panel):
    """One case being typed in. It lives in the journal as a draft from the moment it is put aside."""

    _all: ClassVar["WeakSet[RegisterPanel]"] = WeakSet()

    def __init__(
        self, desk: Desk, theme: Theme, shell: Shell, draft: Event | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.title = tr("登记来电来件")
        self.desk, self.theme, self.shell = desk, theme, shell
        self.names = Names(desk)
        self.began: Instant = desk.now()
        self.note = TextEntry(
            theme,
            tr("粘贴聊天记录或边听边记，下面自动填写"),
            tr("例如：昨晚8点富民路口有人占道经营，我是张先生，电话…"),
        )
        self.form = RegisterForm(theme, self.names)
        self.picker = PlacePicker(theme)
        if draft is not None:
            self.form.fill(draft)
        self.keeping = DraftKeeping(desk, self.form, self.worth_keeping, draft, self)
        self.reading = NoteReading(desk, self.names, self.note, self.form, self.keeping, self)
        self.map = PlaceMap(desk, self.names, self.picker, self.form, self)
        self.reporting = Reporting(desk, shell, self.form, self.keeping, self)
        self._build()
        self._connect()
        self._all.add(self)
        self.reading.begin()

    # -- what is there -----------------------------------------------------------------------------------

    def _build(self) -> None:
        theme = self.theme
        self.picker.hide()
        self.hints = HintList(theme)
        person = self.desk.person
        self.hints.joins = person is not None and permits(person, Right.DISPATCH)
        self.hints.join.connect(self.join)
        self.hints.look.connect(self.look)
        self._refusal = Prose(theme, token="overdue")
        self._refusal.hide()
        upper = QWidget()
        column = spaced(QVBoxLayout(upper), theme, (20, 12, 20, 12), 10)
        for part in (self.note, self.picker, self.form):
            column.addWidget(part)
        column.addStretch(1)
        self._scroll = scrolled(upper, keys=False)
        self._beside = scrolled(self.hints, keys=False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._scroll, 1)
        whole.addWidget(sized(_rule(), theme, high=1))
        whole.addLayout(self._foot())

    def _foot(self) -> QVBoxLayout:
        """What stays in sight however long the form is: duplicates, what is refused, the buttons."""
        foot = spaced(QVBoxLayout(), self.theme, (20, 10, 20, 8), 8)
        foot.addWidget(self._beside)
        foot.addWidget(self._refusal)
        row = spaced(QHBoxLayout(), self.theme)
        self.button = form_button(tr("上报  Ctrl+Enter"), "primary", self.submit)
        row.addWidget(self.button)
        row.addWidget(form_button(tr("存草稿  Ctrl+S"), "", self.keep))
        row.addWidget(form_button(tr("图上选点  F4"), "plain", self.show_map))
        row.addStretch(1)
        foot.addLayout(row)
        self._said = ElidedLabel(self.theme, tr("Esc 搁置，F2 再登记一件，Ctrl+J 接着填"), size="small", token="quiet")
        foot.addWidget(self._said)
        return foot

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The duplicates never take more than a third."""
        super().resizeEvent(event)
        self._fit_hints()

    def _fit_hints(self, _found: object = None) -> None:
        self._beside.setVisible(bool(self.hints.hints))
        wanted = self.hints.sizeHint().height() + 2
        self._beside.setFixedHeight(min(wanted, self.height() // 3))

    def _connect(self) -> None:
        for heard, run in (
            (self.note.changed, self.reading.soon), (self.note.changed, self.keeping.soon),
            (self.form.changed, self._changed), (self.map.moved, self._changed),
            (self.reading.read, self.map.go_to), (self.reading.read, self.retitled),
            (self.reading.found, self.hints.show_hints), (self.reading.found, self._fit_hints),
            (self.keeping.kept, self._told_kept), (self.reporting.busy, self.button.setDisabled),
            (self.reporting.refused, self._refuse), (self.reporting.reported, self._reported),
        ):  # fmt: skip
            heard.connect(run)
        keys: list[tuple[str, Any]] = [
            ("Ctrl+Return", self.submit), ("Ctrl+Enter", self.submit), ("Ctrl+S", self.keep), ("F4", self.show_map),
            *((f"Alt+{number}", partial(self.hints.press, number)) for number in range(1, 6)),
        ]  # fmt: skip
        for key, run in keys:
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(run)

    # -- a panel -----------------------------------------------------------------------------------------

    def worth_keeping(self) -> bool:
        """Whether something was entered, here or before in a draft."""
        return not self.keeping.over and bool(self.draft or self.note.value or self.form.touched())

    def summary(self) -> str:
        """来电 14:21, with the first words of the title."""
        word = next((tr(word) for known, word in SOURCE_WORDS.items() if known == self.form.value("source")), "")
        title = self.form.value("title")[:8]
        return f"{word} {local(self.began):%H:%M} {title}".strip()

    def first_field(self) -> QWidget:
        """The note; in a draft the title."""
        return self.form.fields["title"].first() if self.draft else self.note.first()

    def hideEvent(self, event: QHideEvent) -> None:
        """Put aside: what was entered goes into the journal at once."""
        super().hideEvent(event)
        self.keeping.quietly()

    def given_up(self) -> None:
        """Discarded on purpose: the draft in the journal goes too, and its entry says who did it."""
        self.keeping.discard()

    @property
    def draft(self) -> str:
        """The draft in the journal; "" before the first keeping."""
        return self.keeping.draft

    @property
    def gone(self) -> bool:
        """Whether nothing may be done with it any more."""
        return self.keeping.over or not isValid(self)

    @classmethod
    def held(cls, desk: Desk) -> frozenset[str]:
        """The drafts that have a form in this window."""
        return frozenset(panel.draft for panel in cls._all if isValid(panel) and panel.desk is desk and not panel.gone)

    @property
    def refusal(self) -> str:
        """What is refused now; "" when nothing is."""
        return "" if self._refusal.isHidden() else self._refusal.text()

    # -- keeping and reporting ---------------------------------------------------------------------------

    def _changed(self) -> None:
        self._refusal.hide()
        self.reading.moved()
        self.keeping.soon()
        self.retitled.emit()

    def show_map(self) -> None:
        """Open the small map, or close it."""
        if self.map.toggle():
            self._scroll.ensureWidgetVisible(self.picker)

    def keep(self) -> None:
        """Keep the draft now and say so."""
        self.keeping.now()

    def _told_kept(self, aloud: bool) -> None:
        self._said.set_text(tr("草稿已存 {time:%H:%M}，关机也不会丢", time=local(self.desk.now())))
        if aloud:
            self.shell.toast(tr("草稿已存：{summary}", summary=self.summary()))

    def submit(self) -> None:
        """Report it."""
        self.reporting.begin()

    def join(self, master: str) -> None:
        """Report it as a repeated call of a known case: both callers are kept."""
        self.reporting.begin(master)

    def look(self, event: str) -> None:
        """Show a case that is alike; the form stays open beside it."""
        self.shell.selection.choose_event(event, self)

    def _refuse(self, error: RoomError) -> None:
        self._refusal.set_text(sentence(error))
        self._refusal.show()

    def _reported(self, event: str) -> None:
        self.shell.selection.choose_event(event, self)
        self.done.emit()


def _rule() -> QFrame:
    rule = QFrame()
    rule.setProperty("role", "line")
    return rule


def open_register(desk: Desk, theme: Theme, shell: Shell) -> None:
    """A new form; the one that is open parks by itself."""
    shell.open_panel(RegisterPanel(desk, theme, shell))
