"""Type a case in: paste what was said, correct what is proposed, see what is alike, report by one key."""

from functools import partial
from typing import Any, ClassVar
from weakref import WeakSet

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget
from shiboken6 import isValid

from commandroom.actions import intake
from commandroom.actions.repeat import report_into
from commandroom.domain.errors import Refused, RoomError
from commandroom.domain.event import Event
from commandroom.domain.instant import Instant, local
from commandroom.domain.people import Right, permits
from commandroom.reports.similar import Similar, Sought, similar
from commandroom.store.queue.filter import SOURCE_WORDS
from commandroom.sync.note_places import room_gazetteer
from commandroom.sync.note_reading import Gazetteer, Proposal, read_note
from commandroom.text import sentence, tr
from ui.desk import Desk
from ui.dialogs.register_form import RegisterForm
from ui.models.map_layers import EventPoint, grid_layer, pin_layer
from ui.models.map_read import MapReading
from ui.models.names import Names
from ui.shell import Shell
from ui.theme import Theme
from ui.widgets.dressing import sized, spaced
from ui.widgets.entry_line import TextEntry
from ui.widgets.hint_list import HintList
from ui.widgets.panel import Panel
from ui.widgets.place_picker import PlacePicker
from ui.widgets.text_labels import ElidedLabel, Prose

