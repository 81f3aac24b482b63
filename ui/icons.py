"""The program's own line icons, tinted with the theme's colours when first drawn."""

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap

from commandroom import resources


@cache
def _drawing(name: str) -> str:
    return resources.find(f"icons/{name}.svg").read_text("utf-8")


@cache
def pixmap(name: str, colour: str, side: int, ratio: float = 1.0) -> QPixmap:
    """An icon in one ``#RRGGBB`` colour, ``side`` logical pixels square, for a screen of this pixel ratio."""
    from PySide6.QtSvg import QSvgRenderer

    renderer = QSvgRenderer(QByteArray(_drawing(name).replace("currentColor", colour).encode()))
    drawn = QPixmap(QSize(round(side * ratio), round(side * ratio)))
    drawn.fill(Qt.GlobalColor.transparent)
    with QPainter(drawn) as p:
        renderer.render(p, QRectF(0, 0, drawn.width(), drawn.height()))
    drawn.setDevicePixelRatio(ratio)
    return drawn


def icon(name: str, colour: str, side: int, *, on: str | None = None, ratio: float = 1.0) -> QIcon:
    """An icon for buttons; ``on`` is its colour when the button is checked."""
    made = QIcon(pixmap(name, colour, side, ratio))
    if on is not None:
        made.addPixmap(pixmap(name, on, side, ratio), QIcon.Mode.Normal, QIcon.State.On)
    return made
