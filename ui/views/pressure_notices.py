"""What stands over the lanes until somebody answers it: one card after a power cut, one for a doubted clock."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from commandroom.actions import watch
from commandroom.actions.confirm_clock import confirm_clock
from commandroom.clock import Trust
from commandroom.domain.instant import stamp
from commandroom.domain.lapses import Judgement
from commandroom.domain.people import Right, permits
from commandroom.reports.breaches import CatchUp
from commandroom.span_text import span
from commandroom.text import tr
from ui.desk import Desk
from ui.theme import Theme
from ui.widgets.dressing import spaced
from ui.widgets.light import LightLabel
from ui.widgets.text_labels import Prose


class NoticeCard(QFrame):
    """A headline with its sign, a sentence, and what one can do."""

    answered = Signal()
    asked = Signal()

    def __init__(self, theme: Theme, answer: str, more: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        row = spaced(QHBoxLayout(self), theme, (16, 8, 12, 8), 12)
        column = spaced(QVBoxLayout(), theme, gap=2)
        self.head = LightLabel(theme)
        self.words = Prose(theme, size="body", token="quiet")
        column.addWidget(self.head)
        column.addWidget(self.words)
        row.addLayout(column, 1)
        self.more = QPushButton(more)
        self.more.setVisible(bool(more))
        self.more.clicked.connect(self._ask)
        self.answer = QPushButton(answer)
        self.answer.clicked.connect(self._answered)
        row.addWidget(self.more)
        row.addWidget(self.answer)
        self.hide()

    def _ask(self) -> None:
        self.asked.emit()

    def _answered(self) -> None:
        self.answered.emit()


class CatchUpCard(NoticeCard):
    """What ran out while nobody looked: from when to when, and how each missed alarm is to be taken."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, tr("知道了 Z"), tr("逐项看 M"), parent)
        self.card: CatchUp | None = None

    def tell(self, card: CatchUp | None) -> None:
        """Show a card, or none."""
        self.card = card
        if card is not None:
            slept = span(card.until - card.since)
            head = tr("停机 {span}：{begin} 至 {end}", span=slept, begin=stamp(card.since), end=stamp(card.until))
            self.head.set_light("information", head, size="body", bold=True)
            self.words.set_text(catch_up_words(card))
        self.setVisible(card is not None)


def catch_up_words(card: CatchUp) -> str:
    """The alarms by judgement, in one sentence."""
    counts = card.counts
    return tr(
        "其间到期 {cases} 件：准时 {on_time} 项，补报 {catch_up} 项，过时 {stale} 项；"
        "将到期 {soon} 项。都按应到时间入账，不算在值班人员头上。",
        cases=card.cases, on_time=counts[Judgement.ON_TIME], catch_up=counts[Judgement.CATCH_UP],
        stale=counts[Judgement.STALE], soon=card.soon,
    )  # fmt: skip


class DoubtCard(NoticeCard):
    """The computer's clock is not believed: what stands still, and who may say that it is right."""

    def __init__(self, theme: Theme, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(theme, tr("时间已核对，确认"), parent=parent)
        self._desk = desk

    def tell(self, trust: Trust) -> None:
        """Show why the clock is doubted, or nothing when it is sound."""
        if not trust.sound:
            now, last = stamp(trust.now), stamp(trust.last)
            words = tr("本机时间不可信：现在显示 {now}，此前最后一笔在 {last}", now=now, last=last)
            self.head.set_light("due_soon", words, size="body", bold=True)
            told = tr(
                "亮灯、超期判定和自动步骤停在 {last}；登记和办理照常。"
                "请核对电脑时间，由中心主任、带班领导或管理员确认。",
                last=last,
            )
            self.words.set_text(told)
            self.judge_right()
        self.setVisible(not trust.sound)

    def judge_right(self, _person: object = None) -> None:
        """The button is there only for who may press it."""
        person = self._desk.person
        self.answer.setVisible(person is not None and permits(person, Right.CLOCK))


class Notices(QWidget):
    """Both cards, one under the other; each is there only while it has something to say."""

    def __init__(self, desk: Desk, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.doubt = DoubtCard(theme, desk)
        self.caught_up = CatchUpCard(theme)
        column = spaced(QVBoxLayout(self), theme, (12, 0, 12, 0), 8)
        column.addWidget(self.doubt)
        column.addWidget(self.caught_up)
        self.caught_up.answered.connect(self.take_notice)
        self.doubt.answered.connect(self._confirm)
        desk.clock_told.connect(self.doubt.tell)
        desk.signed_in.connect(self.doubt.judge_right)
        if desk.trust is not None:
            self.doubt.tell(desk.trust)

    def take_notice(self) -> bool:
        """Record that the card about the downtime was read; False when there is none."""
        card = self.caught_up.card
        if card is not None:
            self._desk.start(self._desk.do(watch.take_notice, card.note))
        return card is not None

    def _confirm(self) -> None:
        self._desk.start(self._desk.do(confirm_clock))
