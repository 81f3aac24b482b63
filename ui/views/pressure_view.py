"""The pressure page: what runs late, by kind of clock and time left; who and where it gathers."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from commandroom.clock_text import CLOCK_WORDS
from commandroom.domain.changes import Changes
from commandroom.domain.instant import local
from commandroom.reports.breaches import Breaches, CatchUp, breaches, catch_up, month_begin
from commandroom.store.queue.pressure import KINDS, LaneClocks
from commandroom.store.queue.running import Running
from commandroom.text import tr
from ui.desk import Desk
from ui.dialogs.certificates_dialog import open_certificates
from ui.models.names import Names
from ui.models.pressure_feed import PressureFeed
from ui.shell import Command, Shell
from ui.theme import Theme
from ui.views.card_words import face
from ui.views.page import Page, Scene
from ui.views.pressure_breaches import BreachList
from ui.views.pressure_head import PressureHead
from ui.views.pressure_hours import HoursAhead
from ui.views.pressure_notices import Notices
from ui.views.pressure_side import PressureSide, WhyPane
from ui.widgets.dressing import spaced
from ui.widgets.lane import Face, LaneHeading
from ui.widgets.lane_board import LaneBoard

AHEAD = 8
"""Cards of a lane whose words are looked up before the first visit."""


class PressureView(Page):
    """Lanes of running clocks, bars of who is behind, the hours ahead, and why the chosen clock ends when it does."""

    def __init__(self, desk: Desk, theme: Theme, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(desk, theme, shell, parent)
        self.names = Names(desk)
        self.feed = PressureFeed.of(desk)
        self.board = LaneBoard(theme)
        self.side = PressureSide(theme, self.names, self.feed)
        self.bars = self.side.bars
        self.why = WhyPane(theme)
        self.breaches = BreachList(desk, theme, self.names)
        self.notices = Notices(desk, theme)
        self.hours = HoursAhead(desk, theme, self.feed, self.names)
        self.head = PressureHead(theme)
        self._only: str | None = None
        self._current: Running | None = None
        self._lanes: dict[str, LaneClocks] = {}
        self._seen_at = 0
        self._shown = self._stale = self._facts_read = False
        self._build()
        for kind in KINDS:
            self.board.add_lane(kind, partial(self._faces, kind))
        self._connect()

    # -- what is there ---------------------------------------------------------------------------

    def _build(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.head)
        rows.addWidget(self.notices)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.side)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.hours)
        right.addWidget(self.board, 1)
        right.addWidget(self.breaches, 1)
        below = spaced(QVBoxLayout(), self.theme, (12, 0, 12, 12))
        below.addWidget(self.why)
        right.addLayout(below)
        middle.addLayout(right, 1)
        rows.addLayout(middle, 1)

    def _connect(self) -> None:
        board, head = self.board, self.head
        board.moved.connect(self._moved)
        board.chosen.connect(self._chosen)
        board.opened.connect(self._opened)
        self.bars.chosen.connect(self._narrow)
        self.feed.filled.connect(self._show_all)
        self.feed.moved.connect(self._show_moved)
        head.released.connect(self.bars.release)
        head.why.toggled.connect(self._tell_why)
        head.month.toggled.connect(self.breaches.setVisible)
        head.month.toggled.connect(self.board.setHidden)
        self.notices.caught_up.asked.connect(partial(head.month.setChecked, True))
        self.desk.beat.connect(self._beat)
        ask = partial(open_certificates, self.desk, self.theme, self.shell)
        self.shell.add_command(Command(tr("持证人员：谁有行政执法证"), ask))

    # -- what is shown ---------------------------------------------------------------------------

    def lane(self, kind: str) -> LaneClocks:
        """The clocks shown in a lane, nearest first."""
        if self._only is None:
            return self.feed.board.lane(kind)
        return self.feed.board.lane(kind, self.side.by, self._only)

    def _faces(self, kind: str, start: int, count: int) -> list[Face | None]:
        lane = self._lanes.get(kind)
        return _worded(self.feed, self.names, [] if lane is None else lane[start : start + count])

    def _show_all(self) -> None:
        if not self._shown:
            self._stale = True
            return
        self._show_moved(frozenset(KINDS))
        if self.board.current[0] == "":
            self.board.first()
        if len(self.feed.board):
            self.unsay()
        elif self.feed.loaded:
            self.say("empty", tr("没有在走的时限。登记并立案的事件会按时限排在这里。"))
        if self.ready():
            self.settled.emit()

    def _show_moved(self, kinds: frozenset[str]) -> None:
        """Lanes whose clocks changed are cut anew; every head and every card in sight is compared."""
        if not self._shown:
            self._stale = True
            return
        now = self.feed.now()
        self._seen_at = now
        late = soon = 0
        for kind in KINDS:
            if kind in kinds or kind not in self._lanes:
                self._lanes[kind] = self.lane(kind)
            count = self.feed.board.count(kind, now)
            late, soon = late + count.overdue, soon + count.soon
            heading = LaneHeading(tr(CLOCK_WORDS[kind]), kind, count.running, count.overdue, count.soon, count.paused)
            self.board.show_lane(kind, heading, len(self._lanes[kind]), always=kind == "C2")
        self._follow()
        self.head.tell(self.feed.board.count("C2", now), late, soon, whole=self.feed.board.whole)
        self.side.refresh()
        self.hours.refresh()
        self._tell_why()

    def _follow(self) -> None:
        """The current card stays the same clock; when it is gone, the one that took its place is current."""
        kind, place = self.board.current
        if self._current is None or not kind:
            return
        clocks = self._lanes[kind]
        at = clocks.place_of(self._current)
        at = min(place, len(clocks) - 1) if at < 0 else at
        self._current = clocks[at] if at >= 0 else None
        self.board.point_at(kind if at >= 0 else "", at)

    def _narrow(self, code: str | None) -> None:
        self._only = code
        self.head.narrowed("" if code is None else self.side.word(code))
        self._show_moved(frozenset(KINDS))
        kind, place = self.board.current
        if kind and len(self._lanes[kind]):
            self.board.go(kind, place)
        else:
            self.board.first()

    # -- the current card ------------------------------------------------------------------------

    def _at(self, kind: str, place: int) -> Running | None:
        clocks = self._lanes.get(kind)
        return clocks[place] if clocks is not None and 0 <= place < len(clocks) else None

    def _moved(self, kind: str, place: int) -> None:
        self._current = self._at(kind, place)
        self._tell_why()

    def _chosen(self, kind: str, place: int) -> None:
        clock = self._at(kind, place)
        if clock is not None:
            self.shell.selection.choose_event(clock.event, self)

    def _opened(self, kind: str, place: int) -> None:
        self._chosen(kind, place)
        self.shell.show_page("desk")

    def _tell_why(self, _on: bool = False) -> None:
        self.why.setVisible(self.head.why.isChecked())
        if not self.why.isHidden():
            clock = self._current
            card = self.feed.cards([clock])[0] if clock is not None else None
            self.why.tell(clock, card, self.feed.why(clock) if clock is not None else [])

    # -- what ran out ----------------------------------------------------------------------------

    async def _facts(self) -> None:
        now = self.feed.now()
        found, card = await self.desk.ask(_read, now)
        self._facts_read = True
        self.breaches.tell(found)
        self.head.month.setText(tr("本月超期 {count}  M", count=len(found.rows)))
        self.notices.caught_up.tell(card)
        if self.ready():
            self.settled.emit()

    # -- whether it can be believed --------------------------------------------------------------

    def _beat(self, seconds: float) -> None:
        note = self.note
        if seconds < 0 and self.feed.loaded:
            at = f"{local(self._seen_at):%H:%M}"
            self.say("stale", tr("指挥室没有回应：下面是 {at} 的情形，剩余时间仍在走", at=at))
        elif seconds >= 0 and note is not None and note.kind == "stale":
            self.unsay()

    # -- the page --------------------------------------------------------------------------------

    def take(self, changes: Changes) -> None:
        """The board keeps itself; breaches, the card about a downtime and the roster are read again."""
        if changes.kinds() & {"event", "note"}:
            self.desk.start(self._facts(), self)
        if changes.kinds() & {"duty", "person"}:
            self.hours.refresh()

    def ahead(self) -> Iterator[None]:
        """The first cards of every lane in words: what these need of the room is read by it, and kept."""
        for kind in KINDS:
            _worded(self.feed, self.names, self.lane(kind)[:AHEAD])
            yield

    def enter(self) -> None:
        """Show the board, the nearest clocks first when nothing was read yet, and take the keyboard."""
        self._shown = True
        if not self.feed.loaded:
            self.say("loading", tr("正在读取在走的时限……"))
            self.feed.begin()
        elif self._stale or not self._lanes:
            self._stale = False
            self._show_all()
        if not self._facts_read:
            self.desk.start(self._facts(), self)
        self.board.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """What moves meanwhile is shown at the next visit."""
        self._shown = False

    def ready(self) -> bool:
        """Whether lanes, bars, the hours ahead and what ran out are there."""
        return self.feed.loaded and self._facts_read and not self.hours.waiting

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """W tells why, M what ran out this month; U, G, P and S group; Esc shows everything again."""
        key = Qt.Key(event.key())
        groups = {Qt.Key.Key_U: "unit", Qt.Key.Key_G: "grid", Qt.Key.Key_P: "person", Qt.Key.Key_S: "source"}
        if key == Qt.Key.Key_W:
            self.head.why.toggle()
        elif key == Qt.Key.Key_M:
            self.head.month.toggle()
        elif key in groups:
            self.side.group_by(groups[key])
        elif key == Qt.Key.Key_Z:
            self.notices.take_notice()
        elif key == Qt.Key.Key_Escape and self._only is not None:
            self.bars.release()
        elif key == Qt.Key.Key_Escape and self.head.month.isChecked():
            self.head.month.setChecked(False)
        else:
            super().keyPressEvent(event)

    def keys(self) -> list[tuple[str, str]]:
        """The keys of the board."""
        return [
            (tr("方向键"), tr("在卡片和泳道之间移动")),
            ("Home / End", tr("最急的、最后的")),
            ("Enter", tr("选中这件事件；Ctrl+1 到指挥台办理")),
            ("W", tr("为什么是这个时限")),
            ("M", tr("本月超期的清单")),
            ("U / G / P / S", tr("按单位、网格、人、来源看超期")),
            ("Z", tr("停机补报卡：知道了")),
            ("Tab", tr("到左边的条形图，Enter 只看这一家；到 72 小时条，左右看每个小时")),
            ("Esc", tr("恢复看全部")),
        ]

    def scenes(self) -> list[Scene]:
        """The explanation, the bars by person, what ran out this month."""
        scenes = ("why", "person", "month")
        back = partial(self._scene, "")
        return [Scene(f"pressure-{name}", partial(self._scene, name), after=back) for name in scenes]

    def _scene(self, name: str) -> None:
        self.board.first()
        self.head.why.setChecked(name == "why")
        self.side.group_by("person" if name == "person" else "unit")
        self.head.month.setChecked(name == "month")


def _worded(feed: PressureFeed, names: Names, clocks: list[Running]) -> list[Face | None]:
    now = feed.now()
    return [None if card is None else face(card, names, feed.calendar, now) for card in feed.cards(clocks)]


def _read(reader: Any, now: int) -> tuple[Breaches, CatchUp | None]:
    return breaches(reader, month_begin(now), now + 1), catch_up(reader, now)