READ_MS = 180
"""A note is read, and duplicates are looked for, when nobody typed for so long."""
KEEP_MS = 10_000
"""A form that changed is kept in the journal this often; parking keeps it at once."""


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
        self.draft = draft.id if draft is not None else ""
        self._kept: dict[str, Any] = {}
        self._gazetteer: Gazetteer | None = None
        self._busy = self._keeping = False
        self._over = False
        self._mapped = False
        self._changes = 0
        self._build()
        if draft is not None:
            self.form.fill(draft)
            self._kept = self._facts_or_none() or {}
        self._timers()
        self._keys()
        self._all.add(self)
        self.desk.start(self._learn())

    # -- what is there -----------------------------------------------------------------------------------

    def _build(self) -> None:
        theme = self.theme
        hint = tr("例如：昨晚8点富民路口有人占道经营，我是张先生，电话…")
        self.note = TextEntry(theme, tr("粘贴聊天记录或边听边记，下面自动填写"), hint)
        self.note.changed.connect(self._note_changed)
        self.form = RegisterForm(theme, self.names)
        self.form.changed.connect(self._changed)
        self.picker = PlacePicker(theme)
        self.picker.picked.connect(self._picked)
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
        self._scroll = _scrolling(upper)
        self._beside = _scrolling(self.hints)
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
        self.button = self._button(tr("上报  Ctrl+Enter"), "primary", self.submit)
        row.addWidget(self.button)
        row.addWidget(self._button(tr("存草稿  Ctrl+S"), "", self.keep))
        row.addWidget(self._button(tr("图上选点  F4"), "plain", self.show_map))
        row.addStretch(1)
        foot.addLayout(row)
        self._said = ElidedLabel(self.theme, tr("Esc 搁置，F2 再登记一件，Ctrl+J 接着填"), size="small", token="quiet")
        foot.addWidget(self._said)
        return foot

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The duplicates never take more than a third."""
        super().resizeEvent(event)
        self._fit_hints()

    def _fit_hints(self) -> None:
        self._beside.setVisible(bool(self.hints.hints))
        wanted = self.hints.sizeHint().height() + 2
        self._beside.setFixedHeight(min(wanted, self.height() // 3))

    @staticmethod
    def _button(words: str, role: str, press: Any) -> QPushButton:
        button = QPushButton(words)
        button.setAutoDefault(False)
        if role:
            button.setProperty("role", role)
        button.clicked.connect(press)
        return button

    def _timers(self) -> None:
        self._read, self._seek, self._keep = QTimer(self), QTimer(self), QTimer(self)
        for timer, wait, run in (
            (self._read, READ_MS, self._read_note), (self._seek, READ_MS, self._look_around),
            (self._keep, KEEP_MS, self.keep_quietly),
        ):  # fmt: skip
            timer.setSingleShot(True)
            timer.setInterval(wait)
            timer.timeout.connect(run)

    def _keys(self) -> None:
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
        return not self._over and bool(self.draft or self.note.value or self.form.touched())

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
        self.keep_quietly()

    def given_up(self) -> None:
        """Discarded on purpose: the draft in the journal goes too, and its entry says who did it."""
        draft, self._over = self.draft, True
        if draft:
            self.desk.start(self.desk.do(intake.discard, draft))

    @property
    def gone(self) -> bool:
        """Whether nothing may be done with it any more."""
        return self._over or not isValid(self)

    @classmethod
    def held(cls, desk: Desk) -> frozenset[str]:
        """The drafts that have a form in this window."""
        return frozenset(panel.draft for panel in cls._all if isValid(panel) and panel.desk is desk and not panel.gone)

    @property
    def refusal(self) -> str:
        """What is refused now; "" when nothing is."""
        return "" if self._refusal.isHidden() else self._refusal.text()

    # -- reading and proposing ---------------------------------------------------------------------------

    async def _learn(self) -> None:
        """The names of this room, read beside the window."""
        self._gazetteer = await self.desk.ask(room_gazetteer)
        if not self.gone:
            self._read_note()

    def _note_changed(self) -> None:
        self._read.start()
        self._keep.start()

    def _changed(self) -> None:
        self._changes += 1
        self._refusal.hide()
        self._seek.start()
        self._keep.start()
        self.retitled.emit()

    def _read_note(self) -> None:
        if self.note.value or self.note.typed:
            self.desk.start(self._propose(self.note.value))
        else:
            self._seek.start()

    async def _propose(self, note: str) -> None:
        now = self.desk.now()
        items = tuple(self.names.items(now).values())
        found = await self.desk.work(read_note, note, now, items, self._gazetteer)
        if self.gone or note != self.note.value:
            return
        told = (Proposal("text", note, note, tr("原文")),) if note else ()
        self.form.propose((*found, *told))
        self._place_of(found)
        self._seek.start()
        self.retitled.emit()

    def _place_of(self, found: tuple[Proposal, ...]) -> None:
        """The small map goes to the grid that is proposed."""
        grid = next((str(one.value) for one in found if one.field == "grid"), "")
        if grid and self._mapped and self.form.lat is None:
            self.picker.canvas.fit([grid])

    def _look_around(self) -> None:
        self.desk.start(self._seek_similar(self._changes))

    async def _seek_similar(self, changes: int) -> None:
        now = self.desk.now()
        found = await self.desk.ask(_similar, self.form.sought(now, self.draft), now)
        if not self.gone and changes == self._changes:
            self.hints.show_hints(tuple(found))
            self._fit_hints()

    # -- the map -----------------------------------------------------------------------------------------

    def show_map(self) -> None:
        """Open the small map, or close it."""
        self.picker.setVisible(self.picker.isHidden())
        if self.picker.isHidden():
            return
        self._scroll.ensureWidgetVisible(self.picker)
        self.picker.canvas.setFocus(Qt.FocusReason.OtherFocusReason)
        if not self._mapped:
            self._mapped = True
            self.desk.start(self._load_map())

    async def _load_map(self) -> None:
        picture = await self.desk.ask(MapReading(), self.desk.now())
        if self.gone:
            return
        self.picker.show_grids(grid_layer(picture.grids, picture.level_words))
        self._show_pin()

    def _picked(self, lon: float, lat: float) -> None:
        self.form.lon, self.form.lat = lon, lat
        self._show_pin()
        self.desk.start(self._locate(lon, lat))
        self._changed()

    async def _locate(self, lon: float, lat: float) -> None:
        code = await self.desk.ask(_locate, lon, lat)
        if self.gone:
            return
        grid = self.form.fields["grid"]
        if code:
            grid.typed = False
            grid.propose(code, self.names.grid(code), tr("图上选的点在这个网格"))
        else:
            grid.explain(tr("选的点不在任何网格内"))

    def _show_pin(self) -> None:
        category = self.form.value("category") or "general"
        self.picker.show_place(pin_layer([EventPoint("here", self.form.lon, self.form.lat, category)]))

    # -- keeping and reporting ---------------------------------------------------------------------------

    def keep(self) -> None:
        """Keep the draft now and say so."""
        self.desk.start(self._keep_now(aloud=True))

    def keep_quietly(self) -> None:
        """Keep the draft when something changed; nothing is said."""
        self._keep.stop()
        if self.worth_keeping() and not self._busy and self.desk.person is not None:
            self.desk.start(self._keep_now(aloud=False))

    async def _keep_now(self, *, aloud: bool) -> None:
        facts = self._facts_or_none()
        if facts is None:
            facts = {name: value for name, value in self._plain().items() if value}
        changed = {name: value for name, value in facts.items() if self._kept.get(name) != value}
        changed |= {name: "" for name in self._kept if name not in facts and isinstance(self._kept[name], str)}
        if not changed or self._over:
            return
        if self._keeping:  # the first keeping is still on its way: once more when it is there
            self._keep.start()
            return
        self._kept, self._keeping = facts, True
        try:
            if self.draft:
                await self.desk.do(intake.amend, self.draft, **changed)
            else:
                self.draft = (await self.desk.do(intake.register, **changed)).result
        finally:
            self._keeping = False
        if self.gone:
            return
        self._said.set_text(tr("草稿已存 {time:%H:%M}，关机也不会丢", time=local(self.desk.now())))
        if aloud:
            self.shell.toast(tr("草稿已存：{summary}", summary=self.summary()))

    def _facts_or_none(self) -> dict[str, Any] | None:
        try:
            return self.form.facts(self.desk.now())
        except Refused:
            return None

    def _plain(self) -> dict[str, str]:
        """The words of fields that are words; kept even while a time or a grid is still half typed."""
        return {name: self.form.value(name) for name in ("title", "text", "place", "reporter", "source", "source_no")}

    def submit(self) -> None:
        """Report it."""
        self._begin("")

    def join(self, master: str) -> None:
        """Report it as a repeated call of a known case: both callers are kept."""
        self._begin(master)

    def look(self, event: str) -> None:
        """Show a case that is alike; the form stays open beside it."""
        self.shell.selection.choose_event(event, self)

    def _begin(self, master: str) -> None:
        if self._busy:
            return
        lacking = self.form.lacking()
        if lacking is not None:
            self.form.complain(*lacking)
            return
        try:
            facts = self.form.facts(self.desk.now())
        except Refused as why:
            self.form.complain(str(why.facts["field"]), str(why.facts["words"]))
            return
        self._busy = True
        self.button.setEnabled(False)
        self.desk.start(self._report(facts, master))

    async def _report(self, facts: dict[str, Any], master: str) -> None:
        try:
            if master:
                ident = (await self.desk.do(report_into, master, self.draft, **facts)).result
            else:
                ident = (await self.desk.do(intake.report, self.draft, **facts)).result
        except RoomError as error:
            self._refusal.set_text(sentence(error))
            self._refusal.show()
            return
        finally:
            self._busy = False
            self.button.setEnabled(True)
        self._over = True
        shown = self.desk.reader.event(master or ident)
        number = self.desk.reader.event(ident).number
        if master:
            self.shell.toast(tr("已登记 {number}，并入 {master}", number=number, master=shown.number))
        else:
            self.shell.toast(tr("已上报 {number}", number=number))
        self.shell.selection.choose_event(shown.id, self)
        self.done.emit()


def _scrolling(inside: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inside)
    return area


def _rule() -> QFrame:
    rule = QFrame()
    rule.setProperty("role", "line")
    return rule


def _similar(reader: Any, sought: Sought, now: Instant) -> list[Similar]:
    return similar(reader.raw, sought, now)


def _locate(reader: Any, lon: float, lat: float) -> str:
    return str(reader.known.locate(partial(reader.all, "grid"), lon, lat))


def open_register(desk: Desk, theme: Theme, shell: Shell) -> None:
    """A new form; the one that is open parks by itself."""
    shell.open_panel(RegisterPanel(desk, theme, shell))
