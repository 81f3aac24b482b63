"""Take a file in: recognised, looked at, tried without writing, then taken whole or not at all."""

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from commandroom.domain.errors import RoomError
from commandroom.domain.instant import stamp
from commandroom.sync import inbox
from commandroom.sync.file_look import FileLook, kind_by_name
from commandroom.sync.reference_inbox import KINDS, Adoption
from commandroom.sync.table_reading import AUTO
from commandroom.text import sentence, tr
from ui.desk import Desk, Job
from ui.dialogs.import_options import ImportOptions
from ui.dialogs.import_parts import EventLines, FirstRows, PointsFall
from ui.dialogs.import_work import BASE, Wanted, look_at, take
from ui.dialogs.who_is_this import WhoIsThis
from ui.models.map_layers import grid_layer
from ui.models.map_read import MapReading
from ui.models.names import Names
from ui.shell import Shell
from ui.theme import Theme
from ui.widgets.buttons import form_button
from ui.widgets.count_row import CountRow
from ui.widgets.dressing import sized, spaced
from ui.widgets.panel import Panel
from ui.widgets.read_table import fill, headed, snug, table
from ui.widgets.scrolling import scrolled
from ui.widgets.text_labels import ElidedLabel, Prose

OVERLAY = "overlay"
KNOWN = (
    "*.xlsx *.xls *.et *.ods *.csv *.tsv *.txt *.html *.geojson *.json *.shp *.zip *.kml *.kmz *.gpkg *.ics *.mbtiles"
)


