"""How a day and a cell of the duty table are drawn: names, days off, and what is lacking hatched."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen

from commandroom.domain.day_kinds import HOLIDAY, MAKE_UP
from commandroom.reports.duty_month import WEEKDAYS, Cell, DayRow
from commandroom.text import tr
from ui.theme import Theme

LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft) | int(Qt.TextFlag.TextSingleLine)
MIDDLE = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextSingleLine)
DAY_WIDE, NAME_WIDE = 76, 92


def short(p: QPainter, words: str, width: float) -> str:
    """Words cut to a width."""
    return QFontMetrics(p.font()).elidedText(words, Qt.TextElideMode.ElideRight, int(width))


class DutyPaint:
    """Draws with a painter somebody else holds."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme

    def day(self, p: QPainter, row: DayRow, box: QRectF, today: bool) -> None:
        """Number, weekday and name of a day at the left of its row."""
        top, high = box.top(), box.height()
        theme = self._theme
        off = not row.kind.works
        p.setFont(theme.font("body", bold=today, tabular=True))
        p.setPen(theme.color("accent" if today else "quiet" if off else "text"))
        p.drawText(QRectF(theme.px("m"), top, theme.px(26), high), LEFT, str(int(row.day[8:])))
        p.setFont(theme.font("small"))
        weekday = tr("周{day}", day=tr(WEEKDAYS[row.weekday]))
        p.drawText(QRectF(theme.px(38), top, theme.px(40), high), LEFT, weekday)
        named = {HOLIDAY: row.kind.name, MAKE_UP: tr("调休上班")}.get(row.kind.kind, "")
        if today:
            named = tr("今天 {name}", name=named) if named else tr("今天")
        if named:
            p.setPen(theme.color("accent" if today else "information"))
            place = QRectF(theme.px(DAY_WIDE), top, theme.px(NAME_WIDE) - theme.px("xs"), high)
            p.drawText(place, LEFT, short(p, named, place.width()))

    def cell(self, p: QPainter, box: QRectF, cell: Cell, *, changed: bool = False) -> None:
        """Who has a post on a day, or what is lacking; ``changed`` since it was published."""
        theme = self._theme
        pad = theme.px("s")
        inner = box.adjusted(pad, 0, -pad, 0)
        p.setPen(theme.color("line"))
        p.drawLine(int(box.left()), int(box.top()), int(box.left()), int(box.bottom()))
        if changed:
            wide = theme.px("m")
            p.setFont(theme.font("small", bold=True))
            p.setPen(theme.color("due_soon"))
            p.drawText(QRectF(inner.left(), box.top(), wide, box.height()), LEFT, "▲")
            inner.setLeft(inner.left() + wide + pad / 2)
        if cell.gap:
            self._hatch(p, box)
            p.setFont(theme.font("small", bold=True))
            who = tr("、").join(cell.names)
            words = short(p, tr("缺  {who}", who=who) if who else tr("缺"), inner.width() - pad)
            metrics = QFontMetrics(p.font())
            label = QRectF(inner.left(), box.center().y() - metrics.height() / 2,
                           metrics.horizontalAdvance(words) + pad, metrics.height())  # fmt: skip
            p.fillRect(label, theme.color("raised"))
            p.setPen(theme.color("overdue"))
            p.drawText(label, MIDDLE, words)
        elif cell.names:
            p.setFont(theme.font("body"))
            p.setPen(theme.color("text"))
            words = tr("、").join(cell.names) + (" *" if cell.note else "")
            p.drawText(inner, LEFT, short(p, words, inner.width()))

    def _hatch(self, p: QPainter, box: QRectF) -> None:
        """Thin slanted lines that go on from cell to cell."""
        theme = self._theme
        step = theme.px(10)
        p.save()
        p.setClipRect(box.adjusted(1, 0, 0, 0))
        p.fillRect(box, theme.color("tint_due_soon"))
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        p.setPen(QPen(theme.color("due_soon"), theme.px(1) * 0.6))
        first = int(box.left() - box.height() - (box.left() + box.bottom()) % step)
        for left in range(first, int(box.right()) + step, step):
            p.drawLine(QPointF(left, box.bottom()), QPointF(left + box.height(), box.top()))
        p.restore()
