"""Layers of files over the map page and the base under it: kept by the room, switched, replaced, taken off."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QPushButton

from commandroom.actions import overlays
from commandroom.domain.changes import Changes
from commandroom.domain.datum import Datum
from commandroom.domain.errors import Refused, RoomError
from commandroom.text import sentence, tr
from ui.models.overlays import BaseMap, Laid, OverlayLayer, read_laid
from ui.shell import Command
from ui.views.map_view import MapView
from ui.widgets.map.overlay_layer import OverlayDrawing


def add_overlays(view: MapView) -> None:
    """Fit layers and base to the map page (a part of ui.views.map_parts)."""
    MapOverlays(view)


class MapOverlays(QObject):
    """Lives as long as the page; reads again when somebody laid or took off something."""

    def __init__(self, view: MapView) -> None:
        super().__init__(view)
        self._view, self._desk = view, view.desk
        self.layers: dict[str, OverlayLayer] = {}
        self.drawings: dict[str, OverlayDrawing] = {}
        self.buttons: dict[str, QAbstractButton] = {}
        self.base: BaseMap | None = None
        self._told = ""
        button = QPushButton(tr("叠加图层…"))
        button.setToolTip(tr("Shapefile、GeoJSON、GeoPackage、KML 里的点、线、面，作为图层盖在网格上"))
        button.clicked.connect(partial(self._import, "overlay"))
        view.layers.add_button(button)
        view.layers.base_wanted.connect(self._base_pressed)
        view.panel.canvas.drawn.connect(self._look_at_base)
        view.desk.changed.connect(self._take)
        view.shell.add_command(Command(tr("叠加图层：导入点、线、面文件"), partial(self._import, "overlay")))
        view.shell.add_command(Command(tr("底图：选 MBTiles 文件"), partial(self._import, "base")))
        if view.desk.is_open:
            self.load()

    def load(self) -> None:
        """Read what is laid."""
        self._desk.start(self._load(), self)

    async def _load(self) -> None:
        self.show(await self._desk.ask(read_laid, dict(self.layers)))

    def _take(self, changes: Changes) -> None:
        if "overlay" in changes.kinds():
            self.load()

    # -- showing -------------------------------------------------------------------------------------

    def show(self, laid: Laid) -> None:
        """Show these layers and this base; those that are off stay off."""
        for ident in self.layers.keys() - {layer.id for layer in laid.layers}:
            self._off(ident)
            self.buttons.pop(ident).hide()
        for nth, layer in enumerate(laid.layers):
            if self.layers.get(layer.id) is not layer:
                self._renew(layer, nth)
        self.layers = {layer.id: layer for layer in laid.layers}
        self._view.layers.place()
        if laid.base != self.base:
            self.base = laid.base
            self._lay_base()
        self._view.panel.canvas.update()

    def _renew(self, layer: OverlayLayer, tone: int) -> None:
        button = self.buttons.get(layer.id)
        shown = button is None or button.isChecked()
        self._off(layer.id)
        if layer.wrong is not None:
            self._view.shell.toast(sentence(layer.wrong), "trouble")
            shown = False
        self.drawings[layer.id] = OverlayDrawing(
            self._view.panel.canvas, layer.kinds, layer.lines, layer.labels, tone
        )
        if button is None:
            button = self._view.add_layer(layer.name, shown, partial(self._switch, layer.id))
            action = QAction(tr("撤下这个图层"), button)
            action.triggered.connect(partial(self._take_off, layer.id))
            button.addAction(action)
            button.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
            button.setToolTip(tr("{count} 个图形；右键撤下", count=len(layer.kinds)))
            self.buttons[layer.id] = button
        button.setText(layer.name)
        if shown:
            self._view.panel.canvas.scene.drawings.insert(0, self.drawings[layer.id])

    def _off(self, ident: str) -> None:
        drawings, drawing = self._view.panel.canvas.scene.drawings, self.drawings.get(ident)
        if drawing is not None and drawing in drawings:
            drawings.remove(drawing)

    def _switch(self, ident: str, on: bool) -> None:
        self._off(ident)
        if on and ident in self.drawings:
            self._view.panel.canvas.scene.drawings.insert(0, self.drawings[ident])
        self._view.panel.canvas.update()

    # -- the base ------------------------------------------------------------------------------------

    def _lay_base(self) -> None:
        base = self.base
        if base is None:
            self._view.set_base(None)
        elif not base.path.is_file():
            self._view.set_base(None)
            self._view.shell.toast(sentence(Refused("tiles.lost", file=base.name)), "trouble")
        elif not self._view.set_base(base.path, Datum(base.datum)):
            self._view.set_base(None)

    def _look_at_base(self) -> None:
        """A file that was damaged while it was shown: said once, and the grids are the map again."""
        broken = None if self._view.base is None else self._view.base.broken
        if broken is not None:
            self._view.shell.toast(sentence(broken), "trouble")
            self._view.set_base(None)

    def _base_pressed(self) -> None:
        if self._view.base is not None:
            self._desk.start(self._do(overlays.drop_base))
        else:
            self._import("base")

    # -- acting --------------------------------------------------------------------------------------

    def _import(self, kind: str, checked: bool = False) -> None:
        from ui.dialogs.import_dialog import open_import

        del checked
        open_import(self._desk, self._view.theme, self._view.shell, kind)

    def _take_off(self, ident: str, checked: bool = False) -> None:
        del checked
        self._desk.start(self._do(overlays.take_off, ident))

    async def _do(self, action: Callable[..., None], *args: str) -> None:
        try:
            await self._desk.do(action, *args)
        except RoomError as error:
            self._view.shell.toast(sentence(error), "refused")
