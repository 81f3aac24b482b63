"""Tests of handing over the seat: what the room puts on the list, item by item, who may, and what goes up."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from commandroom.actions import attendance, duty, duty_log, handover, handover_watch, room_settings
from commandroom.domain.errors import Refused
from commandroom.domain.handover import Handover, Stage
from commandroom.domain.instant import DAY, HOUR, MINUTE, at
from commandroom.room import Room
from commandroom.text import sentence
from tests.helpers import rooms

TODAY, TURN = "2026-11-05", at(2026, 11, 5, 17, 30)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A room whose day seat is d1's and whose night is h1's, under a leader."""
    folder = rooms.make(tmp_path_factory.mktemp("handover") / "empty")
    with rooms.copied(folder, folder.parent / "room", rooms.Clock()) as room:
        room.do(duty.set_duty, TODAY, "dispatcher", "day", ["d1"], actor="head")
        room.do(duty.set_duty, TODAY, "dispatcher", "night", ["h1"], actor="head")
        room.do(duty.set_duty, TODAY, "duty_leader", "whole", ["leader"], actor="head")
    return folder.parent / "room"


@pytest.fixture
def clock() -> rooms.Clock:
    """09:00 of a Thursday."""
    return rooms.Clock()


@pytest.fixture
def room(template: Path, tmp_path: Path, clock: rooms.Clock) -> Iterator[Room]:
    """A copy of it."""
    with rooms.copied(template, tmp_path / "room", clock, seed=5) as made:
        yield made


def drawn(room: Room, clock: rooms.Clock) -> Handover:
    """The handover of this evening as the day shift draws it up at 17:20."""
    clock.now = TURN - 10 * MINUTE
    return room.do(handover.draw_up, actor="d1").result


def keys(found: Handover) -> list[tuple[str, str]]:
    """Kind and number of each item, or its title."""
    return [(item.kind, item.number or item.title) for item in found.items]


def refused(room: Room, code: str, action: object, *args: object, actor: str) -> Refused:
    """The refusal an action gives; it has a sentence without holes."""
    with pytest.raises(Refused) as caught:
        room.do(action, *args, actor=actor)  # type: ignore[arg-type]
    assert caught.value.code == code
    assert "{" not in sentence(caught.value)
    return caught.value


def test_the_room_writes_the_list(room: Room, clock: rooms.Clock) -> None:
    """Overdue, unsigned, promises, instructions and equipment each stand there once; people come from the roster."""
    late = rooms.reported(room)
    clock.pass_(HOUR)
    sent = rooms.walk(room, rooms.reported(room, title="张某反映路灯不亮", reporter="张某"), "dispatched")
    room.do(duty_log.promise, "李四", "下班前回电", TURN + HOUR, "13812345678", actor="d1")
    room.do(duty_log.write_line, "instruction", "今夜有雨，加强巡查", 0, "县应急局", actor="d1")
    room.do(duty_log.see_equipment, "800M 对讲机", "trouble", "电池鼓包，已报修", actor="d1")
    room.do(duty_log.see_equipment, "录音电话", actor="d1")
    found = drawn(room, clock)
    assert (found.outgoing, found.incoming, found.turn) == (("d1",), ("h1",), TURN)
    cases = {item.event: item for item in found.items if item.event}
    assert cases[late].kind == "overdue"
    assert cases[sent].kind in ("unsigned", "overdue")
    assert "张某反映" not in cases[sent].title
    kinds = [kind for kind, _ in keys(found)]
    assert kinds.count("promise") == kinds.count("instruction") == 1
    assert [words for kind, words in keys(found) if kind == "equipment"] == [
        "800M 对讲机 有故障：电池鼓包，已报修", "录音电话 正常"
    ]  # fmt: skip
    assert [words for kind, words in keys(found) if kind == "promise"] == ["李*：下班前回电"]
    assert "13812345678" not in str(room.reader().timeline(found.id, "handover"))


def test_drawing_again_brings_it_up_to_date_and_keeps_what_was_added(room: Room, clock: rooms.Clock) -> None:
    """A case that was closed leaves the list, an item of one's own stays; it can be dropped, the room's cannot."""
    event = rooms.reported(room)
    found = drawn(room, clock)
    found = room.do(handover.add_item, found.id, "钥匙在左边抽屉", actor="d1").result
    rooms.walk(room, event, "archived")
    again = room.do(handover.draw_up, actor="d1").result
    assert again.id == found.id
    assert keys(again) == [("added", "钥匙在左边抽屉")]
    room.do(duty_log.see_equipment, "录音电话", actor="d1")
    again = room.do(handover.draw_up, actor="d1").result
    own = next(item for item in again.items if item.kind == "equipment")
    refused(room, "handover.not_added", handover.drop_item, again.id, own.key, actor="d1")
    added = next(item for item in again.items if item.kind == "added")
    assert len(room.do(handover.drop_item, again.id, added.key, actor="d1").result.items) == 1


