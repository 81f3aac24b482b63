"""A month's roster: drafted by the engine, published, changed with a reason, locked; and the rota behind it."""

import pytest

from commandroom.actions import duty, roster
from commandroom.domain.cover import month_days
from commandroom.domain.errors import Refused
from commandroom.domain.month_roster import RosterState
from commandroom.domain.rota import Line, Rotation
from commandroom.room import Room
from commandroom.rostering import generate, months, problem, rotas
from commandroom.text import sentence
from tests.helpers import rooms

MONTH = "2026-12"
DAY = "2026-12-10"


def draft(room: Room, month: str = MONTH, *, afresh: bool = False) -> generate.Drafted:
    """The engine's roster of a month, taken over by the head."""
    reader = room.reader()
    made = generate.generate(problem.of(reader, month, afresh=afresh))
    reader.close()
    room.do(roster.draft_month, month, made, actor="head")
    return made


def code_of(refused: pytest.ExceptionInfo[Refused]) -> str:
    """The code, after its sentence was made without a hole."""
    assert "…" not in sentence(refused.value)
    return refused.value.code


def test_the_engine_fills_a_month_and_the_room_keeps_it(small_room: Room) -> None:
    """What was made stands in the journal; making it again from the same room changes nothing."""
    made = draft(small_room)
    reader = small_room.reader()
    held = {one.id: one.people for one in reader.all("duty") if one.day in month_days(MONTH)}
    assert held == {one.id: one.people for one in made.duties if one.people}
    assert months.state_of(reader, MONTH).drafted_by == "head"
    again = generate.generate(problem.of(reader, MONTH))
    assert {one.id: one.people for one in again.duties} == held
    assert small_room.prove().ok
    reader.close()


def test_the_same_roster_is_made_afresh(small_room: Room) -> None:
    """Afresh, what the engine made before is no reason to make it otherwise."""
    first = draft(small_room)
    assert {one.id: one.people for one in draft(small_room, afresh=True).duties} == {
        one.id: one.people for one in first.duties
    }


def test_afresh_clears_what_nobody_is_found_for(small_room: Room) -> None:
    """Nobody stays on a duty that the new roster leaves empty."""
    small_room.do(duty.set_duty, DAY, "duty_leader", "whole", ["leader"], actor="head")
    small_room.do(roster.set_rota, [Line("dispatcher", "day", people=("d1",)),
                                    Line("duty_leader", "whole", 0, 0, people=("leader",))], actor="head")  # fmt: skip
    draft(small_room, afresh=True)
    reader = small_room.reader()
    assert reader.find("duty", f"{DAY}/duty_leader/whole").people == ()
    reader.close()


def test_published_changes_need_a_reason_and_are_kept(small_room: Room) -> None:
    """Old and new people, who, when, why: the print can show them; before publishing nothing is a change."""
    draft(small_room)
    small_room.do(duty.set_duty, DAY, "dispatcher", "day", ["d1"], actor="head")
    done = small_room.do(roster.publish, MONTH, actor="head").result
    assert (done.state, done.published_by, done.published_at) == (RosterState.PUBLISHED, "head", rooms.NOW)
    with pytest.raises(Refused) as refused:
        small_room.do(duty.set_duty, DAY, "dispatcher", "day", ["d2"], actor="head")
    assert code_of(refused) == "roster.reason_missing"
    small_room.do(duty.set_duty, DAY, "dispatcher", "day", ["d2"], reason="王某住院", actor="head2")
    small_room.do(duty.clear_day, DAY, "停电", actor="head")
    reader = small_room.reader()
    found = [one for one in months.changes(reader, MONTH) if one.post == "dispatcher" and one.shift == "day"]
    assert [(one.old, one.new, one.by, one.reason) for one in found] == [
        (("d1",), ("d2",), "head2", "王某住院"), (("d2",), (), "head", "停电"),
    ]  # fmt: skip
    reader.close()


