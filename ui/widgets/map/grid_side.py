"""The side of the map while grids are edited: plans, what this one changes, its problems, figures, who signs."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from commandroom.text import tr
from ui.theme import Theme
from ui.widgets.dressing import label, sized, spaced
from ui.widgets.entry_line import ChoiceEntry, LineEntry
from ui.widgets.plain_table import PlainTable
from ui.widgets.scrolling import scrolled
from ui.widgets.text_labels import Prose

WIDE = 340
"""Pixels of the side at scale 1.0."""
CLASSES = ("行政企事业类", "工业类", "商业类", "楼宇类", "基础设施类", "拆建地块类")
"""The six classes of exclusive grids (Y3); they stand in records as they are written here."""


class GridSide(QFrame):
    """Only shows and asks; what is pressed is said by signals."""

    planChosen = Signal(str)
    planNamed = Signal(str)
    placeWanted = Signal(int)
    """Number of the problem to look at."""
    gridWanted = Signal(str)
    pressed = Signal(str)
    """What is wanted: undo, redo, merge, rename, check, figures, submit, send_back, approve, drop."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("panelHead")
        sized(self, theme, wide=WIDE)
        self.buttons: dict[str, QPushButton] = {}
        rows = spaced(QVBoxLayout(self), theme, (12, 10, 12, 10), 8)
        rows.addWidget(label(tr("网格方案"), "title"))
        self.plans = QComboBox(self)
        self.plans.setAccessibleName(tr("方案"))
        self.plans.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.plans.activated.connect(self._chosen)
        rows.addWidget(self.plans)
        self.new_plan = self._new_plan()
        rows.addWidget(self.new_plan)
        self.state = Prose(theme, size="small", token="quiet")
        rows.addWidget(self.state)
        self.work = QWidget(self)
        rows.addWidget(self.work)
        self._fill_work(spaced(QVBoxLayout(self.work), theme, gap=8))
        rows.addLayout(self._tabs())
        rows.addWidget(self._pages(), 1)
        rows.addLayout(self._foot())

    # -- parts -------------------------------------------------------------------------------------

    def _new_plan(self) -> QWidget:
        whole = QWidget(self)
        row = spaced(QHBoxLayout(whole), self._theme, gap=6)
        self.new_name = LineEntry(self._theme, tr("新方案的名称"), tr("如：2026 年第二次调整"))
        self.new_name.edit.returnPressed.connect(self._named)
        begin = QPushButton(tr("新建"), self)
        begin.clicked.connect(self._named)
        row.addWidget(self.new_name, 1)
        row.addWidget(begin, 0, Qt.AlignmentFlag.AlignBottom)
        return whole

    def _fill_work(self, rows: QVBoxLayout) -> None:
        self.picked = Prose(self._theme, tr("先在图上点一个网格"), size="small", token="quiet")
        rows.addWidget(self.picked)
        self.level = ChoiceEntry(self._theme, tr("编辑哪一级"), [("", tr("最下一级"))])
        self.name = LineEntry(self._theme, tr("名称（新画、合并、改名）"))
        kinds = [("", tr("基础网格")), *((word, word) for word in CLASSES)]
        self.kind = ChoiceEntry(self._theme, tr("新画的网格是"), kinds)
        self.carve = QCheckBox(tr("从已有网格划出"), self)
        for left, right in ((self.level, self.name), (self.kind, self.carve)):
            row = spaced(QHBoxLayout(), self._theme, gap=8)
            row.addWidget(left, 2)
            row.addWidget(right, 3, Qt.AlignmentFlag.AlignBottom)
            rows.addLayout(row)
        rows.addLayout(self._row(("merge", tr("合并选中 J")), ("rename", tr("改名"))))
        rows.addLayout(self._row(("undo", tr("撤销 Ctrl+Z")), ("redo", tr("重做 Ctrl+Y"))))

    def _row(self, *named: tuple[str, str], primary: str = "") -> QHBoxLayout:
        row = spaced(QHBoxLayout(), self._theme, gap=6)
        for name, words in named:
            button = QPushButton(words, self)
            if name == primary:
                button.setProperty("role", "primary")
            button.setAutoDefault(False)
            button.clicked.connect(partial(self._press, name))
            self.buttons[name] = button
            row.addWidget(button, 1)
        return row

    def _tabs(self) -> QHBoxLayout:
        row = spaced(QHBoxLayout(), self._theme, gap=0)
        self.tabs: list[QPushButton] = []
        for at, words in enumerate((tr("变化"), tr("问题"), tr("统计"))):
            tab = QPushButton(words, self)
            tab.setProperty("role", "tab")
            tab.setCheckable(True)
            tab.setAutoExclusive(True)
            tab.clicked.connect(partial(self._turn, at))
            self.tabs.append(tab)
            row.addWidget(tab)
        row.addStretch(1)
        self.tabs[0].setChecked(True)
        return row

    def _pages(self) -> QStackedWidget:
        self.pages = QStackedWidget(self)
        self.changes, self.problems = QListWidget(self), QListWidget(self)
        for made in (self.changes, self.problems):
            made.setTextElideMode(Qt.TextElideMode.ElideRight)
            made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.pages.addWidget(self.changes)
        checked = QWidget(self)
        column = spaced(QVBoxLayout(checked), self._theme, gap=6)
        column.addWidget(self.problems, 1)
        column.addLayout(self._row(("check", tr("查全部网格的空隙和重叠"))))
        self.pages.addWidget(checked)
        self.changes.itemClicked.connect(self._go_grid)
        self.changes.itemActivated.connect(self._go_grid)
        self.problems.itemClicked.connect(self._go_problem)
        self.problems.itemActivated.connect(self._go_problem)
        figures = QWidget(self)
        rows = spaced(QVBoxLayout(figures), self._theme, gap=6)
        self.boundary = ChoiceEntry(self._theme, tr("与现行边界对照"), [("", tr("这个方案"))])
        self.boundary.changed.connect(partial(self._press, "figures"))
        rows.addWidget(self.boundary)
        self.basis = Prose(self._theme, size="small", token="quiet")
        self.figures = PlainTable(
            self._theme, (tr("网格"), tr("现行件数"), tr("对照件数"), tr("超期")), (5, -3, -3, -2), figures
        )
        rows.addWidget(self.basis)
        rows.addWidget(self.figures)
        rows.addStretch(1)
        self.pages.addWidget(scrolled(figures))
        return self.pages

    def _foot(self) -> QVBoxLayout:
        foot = spaced(QVBoxLayout(), self._theme, gap=6)
        self.paper = LineEntry(self._theme, tr("审定文号（批准）或原因（退回、作废）"))
        foot.addWidget(self.paper)
        foot.addLayout(self._row(("submit", tr("提交 Ctrl+Enter")), ("approve", tr("批准 Ctrl+Enter")),
                                 ("send_back", tr("退回")), ("drop", tr("作废")), primary="approve"))  # fmt: skip
        return foot

    # -- saying ------------------------------------------------------------------------------------

    def show_plans(self, plans: Sequence[tuple[str, str]], chosen: str) -> None:
        """(id, words) of the open plans, and a last line that asks for a new one."""
        self.plans.clear()
        for ident, words in plans:
            self.plans.addItem(words, ident)
        self.plans.addItem(tr("新建方案…"), "")
        self.plans.setCurrentIndex(self.plans.findData(chosen))
        self.plans.setVisible(bool(plans))
        self.new_plan.setVisible(not chosen)

    def show_changes(self, lines: Sequence[tuple[str, str]], noded: int) -> None:
        """(code, words) of each grid that is not as it stands; so many more only got a corner."""
        more = [("", tr("另有 {count} 格只在共同边界上多了拐点", count=noded))] if noded else []
        _fill(self.changes, [*lines, *more])
        self.tabs[0].setText(tr("变化 {count}", count=len(lines)))

    def show_problems(self, lines: Sequence[str]) -> None:
        """Gaps and overlaps, in words, largest first."""
        _fill(self.problems, [(str(at), words) for at, words in enumerate(lines)])
        self.tabs[1].setText(tr("问题 {count}", count=len(lines)))

    def show_boundaries(self, boundaries: Sequence[tuple[str, str]]) -> None:
        """(value, words) of what today's boundary may be set beside; "" is the plan."""
        self.boundary.offer([("", tr("这个方案")), *boundaries])

    def show_figures(self, rows: tuple[tuple[str, ...], ...], basis: str) -> None:
        """Figures on both boundaries, and how they were counted."""
        self.figures.set_rows(rows)
        self.basis.set_text(basis)

    # -- hearing -----------------------------------------------------------------------------------

    def _chosen(self, at: int) -> None:
        plan = str(self.plans.itemData(at) or "")
        self.new_plan.setVisible(not plan)
        if plan:
            self.planChosen.emit(plan)
        else:
            self.new_name.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _named(self) -> None:
        self.planNamed.emit(self.new_name.value)

    def _press(self, name: str, checked: bool = False) -> None:
        del checked
        self.pressed.emit(name)

    def _turn(self, at: int, checked: bool = True) -> None:
        del checked
        self.pages.setCurrentIndex(at)
        if at == 2:
            self.pressed.emit("figures")

    def _go_grid(self, item: QListWidgetItem) -> None:
        self.gridWanted.emit(str(item.data(Qt.ItemDataRole.UserRole)))

    def _go_problem(self, item: QListWidgetItem) -> None:
        self.placeWanted.emit(int(str(item.data(Qt.ItemDataRole.UserRole))))


def _fill(made: QListWidget, lines: Sequence[tuple[str, str]]) -> None:
    at = made.currentRow()
    made.clear()
    for ident, words in lines:
        item = QListWidgetItem(words)
        item.setData(Qt.ItemDataRole.UserRole, ident)
        item.setToolTip(words)
        made.addItem(item)
    if 0 <= at < len(lines):
        made.setCurrentRow(at)
