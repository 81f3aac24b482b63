"""Dialogs as panels beside the event: Esc parks one as a draft, only a second press discards it."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget
from shiboken6 import isValid

from commandroom.text import tr
from ui.theme import Theme
from ui.widgets.dressing import iconed, spaced
from ui.widgets.text_labels import ElidedLabel


class Panel(QWidget):
    """One question to the user. Subclasses fill in the form, and emit ``done`` when it is answered."""

    done = Signal()
    """Answered or given up: the host removes the panel."""
    retitled = Signal()

    title = ""
    """Shown in the head of the panel."""

    def worth_keeping(self) -> bool:
        """Whether something was entered that must not be lost; an untouched panel just closes on Esc."""
        return False

    def summary(self) -> str:
        """A few words for the chip of the parked draft, for example 来电 14:21."""
        return self.title

    def given_up(self) -> None:
        """Somebody discarded it on purpose: what it kept elsewhere goes too."""

    def first_field(self) -> QWidget | None:
        """What takes the keyboard when the panel opens."""
        return self.nextInFocusChain()


class PanelHost(QWidget):
    """The right edge of the window, where one panel is open and others wait parked."""

    parked = Signal(object)
    """A panel was put aside: show its chip."""
    took = Signal(int)
    """How many pixels of the right edge the open panel takes now; 0 for none."""
    unparked = Signal(object)
    """It came back, or is gone: take its chip away."""

    def __init__(self, theme: Theme, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self._theme = theme
        self._open: Panel | None = None
        self._aside: list[Panel] = []
        self._focus_before: QWidget | None = None
        self.setObjectName("panelHost")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._title = ElidedLabel(theme, size="title", bold=True)
        self._park = QPushButton(tr("搁置 Esc"))
        self._discard = QPushButton(tr("弃置"))
        for button, name in ((self._park, "park"), (self._discard, "close")):
            button.setProperty("role", "plain")
            iconed(button, theme, name)
        self._park.clicked.connect(self.park)
        self._discard.clicked.connect(self._discard_pressed)
        head = QWidget()
        head.setObjectName("panelHead")
        head.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = spaced(QHBoxLayout(head), theme, (16, 8, 8, 8), 4)
        row.addWidget(self._title, 1)
        row.addWidget(self._park)
        row.addWidget(self._discard)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self._scroll, 1)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.park)
        over.installEventFilter(self)
        theme.changed.connect(self.place)
        self.hide()

    @property
    def panel(self) -> Panel | None:
        """The panel open now."""
        return self._open

    @property
    def drafts(self) -> tuple[Panel, ...]:
        """The panels put aside, the oldest first."""
        return tuple(self._aside)

    def open(self, panel: Panel) -> None:
        """Show a panel; the one open before is parked (or closed, when nothing was entered)."""
        if panel is self._open:
            return
        if self._open is None:
            self._focus_before = QApplication.focusWidget()
        else:
            self._put_aside()
        if panel in self._aside:
            self._aside.remove(panel)
            self.unparked.emit(panel)
        else:
            panel.done.connect(self._answered)
            panel.retitled.connect(self._retitle)
        self._open = panel
        self._scroll.setWidget(panel)
        panel.show()
        self._retitle()
        self.place()
        self.show()
        self.raise_()
        field = panel.first_field()
        if field is not None:
            field.setFocus(Qt.FocusReason.OtherFocusReason)

    def keep(self, panel: Panel) -> None:
        """Put a panel beside the parked ones without opening it: a draft of an earlier day."""
        panel.done.connect(self._answered)
        panel.retitled.connect(self._retitle)
        self._aside.append(panel)
        self.parked.emit(panel)

    def park(self) -> None:
        """Put the open panel aside; nothing that was entered is lost."""
        if self._open is not None:
            self._put_aside()
            self._shut()

    def resume(self) -> None:
        """Open the draft put aside last."""
        if self._aside:
            self.open(self._aside[-1])

    def put_away(self) -> None:
        """Drop the open panel, if there is one: the pictures leave no drafts."""
        if self._open is not None:
            self.discard(self._open)

    def discard(self, panel: Panel) -> None:
        """Drop a panel for good."""
        if panel in self._aside:
            self._aside.remove(panel)
            self.unparked.emit(panel)
        if panel is self._open:
            self._scroll.takeWidget()
            self._shut()
        panel.deleteLater()

    def place(self) -> None:
        """The right edge: a panel's width, at most half of what there is."""
        over = self._over
        wide = min(self._theme.px("panel"), over.width() // 2)
        self.setGeometry(over.width() - wide, 0, wide, over.height())
        self.took.emit(wide if self._open is not None else 0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of what lies below."""
        if event.type() == QEvent.Type.Resize:
            self.place()
        return super().eventFilter(watched, event)

    def _put_aside(self) -> None:
        panel = self._open
        assert panel is not None
        self._scroll.takeWidget()
        self._open = None
        if panel.worth_keeping():
            self._aside.append(panel)
            self.parked.emit(panel)
        else:
            panel.deleteLater()

    def _shut(self) -> None:
        self._open = None
        self.hide()
        self.took.emit(0)
        before, self._focus_before = self._focus_before, None
        if before is not None and isValid(before) and before.isVisible():  # a row may be gone by now
            before.setFocus(Qt.FocusReason.OtherFocusReason)

    def _answered(self) -> None:
        panel = self.sender()
        if isinstance(panel, Panel):
            self.discard(panel)

    def _discard_pressed(self) -> None:
        panel = self._open
        if panel is None:
            return
        if panel.worth_keeping() and not self._discard.property("sure"):
            self._discard.setProperty("sure", True)
            self._discard.setText(tr("再按一次弃置"))
            return
        panel.given_up()
        self.discard(panel)

    def _retitle(self) -> None:
        self._discard.setProperty("sure", False)
        self._discard.setText(tr("弃置"))
        if self._open is not None:
            self._title.set_text(self._open.title)
            self._park.setVisible(True)
