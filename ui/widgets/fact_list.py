"""Facts of a case as label and value, the labels in one column, the values wrapped beside it."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Theme
from ui.widgets.text_block import TextBlock


@dataclass(frozen=True, slots=True)
class Fact:
    """One line: what it is, what it says, in which colour."""

    label: str
    value: str
    token: str = "text"


class FactList(QWidget):
    """Painted in one go; facts without a value are left out."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._facts: tuple[Fact, ...] = ()
        self._laid: dict[int, list[tuple[Fact, TextBlock, float]]] = {}
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self._restyle)

    def set_facts(self, facts: list[Fact]) -> None:
        """Show other facts."""
        told = tuple(fact for fact in facts if fact.value)
        if told == self._facts:
            return
        self._facts = told
        self.setAccessibleName("\n".join(f"{fact.label} {fact.value}" for fact in self._facts))
        self._restyle()

    @property
    def facts(self) -> tuple[Fact, ...]:
        """What is shown."""
        return self._facts

    def sizeHint(self) -> QSize:
        """As high as the text needs at a comfortable width."""
        wide = self.width() if self._laid else self._theme.px(480)
        return QSize(wide, self.heightForWidth(wide))

    def minimumSizeHint(self) -> QSize:
        """Narrow is possible."""
        return QSize(self._theme.px(160), 0)

    def heightForWidth(self, width: int) -> int:
        """The height the facts take."""
        return round(sum(high for _, _, high in self._lay(width)))

    def _lay(self, width: int) -> list[tuple[Fact, TextBlock, float]]:
        if width not in self._laid:
            font = self._theme.font("body", tabular=True)
            column = self._theme.px(72)
            rows = []
            for fact in self._facts:
                block = TextBlock(fact.value, font, width - column)
                rows.append((fact, block, block.height + self._theme.px(2)))
            self._laid[width] = rows
        return self._laid[width]

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Label, value, line by line."""
        with QPainter(self) as p:
            top = 0.0
            column = self._theme.px(72)
            step = self._theme.px("body") * 1.5
            for fact, block, high in self._lay(self.width()):
                p.setFont(self._theme.font("small"))
                p.setPen(self._theme.color("quiet"))
                p.drawText(QRectF(0, top, column, step), int(Qt.AlignmentFlag.AlignVCenter), fact.label)
                block.draw(p, column, top, self._theme.color(fact.token))
                top += high

    def _restyle(self) -> None:
        self._laid = {}
        self.updateGeometry()
        self.update()
