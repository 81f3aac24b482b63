"""The timeline of a case, painted in one go: time, dot, what was done and by whom, what it said."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from commandroom.domain.instant import local
from commandroom.reports.event_story import StoryLine
from commandroom.text import tr
from ui.theme import Theme
from ui.widgets.text_block import TextBlock

_Laid = list[tuple[StoryLine, str, TextBlock, TextBlock | None, float]]


class TimelineList(QWidget):
    """The latest line is the upper one; a step that was undone is faint and says so."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._lines: tuple[StoryLine, ...] = ()
        self._laid: dict[int, _Laid] = {}
        self._blocks: dict[tuple[int, bool, str], TextBlock] = {}
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self._restyle)

    @property
    def lines(self) -> tuple[StoryLine, ...]:
        """What is shown."""
        return self._lines

    def set_lines(self, lines: list[StoryLine]) -> None:
        """Show another story."""
        if self._lines == tuple(lines):
            return
        self._lines = tuple(lines)
        self.setAccessibleName("\n".join(f"{line.word} {line.who} {line.said}" for line in lines))
        self._laid = {}
        if len(self._blocks) > 8 * len(lines) + 200:
            self._blocks = {}
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As high as the story is."""
        wide = self.width() if self._laid else self._theme.px(480)
        return QSize(wide, self.heightForWidth(wide))

    def minimumSizeHint(self) -> QSize:
        """Narrow is possible."""
        return QSize(self._theme.px(160), 0)

    def heightForWidth(self, width: int) -> int:
        """The height the story takes."""
        return round(sum(high for *_, high in self._lay(width)))

    def _lay(self, width: int) -> _Laid:
        if width in self._laid:
            return self._laid[width]
        theme = self._theme
        left, gap = theme.px(112), theme.px(8)
        rows: _Laid = []
        day = ""
        for line in self._lines:
            when = local(line.at)
            today = f"{when:%Y-%m-%d}"
            shown = f"{when:%H:%M}" if today == day else f"{when:%m-%d %H:%M}"
            day = today
            word = tr("{word}（已撤回）", word=line.word) if line.undone else line.word
            upper = self._block(f"{word}  {line.who}", width - left, head=True)
            lower = self._block(line.said, width - left, head=False) if line.said else None
            high = upper.height + (lower.height if lower is not None else 0) + gap
            rows.append((line, shown, upper, lower, high))
        self._laid[width] = rows
        return rows

    def _block(self, words: str, width: int, *, head: bool) -> TextBlock:
        """A text laid out once: a new line of the story leaves the others as they are."""
        found = self._blocks.get((width, head, words))
        if found is None:
            font = self._theme.font("body" if head else "small", bold=head, tabular=True)
            found = self._blocks[(width, head, words)] = TextBlock(words, font, width)
        return found

    def paintEvent(self, event: QPaintEvent) -> None:
        """Line by line, with the thread that joins them; only the lines that are to be drawn."""
        theme = self._theme
        first, last = event.rect().top(), event.rect().bottom()
        with QPainter(self) as p:
            p.setRenderHint(QPainter.RenderHint.Antialiasing)
            font = theme.font("small", tabular=True)
            ascent = QFontMetricsF(font).height()
            thread, left, dot, wide = theme.px(98), theme.px(112), theme.px(4), theme.px(86)
            half = theme.px("body") * 0.75
            top = 0.0
            rows = self._lay(self.width())
            for place, (line, shown, upper, lower, high) in enumerate(rows):
                if top > last:
                    break
                if top + 2 * high < first:
                    top += high
                    continue
                middle = top + half
                if place + 1 < len(rows):
                    p.setPen(theme.color("line"))
                    p.drawLine(QPointF(thread, middle), QPointF(thread, middle + high))
                p.setPen(Qt.PenStyle.NoPen)
                p.setBrush(theme.color("faint" if line.undone else line.tone))
                p.drawEllipse(QPointF(thread, middle), dot, dot)
                p.setFont(font)
                p.setPen(theme.color("quiet"))
                box = QRectF(0, middle - ascent / 2, wide, ascent)
                p.drawText(box, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), shown)
                upper.draw(p, left, top, theme.color("faint" if line.undone else "text"))
                if lower is not None:
                    lower.draw(p, left, top + upper.height, theme.color("faint" if line.undone else "quiet"))
                top += high

    def _restyle(self) -> None:
        self._laid, self._blocks = {}, {}
        self.updateGeometry()
        self.update()