def test_item_by_item_and_then_the_signature(room: Room, clock: rooms.Clock) -> None:
    """The one who comes takes each item, asks about one, and signs only when nothing is left."""
    room.do(duty_log.see_equipment, "录音电话", actor="d1")
    rooms.reported(room)
    found = drawn(room, clock)
    refused(room, "handover.not_handed", handover.accept, found.id, ["equipment"], actor="h1")
    room.do(handover.hand_over, found.id, "平安", actor="d1")
    refused(room, "handover.own", handover.accept, found.id, ["equipment"], actor="d1")
    refused(room, "handover.handed_already", handover.add_item, found.id, "晚了", actor="d1")
    refused(room, "handover.unknown_item", handover.accept, found.id, ["nothing"], actor="h1")
    room.do(handover.accept, found.id, ["equipment"], actor="h1")
    case = next(item for item in found.items if item.event)
    room.do(handover.ask_back, found.id, case.key, "地点在哪？", actor="h1")
    left = refused(room, "handover.items_left", handover.take_over, found.id, actor="h1")
    assert left.facts["count"] == 1
    room.do(handover.accept, found.id, [case.key], "已问清", actor="h1")
    clock.pass_(MINUTE)
    done = room.do(handover.take_over, found.id, actor="h1").result
    assert (done.stage, done.taken_by, done.taken_at) == (Stage.TAKEN, "h1", clock.now)
    assert done.took[case.key].words == "已问清"
    assert done.asked[case.key].words == "地点在哪？"
    refused(room, "handover.already_taken", handover.accept, found.id, [case.key], actor="h1")


def test_who_may_hand_over(room: Room, clock: rooms.Clock) -> None:
    """Whoever goes, or a dispatcher for them; a grid worker not at all."""
    found = drawn(room, clock)
    refused(room, "who.not_permitted", handover.draw_up, actor="g1")
    refused(room, "handover.not_outgoing", handover.hand_over, found.id, actor="h2")
    assert room.do(handover.hand_over, found.id, actor="d2").result.handed_by == "d2"


def test_two_seats_lose_nothing(room: Room, clock: rooms.Clock, tmp_path: Path, template: Path) -> None:
    """Each marks another item of the same list; folded in any order both marks stand."""
    room.do(duty_log.see_equipment, "录音电话", actor="d1")
    room.do(duty_log.see_equipment, "大屏", "trouble", "右下角不亮", actor="d1")
    found = drawn(room, clock)
    room.do(handover.hand_over, found.id, actor="d1")
    seen = rooms.entries(room)
    first, second = found.items[0].key, found.items[1].key
    with rooms.copied(template, tmp_path / "other", clock, node="other", seed=9) as other:
        other.do(lambda work: [work.take(one) for one in seen])
        other.do(handover.accept, found.id, [second], actor="h1")
        room.do(handover.accept, found.id, [first], actor="h1")
        theirs = [one for one in rooms.entries(other) if one.node == "other"]
        room.do(lambda work: [work.take(one) for one in theirs])
    here: Handover = room.reader().find("handover", found.id)
    assert set(here.took) == {first, second}


def test_what_nobody_takes_goes_up_once(room: Room, clock: rooms.Clock) -> None:
    """After the limit the leader on duty is told, with the items that were left; nothing is blocked by it."""
    room.do(duty_log.see_equipment, "录音电话", actor="d1")
    found = drawn(room, clock)
    room.do(handover.hand_over, found.id, actor="d1")
    due = clock.now + 30 * MINUTE
    assert room.do(lambda work: handover_watch.next_look(work, work.now)).result == due
    clock.now = due - 1
    assert room.do(handover_watch.tick).result == []
    clock.now = due + HOUR
    (alarm,) = room.do(handover_watch.tick).result
    assert (alarm.left, alarm.to, alarm.nominal, alarm.missing) == (1, ("leader",), due, False)
    assert room.do(handover_watch.tick).result == []
    told: Handover = room.reader().find("handover", found.id)
    assert (told.alarmed_to, told.left) == (("leader",), ("equipment",))
    room.do(handover.accept, found.id, ["equipment"], actor="h1")
    assert room.do(handover.take_over, found.id, actor="h1").result.stage is Stage.TAKEN


def test_a_turn_at_which_nobody_handed_over_is_told(room: Room, clock: rooms.Clock) -> None:
    """In a room that hands over, half an hour after the turn; then it can still be handed over."""
    clock.now = TURN + 2 * HOUR
    assert room.do(handover_watch.tick).result == []
    clock.now = at(2026, 11, 5, 8, 30)
    assert room.do(handover.draw_up, actor="d1").result.turn == TURN
    clock.now = TURN + 29 * MINUTE
    assert room.do(handover_watch.tick).result == []
    assert room.do(lambda work: handover_watch.next_look(work, work.now)).result == TURN + 30 * MINUTE
    clock.now = TURN + 30 * MINUTE
    (alarm,) = room.do(handover_watch.tick).result
    assert (alarm.missing, alarm.turn) == (True, TURN)
    assert room.do(handover_watch.tick).result == []
    found = room.do(handover.draw_up, actor="d1").result
    room.do(handover.hand_over, found.id, actor="d1")
    clock.pass_(31 * MINUTE)
    room.do(duty_log.see_equipment, "大屏", actor="d1")
    assert [one.missing for one in room.do(handover_watch.tick).result] == [False]


