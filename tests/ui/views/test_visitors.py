"""Tests of the visitors' key: what strangers may not read is gone from every page at once, and comes back."""

from typing import Any

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.helpers.desk_stage import Stage
from tests.helpers.small_room import Run, until


def told(stage: Stage) -> str:
    """Everything the event's page says in words."""
    case = stage.case
    return " ".join([case.heading.text(), *(fact.value for fact in (*case.facts.facts, *case.orders.facts))])


def test_the_key_covers_titles_texts_and_the_reporter(stage: Stage, qtbot: QtBot, run: Run[Any]) -> None:
    """F9 on: a category instead of a title, no content, no story, no way to reveal; F9 off: as before."""
    event = run(stage.dispatched())
    stage.choose(event.id)
    run(until(lambda: stage.case.event_now is not None))
    before = told(stage)
    assert "暴露垃圾" in before
    stage.case._show_revealed(event.id)
    assert "13861234567" in told(stage)
    qtbot.keyClick(stage.window, Qt.Key.Key_F9)
    assert stage.window.top.visitors.isVisible()
    covered = told(stage)
    for word in ("暴露垃圾", "有异味", "13861234567", "陈小明"):
        assert word not in covered
    assert stage.case.heading.text() == "城市管理"
    assert stage.case.reveal.isHidden()
    stage.case._show_revealed(event.id)  # its reason was asked for before the visitors came
    assert "13861234567" not in told(stage)
    rows = [row for row in stage.table.rows(0, 20) if row is not None]
    assert rows
    assert all(row.place == "" for row in rows)
    qtbot.keyClick(stage.window, Qt.Key.Key_F9)
    assert told(stage) == before
    assert not stage.window.top.visitors.isVisible()
    assert any(row is not None and row.place for row in stage.table.rows(0, 20))
