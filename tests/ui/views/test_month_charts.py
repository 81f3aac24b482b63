"""Charts, tables and closing on the month page: reached by keys, clicked to rows, saved as pictures, signed once."""

import asyncio
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QScrollArea
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from commandroom import demo
from commandroom.domain.instant import at
from commandroom.reports.period import Basis, Month
from commandroom.room import Room
from tests.helpers.small_room import Run, until
from ui.desk import Desk
from ui.dialogs.close_month_dialog import CloseMonthPanel, CorrectMonthPanel
from ui.shell import Shell
from ui.theme import Theme
from ui.views.month_view import MonthView
from ui.widgets.charts.plot import ChartPlot

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
NOW = at(2026, 11, 5, 14, 30)


@pytest.fixture(scope="module")
def demo_room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small demonstration room as of 2026-11-05 14:30."""
    made = tmp_path_factory.mktemp("demo") / "room"
    demo.build(made, size="small", now="2026-11-05T14:30")
    return made


@pytest.fixture
def desk(demo_room: Path, tmp_path: Path, loop: asyncio.AbstractEventLoop, run: Run[Any]) -> Iterator[Desk]:
    """A desk on a copy of that room, the head of the centre at it."""
    folder = Path(shutil.copytree(demo_room, tmp_path / "room"))
    made = Desk(lambda: Room.open(folder, lambda: NOW), loop, poll_ms=10_000)
    broken: list[BaseException] = []
    made.broken.connect(broken.append)
    made.failed.connect(broken.append)
    run(made.open())
    run(made.sign_in("zhuren", "Demo-2026-room"))
    yield made
    run(made.close())
    assert broken == []


@pytest.fixture
def page(desk: Desk, theme: Theme, shell: Shell, run: Run[Any]) -> Iterator[MonthView]:
    """The page, entered and complete."""
    made = MonthView(desk, theme, shell)
    made.resize(1294, 690)
    made.show()
    made.enter()
    run(until(made.ready))
    yield made
    made.close()
    delete(made)


@pytest.fixture
def asked(page: MonthView) -> list[tuple[list[int], str]]:
    """What the queue was asked to show."""
    found: list[tuple[list[int], str]] = []
    page.shell.selection.rowsWanted.connect(lambda rows, words: found.append((rows, words)))
    return found


def charts_of(page: MonthView, run: Run[Any]) -> tuple[ChartPlot, ...]:
    """The charts, turned to and drawn."""
    page.figures.turn("charts")
    run(until(page.ready))
    return page.figures.charts.all


def test_every_mark_of_every_chart_opens_its_rows(
    page: MonthView, qtbot: QtBot, run: Run[Any], asked: list[tuple[list[int], str]]
) -> None:
    """Home, End and arrows reach the marks, Enter opens exactly the events of one; its words say how many."""
    for chart in charts_of(page, run):
        assert chart.marks
        chart.setFocus()
        filled = [mark for mark in chart.marks if len(mark.rows)]
        assert filled
        chart.current = chart.marks.index(filled[-1])
        qtbot.keyClick(chart, Qt.Key.Key_Return)
        assert asked[-1][0] == filled[-1].rows.tolist()
        assert f"{len(filled[-1].rows)}件" in asked[-1][1]
        qtbot.keyClick(chart, Qt.Key.Key_Home)
        assert chart.current == 0
        qtbot.keyClick(chart, Qt.Key.Key_End)
        assert chart.current == len(chart.marks) - 1
        before = chart.marks[chart.current]
        qtbot.keyClick(chart, Qt.Key.Key_Left)
        after = chart.marks[chart.current]
        assert after.row == before.row
        assert after.column < before.column


def test_a_click_finds_the_mark_under_it(
    page: MonthView, qtbot: QtBot, run: Run[Any], asked: list[tuple[list[int], str]]
) -> None:
    """A click in the middle of a mark opens that one, a click beside everything opens nothing."""
    for chart in charts_of(page, run):
        scroll = page.figures.stack.widget(1)
        assert isinstance(scroll, QScrollArea)
        scroll.ensureWidgetVisible(chart)
        place = max((n for n, mark in enumerate(chart.marks) if len(mark.rows)), key=lambda n: len(chart.marks[n].rows))
        box = chart._plot.getPlotItem().getViewBox()
        spot = chart._plot.mapFromScene(box.mapViewToScene(chart.marks[place].box.center()))
        assert chart.at(spot) == place
        qtbot.mouseClick(chart._plot.viewport(), Qt.MouseButton.LeftButton, pos=spot)
        assert asked[-1] == (chart.marks[place].rows.tolist(), chart.marks[place].words)
    assert page.figures.charts.trend.at(QPoint(1, 1)) == -1


def test_charts_are_saved_as_pictures(page: MonthView, run: Run[Any], tmp_path: Path) -> None:
    """PNG twice as fine as the screen, SVG as text; both whole."""
    for chart in charts_of(page, run):
        run(page.figures.save_chart(tmp_path / "c.png", chart.code))
        image = QImage(str(tmp_path / "c.png"))
        assert (image.width(), image.height()) == (chart.width() * 2, chart.height() * 2)
        colours = {image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)}
        assert len(colours) > 3
        run(page.figures.save_chart(tmp_path / "c.svg", chart.code))
        words = (tmp_path / "c.svg").read_text("utf-8")
        assert words.startswith("<svg")
        assert words.rstrip().endswith("</svg>")


def test_charts_follow_the_theme_and_an_empty_month(page: MonthView, theme: Theme, run: Run[Any]) -> None:
    """Another theme draws them anew in its colours; a month without events has empty charts and says so."""
    chart = charts_of(page, run)[1]
    light = chart.picture().pixel(2, 2)
    theme.use("dark")
    assert chart.picture().pixel(2, 2) != light
    page.feed.choose(Month(2020, 2), Basis.REPORTED)
    run(until(page.ready))
    assert page.figures.charts._empty.isVisibleTo(page)
    assert all(not len(mark.rows) for one in page.figures.charts.all for mark in one.marks)
    page.figures.turn("tables")
    assert page.figures.tables.model.rowCount() >= 0


def test_every_cell_with_events_opens_them(
    page: MonthView, qtbot: QtBot, asked: list[tuple[list[int], str]]
) -> None:
    """All tables can be chosen; Enter on a counted cell opens as many events as it says."""
    page.figures.turn("tables")
    tables = page.figures.tables
    report = page.feed.report
    assert report is not None
    assert tables.choice.count() == len(report.tables)
    for place, table in enumerate(report.tables):
        tables.choice.setCurrentIndex(place)
        assert tables.model.table is table
    tables.choice.setCurrentIndex(0)
    index = tables.model.index(0, tables.model.columnCount() - 1)
    tables.view.setCurrentIndex(index)
    qtbot.keyClick(tables.view, Qt.Key.Key_Return)
    assert len(asked[-1][0]) == int(tables.model.data(index))
    tables.view.setCurrentIndex(tables.model.index(0, 0))
    qtbot.keyClick(tables.view, Qt.Key.Key_Return)
    assert len(asked) == 1


def test_numerator_and_denominator_are_doors(
    page: MonthView, run: Run[Any], asked: list[tuple[list[int], str]], tmp_path: Path
) -> None:
    """Under a share stand both of its counts, each opens its own events; the sheet has as many as the list."""
    report = page.feed.report
    assert report is not None
    codes = [one.code for one in report.figures]
    page.list._move(codes.index("closing_rate"))
    foot, figure = page.figures.foot, report.figure("closing_rate")
    for key, rows in (("above", figure.rows), ("below", figure.of_rows)):
        foot.doors[key].click()
        assert asked[-1][0] == rows.tolist()
    assert not foot.doors["before"].isEnabled() or figure.before_rows is not None
    run(page.figures.save_rows(tmp_path / "rows.csv", figure))
    assert len((tmp_path / "rows.csv").read_text("utf-8-sig").splitlines()) > len(figure.rows)


def test_a_month_is_closed_and_shown_as_it_was_signed(
    page: MonthView, run: Run[Any], shell: Shell, tmp_path: Path
) -> None:
    """The head closes October: from then on the page shows the kept paper, by another basis a fresh one."""
    panels: list[Any] = []
    shell.panel_wanted.connect(panels.append)
    assert page.sign.isVisibleTo(page)
    page.open_signing()
    panel = panels.pop()
    assert isinstance(panel, CloseMonthPanel)
    panel.submit()
    run(until(lambda: not panel._busy))
    assert "文号" in panel.refusal.text()
    panel.number.edit.setText("潞指通〔2026〕10号")
    panel.submit()
    run(until(lambda: page.feed.standing.closed is not None and page.ready()))
    delete(panel)
    closed = page.feed.standing.closed
    assert closed is not None
    assert "潞指通〔2026〕10号" in page._standing.text()
    assert page.feed.printed is not None
    signed = page.feed.printed.pdf
    reader = page.desk.reader
    assert reader.document(closed.documents["notice.pdf"]) == signed
    for name, save in (("tables.xlsx", page.feed.save_xlsx), ("notice.docx", page.feed.save_docx)):
        run(save(tmp_path / name))
        assert (tmp_path / name).read_bytes() == reader.document(closed.documents[name])
    page.choose_basis(Basis.CLOSED)
    run(until(page.ready))
    assert page.feed.printed is not None
    assert page.feed.printed.pdf != signed
    page.choose_basis(Basis.REPORTED)
    run(until(page.ready))
    assert page.feed.printed.pdf == signed
    page.open_signing()
    panel = panels.pop()
    assert isinstance(panel, CorrectMonthPanel)
    run(until(lambda: "一致" in panel.state.text()))
    assert not panel.button.isEnabled()
    delete(panel)


def test_only_who_may_sign_is_asked(page: MonthView, desk: Desk, run: Run[Any]) -> None:
    """A dispatcher sees that a month is open and no button to close it."""
    run(desk.sign_in("diaodu1", "Demo-2026-room"))
    assert not page.sign.isVisibleTo(page)
    assert "未结账" in page._standing.text()