class ImportPanel(Panel):
    """One file. Nothing is written before the button is pressed, and then all of it or nothing."""

    def __init__(self, desk: Desk, theme: Theme, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = tr("导入")
        self.desk, self.theme, self.shell = desk, theme, shell
        self.path: Path | None = None
        self.adoption: Adoption | None = None
        self.applied = False
        self._job: Job | None = None
        self._turn = 0
        self._tried: Wanted | None = None
        self._mapped = False
        self.setAcceptDrops(True)
        self._build()
        for key, run in (("Ctrl+O", self.choose), ("Ctrl+Return", self.apply), ("Ctrl+Enter", self.apply),
                         ("Ctrl+E", self.save_errors)):  # fmt: skip
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(run)

    # -- what is there -----------------------------------------------------------------------------------

    def _build(self) -> None:
        theme = self.theme
        upper = QWidget()
        column = spaced(QVBoxLayout(upper), theme, (20, 12, 20, 12), 12)
        row = spaced(QHBoxLayout(), theme)
        self.file = ElidedLabel(theme, tr("选一个文件，或把它拖到这里"), token="quiet")
        self.pick = form_button(tr("选择文件…  Ctrl+O"), "", self.choose)
        row.addWidget(self.file, 1)
        row.addWidget(self.pick)
        column.addLayout(row)
        self.options = ImportOptions(theme)
        self.options.changed.connect(self._asked_again)
        column.addWidget(self.options)
        self.first_rows, self.fall, self.counts = FirstRows(theme), PointsFall(theme), CountRow(theme)
        self.notes = Prose(theme, size="small", token="quiet")
        self.wrong = headed(table(theme, [tr("表"), tr("行"), tr("列"), tr("值"), tr("原因")], 6))
        self.conflicts = EventLines(theme, tr("冲突：来源改了，这里也改了"))
        self.moves = EventLines(theme, tr("会改变的时限"))
        self.who = WhoIsThis(theme, Names(self.desk))
        self.who.chosen.connect(self.options.mean)
        for part in (self.counts, self.who, self.moves, self.conflicts, self.wrong, self.notes, self.fall,
                     self.first_rows):  # fmt: skip
            column.addWidget(part)
            part.hide()
        for lines in (self.conflicts, self.moves):
            lines.chosen.connect(self._go)
        column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(scrolled(upper), 1)
        rule = QFrame()
        rule.setProperty("role", "line")
        whole.addWidget(sized(rule, theme, high=1))
        whole.addLayout(self._foot())

    def _foot(self) -> QVBoxLayout:
        foot = spaced(QVBoxLayout(), self.theme, (20, 10, 20, 12), 8)
        self.says = Prose(self.theme, token="quiet")
        self.says.hide()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.hide()
        row = spaced(QHBoxLayout(), self.theme)
        self.button = form_button(tr("导入  Ctrl+Enter"), "primary", self.apply)
        self.errors = form_button(tr("另存错误表  Ctrl+E"), "", self.save_errors)
        self.stop = form_button(tr("停止"), "", self.cancel)
        for one in (self.button, self.errors, self.stop):
            row.addWidget(one)
        row.addStretch(1)
        for part in (self.says, self.bar):
            foot.addWidget(part)
        foot.addLayout(row)
        self.button.setEnabled(False)
        self.errors.hide()
        self.stop.hide()
        return foot

    # -- a panel -----------------------------------------------------------------------------------------

    def worth_keeping(self) -> bool:
        """Whether a file was chosen and not taken in yet."""
        return self.path is not None and not self.applied

    def summary(self) -> str:
        """The words of the chip."""
        return tr("导入 {file}", file=self.path.name) if self.path is not None else self.title

    def first_field(self) -> QWidget:
        """The button that chooses a file."""
        return self.pick

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """One file may be dropped here."""
        if event.mimeData().hasUrls() and event.mimeData().urls()[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the dropped file."""
        self.set_file(Path(event.mimeData().urls()[0].toLocalFile()))
        event.acceptProposedAction()

    # -- choosing ----------------------------------------------------------------------------------------

    def choose(self) -> None:
        """Ask for a file."""
        words = f"{tr('表格和图形')} ({KNOWN});;{tr('所有文件')} (*)"
        begin = str(self.path or Path.home())
        name, _ = QFileDialog.getOpenFileName(self.window(), tr("选择要导入的文件"), begin, words)
        if name and isValid(self):
            self.set_file(Path(name))

    def set_file(self, path: Path, kind: str = "") -> None:
        """Look at this file; ``kind``: what it is, when known."""
        self.path = path
        self.file.set_text(path.name)
        self.retitled.emit()
        meant = self.options.kind.value if self.options.kind.value in (OVERLAY, BASE) else ""
        base = BASE if path.suffix.lower() == ".mbtiles" else ""
        self.options.kind.put(kind or base or meant or kind_by_name(path) or AUTO, "")
        self.options.meant = {}
        self._asked_again()

    def _asked_again(self) -> None:
        self.options.fit()
        if self.path is not None:
            self.cancel()
            self._turn += 1
            self.desk.start(self._try(self._turn, self.options.wanted(self.path)), self)

    # -- trying ------------------------------------------------------------------------------------------

    async def _try(self, turn: int, wanted: Wanted) -> None:
        self._forget()
        try:
            seen = await self.desk.ask(look_at, wanted)
            if turn != self._turn:
                return
            if seen is not None:
                await self._show_look(seen)
            self._say(tr("正在核对，还没有写入……"))
            adoption, _ = await self._work(wanted, dry_run=True)
        except RoomError as error:
            if turn == self._turn:
                self._say(sentence(error), "overdue")
            return
        if turn == self._turn:
            self._tried = wanted if seen is None else Wanted(wanted.path, seen.profile, wanted.options)
            self._show_trial(adoption)

    def _forget(self) -> None:
        self.adoption = self._tried = None
        self.applied = False
        self.button.setEnabled(False)
        for part in (self.first_rows, self.fall, self.counts, self.conflicts, self.moves, self.wrong, self.notes,
                     self.errors):  # fmt: skip
            part.hide()
        if not self.options.meant:
            self.who.hide()

    async def _show_look(self, seen: FileLook) -> None:
        self.first_rows.show_look(seen)
        self.first_rows.show()
        self.options.recognised(seen)
        if not seen.points:
            return
        if not self._mapped:
            self._mapped = True
            picture = await self.desk.ask(MapReading(), self.desk.now())
            self.fall.show_grids(grid_layer(picture.grids, picture.level_words))
        self.fall.show_look(seen)
        self.fall.show()

    def _show_trial(self, adoption: Adoption) -> None:
        self.adoption = adoption
        outcome = adoption.outcome
        brings = outcome.new + outcome.changed
        self._show_outcome(adoption)
        self.button.setEnabled(bool(brings or outcome.conflicting))
        if brings and outcome.wrong:
            self._say(tr("可以导入 {count} 条；错误的行不导入，改好后再导一次即可。", count=brings), "due_soon")
        elif brings:
            self._say(tr("可以导入 {count} 条。要么全部写入，要么一条不写。", count=brings))
        elif outcome.wrong:
            self._say(tr("没有可以导入的行。请按下面的原因改好再试。"), "overdue")
        else:
            self._say(tr("没有变化：文件里的内容这里都有了。"))

    def _show_outcome(self, adoption: Adoption) -> None:
        outcome = adoption.outcome
        self.counts.show_counts({
            "new": outcome.new, "changed": outcome.changed, "same": outcome.same,
            "conflicting": outcome.conflicting, "wrong": outcome.wrong,
        })  # fmt: skip
        self.counts.show()
        cells = outcome.wrong_cells
        fill(self.wrong, ((one.sheet, str(one.row), f"{one.column} {one.header}".strip(), one.shown, one.reason)
                          for one in cells))  # fmt: skip
        snug(self.wrong, self.theme, 110)
        self.wrong.setVisible(bool(cells))
        self.errors.setVisible(bool(cells) and outcome.profile not in KINDS)
        self.conflicts.show_lines([
            (one.event, tr("{number}：{fields}", number=one.number, fields=tr("、").join(one.fields)))
            for one in outcome.conflicts
        ])  # fmt: skip
        self.moves.show_lines([
            (move.event, tr("{number} {clock}：{before} → {after}", number=move.number, clock=move.kind,
                            before=stamp(move.before), after=stamp(move.after)))
            for move in adoption.moves
        ])  # fmt: skip
        self.who.show_names(adoption.unknown, self.options.meant)
        lines = list(adoption.notes[:40])
        lines += [tr("“{header}”里的“{word}”不认识（{times} 处），原样保留", header=header, word=word, times=times)
                  for header, word, times in outcome.unknown_words[:20]]  # fmt: skip
        self.notes.set_text("\n".join(lines))
        self.notes.setVisible(bool(lines))

    # -- taking ------------------------------------------------------------------------------------------

    def apply(self) -> None:
        """Take it in."""
        if self.button.isEnabled() and self._tried is not None:
            self.button.setEnabled(False)
            self.desk.start(self._apply(self._tried))

    async def _apply(self, wanted: Wanted) -> None:
        self._say(tr("正在导入……"))
        try:
            adoption, changes = await self._work(wanted, dry_run=False)
        except RoomError as error:
            if isValid(self):
                self._say(sentence(error), "overdue")
                self.button.setEnabled(True)
            else:
                self.shell.toast(sentence(error), "refused")
            return
        self.desk.tell(changes)
        self.adoption, self.applied = adoption, True
        outcome = adoption.outcome
        said = tr("已导入「{file}」：新增 {new}，变化 {changed}", file=wanted.path.name, new=outcome.new,
                  changed=outcome.changed)  # fmt: skip
        self.shell.toast(said)
        if isValid(self):
            self._show_outcome(adoption)
            self._say(said, "on_time")
            self.retitled.emit()

    async def _work(self, wanted: Wanted, *, dry_run: bool) -> tuple[Adoption, Any]:
        job = Job(self.desk)
        job.progressed.connect(self._progressed)
        self._job = job
        self.bar.setRange(0, 0)
        self.bar.show()
        self.stop.show()
        words = tr("核对 {file}", file=wanted.path.name) if dry_run else tr("导入 {file}", file=wanted.path.name)
        try:
            actor = self.desk.actor
            return await self.desk.run(take, wanted, actor, self.desk.now(), dry_run, words=words, job=job)
        finally:
            job.deleteLater()
            if self._job is job:
                self._job = None
            if self._job is None and isValid(self):
                self.bar.hide()
                self.stop.hide()

    def cancel(self) -> None:
        """Stop what runs; nothing of it stays."""
        if self._job is not None:
            self._job.cancel()

    def save_errors(self) -> None:
        """Write the wrong rows as a workbook of the same layout with the reasons."""
        if self.adoption is None or self._tried is None or self.errors.isHidden():
            return
        path = self._tried.path
        name, _ = QFileDialog.getSaveFileName(
            self.window(), tr("另存错误表"), str(path.with_name(f"{path.stem}-错误.xlsx")), "Excel (*.xlsx)"
        )
        if name:
            self.write_errors(Path(name))

    def write_errors(self, target: Path) -> None:
        """Write the error workbook there."""
        assert self.adoption is not None and self._tried is not None
        book = partial(inbox.error_book, self._tried.path, self._tried.profile, self.adoption.outcome.wrong_cells)
        self.desk.start(_write_errors(self.desk, self.shell, partial(book, target), target))

    # -- saying ------------------------------------------------------------------------------------------

    def _say(self, words: str, token: str = "quiet") -> None:
        self.says.set_text(words, token)
        self.says.setVisible(bool(words))

    def _progressed(self, done: int, total: int, words: str) -> None:
        del words
        self.bar.setRange(0, max(total, 1))
        self.bar.setValue(done)

    def _go(self, event: str) -> None:
        self.shell.selection.choose_event(event, self)


async def _write_errors(desk: Desk, shell: Shell, write: "partial[int]", target: Path) -> None:
    count = await desk.work(write)
    shell.toast(tr("已写 {count} 行到「{file}」，改好后可直接再导入", count=count, file=target.name))


def open_import(desk: Desk, theme: Theme, shell: Shell, kind: str = "") -> None:
    """A panel for one file; ``kind``: what it will be, when known."""
    panel = ImportPanel(desk, theme, shell)
    if kind:
        panel.options.kind.put(kind, "")
        panel.options.fit()
    shell.open_panel(panel)
