"""Editing grids on the map page: a plan's draft over the map, its tools, its side; every edit is one action."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton

from commandroom.actions import grid_edits, grid_plans
from commandroom.domain.grid_plan import GridChange, GridPlan, PlanState
from commandroom.domain.instant import Instant, stamp
from commandroom.domain.people import Right, permits
from commandroom.geometry.measure import area_words
from commandroom.reports import on_boundary
from commandroom.text import mark, tr
from ui.models.grid_draft import DraftFeed, DraftPicture
from ui.shell import Command
from ui.views.map_grid_hand import GridHand
from ui.views.map_view import MapView
from ui.views.page import Scene
from ui.widgets.map.grid_draft_layer import DraftShape, GridDraftLayer
from ui.widgets.map.grid_side import GridSide

KIND_WORDS = {"new": mark("新增"), "gone": mark("撤去"), "moved": mark("边界"), "changed": mark("改名等")}
VERB_WORDS = {
    "bend": mark("移动边界"), "straighten": mark("删去拐点"), "split": mark("拆分"), "merge": mark("合并"),
    "transfer": mark("划界"), "draw": mark("新画"), "rename": mark("改名"),
}  # fmt: skip
STATE_WORDS = {"draft": mark("草案"), "adjusted": mark("已提交"), "approved": mark("已批准"), "dropped": mark("已作废")}
_DRAWING = 2
"""So many keys belong to drawing; the others sign, also when nothing may be drawn any more."""
DAYS = 365
"""Cases of so many days are counted on both boundaries."""


def add_grid_editing(view: MapView) -> None:
    """Fit the editing of grids to the map page (a part of ui.views.map_parts)."""
    MapGrids(view)


class MapGrids(QObject):
    """Lives as long as the page; nothing of it shows until plans are looked at."""

    def __init__(self, view: MapView) -> None:
        super().__init__(view)
        self._view, self._desk = view, view.desk
        self.feed = DraftFeed(view.desk, self)
        self.layer = GridDraftLayer(view.panel.canvas)
        self.side = GridSide(view.theme, view)
        self.hand = GridHand(view, self.feed, self.side, self)
        self.side.hide()
        view.add_side(self.side)
        self.button = QPushButton(tr("网格方案"), view)
        self.button.setCheckable(True)
        self.button.setToolTip(tr("在草案里拆分、合并、移动网格边界；提交、批准后才生效"))
        view.add_button(self.button)
        self.tools = self.hand.tools
        self._buttons = [view.tools.add_tool(*tool) for tool in self.tools]
        self._keys = self._bind()
        self._arm(False)
        self._connect()
        view.add_scenes([
            Scene("map-plan", partial(self.button.setChecked, True), self._is_read),
            Scene("map-plan-figures", self.side.tabs[2].click, self._is_counted, self._put_away),
        ])  # fmt: skip

    def _is_read(self) -> bool:
        return self.feed.active and not self.feed.reading

    def _is_counted(self) -> bool:
        return bool(self.side.figures.rows) or not self.feed.picture.changes

    def _put_away(self) -> None:
        self.side.tabs[0].click()
        self.button.setChecked(False)

    def _bind(self) -> list[QShortcut]:
        keys = []
        for key, name in (("J", "merge"), ("Ctrl+Y", "redo"), ("Ctrl+Return", "sign"), ("Ctrl+Enter", "sign")):
            shortcut = QShortcut(QKeySequence(key), self._view)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(partial(self._pressed, name))
            keys.append(shortcut)
        return keys

    def _connect(self) -> None:
        view, side = self._view, self.side
        self.button.toggled.connect(self._turn)
        self.feed.shown.connect(self._show)
        side.planChosen.connect(self._choose)
        side.planNamed.connect(self._open)
        side.placeWanted.connect(self._look_at)
        side.gridWanted.connect(self._go)
        side.pressed.connect(self._pressed)
        side.level.changed.connect(self.hand.forget)
        self.hand.picksChanged.connect(self._paint)
        view.feed.gridsChanged.connect(self._name_levels)
        view.desk.changed.connect(self.feed.take)
        view.desk.signed_in.connect(self._signed)
        view.desk.signed_out.connect(self._out)
        view.undoers.append(self.undo)
        view.add_keys([
            ("J", tr("网格方案：合并选中")),
            ("Ctrl+Z / Ctrl+Y", tr("网格方案：撤销、重做一步")), ("Ctrl+Enter", tr("网格方案：提交；已提交的，批准")),
        ])  # fmt: skip
        view.shell.add_command(Command(tr("网格方案：拆分、合并、移动网格边界"), self._from_anywhere))
        self._signed(view.desk.person)

    # -- in and out ----------------------------------------------------------------------------------

    def _signed(self, person: Any) -> None:
        self.button.setVisible(person is not None and permits(person, Right.DRAW))

    def _out(self) -> None:
        self.button.setChecked(False)

    def _from_anywhere(self) -> None:
        self._view.shell.show_page("map")
        if not self.button.isHidden():
            self.button.setChecked(True)

    def _turn(self, on: bool) -> None:
        drawings = self._view.panel.canvas.scene.drawings
        self.side.setVisible(on)
        if on:
            drawings.append(self.layer)
            self.feed.begin()
        else:
            if self.layer in drawings:
                drawings.remove(self.layer)
            self.feed.leave()
            self._arm(False)
            self._view.panel.canvas.set_tool(None)
            self._view.panel.canvas.update()

    def _arm(self, on: bool) -> None:
        for button in self._buttons:
            button.setVisible(on)
        for at, shortcut in enumerate(self._keys):
            shortcut.setEnabled(on if at < _DRAWING else self.button.isChecked())
        canvas = self._view.panel.canvas
        if not on and any(canvas.tool is tool[0] for tool in self.tools):
            canvas.set_tool(None)

    # -- showing -------------------------------------------------------------------------------------

    def _name_levels(self, layer: Any) -> None:
        words = layer.level_words
        known = [("", tr("最下一级"))]
        for at, level in enumerate(("TOWN", "COMMUNITY", "BASE", "MICRO", "GRAIN")):
            if 0 < at < len(words) and at in set(layer.levels.tolist()):
                known.append((level, tr(words[at])))
        self.side.level.offer(known)

    def _show(self, picture: DraftPicture) -> None:
        side, plan = self.side, picture.plan
        self.hand.take(picture)
        side.show_plans([(one.id, f"{one.name}（{tr(STATE_WORDS[one.state])}）") for one in picture.plans],
                        plan.id if plan is not None else "")  # fmt: skip
        side.state.set_text(_state_words(self._desk.reader, plan))
        real = [one for one in picture.changes if one.kind != "noded"]
        side.show_changes([(one.code, _change_words(one)) for one in real], len(picture.changes) - len(real))
        side.show_problems([f"{one.words}  {area_words(one.area_m2)}" for one in picture.problems])
        may = self._desk.person is not None and permits(self._desk.person, Right.GRIDS)
        adjusted = plan is not None and plan.state is PlanState.ADJUSTED
        wanted = {
            "undo": picture.editable and bool(picture.undoable), "redo": picture.editable and bool(picture.redoable),
            "merge": picture.editable, "rename": picture.editable,
            "submit": picture.editable and may and bool(picture.changes), "approve": adjusted and may,
            "send_back": adjusted and may, "drop": plan is not None,
        }  # fmt: skip
        for name, on in wanted.items():
            side.buttons[name].setEnabled(on)
        for name in ("approve", "send_back"):
            side.buttons[name].setVisible(adjusted)
        side.buttons["submit"].setVisible(not adjusted)
        side.paper.setVisible(adjusted)
        side.buttons["undo"].setToolTip(tr(VERB_WORDS[picture.undoable]) if picture.undoable else "")
        side.buttons["redo"].setToolTip(tr(VERB_WORDS[picture.redoable]) if picture.redoable else "")
        side.work.setVisible(picture.editable)
        fresh = picture.editable and not self._buttons[0].isVisibleTo(self._view)
        self._arm(picture.editable)
        if fresh:
            self._view.panel.canvas.set_tool(self.tools[0][0])
        self._paint()
        if side.pages.currentIndex() == 2:
            self._figures()

    def _paint(self) -> None:
        picture = self.feed.picture
        self.layer.set_shapes((
            *(DraftShape(one.kind, one.name, one.rings, one.lowest or one.kind == "gone") for one in picture.outlines),
            *(DraftShape("picked", "", self.hand.areas.rings(code), filled=False) for code in self.hand.picked),
            *(DraftShape(one.kind, "", one.rings) for one in picture.problems),
        ))  # fmt: skip
        names = tr("、").join(picture.grids[code].name or code for code in self.hand.picked)
        self.side.picked.set_text(tr("选中：{names}", names=names) if names else tr("先在图上点一个网格（选格 V）"))

    # -- acting --------------------------------------------------------------------------------------

    def _open(self, name: str) -> None:
        self.hand.act(grid_plans.open_plan, name, done=self._opened)

    def _opened(self, plan: str) -> None:
        self.side.new_name.put("", "")
        self._choose(plan)

    def _choose(self, plan: str) -> None:
        self.hand.picked = []
        self.feed.choose(plan)

    def undo(self) -> bool:
        """Take the last edit of the draft back; False when no draft is open."""
        if not self.button.isChecked() or not self.feed.picture.editable:
            return False
        self.hand.edit(grid_edits.undo)
        return True

    def _pressed(self, name: str) -> None:
        side, words = self.side, self.side.paper.value
        if name == "sign":
            name = "submit" if self.feed.picture.editable else "approve"
        if name in side.buttons and not side.buttons[name].isEnabled():
            return
        acts: dict[str, Callable[[], None]] = {
            "undo": partial(self.hand.edit, grid_edits.undo),
            "redo": partial(self.hand.edit, grid_edits.redo),
            "merge": self.hand.merge,
            "rename": self.hand.rename,
            "check": self.feed.check,
            "figures": self._figures,
            "submit": partial(self.hand.edit, grid_plans.submit, done=self._submitted),
            "send_back": partial(self.hand.edit, grid_plans.send_back, words),
            "drop": partial(self.hand.edit, grid_plans.drop, words),
            "approve": partial(self.hand.edit, grid_plans.approve, words, done=self._approved),
        }
        acts[name]()

    def _submitted(self, result: object) -> None:
        del result
        self._view.shell.toast(tr("已提交，等批准；现行网格还没有变"))

    def _approved(self, counts: dict[str, int]) -> None:
        said = tr(
            "已批准：新增 {new} 格，撤销 {gone} 格，边界或名称变化 {changed} 格，{events} 件未结案件随之改格", **counts
        )
        if counts["left"]:
            said += tr("；{left} 件说不清归哪一格，请人工定格", left=counts["left"])
        self._view.shell.toast(said)
        self.side.paper.put("", "")

    # -- looking -------------------------------------------------------------------------------------

    def _look_at(self, at: int) -> None:
        problem = self.feed.picture.problems[at]
        self._view.panel.canvas.fly_to(*problem.place, zoom=17.0)

    def _go(self, code: str) -> None:
        rings = self.hand.areas.rings(code)
        if code in self.feed.picture.grids and rings:
            self.hand.picked = [code]
            self._paint()
            middle = rings[0].mean(axis=0)
            self._view.panel.canvas.fly_to(float(middle[0]), float(middle[1]))
        elif code in self._view.feed.layer.codes:
            self._view.panel.canvas.fit([code])
            self._view.panel.canvas.lock_view(True)

    def _figures(self) -> None:
        plan = self.feed.picture.plan
        self._desk.start(self._read_figures(plan.id if plan is not None else "", self.side.boundary.value), self)

    async def _read_figures(self, plan: str, chosen: str) -> None:
        now = self._desk.now()
        former = await self._desk.ask(on_boundary.former)
        self.side.show_boundaries([(str(at), tr("{when} 调整以前", when=stamp(at + 1))) for at in former])
        if not plan and not chosen:
            self.side.show_figures((), tr("没有打开的方案。上面可以选一个从前的边界，与现行边界对照。"))
            return
        rows, placed = await self._desk.ask(_both, plan, int(chosen or 0), now)
        if not rows:
            self.side.show_figures((), tr("与现行边界没有不同。"))
            return
        self.side.show_figures(rows, tr(
            "近 {days} 天上报的案件，按坐标落在哪一格计（{position} 件），没有坐标的按所写网格及其沿革（{stated} 件），"
            "归不了格的 {nowhere} 件。", days=DAYS, position=placed["position"],
            stated=placed["grid"] + placed["lineage"], nowhere=placed[""],
        ))  # fmt: skip


def _both(reader: Any, plan: str, at: Instant, now: Instant) -> tuple[tuple[tuple[str, ...], ...], Any]:
    """Figures of the grids that differ, on the boundary of today and on the plan's (or, ``at`` given, a former one)."""
    other = on_boundary.on_day(reader, at) if at else on_boundary.of_plan(reader, plan)
    found, there = on_boundary.compared(reader, other, DAYS, now)
    rows = tuple(
        (
            one.name, str(one.now.events) if one.now else "—", str(one.other.events) if one.other else "—",
            str(one.other.overdue) if one.other else "—",
        )
        for one in found
    )  # fmt: skip
    return rows, there.placed


