"""One event on one page: text, place, clocks with their reasons, orders, next steps, and its whole story."""

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from commandroom import profiles
from commandroom.actions.offered import missing, offered
from commandroom.domain.changes import Changes
from commandroom.domain.event import Event
from commandroom.domain.journal import Entry, order
from commandroom.domain.lifecycle import STEPS, Step
from commandroom.domain.masking import mask_case
from commandroom.domain.people import Person, Right, permits
from commandroom.reports.clock_rows import clock_rows
from commandroom.reports.event_story import Story
from commandroom.reports.queue_words import state_word
from commandroom.text import tr
from ui.dialogs.opening import take_step
from ui.dialogs.reveal_dialog import RevealPanel
from ui.dialogs.step_panel import Seat, take_back
from ui.models.names import category_word
from ui.views import event_words
from ui.widgets.clock_lines import ClockLines
from ui.widgets.dressing import label, sized, spaced
from ui.widgets.fact_list import FactList
from ui.widgets.light import LightLabel
from ui.widgets.panel import Panel
from ui.widgets.scrolling import scrolled
from ui.widgets.step_bar import StepBar
from ui.widgets.text_labels import ElidedLabel, Prose
from ui.widgets.timeline_list import TimelineList

REVEALED_MS = 60_000
"""How long a reporter stays unmasked."""