def test_a_locked_month_does_not_change(small_room: Room) -> None:
    """Neither by hand nor by the engine; unlocking needs a reason."""
    draft(small_room)
    with pytest.raises(Refused) as refused:
        small_room.do(roster.lock, MONTH, actor="head")
    assert code_of(refused) == "roster.not_published"
    small_room.do(roster.publish, MONTH, actor="head")
    small_room.do(roster.lock, MONTH, actor="head")
    for step in (
        lambda: small_room.do(duty.set_duty, DAY, "dispatcher", "day", ["d2"], reason="换", actor="head"),
        lambda: small_room.do(duty.clear_day, DAY, "换", actor="head"),
    ):
        with pytest.raises(Refused) as refused:
            step()
        assert code_of(refused) == "roster.locked"
    with pytest.raises(Refused) as refused:
        draft(small_room)
    assert code_of(refused) == "roster.not_draft"
    with pytest.raises(Refused) as refused:
        small_room.do(roster.unlock, MONTH, " ", actor="head")
    assert code_of(refused) == "roster.reason_missing"
    assert small_room.do(roster.unlock, MONTH, "补录", actor="head").result.state is RosterState.PUBLISHED
    assert small_room.do(roster.take_back, MONTH, "重排", actor="head").result.state is RosterState.DRAFT


def test_an_empty_month_is_not_published(small_room: Room) -> None:
    """A paper without a name is no roster; nor is a month that is none."""
    for month, code in ((MONTH, "roster.empty"), ("2026-13", "roster.no_month")):
        with pytest.raises(Refused) as refused:
            small_room.do(roster.publish, month, actor="head")
        assert code_of(refused) == code


def test_who_may_not_does_not(small_room: Room) -> None:
    """The roster and its rota are the head's and the administrator's."""
    for action, given in ((roster.publish, (MONTH,)), (roster.set_rota, ([],))):
        with pytest.raises(Refused) as refused:
            small_room.do(action, *given, actor="d1")
        assert refused.value.code == "who.not_permitted"


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"lines": [Line("dispatcher", "day", people=("d1",))] * 2}, "rota.twice"),
        ({"lines": [Line("dispatcher", "day", people=("nobody",))]}, "rota.unknown_person"),
        ({"norm": {"rest_hours": 100}}, "rota.norm_range"),
        ({"norm": {"naps": 1}}, "rota.unknown_norm"),
        ({"handlers": {"nowhere": ("h1", "h2")}}, "dispatch.unknown_unit"),
    ],
)
def test_a_wrong_rota_is_refused(small_room: Room, facts: dict[str, object], code: str) -> None:
    """With the place in the sentence; nothing is kept."""
    with pytest.raises(Refused) as refused:
        small_room.do(roster.set_rota, actor="head", **facts)
    assert code_of(refused) == code


@pytest.mark.parametrize(
    "wrong",
    [
        {"post": "king"}, {"shift": "noon"}, {"work_days": -1}, {"rotation": Rotation.ROUND},
        {"people": ()}, {"people": (), "roles": ("king",)},
    ],
)  # fmt: skip
def test_a_wrong_line_is_refused(wrong: dict[str, object]) -> None:
    """A line is whole or none."""
    with pytest.raises(Refused) as refused:
        Line(**{"post": "dispatcher", "shift": "day", "people": ("d1",), **wrong})  # type: ignore[arg-type]
    assert code_of(refused) == "rota.line"


def test_the_rota_of_the_room_stands_over_the_usual_one(small_room: Room) -> None:
    """Lines, norms and handlers are set apart; what is the same again is not recorded."""
    reader = small_room.reader()
    assert [(line.post, line.shift) for line in rotas.rota_of(reader).lines] == [
        ("duty_leader", "whole"), ("dispatcher", "day"), ("dispatcher", "night"),
    ]  # fmt: skip
    assert small_room.do(roster.set_rota, None, {"holiday_weight": 5}, actor="head").result == "new"
    assert small_room.do(roster.set_rota, None, {"holiday_weight": 5}, actor="head").result == "same"
    reader.forget(["rota"])
    assert rotas.norm_of(reader).holiday_weight == 5
    assert len(rotas.rota_of(reader).lines) == 3
    line = Line("standby", "whole", 1, 2, Rotation.ROUND, ("d1", "h1"))
    small_room.do(roster.set_rota, [line], actor="head")
    reader.forget(["rota"])
    assert rotas.rota_of(reader).lines == (line,)
    reader.close()