def _change_words(one: GridChange) -> str:
    words = [tr(KIND_WORDS[one.kind]), one.name or one.code]
    before, after = one.area_before, one.area_after
    if one.kind == "moved" and before is not None and after is not None:
        words.append(tr("{before} → {after} 平方公里", before=f"{before:.3f}", after=f"{after:.3f}"))
    elif (size := after if one.kind == "new" else before) is not None:
        words.append(tr("{size} 平方公里", size=f"{size:.3f}"))
    if one.lineage:
        words.append(tr("自 {codes}", codes=tr("、").join(one.lineage)))
    return "  ".join(words)


def _state_words(reader: Any, plan: GridPlan | None) -> str:
    """Who drew and submitted a plan and when, and what it waits for."""
    if plan is None:
        return tr("还没有方案。写一个名称，新建后就可以在图上编辑；批准之前现行网格不变。")
    lines = [tr("{when} {who} 新建", when=stamp(plan.opened_at), who=_name(reader, plan.opened_by))]
    if plan.adjusted_at:
        lines.append(tr("{when} {who} 提交", when=stamp(plan.adjusted_at), who=_name(reader, plan.adjusted_by)))
    if plan.note and plan.state is PlanState.DRAFT:
        lines.append(tr("退回原因：{note}", note=plan.note))
    if plan.state is PlanState.ADJUSTED:
        lines.append(tr("已提交，等另一位有权的人批准；要改先退回。"))
    return "\n".join(lines)


def _name(reader: Any, account: str) -> str:
    person = reader.find("person", account)
    return person.name or account if person is not None else account
