"""Which events a map shows: pills by light and by category; none pressed means all of that kind."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from commandroom.text import tr
from ui.layers import LIGHT_WORDS, Ints, PinLayer
from ui.theme import Theme
from ui.widgets.dressing import label, spaced
from ui.widgets.flow_box import FlowBox


class MapPinChoice(QWidget):
    """Two groups of pills. Within a group any pressed one counts, between the groups both must hold."""

    changed = Signal()

    def __init__(self, theme: Theme, categories: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        rows = spaced(QVBoxLayout(self), theme, gap=8)
        self.lights = _Pills(theme, tr("只看时限灯"), [tr(word) for word in LIGHT_WORDS])
        self.categories = _Pills(theme, tr("只看类别"), list(categories))
        for part in (self.lights, self.categories):
            part.changed.connect(self.changed)
            rows.addWidget(part)

    @property
    def narrows(self) -> bool:
        """Whether anything is left out."""
        return bool(self.lights.wanted or self.categories.wanted)

    def clear(self) -> None:
        """All events again."""
        for part in (self.lights, self.categories):
            part.want(())

    def sift(self, layer: PinLayer, keep: str = "") -> PinLayer:
        """What is to be shown of these pins, the one with the id ``keep`` too; the very layer when it is all."""
        if not self.narrows:
            return layer
        wanted = _among(layer.light, self.lights.wanted) & _among(layer.category, self.categories.wanted)
        if keep in layer.ids:
            wanted[layer.ids.index(keep)] = True
        stays = np.flatnonzero(wanted)
        return PinLayer(
            tuple(layer.ids[row] for row in stays.tolist()), layer.lon[stays], layer.lat[stays], layer.category[stays],
            layer.light[stays],
        )  # fmt: skip


def _among(values: Ints, wanted: tuple[int, ...]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return np.isin(values, wanted) if wanted else np.ones(len(values), np.bool_)


class _Pills(QWidget):
    """One group under its name."""

    changed = Signal()

    def __init__(self, theme: Theme, title: str, words: Sequence[str]) -> None:
        super().__init__()
        rows = spaced(QVBoxLayout(self), theme, gap=4)
        rows.addWidget(label(title, "label"))
        self.box = FlowBox(theme, gap=4).in_column()
        rows.addWidget(self.box)
        self.pills: list[QPushButton] = []
        for word in words:
            pill = QPushButton(word)
            pill.setProperty("role", "pill")
            pill.setCheckable(True)
            pill.setAccessibleName(f"{title}：{word}")
            pill.toggled.connect(self._switched)
            self.box.add(pill)
            self.pills.append(pill)

    @property
    def wanted(self) -> tuple[int, ...]:
        """Numbers of the pressed ones."""
        return tuple(at for at, pill in enumerate(self.pills) if pill.isChecked())

    def want(self, numbers: Sequence[int]) -> None:
        """Press these and no others; one change is said."""
        for at, pill in enumerate(self.pills):
            pill.blockSignals(True)
            pill.setChecked(at in numbers)
            pill.blockSignals(False)
            pill.update()
        self.changed.emit()

    def _switched(self, on: bool) -> None:
        del on
        self.changed.emit()