class EventView(QWidget):
    """Shows the event of the selection; reads it anew when something was recorded about it."""

    closed = Signal()
    """The panel is to slide away (narrow windows)."""

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.seat = seat
        self.event_now: Event | None = None
        self._entries: list[Entry] = []
        self._revealed = ""
        self.setObjectName("eventPanel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._build()
        self._hide_again = QTimer(self)
        self._hide_again.setSingleShot(True)
        self._hide_again.timeout.connect(self._mask)
        seat.shell.selection.eventChanged.connect(self._chosen)
        seat.desk.visitors_changed.connect(self._mask)

    # -- what is there ---------------------------------------------------------------------------------

    def _build(self) -> None:
        theme = self.seat.theme
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._head())
        self.facts = FactList(theme)
        self.clocks = ClockLines(theme)
        self.orders = FactList(theme)
        self.story = TimelineList(theme)
        self.reveal = QPushButton(tr("查看来电人…"))
        self.reveal.setProperty("role", "link")
        self.reveal.clicked.connect(self.ask_reveal)
        body = QWidget()
        body.setObjectName("eventBody")
        column = spaced(QVBoxLayout(body), theme, (16, 12, 16, 16), 8)
        column.addWidget(self.facts)
        column.addWidget(self.reveal, 0, Qt.AlignmentFlag.AlignLeft)
        self._sections = [
            self._section(column, tr("时限"), self.clocks),
            self._section(column, tr("办理单位"), self.orders),
            self._section(column, tr("经过"), self.story),
        ]
        column.addStretch(1)
        self.pane = scrolled(body)
        whole.addWidget(self.pane, 1)
        self.steps = StepBar(theme)
        self.steps.setObjectName("panelHead")
        self.steps.wanted.connect(self.take)
        self.steps.undo_wanted.connect(self.undo)
        self.steps.help.toggled.connect(self._explain)
        self.why_not = Prose(theme, "", size="small", token="quiet")
        self.why_not.hide()
        self._why_box = QWidget()
        spaced(QVBoxLayout(self._why_box), theme, (16, 0, 16, 10), 0).addWidget(self.why_not)
        self._why_box.hide()
        whole.addWidget(self._line())
        whole.addWidget(self.steps)
        whole.addWidget(self._why_box)
        self.nothing = Prose(theme, tr("在左边选一件，或在地图上点一处。"), token="quiet", centred=True, parent=self)
        self._show_none(True)

    def _head(self) -> QWidget:
        theme = self.seat.theme
        head = QWidget()
        head.setObjectName("panelHead")
        head.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = spaced(QVBoxLayout(head), theme, (16, 10, 12, 10), 4)
        row = spaced(QHBoxLayout(), theme, gap=8)
        self.number = ElidedLabel(theme, size="small", token="quiet")
        self.light = LightLabel(theme)
        self.state = label("", "key")
        row.addWidget(self.number, 1)
        row.addWidget(self.light)
        row.addWidget(self.state)
        self.away = QPushButton(tr("收起"))
        self.away.setProperty("role", "plain")
        self.away.clicked.connect(self.closed)
        self.away.hide()
        row.addWidget(self.away)
        self.heading = Prose(theme, "", size="title")
        self.grade = ElidedLabel(theme, size="small", token="quiet")
        column.addLayout(row)
        column.addWidget(self.heading)
        column.addWidget(self.grade)
        return head

    def _line(self) -> QFrame:
        line = sized(QFrame(), self.seat.theme, high="line")
        line.setProperty("role", "line")
        return line

    def _section(self, column: QVBoxLayout, title: str, widget: QWidget) -> QWidget:
        box = QWidget()
        inner = spaced(QVBoxLayout(box), self.seat.theme, (0, 4, 0, 0), 6)
        inner.addWidget(self._line())
        inner.addWidget(label(title, "label"))
        inner.addWidget(widget)
        column.addWidget(box)
        return box

    # -- which event -----------------------------------------------------------------------------------

    def _chosen(self, ident: str, by: object) -> None:
        del by
        self._revealed = ""
        self.clocks.fold()
        self.steps.help.setChecked(False)
        self.pane.verticalScrollBar().setValue(0)
        self.show_event(ident)

    def show_event(self, ident: str) -> None:
        """Read an event and show it; "" shows none."""
        reader = self.seat.desk.reader if ident else None
        self.event_now = reader.event(ident) if reader is not None else None
        self._entries = reader.timeline(ident) if reader is not None and self.event_now is not None else []
        self.refresh()

    def take_changes(self, changes: Changes) -> None:
        """Read again when it is concerned."""
        event = self.event_now
        if event is not None and (event.id in changes.of("event") or changes.kinds() - {"event"}):
            self.show_event(event.id)

    def refresh(self) -> None:
        """Draw what is known as of now: words, clocks, steps."""
        event = self.event_now
        self._show_none(event is None)
        if event is None:
            return
        now, names = self.seat.desk.now(), self.seat.names
        self._show_head(event, now)
        self.facts.set_facts(event_words.facts(event, names, self._shown, self._revealed == event.id))
        self.reveal.setVisible(bool(event.phone or event.reporter) and not self._revealed and self._may_reveal())
        rows = clock_rows(event, now, names, partial(self.seat.desk.reader.find, "calendar"))
        self.clocks.set_rows(rows)
        self.orders.set_facts(event_words.orders(event, names, self._shown))
        told = [] if self.seat.desk.visitors else Story(names, event, self._number_of).lines(self._entries)
        self.story.set_lines(told)
        for section, filled in zip(self._sections, (rows, event.orders, told), strict=True):
            section.setVisible(bool(filled))
        self._offer(event)

    def _show_head(self, event: Event, now: int) -> None:
        nearest = event.nearest
        light = nearest.light(now).value if nearest is not None else ("paused" if event.running else "none")
        self.light.set_light(light)
        self.light.setVisible(event.is_open)
        self.number.set_text(event.number)
        self.state.setText(state_word(event.state))
        self.heading.set_text(category_word(event.category) if self.seat.desk.visitors else self._shown(event.title))
        self.grade.set_text(event_words.grade(event, self.seat.names))

    def _shown(self, words: str) -> str:
        event = self.event_now
        if event is None:
            return words
        if self.seat.desk.visitors:
            return tr("（访客模式，已遮住）") if words else ""
        if self._revealed == event.id:
            return words
        return mask_case(words, event.reporter)

    def _number_of(self, ident: str) -> str:
        found = self.seat.desk.reader.event(ident)
        return f"{found.number} {mask_case(found.title, found.reporter)}" if found is not None else ident

    def _show_none(self, none: bool) -> None:
        self.nothing.setVisible(none)
        for part in self.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            if part is not self.nothing and part is not self._why_box and part.isHidden() is not none:
                part.setVisible(not none)
        if none:
            self._why_box.hide()
            self.nothing.setGeometry(self.rect().adjusted(24, self.height() // 3, -24, 0))
            self.steps.offer("", ())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The sentence stays in the middle."""
        super().resizeEvent(event)
        self.nothing.setGeometry(self.rect().adjusted(24, self.height() // 3, -24, 0))

    # -- steps -----------------------------------------------------------------------------------------

    def _offer(self, event: Event) -> None:
        person: Person | None = self.seat.desk.person
        steps = offered(person, event) if person is not None else ()
        said = "" if steps else tr("现在没有您能做的步骤")
        self.steps.offer(event.state, steps, said)
        self.steps.undo.setVisible(self._undoable())
        lines = event_words.absent(missing(person, event)) if person is not None else []
        self.why_not.set_text("\n".join(lines))
        self.steps.help.setToolTip("\n".join(lines))
        self.steps.help.setVisible(bool(lines))

    def _explain(self, on: bool) -> None:
        self.why_not.setVisible(on)
        self._why_box.setVisible(on)

    def take(self, step: Step) -> Panel | None:
        """Begin a step that is offered now."""
        if self.event_now is None or step not in self.steps.steps:
            return None
        return take_step(self.seat, self.event_now, step)

    def take_key(self, key: str) -> bool:
        """Begin the step of a letter; False when no step has it."""
        step = self.steps.by_key(key)
        if step is None:
            return False
        self.take(step)
        return True

    def take_likely(self) -> bool:
        """Begin the likeliest step; False when there is none."""
        step = self.steps.likely
        if step is None:
            return False
        self.take(step)
        return True

    def _undoable(self) -> bool:
        """As actions.undo decides: one's own last step, undoable, within the profile's seconds."""
        if not self._entries or self.seat.desk.person is None:
            return False
        last = max(self._entries, key=order)
        rules = profiles.profile(self.seat.desk.reader.setting("profile", "L")).rules
        return (
            last.verb in STEPS and STEPS[last.verb].undoable and last.actor == self.seat.desk.person.id
            and self.seat.desk.now() - last.at <= rules.undo_seconds
        )  # fmt: skip

    def undo(self) -> bool:
        """Take the last step back where the journal allows it."""
        if self.event_now is None or not self._undoable():
            return False
        take_back(self.seat, self.event_now.id)
        return True

    # -- the reporter ----------------------------------------------------------------------------------

    def _may_reveal(self) -> bool:
        desk = self.seat.desk
        return desk.person is not None and not desk.visitors and permits(desk.person, Right.REVEAL)

    def ask_reveal(self) -> None:
        """Ask for the reason; then the reporter is shown for a minute."""
        if self.event_now is not None:
            shown = partial(self._show_revealed, self.event_now.id)
            self.seat.shell.open_panel(RevealPanel(self.seat, self.event_now, shown))

    def _show_revealed(self, ident: str) -> None:
        if self.event_now is not None and self.event_now.id == ident and not self.seat.desk.visitors:
            self._revealed = ident
            self._hide_again.start(REVEALED_MS)
            self.refresh()

    def _mask(self, _visitors: bool = False) -> None:
        self._revealed = ""
        self.refresh()
