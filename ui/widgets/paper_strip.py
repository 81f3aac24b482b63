"""The pages of a print one under the other, white on any theme, as wide as there is room."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Theme

SHAPE = 297 / 210
"""Height of A4 by its width."""
MOST = 900
"""A page is never wider than this many pixels at scale 1."""


class PaperStrip(QWidget):
    """Shows pictures of pages; a page that is not drawn yet is an empty sheet."""

    wideChanged = Signal(int)
    """Pixels of the screen across one page."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.pages: list[QImage | None] = []
        self._wide = 0
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self._fit)

    def set_count(self, count: int) -> None:
        """How many pages there are; those that were drawn stay until they are drawn again."""
        self.pages = [*self.pages[:count], *[None] * (count - len(self.pages))]
        self.updateGeometry()
        self.update()

    def set_page(self, place: int, image: QImage) -> None:
        """A page was drawn."""
        if place >= len(self.pages):
            self.set_count(place + 1)
        image.setDevicePixelRatio(self.devicePixelRatioF())
        self.pages[place] = image
        self.update(self._box(place).toAlignedRect())

    def clear(self) -> None:
        """Another month: empty sheets."""
        self.pages = [None] * len(self.pages)
        self.update()

    @property
    def gap(self) -> int:
        """Between two pages."""
        return self._theme.px("l")

    def page_width(self, wide: int) -> int:
        """How wide a page is in a strip of this width."""
        return max(min(wide - 2 * self.gap, self._theme.px(MOST)), 100)

    def heightForWidth(self, wide: int) -> int:
        """All pages at this width."""
        high = round(self.page_width(wide) * SHAPE)
        return len(self.pages) * (high + self.gap) + self.gap

    def sizeHint(self) -> QSize:
        """All pages as wide as the strip is now."""
        return QSize(self._theme.px(600), self.heightForWidth(max(self.width(), 100)))

    def _box(self, place: int) -> QRectF:
        wide = self.page_width(self.width())
        high = round(wide * SHAPE)
        return QRectF((self.width() - wide) / 2, self.gap + place * (high + self.gap), wide, high)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw sharp at another width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.updateGeometry()
        wide = round(self.page_width(self.width()) * self.devicePixelRatioF())
        if wide != self._wide:
            self._wide = wide
            self.wideChanged.emit(wide)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The pages that are to be seen."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            for place, image in enumerate(self.pages):
                box = self._box(place)
                if not box.toAlignedRect().intersects(event.rect()):
                    continue
                painter.fillRect(box, Qt.GlobalColor.white)
                if image is not None:
                    painter.drawImage(box, image)
                painter.setPen(QPen(self._theme.color("line"), self._theme.px("line")))
                painter.drawRect(box)
