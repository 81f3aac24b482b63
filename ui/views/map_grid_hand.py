"""The hand that edits a plan's draft on the map page: what it picks, its tools, each gesture one action."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal

from commandroom.actions import grid_edits
from commandroom.domain.errors import RoomError
from commandroom.text import sentence, tr
from ui.models.grid_areas import LiveAreas
from ui.models.grid_draft import DraftFeed, DraftPicture
from ui.views.map_view import MapView
from ui.widgets.map.grid_side import GridSide
from ui.widgets.map.grid_snap import EdgeField
from ui.widgets.map.grid_tools import BendTool, LineTool, PickTool, Place

Heard = Callable[[Any], None]
"""What is told the result of an action."""


class GridHand(QObject):
    """Knows the draft by its edges and areas; asks the room for every edit and says what it refuses."""

    picksChanged = Signal()

    def __init__(self, view: MapView, feed: DraftFeed, side: GridSide, parent: QObject) -> None:
        super().__init__(parent)
        self._view, self._feed, self._side = view, feed, side
        self.field = EdgeField()
        self.areas = LiveAreas({})
        self.picked: list[str] = []
        canvas = view.panel.canvas
        self.tools = (
            (PickTool(self._pick), tr("选格"), "V", tr("点选草案里的网格，Shift 点再选一个")),
            (BendTool(canvas, self.field, self.bend_words, self._bend, self._straighten), tr("改界"), "G",
             tr("拖拐点或边界，相邻网格一起动；Alt 不吸附；Delete 删拐点")),
            (LineTool(canvas, self.field, self.cut_words, self._split), tr("拆分"), "X", tr("画一条线，把网格分开")),
            (LineTool(canvas, self.field, self._transfer_words, self._transfer), tr("划界"), "H",
             tr("先选一个网格，再从它的边界画到边界，中间一块划过去")),
            (LineTool(canvas, self.field, self._ring_words, self._draw, ring=True), tr("新画"), "N",
             tr("围出一个新网格；上级取起点所在的村（社区）或选中的网格")),
        )  # fmt: skip

    def take(self, picture: DraftPicture) -> None:
        """Another draft, or the same one after an edit."""
        self.field.set_edges(picture.edges)
        self.areas = picture.areas or LiveAreas(picture.grids)
        self.picked = [code for code in self.picked if code in picture.grids]

    # -- picking -------------------------------------------------------------------------------------

    def _pick(self, place: Place, adds: bool) -> None:
        code = self.areas.under(place, self._side.level.value)
        if not adds:
            self.picked = [code] if code else []
        elif code in self.picked:
            self.picked.remove(code)
        elif code:
            self.picked.append(code)
        if code in self._view.feed.layer.codes:
            self._view.shell.selection.choose_grid(code, self)
        self.picksChanged.emit()

    def forget(self) -> None:
        """Nothing is picked."""
        self.picked = []
        self.picksChanged.emit()

    def _target(self, line: Sequence[Place]) -> str:
        """The grid a line is meant for: the picked one, else the one under its middle."""
        if self.picked:
            return self.picked[0]
        at = len(line) // 2
        a, b = line[max(at - 1, 0)], line[at]
        return self.areas.under(((a[0] + b[0]) / 2, (a[1] + b[1]) / 2), self._side.level.value)

    # -- what it measures ----------------------------------------------------------------------------

    def bend_words(self, at: Place, to: Place) -> str:
        """What the grids at a place measure when it is dragged."""
        return self.areas.bent(at, to)

    def cut_words(self, line: list[Place]) -> str:
        """The pieces a line makes of the grid it is meant for."""
        return self.areas.cut(self._target(line), line) if len(line) > 1 else ""

    def _transfer_words(self, line: list[Place]) -> str:
        return self.areas.cut("", line)

    def _ring_words(self, line: list[Place]) -> str:
        return self.areas.ring(line)

    # -- what it does --------------------------------------------------------------------------------

    def _bend(self, at: Place, to: Place) -> None:
        self.edit(grid_edits.bend, at, to)

    def _straighten(self, at: Place) -> None:
        self.edit(grid_edits.straighten, at)

    def _split(self, line: list[Place]) -> None:
        self.edit(grid_edits.split, self._target(line), line)

    def _transfer(self, line: list[Place]) -> None:
        if self._has_picked():
            self.edit(grid_edits.transfer, self.picked[0], line)

    def _draw(self, ring: list[Place]) -> None:
        side = self._side
        parent = self.picked[0] if self.picked else self.areas.under(ring[0], "COMMUNITY")
        self.edit(grid_edits.draw, parent, ring, side.name.value, exclusive_class=side.kind.value,
                  carve=side.carve.isChecked())  # fmt: skip

    def merge(self) -> None:
        """Make one grid of those picked, under the name typed."""
        self.edit(grid_edits.merge, list(self.picked), self._side.name.value)

    def rename(self) -> None:
        """Give the picked grid the name typed."""
        if self._has_picked():
            self.edit(grid_edits.rename, self.picked[0], self._side.name.value)

    def _has_picked(self) -> bool:
        if not self.picked:
            self._view.shell.toast(tr("先用“选格”点一个网格。"), "refused")
        return bool(self.picked)

    def edit(self, action: Callable[..., Any], *args: Any, done: Heard | None = None, **more: Any) -> None:
        """Do something with the plan that is shown."""
        plan = self._feed.picture.plan
        if plan is not None:
            self.act(action, plan.id, *args, done=done, **more)

    def act(self, action: Callable[..., Any], *args: Any, done: Heard | None = None, **more: Any) -> None:
        """Ask the room; a refusal is said in its sentence."""
        self._view.desk.start(self._do(action, args, more, done))

    async def _do(
        self, action: Callable[..., Any], args: tuple[Any, ...], more: dict[str, Any], done: Heard | None
    ) -> None:
        try:
            result = (await self._view.desk.do(action, *args, **more)).result
        except RoomError as error:
            self._view.shell.toast(sentence(error), "refused")
            return
        if done is not None:
            done(result)
