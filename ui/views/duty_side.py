"""Beside the roster: who is on duty now and next, telephones, how the load is shared, what departs from the norms."""

from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from commandroom.domain.instant import Instant, local_date
from commandroom.domain.masking import mask_phone
from commandroom.domain.people import Person, Right, permits
from commandroom.domain.roster import POSTS, Duty
from commandroom.domain.score import Score
from commandroom.reports.duty_board import Board
from commandroom.reports.duty_month import (
    OnDuty,
    arithmetic_words,
    column_words,
    span_words,
)
from commandroom.reports.roster_words import broken_words, part_words
from commandroom.text import tr
from ui.desk import Desk
from ui.dialogs.phone_book_dialog import PhoneBookPanel
from ui.models.names import Names
from ui.shell import Shell
from ui.theme import Theme
from ui.views.duty_lists import DealList, GapList
from ui.widgets.dressing import label, spaced
from ui.widgets.plain_table import PlainTable
from ui.widgets.scrolling import scrolled
from ui.widgets.text_labels import ElidedLabel, Prose

REVEALED_MS = 120_000
"""How long revealed numbers stay in sight."""
SHOWN = 12


class DutySide(QWidget):
    """The right edge of the duty page."""

    def __init__(self, desk: Desk, theme: Theme, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.theme, self.shell = desk, theme, shell
        self.names = Names(desk)
        self.setObjectName("panelHost")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._revealed = False
        self._people: list[str] = []
        self._broken: list[str] = []
        self._parts: list[str] = []
        self._points = ""
        rows = spaced(QVBoxLayout(self), theme, (16, 12, 16, 8), 8)
        rows.addWidget(label(tr("现在值班"), "label"))
        self._now = spaced(QVBoxLayout(), theme, gap=8)
        rows.addLayout(self._now)
        rows.addSpacing(theme.px("xs"))
        self._next_head = label("", "label")
        rows.addWidget(self._next_head)
        self._next = spaced(QVBoxLayout(), theme, gap=4)
        rows.addLayout(self._next)
        rows.addLayout(self._tab_row())
        self._pages = QStackedWidget()
        heads = (tr("姓名"), tr("本月"), tr("班"), tr("夜"), tr("周末"), tr("节日"), tr("差额"))
        self.load = PlainTable(theme, heads, (24, -12, -12, -11, -13, -13, -15))
        self.gaps, self.deals = GapList(theme), DealList(theme, self.names)
        self.phones = PlainTable(theme, (tr("姓名"), tr("岗位"), tr("电话")), (22, 36, 42))
        self.remarks = Prose(theme, size="body")
        self._sum = Prose(theme, size="small", token="due_soon")
        self._weights = Prose(theme, size="small", token="quiet")
        self._reveal = QPushButton(tr("显示号码…"))
        self._reveal.clicked.connect(self._ask_reveal)
        pages: tuple[tuple[QWidget, ...], ...] = (
            (self._weights, self.load), (self.gaps,), (self.deals,), (self._reveal, self.phones),
            (self._sum, self.remarks),
        )  # fmt: skip
        for page in pages:
            self._pages.addWidget(self._scrolled(page))
        rows.addWidget(self._pages, 1)
        self._mask_timer = QTimer(self)
        self._mask_timer.setSingleShot(True)
        self._mask_timer.timeout.connect(self.mask_again)
        self.desk.visitors_changed.connect(self._cover)

    def _tab_row(self) -> QHBoxLayout:
        row = spaced(QHBoxLayout(), self.theme, gap=4)
        self._group = QButtonGroup(self)
        self._tabs: dict[str, QPushButton] = {}
        words = (("load", tr("均衡")), ("gaps", tr("缺口")), ("deals", tr("换班")), ("phones", tr("电话")),
                 ("remarks", tr("质量")))  # fmt: skip
        for place, (name, word) in enumerate(words):
            button = QPushButton(word)
            button.setProperty("role", "tab")
            button.setCheckable(True)
            button.setChecked(place == 0)
            button.clicked.connect(partial(self.show_tab, name))
            self._group.addButton(button, place)
            self._tabs[name] = button
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _scrolled(self, widgets: tuple[QWidget, ...]) -> QScrollArea:
        inner = QWidget()
        column = spaced(QVBoxLayout(inner), self.theme, (0, 0, 8, 0), 8)
        for widget in widgets:
            column.addWidget(widget)
        column.addStretch(1)
        return scrolled(inner)

    def show_tab(self, name: str, checked: bool = True) -> None:
        """"load", "gaps", "deals", "phones" or "remarks"."""
        del checked
        self._tabs[name].setChecked(True)
        self._pages.setCurrentIndex(list(self._tabs).index(name))

    # -- now and next ----------------------------------------------------------------------------

    def show_now(self, found: OnDuty, now: Instant) -> None:
        """Who is on duty, until when; who comes next."""
        self._now_lines = [(duty, span_words(duty)) for duty in found.now]
        _clear(self._now)
        _clear(self._next)
        if not found.now:
            self._now.addWidget(Prose(self.theme, tr("现在没有人值班"), token="overdue"))
        for duty, span in self._now_lines:
            self._now.addWidget(self._person_line(duty, span))
        if not found.next:
            self._next_head.setText(tr("下一班"))
            self._next.addWidget(label(tr("没有排到"), "faint"))
            return
        first = found.next[0]
        day = "" if local_date(first.start) == local_date(now) else first.day[5:] + " "
        self._next_head.setText(tr("下一班 {day}{span}", day=day, span=span_words(first)))
        for duty in found.next[:SHOWN]:
            self._next.addWidget(
                ElidedLabel(self.theme, tr("{post}  {names}", post=_post(duty), names=self._named(duty)))
            )

    def _person_line(self, duty: Duty, span: str) -> QWidget:
        card = QFrame()
        card.setProperty("role", "card")
        column = spaced(QVBoxLayout(card), self.theme, (12, 8, 12, 8), 2)
        column.addWidget(ElidedLabel(self.theme, self._named(duty), size="title", bold=True))
        column.addWidget(ElidedLabel(self.theme, f"{_post(duty)} · {span}", size="small", token="quiet"))
        numbers = [self._number(person) for person in duty.people]
        if any(numbers):
            told = tr("、").join(number for number in numbers if number)
            column.addWidget(ElidedLabel(self.theme, tr("电话 {numbers}", numbers=told), size="small", token="quiet"))
        return card

    def _named(self, duty: Duty) -> str:
        return tr("、").join(self.names.person(person) for person in duty.people)

    def _number(self, ident: str) -> str:
        person = self._person(ident)
        if person is None or not person.phone:
            return ""
        return person.phone if self._revealed or "*" in person.phone else mask_phone(person.phone)

    def _person(self, ident: str) -> Person | None:
        found: Person | None = self.desk.reader.find("person", ident)
        return found

    # -- the month -------------------------------------------------------------------------------

    def show_board(self, board: Board) -> None:
        """What each carried, gaps, swaps and leaves, the telephone book of the month, the rules that are broken."""
        month = board.month
        this = {tally.person: tally.duties for tally in month.tallies}
        loads = sorted(board.loads, key=lambda one: (-one.balance, one.person))
        self.load.set_rows(
            tuple(
                (month.names.get(one.person, one.person), str(this.get(one.person, 0)), str(one.duties),
                 str(one.nights), str(one.weekends), str(one.holidays), f"{one.balance:+.1f}")
                for one in loads if one.duties or this.get(one.person)
            )
        )  # fmt: skip
        self._weights.set_text(tr("近三年累计。差额：比应分担的多（+）少（−）值多少，周末、节日、夜班加权。"))
        self._people = [tally.person for tally in month.tallies]
        self._show_phones()
        self.gaps.show_gaps(board.gaps, month.names)
        self._named_tab("gaps", tr("缺口"), len(board.gaps))
        makes = self.desk.person is not None and permits(self.desk.person, Right.DUTY)
        self.deals.show_deals(board, self.desk.person.id if self.desk.person is not None else "", makes=makes)
        self._named_tab("deals", tr("换班"), self.deals.waiting)
        self._sum.set_text(arithmetic_words(month.arithmetic), "quiet" if month.arithmetic.enough else "due_soon")
        self._broken = [tr("· {remark}", remark=broken_words(one, month.names)) for one in board.broken]
        self._show_remarks()

    def show_score(self, score: Score) -> None:
        """How good the coming year is, part by part."""
        self._parts = [part_words(part) for part in score.parts]
        self._points = tr("未来 52 周质量 {points} 分（满分 100）", points=score.points)
        self._show_remarks()

    def _show_remarks(self) -> None:
        lines = [self._points, *self._parts] if self._points else []
        lines += [tr("本月不合规则的：")] if self._broken else [tr("本月没有不合规则的。")]
        lines += self._broken[: SHOWN * 3]
        if len(self._broken) > SHOWN * 3:
            lines.append(tr("还有 {count} 条", count=len(self._broken) - SHOWN * 3))
        self.remarks.set_text("\n".join(lines))

    def _named_tab(self, name: str, word: str, count: int) -> None:
        self._tabs[name].setText(tr("{word} {count}", word=word, count=count) if count else word)

    def _show_phones(self) -> None:
        rows = []
        for ident in sorted(self._people, key=self.names.person):
            person = self._person(ident)
            post = (person.post or self.names.unit(person.unit)) if person is not None else tr("没有账号")
            rows.append((self.names.person(ident), post, self._number(ident) or "—"))
        units = sorted((unit for unit in self.desk.reader.all("unit") if unit.phone), key=lambda unit: unit.id)
        rows += [(unit.short or unit.name, tr("单位"), unit.phone) for unit in units]
        self.phones.set_rows(tuple(rows))
        allowed = self.desk.person is not None and permits(self.desk.person, Right.REVEAL)
        self._reveal.setVisible(allowed and bool(rows))
        self._reveal.setText(tr("遮住号码") if self._revealed else tr("显示号码…"))

    def _ask_reveal(self) -> None:
        if self._revealed:
            self.mask_again()
            return
        if self.desk.visitors:
            self.shell.toast(tr("访客模式下不显示号码；按 F9 退出访客模式后再看。"), "refused")
            return
        panel = PhoneBookPanel(self.desk, self.theme, len(self._people), self._unmask)
        self.shell.open_panel(panel)

    def _unmask(self) -> None:
        self._revealed = True
        self._mask_timer.start(REVEALED_MS)
        self._show_phones()

    def _cover(self, _on: bool) -> None:
        self.mask_again()

    def mask_again(self) -> None:
        """Numbers are hidden again."""
        if self._revealed:
            self._revealed = False
            self._mask_timer.stop()
            self._show_phones()


def _post(duty: Duty) -> str:
    if duty.shift in ("day", "night"):
        return column_words((duty.post, duty.shift))
    return tr(POSTS.get(duty.post, duty.post))


def _clear(column: QVBoxLayout) -> None:
    while (item := column.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
