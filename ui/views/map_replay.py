"""The past on the map page: slider, banner and queue of the moment, fed from the replay, left by one key."""

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QWidget

from commandroom.domain.instant import Instant
from commandroom.reports.queue_words import words_of
from commandroom.store.queue.past import Chains, Moment
from commandroom.text import tr
from ui.layers import GridLayer, PinLayer
from ui.models.map_layers import GridShape, MapPicture, grid_layer
from ui.models.names import Names
from ui.models.replay import SPEEDS, Replay
from ui.models.replay_table import ReplayTable
from ui.shell import Command
from ui.views.map_view import MapView
from ui.views.page import Scene
from ui.widgets.past_banner import PastBanner
from ui.widgets.past_queue import PastQueue
from ui.widgets.time_slider import TimeSlider


def add_replay(view: MapView) -> None:
    """Fit the past to the map page (a part of ui.views.map_parts)."""
    MapReplay(view)


class MapReplay(QObject):
    """Lives as long as the page; everything it shows is hidden while the map is the present."""

    def __init__(self, view: MapView) -> None:
        super().__init__(view)
        self._view, self._names = view, Names(view.desk)
        self.replay = Replay(view.desk, self)
        self.table = ReplayTable(self.replay, self)
        self.banner = PastBanner(view.theme, view)
        self.slider = TimeSlider(view.theme, SPEEDS, view)
        self.queue = PastQueue(view.theme, self.table, self._names, view)
        self.button = QPushButton(tr("时间回放"), view)
        self.button.setToolTip(tr("看过去任何一刻的地图、队列和时限灯"))
        self._parts: tuple[QWidget, ...] = (self.banner, self.slider, self.queue)
        for part in self._parts:
            part.hide()
        view.add_banner(self.banner)
        view.add_foot(self.slider)
        view.add_side(self.queue)
        view.add_button(self.button)
        view.add_keys(
            [(tr("空格"), tr("回放时播放、暂停")), ("[ / ]", tr("回放时到上一条、下一条记录")),
             ("Esc", tr("从过去回到现在"))]
        )  # fmt: skip
        view.add_scenes([Scene("map-replay", self.replay.begin, self._is_read, self.replay.leave)])
        self._shapes: tuple[GridShape, ...] = ()
        self._chains: Chains | None = None
        self._colours: tuple[str, str] | None = None
        """The figure of a month that coloured the present, and comes back with it."""
        self._keys = self._bind()
        self._connect()

    def _bind(self) -> list[QShortcut]:
        canvas = self._view.panel.canvas
        within, only = Qt.ShortcutContext.WidgetWithChildrenShortcut, Qt.ShortcutContext.WidgetShortcut
        bound: tuple[tuple[str, QWidget, Qt.ShortcutContext, Callable[[], object]], ...] = (
            ("Esc", self._view, within, self._escape),
            ("Space", canvas, only, self.slider.toggle),
            ("[", canvas, only, self._step_back),
            ("]", canvas, only, self._step_ahead),
        )
        keys = []
        for key, widget, context, act in bound:
            shortcut = QShortcut(QKeySequence(key), widget)
            shortcut.setContext(context)
            shortcut.setEnabled(False)
            shortcut.activated.connect(act)
            keys.append(shortcut)
        return keys

    def _connect(self) -> None:
        view, replay, slider = self._view, self.replay, self.slider
        self.button.clicked.connect(self.begin)
        slider.sought.connect(replay.go)
        slider.stepped.connect(replay.step)
        slider.speedWanted.connect(self._play)
        slider.left.connect(replay.leave)
        self.banner.left.connect(replay.leave)
        replay.activeChanged.connect(self._turn)
        replay.spanChanged.connect(self._show_span)
        replay.moved.connect(self._move)
        replay.reading.connect(self._say)
        replay.playing.connect(slider.show_playing)
        replay.gridsChanged.connect(self._show_grids)
        replay.shown.connect(self._show)
        self.queue.list.chosen.connect(self._choose)
        view.shell.selection.eventChanged.connect(self._chosen)
        view.head.shade.picked.connect(self._recoloured)
        view.shell.present_wanted.connect(replay.leave)
        view.desk.signed_out.connect(replay.leave)
        view.left.connect(replay.leave)
        view.shell.add_command(Command(tr("时间回放：看过去任何一刻"), self._from_anywhere))

    # -- in and out ------------------------------------------------------------------------------

    def begin(self) -> None:
        """From the present into the past, a day back; from the past to the present."""
        if self.replay.active:
            self.replay.leave()
        else:
            self.replay.begin()

    def _is_read(self) -> bool:
        """Whether the past is shown; a room without a journal has none, and the page says so."""
        return not self.replay.is_reading and (self.replay.past is not None or not self.replay.active)

    def _escape(self) -> None:
        """A tool is laid down first, and what is half done in it before that; then the past is left."""
        if not self._view.panel.canvas.hand.escape():
            self.replay.leave()

    def _from_anywhere(self) -> None:
        self._view.shell.show_page("map")
        if not self.replay.active:
            self.replay.begin()

    def _turn(self, active: bool) -> None:
        view, feed = self._view, self._view.feed
        if active:
            self._adopt(feed.picture.grids)
        for part in self._parts:
            part.setVisible(active)
        for key in self._keys:
            key.setEnabled(active)
        self.button.setText(tr("回到现在") if active else tr("时间回放"))
        view.panel.describe = self._describe if active else feed.describe
        self._hold_present(active)
        feed.hold(active)
        view.panel.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def _hold_present(self, active: bool) -> None:
        """What is known of the present only is not shown in the past: who keeps a grid, the figures of a month."""
        view = self._view
        view.layers.hold_posts(active)
        code, month = view.shader.chosen
        if active and month:
            self._colours = code, month
            self._refuse_month()
        elif not active and self._colours is not None:
            view.head.shade.choose(*self._colours)
            self._colours = None

    def _recoloured(self, code: str, month: str) -> None:
        if self.replay.active:
            self._colours = (code, month) if month else None
            if month:
                self._refuse_month()

    def _refuse_month(self) -> None:
        kept = self._colours
        self._view.head.shade.choose("now_open")
        self._colours = kept
        self._view.shell.toast(tr("回放时不按月度指标着色：它们是按现在的记录算的。已改为按当时未结着色。"))

    # -- asked by hand ---------------------------------------------------------------------------

    def _play(self, speed: int) -> None:
        if speed:
            self.replay.play(speed)
        else:
            self.replay.pause()
        self.slider.show_playing(self.replay.is_playing)

    def _step_back(self) -> None:
        self.replay.step(-1)

    def _step_ahead(self) -> None:
        self.replay.step(1)

    def _choose(self, ident: str) -> None:
        self._view.shell.selection.choose_event(ident, self)

    def _chosen(self, ident: str, by: object) -> None:
        if by is not self and self.replay.active:
            self.queue.list.choose(ident)

    # -- shown -----------------------------------------------------------------------------------

    def _show_span(self) -> None:
        past = self.replay.past
        if past is not None:
            self.slider.show_span(self.replay.first, past.since, past.until, past.turns)
            self.slider.show_at(self.replay.at)
            self._chains = None

    def _move(self, at: Instant) -> None:
        self.slider.show_at(at)
        self._say()

    def _say(self, reading: bool = False) -> None:
        del reading
        more = tr("正在读台账…") if self.replay.is_reading else ""
        self.banner.show_moment(self.replay.at, self.replay.now, more)

    def _show_grids(self, shapes: tuple[GridShape, ...]) -> None:
        """The grids of the moment; those of before are not drawn anew."""
        if shapes == self._shapes or not self.replay.active:
            return
        self._adopt(shapes)
        self._give(grid_layer(shapes, self._view.feed.picture.level_words))

    def _adopt(self, shapes: tuple[GridShape, ...]) -> None:
        self._shapes = shapes
        self._chains = None

    def _show(self, moment: Moment) -> None:
        late, soon = (int(np.count_nonzero(moment.light == light)) for light in (2, 1))
        self.queue.show_counts(len(moment), late, soon)
        self._give(None)

    def _give(self, layer: GridLayer | None) -> None:
        """Hand the moment to the page's own feed, so that colours and legend are those of the present."""
        past, moment = self.replay.past, self.replay.moment
        if past is None or moment is None:
            return
        if self._chains is None:
            self._chains = past.chains({shape.code: shape.parent for shape in self._shapes})
        still, late = past.counts(moment, self._chains)
        stays = moment.stays
        placed = ~np.isnan(past.lon[stays])
        there = stays[placed]
        pins = PinLayer(
            tuple(past.ids[there].tolist()), past.lon[there], past.lat[there],
            past.category[there], moment.light[placed].astype(np.int64),
        )  # fmt: skip
        words = self._view.feed.picture.level_words
        self._view.feed.show_picture(MapPicture(self._shapes, (), still, words, late), layer, pins)

    def _describe(self, kind: str, ident: str) -> tuple[str, tuple[str, ...]]:
        place = self.table.place_of(ident) if kind == "pin" else None
        row = self.table.row_at(place) if place is not None else None
        if row is not None:
            said = words_of(row, self.replay.at, self._names)
            return row.title, (said.number, f"{said.state} · {said.time}", said.place)
        return self._view.feed.describe(kind, ident)
