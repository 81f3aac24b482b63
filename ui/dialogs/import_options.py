"""What a person says about a file that is taken in: its kind, its datum, and what this kind still lacks."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from commandroom.sync.file_look import FileLook
from commandroom.sync.reference_inbox import KINDS, Options
from commandroom.sync.source_profile import profiles
from commandroom.sync.table_reading import AUTO
from commandroom.text import mark, tr
from ui.dialogs.import_work import BASE, Wanted
from ui.theme import Theme
from ui.widgets.dressing import spaced
from ui.widgets.entry_line import ChoiceEntry, LineEntry

DATUMS = (
    ("", mark("按来源规定")), ("wgs84", "WGS-84"), ("cgcs2000", "CGCS2000"), ("gcj02", mark("GCJ-02（高德、腾讯）")),
    ("bd09", mark("BD-09（百度）")),
)  # fmt: skip


class ImportOptions(QWidget):
    """Three fields in a row and a switch; only what this kind of file needs is asked."""

    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        kinds = [(AUTO, tr("自动识别")), *((name, one.title) for name, one in profiles().items()),
                 *((name, tr(word)) for name, word in KINDS.items()), (BASE, tr("底图（MBTiles 图片）"))]  # fmt: skip
        self.kind = ChoiceEntry(theme, tr("这是什么文件"), kinds, AUTO)
        self.kind.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.datum = ChoiceEntry(theme, tr("坐标系"), [(value, tr(word)) for value, word in DATUMS])
        self.more = LineEntry(theme, "")
        self.meant: dict[str, str] = {}
        self.number = QCheckBox(tr("没有编码的图形自动编号：在上级下由北向南、由西向东"))
        self.number.toggled.connect(self._switched)
        whole = spaced(QVBoxLayout(self), theme)
        row = spaced(QHBoxLayout(), theme)
        whole.addLayout(row)
        whole.addWidget(self.number)
        for entry in (self.kind, self.datum, self.more):
            row.addWidget(entry, 1)
            entry.changed.connect(self.changed)
        self.fit()

    def fit(self) -> None:
        """Show what the chosen kind needs."""
        kind = self.kind.value
        self.datum.setVisible(kind not in ("items", "holidays", "roster"))
        self.number.setVisible(kind == "grids")
        asked = {"divisions": tr("镇街（编码或名称）"), "grids": tr("上级网格编码"), "items": tr("生效日期"),
                 "overlay": tr("图层名称")}  # fmt: skip
        self.more.setVisible(kind in asked)
        if kind in asked and self.more.name != asked[kind]:
            self.more.rename(asked[kind])

    def _switched(self, on: bool) -> None:
        del on
        self.changed.emit()

    def wanted(self, path: Path) -> Wanted:
        """The file with what was said about it."""
        kind, more = self.kind.value, self.more.value
        options = Options(
            datum=self.datum.value or ("wgs84" if kind == "grids" else ""),
            town=more if kind == "divisions" else "",
            parent=more if kind == "grids" else "",
            valid_from=more if kind == "items" else "",
            number=kind == "grids" and self.number.isChecked(),
            name=more if kind == "overlay" else "",
            meant=dict(self.meant) if kind == "roster" else {},
        )
        return Wanted(path, kind, options)

    def mean(self, name: str, account: str) -> None:
        """Somebody said who a name of a roster is ("" for nobody): the file is tried again with that."""
        self.meant.pop(name, None)
        if account:
            self.meant[name] = account
        self.changed.emit()

    def recognised(self, seen: FileLook) -> None:
        """Say beside the fields what the file turned out to be."""
        self.kind.explain(tr("认作：{title}", title=seen.title) if self.kind.value == AUTO else "")
        if not self.datum.typed:
            self.datum.explain(seen.datum.upper())
