"""Tests of every panel: it takes its step for real, by key, with what it starts shown before."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from commandroom.actions import close, triage
from commandroom.domain.event import State
from commandroom.domain.lifecycle import STEPS
from tests.helpers.desk_stage import Stage
from tests.helpers.small_room import Run, until
from ui.dialogs.opening import DIRECT, PANELS

APART = {"register", "report", "discard", "receive", "update", "absorb", "overdue", "recompute", "undo"}
"""The form of a new event, what the room records by itself, and undo."""


def test_every_step_has_a_way(stage: Stage) -> None:
    """Every step a person takes on a case has a panel or needs none."""
    del stage
    assert set(PANELS) | set(DIRECT) == set(STEPS) - APART


def test_dispatch_in_three_keys(stage: Stage, qtbot: QtBot, run: Run[Any]) -> None:
    """D, the unit's first letters, Enter; the due times stood there before, and undo brings the case back."""
    run(stage.filed())
    stage.queue.turn_to("undispatched")
    stage.queue.list.choose_place(0)
    ident, count = stage.queue.list.current, stage.table.count
    qtbot.keyClick(stage.queue.list, "d")
    panel: Any = stage.panel
    assert panel.unit.edit.hasFocus()
    qtbot.keyClicks(panel.unit.edit, "cgzd")
    assert panel.unit.value == "chengguan"
    run(until(lambda: len(panel.preview_words) >= 2))
    shown = panel.preview_words
    assert shown[0].startswith("签收") and shown[1].startswith("处置")
    qtbot.keyClick(panel.unit.edit, Qt.Key.Key_Return)
    run(until(lambda: stage.event(ident).state == State.DISPATCHED))
    run(until(lambda: stage.table.count == count - 1))
    sent = stage.event(ident)
    assert sent.unit == "chengguan"
    from commandroom.domain.instant import stamp

    ends = [stamp(clock.due_at) for clock in sent.clocks if clock.kind in ("C3", "C4")]
    assert [line.split(" ", 1)[1] for line in shown if "：" not in line][: len(ends)] == ends
    assert stage.queue.list.hasFocus()
    toast = stage.window.toasts.toast
    assert toast is not None and "城管中队" in toast.words and toast.undo is not None
    qtbot.keyClick(stage.queue.list, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    run(until(lambda: stage.event(ident).state == State.FILED))
    run(until(lambda: stage.table.count == count))
    assert any(line.undone for line in stage.case.story.lines)


def test_esc_parks_and_loses_nothing(stage: Stage, qtbot: QtBot, run: Run[Any]) -> None:
    """What was typed waits as a chip; the same panel comes back with it."""
    run(stage.filed())
    stage.queue.turn_to("undispatched")
    stage.queue.list.choose_place(0)
    qtbot.keyClick(stage.queue.list, "d")
    panel: Any = stage.panel
    panel.requirement.edit.setPlainText("两小时内到现场")
    qtbot.keyClick(panel.unit.edit, Qt.Key.Key_Escape)
    assert stage.window.panels.panel is None and stage.window.panels.drafts == (panel,)
    stage.window.panels.resume()
    assert stage.panel is panel and panel.requirement.text == "两小时内到现场"


def test_a_refusal_is_a_sentence_in_the_panel(stage: Stage, run: Run[Any]) -> None:
    """Another program was quicker: the panel says so, keeps what was typed, and the event shows the truth."""
    from commandroom.actions import dispatch
    from commandroom.room import Room

    filed = run(stage.filed())
    stage.choose(filed.id)
    stage.case.steps.buttons["dispatch"].click()
    panel: Any = stage.panel
    panel.unit.refresh("chengguan")
    with Room.open(stage.folder, clock=stage.clock.now) as other:
        other.do(dispatch.dispatch, filed.id, "jianshe", actor="diaodu2")
    panel.submit()
    run(until(lambda: bool(panel.refusal)))
    assert "event." not in panel.refusal and len(panel.refusal) > 8
    assert panel.unit.value == "chengguan"
    run(until(lambda: stage.case.event_now is not None and stage.case.event_now.state == State.DISPATCHED))
    assert stage.event(filed.id).unit == "jianshe"


def test_filing_needs_its_standard(stage: Stage, qtbot: QtBot, run: Run[Any]) -> None:
    """F proposes the item by the case's words; without the ticks it is refused, Enter on 全部符合 files it."""
    case = run(stage.reported())
    stage.choose(case.id)
    stage.queue.list.setFocus()
    qtbot.keyClick(stage.queue.list, "f")
    panel: Any = stage.panel
    assert panel.item.value and panel.importance.value and panel.tier.value
    run(until(lambda: any(words.startswith("派单") for words in panel.preview_words) or bool(panel.refusal)))
    assert not panel.refusal
    panel.submit()
    assert "立案标准" in panel.refusal
    qtbot.keyClick(panel.standard.all, Qt.Key.Key_Return)
    run(until(lambda: stage.event(case.id).state == State.FILED))
    assert stage.event(case.id).item == panel.item.value


Fill = Callable[[Any], None]


def words(field: str, said: str) -> Fill:
    """Write words into a field of the panel."""

    def fill(panel: Any) -> None:
        getattr(panel, field).set_text(said)

    return fill


@pytest.mark.parametrize(
    ("verb", "fill", "after"),
    [
        ("request_info", words("reason", "地点不清楚"), State.NEED_INFO),
        ("verify_source", lambda panel: None, State.VERIFYING_SOURCE),
        ("propose_reject", words("reason", "不属本街道"), State.REPORTED),
        ("merge", lambda panel: None, State.MERGED),
        ("split", lambda panel: panel.parts[0].edit.setText("另一件事"), State.REPORTED),
        ("propose_void", words("reason", "测试件"), State.VOID_REVIEW),
        ("amend", lambda panel: panel.heading.edit.setText("改过的标题"), State.REPORTED),
    ],
)
def test_triage(stage: Stage, run: Run[Any], verb: str, fill: Fill, after: State) -> None:
    """Every answer to a new case is one panel, and its row says what became of it."""
    run(stage.reported())
    case = run(stage.reported())
    stage.choose(case.id)
    done = run(stage.step(verb, fill))
    assert done.state == after
    row = stage.table.place_of(case.id)
    assert (row is None) == (not done.is_open)
    assert stage.case.story.lines[0].word == STEPS[verb].word or verb == "split"


def test_source_verified_and_supplied(stage: Stage, run: Run[Any]) -> None:
    """Asked back and answered; sent to look and found true: the case is at intake again."""
    case = run(stage.reported())
    stage.choose(case.id)
    run(stage.step("request_info", words("reason", "哪一幢")))
    assert run(stage.step("supply_info", words("text", "3幢"))).state == State.REPORTED
    assert run(stage.step("verify_source", lambda panel: None)).state == State.VERIFYING_SOURCE
    assert run(stage.step("source_verified", lambda panel: panel.found.choose("true"))).state == State.REPORTED


def test_four_eyes(stage: Stage, run: Run[Any]) -> None:
    """Who proposed is not offered the confirmation; the head is, and may also refuse."""
    case = run(stage.reported())
    stage.choose(case.id)
    run(stage.step("propose_reject", words("reason", "不属本街道")))
    assert "reject" not in stage.case.steps.buttons
    run(stage.sign_in("zhuren"))
    run(until(lambda: "reject" in stage.case.steps.buttons))
    assert run(stage.step("refuse_proposal", words("reason", "属于本街道"))).proposal is None
    run(stage.desk.do(triage.propose_reject, case.id, "不实", actor="diaodu1"))
    run(until(lambda: "reject" in stage.case.steps.buttons))
    assert run(stage.step("reject", words("reason", "已电话答复"))).state == State.REJECTED
    assert stage.table.place_of(case.id) is None


def test_the_whole_road(stage: Stage, run: Run[Any]) -> None:
    """Dispatch with a co-unit, sign, progress, finish, fail, finish again, pass, close, revisit, reopen, archive."""
    case = run(stage.filed())
    stage.choose(case.id)

    def to_chengguan(panel: Any) -> None:
        panel.unit.refresh("chengguan")
        panel.co_units.offer("jianshe", "建设办", on=True)

    async def go() -> None:
        assert len((await stage.step("dispatch", to_chengguan)).orders) == 2
        assert (await stage.step("waive_co_unit", words("reason", "不需要了"))).orders[1].state == "waived"
        await stage.step("add_co_unit", lambda panel: panel.unit.refresh("wuye"))
        await stage.step("waive_co_unit", words("reason", "不需要了"))
        await stage.sign_in("chengguan")
        await until(lambda: "accept" in stage.case.steps.buttons)
        stage.case.steps.buttons["accept"].click()
        await until(lambda: stage.event(case.id).state == State.HANDLING)
        await until(lambda: "finish" in stage.case.steps.buttons)
        await stage.step("progress", words("text", "已到现场"))

        def finish(panel: Any) -> None:
            panel.result.set_text("已清理完毕")
            panel.standard._tick_all()

        assert (await stage.step("finish", finish)).state == State.PENDING_CHECK
        await stage.sign_in("zhuren")
        await until(lambda: "check_fail" in stage.case.steps.buttons)
        assert (await stage.step("check_fail", words("note", "还有一处没清"))).rework == 1
        await stage.sign_in("chengguan")
        await until(lambda: "finish" in stage.case.steps.buttons)
        await stage.step("finish", finish)
        await stage.sign_in("zhuren")
        await until(lambda: "check" in stage.case.steps.buttons)
        checked = await stage.step("check", lambda panel: None)
        assert checked.state == State.PENDING_CLOSE and checked.checked_by not in checked.handlers
        assert (await stage.step("close", lambda panel: None)).state == State.CLOSED
        assert (await stage.step("revisit", lambda panel: panel.satisfaction.choose("mostly"))).satisfaction == "mostly"
        assert (await stage.step("reopen", words("reason", "又堆上了"))).cycle == 2

    run(asyncio.wait_for(go(), 50))


def test_return_redispatch_and_its_refusal(stage: Stage, run: Run[Any]) -> None:
    """A unit returns its order; the dispatcher refuses once, and sends another case to somebody else."""
    case = run(stage.dispatched())
    stage.choose(case.id)

    def returned(panel: Any) -> None:
        panel.reason.set_text("不归我们管")
        panel.basis.set_text("三定方案第五条")

    async def go() -> None:
        await stage.sign_in("chengguan")
        await until(lambda: "return_order" in stage.case.steps.buttons)
        assert (await stage.step("return_order", returned)).state == State.RETURN_REVIEW
        await stage.sign_in("diaodu1")
        await until(lambda: "refuse_return" in stage.case.steps.buttons)
        assert (await stage.step("refuse_return", words("reason", "属于你们"))).state == State.DISPATCHED

        def elsewhere(panel: Any) -> None:
            panel.unit.refresh("jianshe")
            panel.reason.set_text("重新核定职责")

        assert (await stage.step("redispatch", elsewhere)).unit == "jianshe"

    run(go())


def test_closed_cases_are_archived_and_voided_ones_confirmed(stage: Stage, run: Run[Any]) -> None:
    """Archive is asked once more; a proposed void is confirmed by another person."""
    seen = stage.one(lambda event: event.state == State.CLOSED and event.revisited_at > 0)
    stage.choose(seen.id)
    assert run(stage.step("archive", lambda panel: None)).state == State.ARCHIVED
    case = run(stage.reported())
    run(stage.desk.do(close.propose_void, case.id, "测试件", actor="diaodu1"))
    run(stage.sign_in("zhuren"))
    stage.choose(case.id)
    run(until(lambda: "void" in stage.case.steps.buttons))
    assert run(stage.step("void", lambda panel: None)).state == State.VOIDED


def test_handled_on_the_spot(stage: Stage, run: Run[Any]) -> None:
    """A dispatcher writes down what the grid handled itself, in the name of who did it."""
    case = run(stage.reported())
    stage.choose(case.id)
    assert "self_handle" in stage.case.steps.buttons
    assert run(stage.step("self_handle", words("result", "当场劝离"))).closing_type == "self"
