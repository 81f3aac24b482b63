"""Everything a queue can be filtered by, combined as one presses; filters kept by name."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from commandroom.domain.catalog import CATEGORY_WORDS, TIERS
from commandroom.domain.event import OPEN, State
from commandroom.store.queue.filter import LIGHT_WORDS, SOURCE_WORDS, STATE_WORDS, Filter, Mine
from commandroom.text import mark, tr
from ui.dialogs import choices
from ui.models.names import Names
from ui.models.saved_filters import SavedFilters
from ui.theme import Theme
from ui.widgets.dressing import label, spaced
from ui.widgets.flow_box import FlowBox
from ui.widgets.pick_field import Option, PickField
from ui.widgets.scrolling import scrolled

_CLOSED = (State.CLOSED, State.ARCHIVED, State.REJECTED, State.MERGED, State.VOIDED)
_LATER = (State.ADMISSION_REVIEW, State.SUSPENDED, State.ESCALATED, State.CONF_HANDED)
_STATES = [state for state in STATE_WORDS if (state in OPEN or state in _CLOSED) and state not in _LATER]
_SETS: tuple[tuple[str, str, list[tuple[Any, str]]], ...] = (
    ("lights", mark("时限"), [(light.value, word) for light, word in LIGHT_WORDS.items()]),
    ("states", mark("状态"), [(state.value, STATE_WORDS[state]) for state in _STATES]),
    ("categories", mark("类别"), [(category.value, word) for category, word in CATEGORY_WORDS.items()]),
    ("sources", mark("来源"), [(source.value, word) for source, word in SOURCE_WORDS.items()]),
    ("importance", mark("级别"), [(grade, grade) for grade in "ABC"]),
    ("tiers", mark("层级"), list(zip(TIERS, (mark("网格"), mark("村社"), mark("街道"), mark("上级")), strict=True))),
)
_FLAGS = (("open_only", mark("只看未办结")), ("proposal", mark("待第二人确认")), ("no_grid", mark("不在任何网格内")))


class FilterCard(QFrame):
    """Lies over the queue while it is open; every press is answered at once."""

    changed = Signal(object)
    """Filter: what was combined."""

    def __init__(self, theme: Theme, names: Names, saved: SavedFilters, over: QWidget) -> None:
        super().__init__(over)
        self._theme, self._names, self._saved, self._over = theme, names, saved, over
        self._filter = Filter(open_only=True)
        self.mine: Mine | None = None
        self.buttons: dict[tuple[str, Any], QPushButton] = {}
        self.setProperty("role", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        body = QWidget()
        body.setObjectName("eventBody")
        self._grid = spaced(QGridLayout(body), theme, (16, 12, 16, 12), 8)
        self._grid.setColumnStretch(1, 1)
        self._rows: dict[str, FlowBox] = {}
        for name, title, options in _SETS:
            flow = self._row(title)
            for value, word in options:
                self._chip(flow, name, value, tr(word))
        flags = self._row(mark("另外"))
        self._chip(flags, "mine", True, tr("我的"))
        for name, word in _FLAGS:
            self._chip(flags, name, True, tr(word))
        self.unit = self._picker("units", mark("单位"), tr("加一个单位：名称、拼音首字母"))
        self.place = self._picker("grid", mark("网格"), tr("网格及其下级：名称、编号"))
        self._saved_row = self._row(mark("已存"))
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.addWidget(scrolled(body), 1)
        column.addLayout(self._foot())
        over.installEventFilter(self)
        theme.changed.connect(self.place_over)
        self.hide()

    def _row(self, title: str) -> FlowBox:
        at = self._grid.rowCount()
        self._grid.addWidget(label(tr(title), "label"), at, 0, Qt.AlignmentFlag.AlignTop)
        flow = FlowBox(self._theme, gap=4)
        self._grid.addWidget(flow, at, 1)
        return flow

    def _chip(self, flow: FlowBox, name: str, value: Any, word: str) -> QPushButton:
        button = QPushButton(word)
        button.setProperty("role", "pill")
        button.setCheckable(True)
        button.setAutoDefault(False)
        button.clicked.connect(partial(self._pressed, name, value))
        self.buttons[name, value] = button
        flow.add(button)
        return button

    def _picker(self, name: str, title: str, hint: str) -> PickField:
        field = PickField(self._theme, "", partial(self._find, name), hint=hint, lines=4)
        field.list.hide()
        field.edit.textChanged.connect(partial(self._typing, field))
        field.confirmed.connect(partial(self._picked, name, field))
        field.list.itemClicked.connect(partial(self._clicked, name, field))
        at = self._grid.rowCount()
        self._grid.addWidget(label(tr(title), "label"), at, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(field, at, 1)
        self._rows[name] = FlowBox(self._theme, gap=4)
        self._grid.addWidget(self._rows[name], at + 1, 1)
        return field

    def _foot(self) -> QHBoxLayout:
        row = spaced(QHBoxLayout(), self._theme, (16, 4, 16, 12), 8)
        self.name = QLineEdit()
        self.name.setPlaceholderText(tr("起个名字存下这组条件"))
        self.name.returnPressed.connect(self.keep)
        save = QPushButton(tr("存下"))
        save.clicked.connect(self.keep)
        row.addWidget(self.name, 1)
        row.addWidget(save)
        away = QPushButton(tr("收起 Esc"))
        away.setProperty("role", "plain")
        away.clicked.connect(self.hide)
        row.addWidget(away)
        return row

    # -- what is chosen --------------------------------------------------------------------------------

    def show_filter(self, asked: Filter, mine: Mine | None) -> None:
        """Press down what a filter holds."""
        self._filter, self.mine = asked, mine
        for (name, value), button in self.buttons.items():
            held = getattr(asked, name)
            button.setChecked(value in held if isinstance(held, frozenset) else bool(held))
        self.buttons["mine", True].setVisible(mine is not None)
        self._rows["units"].clear()
        for ident in sorted(asked.units):
            self._held("units", ident, self._names.unit(ident))
        self._rows["grid"].clear()
        if asked.grid:
            self._held("grid", asked.grid, self._names.grid(asked.grid))
        self._saved_row.clear()
        for name in self._saved.names():
            button = QPushButton(name)
            button.setProperty("role", "pill")
            button.setToolTip(tr("点一下用它；按住 Shift 点一下删去"))
            button.clicked.connect(partial(self._use, name))
            self._saved_row.add(button)

    def _held(self, name: str, value: str, word: str) -> None:
        button = QPushButton(f"{word} ×")
        button.setProperty("role", "pill")
        button.clicked.connect(partial(self._drop, name, value))
        self._rows[name].add(button)

    def _pressed(self, name: str, value: Any) -> None:
        held = getattr(self._filter, name)
        if isinstance(held, frozenset):
            self._combine({name: held - {value} if value in held else held | {value}})
        elif name == "mine":
            self._combine({"mine": None if held is not None else self.mine})
        else:
            self._combine({name: not held})

    def _drop(self, name: str, value: str) -> None:
        self._combine({"grid": ""} if name == "grid" else {"units": self._filter.units - {value}})

    def _combine(self, changed: Mapping[str, Any]) -> None:
        self.changed.emit(replace(self._filter, **changed))

    def _find(self, name: str, typed: str) -> list[Option]:
        if not typed.strip():
            return []
        if name == "units":
            return choices.find(choices.units(self._names), typed)
        return choices.find(choices.grids(self._names), typed)

    def _typing(self, field: PickField, words: str) -> None:
        field.list.setVisible(bool(words.strip()))

    def _clicked(self, name: str, field: PickField, item: object) -> None:
        del item
        self._picked(name, field)

    def _picked(self, name: str, field: PickField) -> None:
        if field.value:
            value = field.value
            field.edit.clear()
            field.list.hide()
            self._combine({"grid": value} if name == "grid" else {"units": self._filter.units | {value}})

    # -- kept ones -------------------------------------------------------------------------------------

    def keep(self) -> None:
        """Keep what is combined under the name that was typed."""
        name = self.name.text().strip()
        if name:
            self._saved.keep(name, self._filter)
            self.name.clear()
            self.show_filter(self._filter, self.mine)

    def _use(self, name: str) -> None:
        if QApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._saved.forget(name)
            self.show_filter(self._filter, self.mine)
            return
        found = self._saved.get(name, self.mine)
        if found is not None:
            self.changed.emit(found)

    # -- where it lies ---------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the list below."""
        if event.type() == QEvent.Type.Resize:
            self.place_over()
        return super().eventFilter(watched, event)

    def place_over(self) -> None:
        """Over the upper part of the list."""
        self.setGeometry(0, 0, self._over.width(), min(self._over.height(), self._theme.px(560)))
        self.raise_()