def test_an_old_handover_does_not_stand_in_the_way(room: Room, clock: rooms.Clock) -> None:
    """The next turn is drawn up although the last one was never taken; what was added and left comes along."""
    found = drawn(room, clock)
    room.do(handover.add_item, found.id, "钥匙在左边抽屉", actor="d1")
    room.do(handover.hand_over, found.id, actor="d1")
    clock.now = at(2026, 11, 6, 8, 20)
    later = room.do(handover.draw_up, actor="h1").result
    assert later.turn == at(2026, 11, 6, 8, 30)
    assert keys(later) == [("added", "钥匙在左边抽屉")]


def test_without_a_roster_one_is_handed_over_all_the_same(room: Room, clock: rooms.Clock) -> None:
    """A day nobody was rostered for: the turn is now, and drawing up again goes on with the same one."""
    clock.now = at(2026, 12, 1, 9, 0)
    first = room.do(handover.draw_up, actor="d1").result
    clock.pass_(10 * MINUTE)
    assert room.do(handover.draw_up, actor="d1").result.id == first.id


def test_promises_are_kept_once(room: Room, clock: rooms.Clock) -> None:
    """Kept with what came of it, it leaves the list; a time that is over is refused."""
    refused(room, "duty_log.due_past", duty_log.promise, "李四", "回电", clock.now - 1, actor="d1")
    refused(room, "duty_log.due_far", duty_log.promise, "李四", "回电", clock.now + 400 * DAY, actor="d1")
    made = room.do(duty_log.promise, "李四", "回电", clock.now + HOUR, actor="d1").result
    assert [kind for kind, _ in keys(drawn(room, clock))] == ["promise"]
    room.do(duty_log.keep_promise, made, "已回电", actor="h1")
    refused(room, "duty_log.kept_already", duty_log.keep_promise, made, "又回", actor="h1")
    assert drawn(room, clock).items == ()


def test_the_log_is_written_once_and_corrected_by_another_line(room: Room) -> None:
    """A line is never changed; a line about the future, of no kind, or without words is refused."""
    line = room.do(duty_log.write_line, "call", "县局问人数", actor="d1").result
    refused(room, "duty_log.no_words", duty_log.write_line, "call", "  ", actor="d1")
    refused(room, "duty_log.unknown_kind", duty_log.write_line, "gossip", "x", actor="d1")
    refused(room, "duty_log.in_future", duty_log.write_line, "call", "x", rooms.NOW + DAY, actor="d1")
    refused(room, "duty_log.unknown_line", duty_log.write_line, "call", "x", 0, "", "nothing", actor="d1")
    room.do(duty_log.write_line, "call", "县局问在岗人数：3 人", 0, "", line, actor="d1")
    with pytest.raises(Refused):
        room.do(lambda work: work.record("duty_log", line, "define", {"words": "别的"}), actor="d1")
    refused(room, "duty_log.needs_note", duty_log.see_equipment, "大屏", "trouble", actor="d1")
    refused(room, "duty_log.unknown_condition", duty_log.see_equipment, "大屏", "so-so", "x", actor="d1")


def test_who_was_really_there(room: Room, clock: rooms.Clock) -> None:
    """Signed on and off by oneself; the first coming and the last going stand; a stranger is refused."""
    seat = f"{TODAY}/dispatcher/day"
    came = room.do(attendance.come, seat, actor="d1").result
    clock.pass_(HOUR)
    assert room.do(attendance.come, seat, actor="d1").result == came
    refused(room, "attendance.not_rostered", attendance.come, seat, actor="h1")
    refused(room, "attendance.for_another", attendance.come, f"{TODAY}/duty_leader/whole", "leader", actor="h1")
    refused(room, "attendance.not_now", attendance.come, f"{TODAY}/dispatcher/night", actor="h1")
    refused(room, "attendance.not_come", attendance.go, f"{TODAY}/dispatcher/night", actor="h1")
    went = room.do(attendance.go, seat, actor="d1").result
    assert (went.came_at, went.went_at, went.went_by) == (rooms.NOW, clock.now, "d1")


def test_the_limit_is_the_rooms_setting(room: Room, clock: rooms.Clock) -> None:
    """Ten minutes where the administrator says so; what is no number of minutes is refused."""
    room.do(room_settings.change, handover_minutes="10", actor="admin")
    found = room.do(handover.hand_over, drawn(room, clock).id, actor="d1").result
    assert found.due_at == clock.now + 10 * MINUTE
    with pytest.raises(Refused) as caught:
        room.do(room_settings.change, handover_minutes="0", actor="admin")
    assert caught.value.code == "settings.wrong_value"
