"""The clocks that ran out this month as a list: when by rights, which, whose, and how the alarm came."""

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from commandroom.clock_text import CLOCK_WORDS
from commandroom.domain.instant import local
from commandroom.domain.lapses import Judgement
from commandroom.reports.breaches import Breach, Breaches
from commandroom.span_text import span
from commandroom.text import mark, tr
from ui.desk import Desk
from ui.models.names import Names
from ui.theme import Theme
from ui.widgets.dressing import label, spaced
from ui.widgets.plain_table import PlainTable
from ui.widgets.scrolling import at_the_top, scrolled

JUDGEMENTS = {
    Judgement.ON_TIME: mark("准时"), Judgement.CATCH_UP: mark("补报"), Judgement.STALE: mark("过时"),
}  # fmt: skip
MOST = 500


class BreachList(QFrame):
    """A sentence with the sums, then the rows, the latest first."""

    def __init__(self, desk: Desk, theme: Theme, names: Names, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._names = desk, names
        self._found = Breaches((), {}, {})
        desk.visitors_changed.connect(self._cover)
        self.setProperty("role", "card")
        column = spaced(QVBoxLayout(self), theme, (16, 8, 16, 12), 8)
        self.sums = label("", "quiet")
        self.sums.setWordWrap(True)
        heads = (tr("应到时间"), tr("时限"), tr("编号"), tr("事件"), tr("单位"), tr("判定"))
        self.table = PlainTable(theme, heads, (11, 8, 18, 30, 12, 14))
        column.addWidget(self.sums)
        column.addWidget(scrolled(at_the_top(self.table)), 1)
        self.hide()

    def tell(self, found: Breaches) -> None:
        """Show the breaches of a month."""
        self._found = found
        self.sums.setText(sums_words(found))
        self.table.set_rows(tuple(self._row(one) for one in _first(found.rows)))

    def _cover(self, _on: bool) -> None:
        self.tell(self._found)

    def _row(self, one: Breach) -> tuple[str, ...]:
        word = tr(CLOCK_WORDS.get(one.kind, one.kind))
        came = tr(JUDGEMENTS[one.judgement])
        if one.judgement is not Judgement.ON_TIME:
            came = tr("{word}，晚 {span}", word=came, span=span(one.recorded - one.nominal))
        title = "" if self._desk.visitors else one.title
        return (f"{local(one.nominal):%m-%d %H:%M}", word, one.number, title, self._names.unit(one.unit), came)


def _first(rows: Sequence[Breach]) -> Sequence[Breach]:
    return rows[:MOST]


def sums_words(found: Breaches) -> str:
    """How many of which kind, and how the alarms came."""
    if not found.rows:
        return tr("本月没有超期入账。")
    kinds = tr(" · ").join(
        tr("{word} {count}", word=tr(CLOCK_WORDS.get(kind, kind)), count=count)
        for kind, count in sorted(found.by_kind.items(), key=lambda pair: -pair[1])
    )
    came = tr(" · ").join(
        tr("{word} {count}", word=tr(JUDGEMENTS[judgement]), count=found.by_judgement.get(judgement, 0))
        for judgement in Judgement
    )
    shown = tr("，只列最近 {most} 项", most=MOST) if len(found.rows) > MOST else ""
    count = len(found.rows)
    return tr("本月超期 {count} 项：{kinds}；报警 {came}{shown}", count=count, kinds=kinds, came=came, shown=shown)
