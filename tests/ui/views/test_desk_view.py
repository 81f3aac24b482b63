"""Tests of the desk: one selection, filters, search, other programs' changes, what is offered to whom."""

import asyncio
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from commandroom.actions import dispatch, intake
from commandroom.domain.catalog import CATEGORY_WORDS, Category
from commandroom.domain.event import State
from commandroom.domain.people import Role
from commandroom.room import Room
from commandroom.store.queue.filter import Filter, Sort
from tests.helpers.desk_stage import Stage
from tests.helpers.small_room import Run, until
from ui.models.saved_filters import from_json, to_json


def row_middle(stage: Stage, place: int) -> QPoint:
    """The middle of a drawn row."""
    queue = stage.queue.list
    return QPoint(200, place * queue.row_height + queue.row_height // 2 - queue.verticalScrollBar().value())


def test_the_first_row_is_chosen_and_shown(stage: Stage) -> None:
    """Who sits down sees the most urgent case at once, in queue, event and map."""
    first = stage.table.row_at(0)
    assert first is not None
    assert stage.window.shell.selection.event_id == first.id == stage.queue.list.current
    assert stage.case.event_now is not None and stage.case.event_now.id == first.id
    assert stage.case.heading.text()


def test_click_and_keys_choose_one_event_everywhere(stage: Stage, qtbot: QtBot) -> None:
    """A click, arrow keys, End and Home move the one selection; the map hears of it and can answer."""
    queue = stage.queue.list
    qtbot.mouseClick(queue.viewport(), Qt.MouseButton.LeftButton, pos=row_middle(stage, 2))
    third = stage.table.row_at(2)
    assert third is not None and stage.window.shell.selection.event_id == third.id
    qtbot.keyClick(queue, Qt.Key.Key_Down)
    fourth = stage.table.row_at(3)
    assert fourth is not None and stage.case.event_now is not None
    assert stage.case.event_now.id == fourth.id
    qtbot.keyClick(queue, Qt.Key.Key_End)
    assert stage.queue.list.visible_rows().stop == stage.table.count
    last = stage.table.row_at(stage.table.count - 1)
    assert last is not None and stage.window.shell.selection.event_id == last.id
    qtbot.keyClick(queue, Qt.Key.Key_Home)
    assert queue.verticalScrollBar().value() == 0
    stage.page.map.canvas.pinClicked.emit(fourth.id)
    assert stage.case.event_now.id == fourth.id and queue.current == fourth.id


def test_tabs_count_what_they_show(stage: Stage) -> None:
    """The number on a tab is the number of rows behind it."""
    for name in ("intake", "undispatched", "due_soon", "overdue", "open", "total"):
        stage.queue.turn_to(name)
        count = getattr(stage.page.live.tabs(stage.desk.person), name)
        assert stage.table.count == count, name
        assert stage.queue.tabs.buttons[name].isChecked()
        assert stage.queue.tabs.buttons[name].text().endswith(f" {count:,}")


def test_search_from_one_character(stage: Stage, qtbot: QtBot, run: Run[Any]) -> None:
    """Typing / and a Chinese word leaves exactly the cases that hold it; Esc shows all open ones again."""
    stage.queue.turn_to("total")
    row = stage.table.row_at(0)
    assert row is not None
    letter = row.title[-1]
    qtbot.keyClick(stage.queue.list, "/")
    stage.queue.bar.search.setText(letter)
    run(until(lambda: stage.queue.asked.text == letter))
    held = stage.table.count
    everything = stage.page.live.queue.ask(Filter(), Sort.NEWEST, stage.clock.now())
    rows = stage.page.live.queue.rows(stage.desk.reader.raw, list(everything.all()))
    texts = {r.id: stage.event(r.id) for r in rows}
    fields = ("number", "title", "place", "text", "source_no")
    wanted = sum(any(letter in getattr(event, field) for field in fields) for event in texts.values())
    assert held == wanted > 0
    assert letter in "".join(stage.queue.asked.words(stage.page.seat.names))
    stage.queue.escape()
    assert stage.queue.asked == Filter(open_only=True)
    assert stage.queue.bar.search.text() == ""


def test_filters_combine_and_are_said_in_words(stage: Stage) -> None:
    """A category, a grid's subtree and a light together leave only rows that are all three."""
    stage.queue.bar.card.setChecked(True)
    card = stage.queue.card
    assert card.isVisible()
    stage.queue.turn_to("open")
    card.buttons["lights", "overdue"].click()
    late = [row for row in stage.table.rows(0, stage.table.count) if row is not None and row.category]
    category = late[0].category
    card.buttons["categories", category].click()
    rows = stage.table.rows(0, stage.table.count)
    assert 0 < len(rows) <= len(late)
    assert all(row is not None and row.category == category for row in rows)
    assert all(row is not None and row.light(stage.clock.now()) == "overdue" for row in rows)
    said = stage.queue.bar.words.text()
    assert "超期" in said and CATEGORY_WORDS[Category(category)] in said
    first = rows[0]
    assert first is not None
    card.changed.emit(Filter(open_only=True, grid=first.grid[:12]))
    assert all(row is not None and row.grid.startswith(first.grid[:12]) for row in stage.table.rows(0, 100))
    stage.queue.escape()
    assert not card.isVisible()


def test_a_filter_is_kept_by_name(stage: Stage) -> None:
    """What was combined can be taken up again after a restart; it is this seat's own and leaves no entry."""
    before = stage.desk.reader.head()
    stage.queue.bar.card.setChecked(True)
    stage.queue.card.buttons["sources", "12345"].click()
    stage.queue.card.name.setText("热线/待办")
    stage.queue.card.keep()
    assert stage.queue.saved.names() == ["热线/待办"]
    assert stage.queue.saved.get("热线/待办", None) == Filter(open_only=True, sources=frozenset({"12345"}))
    assert stage.desk.reader.head() == before
    stage.queue.saved.forget("热线/待办")
    assert stage.queue.saved.names() == []


@pytest.mark.parametrize("text", ["", "[]", "{", '{"nothing": 1}'])
def test_a_kept_filter_that_is_none_is_left_out(text: str) -> None:
    """A broken or foreign setting never stops the window."""
    assert from_json(text, None) is None


def test_a_filter_survives_its_text() -> None:
    """Every field of a filter comes back from its text."""
    asked = Filter(
        open_only=True, states=frozenset({"filed"}), grid="320412", tiers=frozenset({1, 3}), since=5, text="井"
    )  # fmt: skip
    assert from_json(to_json(asked), None) == asked


def test_another_programs_change_appears_by_itself(stage: Stage, run: Run[Any]) -> None:
    """A second program reports and dispatches; within a second the rows and the event are the new ones."""
    case = run(stage.filed())
    stage.queue.turn_to("undispatched")
    stage.choose(case.id)
    count = stage.table.count

    async def go() -> float:
        began = asyncio.get_running_loop().time()
        with Room.open(stage.folder, clock=stage.clock.now) as other:
            other.do(dispatch.dispatch, case.id, "chengguan", actor="diaodu2")
        await until(lambda: stage.table.count == count - 1)
        await until(lambda: stage.case.event_now is not None and stage.case.event_now.state == State.DISPATCHED)
        return asyncio.get_running_loop().time() - began

    assert run(go()) < 1.5, "the second program's own opening and 1 s"
    assert any(line.word == "派单" for line in stage.case.story.lines)
    assert stage.case.event_now is not None and stage.case.event_now.id == case.id


def test_rows_stay_under_the_eye_when_others_come(stage: Stage, run: Run[Any]) -> None:
    """Cases that come in above do not move what one is reading, nor the selection."""
    stage.queue.turn_to("total")
    stage.queue._sort("newest")
    stage.queue.list.choose_place(stage.table.count // 2)
    chosen = stage.queue.list.current
    seen = stage.table.row_at(stage.queue.list.visible_rows().start)
    place = stage.table.place_of(chosen)

    async def go() -> None:
        for title in ("井盖缺失", "路灯不亮", "占道经营"):
            await stage.desk.do(intake.report, title=title, place="学府路1号", category="city_management")

    run(go())
    assert place is not None and stage.table.place_of(chosen) == place + 3
    again = stage.table.row_at(stage.queue.list.visible_rows().start)
    assert seen is not None and again is not None and again.id == seen.id
    assert stage.queue.list.current == chosen


def test_minutes_change_words_without_a_question(stage: Stage, run: Run[Any]) -> None:
    """A minute later the time left reads differently; the queue was not asked again."""
    stage.queue.turn_to("open")
    answer = stage.table.answer
    row = next(row for row in stage.table.rows(0, 400) if row is not None and row.due_at > stage.clock.now() + 600)
    before = stage.queue.list._words.words(row, stage.table.now()).time
    stage.clock.forward(120)

    async def go() -> None:
        await asyncio.wait_for(asyncio.shield(until_minute(stage)), 5)

    run(go())
    assert stage.queue.list._words.words(row, stage.table.now()).time != before
    assert stage.table.answer is answer


async def until_minute(stage: Stage) -> None:
    """Wait for the minute to be said."""
    said: list[bool] = []
    stage.page.live.minute.connect(lambda: said.append(True))
    await until(lambda: bool(said))


def test_only_legal_and_permitted_steps_have_buttons(stage: Stage, run: Run[Any]) -> None:
    """Illegal steps are absent, not grey, and the help says why; a handler sees only the steps of their unit."""
    filed = run(stage.filed())
    stage.choose(filed.id)
    assert "dispatch" in stage.case.steps.buttons
    assert "accept" not in stage.case.steps.buttons and "check" not in stage.case.steps.buttons
    assert "签收" in stage.case.why_not.text()
    run(stage.sign_in("chengguan"))
    stage.case.refresh()
    assert "dispatch" not in stage.case.steps.buttons
    theirs = run(stage.dispatched())
    stage.choose(theirs.id)
    assert "accept" in stage.case.steps.buttons
    others = stage.one(lambda event: event.is_open and event.unit not in ("", "chengguan"))
    stage.choose(others.id)
    assert "accept" not in stage.case.steps.buttons


def test_nobody_is_offered_what_the_room_refuses(stage: Stage, run: Run[Any]) -> None:
    """An administrator touches no case: no button at all, and a sentence in their place."""
    from commandroom.actions.offered import offered

    admin = stage.desk.reader.find("person", "admin")
    assert Role.ADMIN in admin.roles
    for event in (run(stage.reported()), run(stage.filed()), run(stage.dispatched())):
        assert offered(admin, event) == ()


def test_clocks_say_why(stage: Stage, run: Run[Any]) -> None:
    """Every clock has its explanation; the last line names the end that is shown."""
    filed = run(stage.filed())
    stage.choose(filed.id)
    line = stage.case.clocks.lines[0]
    line.why_button.setChecked(True)
    assert not line.why.isHidden()
    assert line.why.text() == "\n".join(stage.case.clocks.rows[0].why)
    assert "截止" in line.why.text() and len(stage.case.clocks.rows[0].why) <= 10


def test_the_reporter_is_masked_until_somebody_says_why(stage: Stage, run: Run[Any]) -> None:
    """Name and telephone appear after a reason, for this case only, and the log of the room has the entry."""
    case = run(stage.reported())
    stage.choose(case.id)

    def caller() -> str:
        return next(fact.value for fact in stage.case.facts.facts if fact.label == "来电人")

    assert case.reporter not in caller()
    stage.case.reveal.click()
    panel = stage.panel
    panel.submit()
    assert "用途" in panel.refusal
    panel.reason.set_text("回电核实地点")  # type: ignore[attr-defined]
    panel.submit()
    run(until(lambda: case.reporter in caller()))
    noted = stage.desk.reader.rows("SELECT facts FROM journal WHERE kind = 'note' ORDER BY pos DESC LIMIT 1")
    assert "回电核实地点" in noted[0][0] and case.id in noted[0][0]
    other = stage.one(lambda event: bool(event.phone) and event.id != case.id)
    stage.choose(other.id)
    stage.choose(case.id)
    assert case.reporter not in caller()


def test_nothing_is_cut_at_1366x768(stage: Stage, run: Run[Any]) -> None:
    """In the smallest window tabs, buttons and the panel stand whole; the event takes the map's place."""
    filed = run(stage.filed())
    stage.window.resize(1366, 768)
    stage.choose(filed.id)
    run(asyncio.sleep(0.05))
    assert stage.case.isVisible() and stage.page.map.isHidden()
    stage.case.closed.emit()
    assert stage.case.isHidden() and stage.page.map.isVisible()
    stage.case.closed.emit()
    stage.case.steps.buttons["dispatch"].click()
    run(asyncio.sleep(0.1))
    host = stage.window.panels
    assert host.isVisible() and stage.queue.isHidden()
    assert stage.case.width() + host.width() <= stage.page.width()
    for button in stage.case.steps.buttons.values():
        assert button.width() >= button.sizeHint().width()
        assert button.geometry().right() <= button.parentWidget().width()
    host.put_away()
    run(asyncio.sleep(0.05))
    for button in stage.queue.tabs.buttons.values():
        if button.isVisible():
            assert button.width() >= button.sizeHint().width()
    assert stage.queue.isVisible() and stage.queue.list.hasFocus()
