"""What stands still over a map: legend in words, scale bar, north arrow, the mark of what is out of sight."""

import math
from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPixmap, QPolygonF

from commandroom.text import tr
from ui.layers import LIGHT_WORDS, LIGHTS, MapLegend
from ui.widgets.map.palette import MapPalette
from ui.widgets.map.pins import paint_sign, shape
from ui.widgets.map.projection import Window, scale_bar

EDGE = 12
"""Pixels between the cards and the edge of the map at scale 1.0."""
ROOMY = 620
"""From this width (at scale 1.0) on the legend is a list; below it a strip."""

Entry = tuple[Callable[[QPainter, float, float], None], str]
"""How the sign of one entry is painted at a place, and its word."""


def length_words(metres: int) -> str:
    """A round length in words."""
    return tr("{count} 公里", count=metres // 1000) if metres >= 1000 else tr("{count} 米", count=metres)


class MapOverlay:
    """Keeps the pictures of the standing parts and lays them over the map."""

    def __init__(self, palette: MapPalette, ratio: float) -> None:
        self.palette = palette
        self.ratio = ratio
        self.legend: MapLegend | None = None
        self.with_lights = False
        self._pictures: dict[tuple[object, ...], QPixmap] = {}
        self._metrics = QFontMetricsF(palette.small)
        self._sign = max(14 * palette.scale, self._metrics.height() * 0.62)

    def forget(self) -> None:
        """Paint the pictures again when next needed."""
        self._pictures.clear()

    def foot(self, window: Window) -> float:
        """Pixels at the foot of the map that the legend takes from side to side; 0 when it stands in a corner."""
        narrow = window.width < ROOMY * self.palette.scale and window.height > 260 * self.palette.scale
        return 58.0 * self.palette.scale if narrow and (self.legend or self.with_lights) else 0.0

    def paint(self, painter: QPainter, window: Window) -> None:
        """Legend at the left foot, scale bar at the right foot, north at the right head."""
        edge = EDGE * self.palette.scale
        metres, pixels = scale_bar(window, int(110 * self.palette.scale))
        bar = self._kept(("bar", metres, pixels), lambda: self._bar(metres, pixels))
        size = bar.deviceIndependentSize()
        painter.drawPixmap(QPointF(window.width - size.width() - edge, window.height - size.height() - edge), bar)
        north = self._kept(("north",), self._north)
        painter.drawPixmap(QPointF(window.width - north.deviceIndependentSize().width() - edge, edge), north)
        roomy = window.width >= ROOMY * self.palette.scale
        entries = self._entries(roomy)
        if entries and window.height > 260 * self.palette.scale:
            free = window.width - 2 * edge if roomy else window.width - 3 * edge - size.width()
            key = ("legend", roomy, self.legend, self.with_lights, 0 if roomy else free)
            legend = self._kept(key, lambda: self._list(entries) if roomy else self._strip(entries, free))
            painter.drawPixmap(QPointF(edge, window.height - legend.deviceIndependentSize().height() - edge), legend)

    def paint_pointer(self, painter: QPainter, window: Window, px: float, py: float) -> None:
        """An arrow at the edge towards a chosen thing that is out of sight."""
        edge, reach = 22 * self.palette.scale, 9 * self.palette.scale
        turn = math.atan2(py - window.height / 2, px - window.width / 2)
        far = min(
            (window.width / 2 - edge) / max(abs(math.cos(turn)), 1e-9),
            (window.height / 2 - edge) / max(abs(math.sin(turn)), 1e-9),
        )
        painter.save()
        painter.translate(window.width / 2 + far * math.cos(turn), window.height / 2 + far * math.sin(turn))
        painter.setPen(QPen(self.palette.card_line, 1))
        painter.setBrush(self.palette.card)
        painter.drawEllipse(QPointF(0, 0), reach * 1.6, reach * 1.6)
        painter.rotate(math.degrees(turn))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.palette.accent)
        tip = [QPointF(reach, 0), QPointF(-reach * 0.7, reach * 0.8), QPointF(-reach * 0.7, -reach * 0.8)]
        painter.drawPolygon(QPolygonF(tip))
        painter.restore()

    # -- pictures --------------------------------------------------------------------------------

    def _kept(self, key: tuple[object, ...], make: Callable[[], QPixmap]) -> QPixmap:
        picture = self._pictures.get(key)
        if picture is None:
            if len(self._pictures) > 40:
                self._pictures.clear()
            picture = self._pictures[key] = make()
        return picture

    def _card(self, size: QSizeF, paint: Callable[[QPainter], None]) -> QPixmap:
        """A raised card of this size with something on it."""
        whole = QSize(math.ceil(size.width() * self.ratio), math.ceil(size.height() * self.ratio))
        picture = QPixmap(whole)
        picture.setDevicePixelRatio(self.ratio)
        picture.fill(Qt.GlobalColor.transparent)
        with QPainter(picture) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self.palette.card_line, 1))
            painter.setBrush(self.palette.card)
            corner = 6 * self.palette.scale
            painter.drawRoundedRect(QRectF(0.5, 0.5, size.width() - 1, size.height() - 1), corner, corner)
            painter.setFont(self.palette.small)
            paint(painter)
        return picture

    def _bar(self, metres: int, pixels: int) -> QPixmap:
        step, words, text = 8 * self.palette.scale, length_words(metres), self._metrics
        wide = max(pixels, text.horizontalAdvance(words)) + 2 * step
        high = text.height() + 1.6 * step

        def paint(painter: QPainter) -> None:
            painter.setPen(self.palette.text)
            painter.drawText(QRectF(0, step * 0.3, wide, text.height()), Qt.AlignmentFlag.AlignCenter, words)
            left, foot = (wide - pixels) / 2, high - step * 0.7
            painter.setPen(QPen(self.palette.text, 1.5 * self.palette.scale))
            tick = step * 0.5
            painter.drawPolyline(
                [QPointF(left, foot - tick), QPointF(left, foot), QPointF(left + pixels, foot),
                 QPointF(left + pixels, foot - tick)]
            )  # fmt: skip

        return self._card(QSizeF(wide, high), paint)

    def _north(self) -> QPixmap:
        scale, text = self.palette.scale, self._metrics
        wide = max(32 * scale, text.horizontalAdvance(tr("北")) + 12 * scale)
        high = 20 * scale + text.height() + 6 * scale

        def paint(painter: QPainter) -> None:
            painter.setPen(Qt.PenStyle.NoPen)
            middle, head, foot = wide / 2, 6 * scale, 22 * scale
            half = 6 * scale
            painter.setBrush(self.palette.text)
            notch = QPointF(middle, foot - 4 * scale)
            painter.drawPolygon(QPolygonF([QPointF(middle, head), QPointF(middle - half, foot), notch]))
            painter.setBrush(self.palette.quiet)
            painter.drawPolygon(QPolygonF([QPointF(middle, head), QPointF(middle + half, foot), notch]))
            painter.setPen(self.palette.text)
            painter.drawText(QRectF(0, 20 * scale, wide, text.height()), Qt.AlignmentFlag.AlignCenter, tr("北"))

        return self._card(QSizeF(wide, high), paint)

    def _entries(self, roomy: bool) -> list[tuple[str, list[Entry]]]:
        """Sections of the legend: title and its entries."""
        sections: list[tuple[str, list[Entry]]] = []
        if self.legend is not None:
            first = self.legend.first
            steps: list[Entry] = [(self._swatch(at), tr(word)) for at, word in enumerate(self.legend.steps, first)]
            if self.legend.without:
                steps.append((self._swatch(-1), tr(self.legend.without)))
            sections.append((tr(self.legend.title), steps))
        if self.with_lights:
            lights: list[Entry] = [(self._light(at), tr(LIGHT_WORDS[at])) for at in range(len(LIGHTS))]
            sections.append((tr("事件"), lights))
            if roomy and self.legend is not None and self.legend.categories:
                kinds: list[Entry] = [(self._kind(at), tr(word)) for at, word in enumerate(self.legend.categories)]
                sections.append((tr("类别"), kinds))
        return sections

    def _swatch(self, step: int) -> Callable[[QPainter, float, float], None]:
        def paint(painter: QPainter, x: float, y: float) -> None:
            side = self._sign
            painter.setPen(QPen(self.palette.line, 1))
            painter.setBrush(self.palette.ramp[step] if step >= 0 else self.palette.land)
            painter.drawRect(QRectF(x, y - side / 2, side, side))

        return paint

    def _light(self, light: int) -> Callable[[QPainter, float, float], None]:
        def paint(painter: QPainter, x: float, y: float) -> None:
            side = self._sign
            painter.save()
            painter.translate(x + side / 2, y)
            paint_sign(painter, light, self.palette.lights[light], side * 0.85)
            painter.restore()

        return paint

    def _kind(self, category: int) -> Callable[[QPainter, float, float], None]:
        def paint(painter: QPainter, x: float, y: float) -> None:
            side = self._sign
            painter.save()
            painter.translate(x + side / 2, y)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.palette.quiet)
            painter.drawPath(shape(category, side * 0.5))
            painter.restore()

        return paint

    def _list(self, sections: list[tuple[str, list[Entry]]]) -> QPixmap:
        """One column for each section."""
        step, text = 8 * self.palette.scale, self._metrics
        line, sign = text.height() * 1.25, self._sign * 1.6
        widths = [
            max([text.horizontalAdvance(title)] + [sign + text.horizontalAdvance(word) for _, word in entries])
            for title, entries in sections
        ]
        rows = 1 + max(len(entries) for _, entries in sections)
        size = QSizeF(sum(widths) + 2.5 * step * (len(widths) - 1) + 3 * step, rows * line + 1.6 * step)

        def paint(painter: QPainter) -> None:
            x = 1.5 * step
            for (title, entries), wide in zip(sections, widths, strict=True):
                painter.setPen(self.palette.quiet)
                painter.drawText(QRectF(x, step * 0.8, wide + step, line), Qt.AlignmentFlag.AlignVCenter, title)
                for at, (sign_at, word) in enumerate(entries, start=1):
                    y = step * 0.8 + line * at
                    sign_at(painter, x, y + line / 2)
                    painter.setPen(self.palette.text)
                    painter.drawText(QRectF(x + sign, y, wide, line), Qt.AlignmentFlag.AlignVCenter, word)
                x += wide + 2.5 * step

        return self._card(size, paint)

    def _strip(self, sections: list[tuple[str, list[Entry]]], free: float) -> QPixmap:
        """The first section as titles over a row of joined steps, the lights below as far as there is room."""
        step, text = 8 * self.palette.scale, self._metrics
        sign, line = self._sign * 1.45, text.height() * 1.2
        lines: list[list[tuple[float, Entry]]] = []
        widest = 0.0
        for title, entries in sections:
            row: list[tuple[float, Entry]] = []
            x = text.horizontalAdvance(title) + step if not lines else 0.0
            for entry in entries:
                wide = sign + text.horizontalAdvance(entry[1]) + step
                if x + wide > free - 2 * step and row:
                    lines.append(row)
                    x, row = 0.0, []
                row.append((x, entry))
                x += wide
                widest = max(widest, x)
            lines.append(row)
        high = line * len(lines) + step

        def paint(painter: QPainter) -> None:
            painter.setPen(self.palette.quiet)
            painter.drawText(QPointF(step, step / 2 + line * 0.78), sections[0][0])
            for at, row in enumerate(lines):
                y = step / 2 + at * line
                for x, (sign_at, word) in row:
                    sign_at(painter, step + x, y + line / 2)
                    painter.setPen(self.palette.text)
                    where = QRectF(step + x + sign, y, widest, line)
                    painter.drawText(where, Qt.AlignmentFlag.AlignVCenter, word)

        return self._card(QSizeF(widest + step, high), paint)
