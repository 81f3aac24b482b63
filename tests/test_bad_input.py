"""Bad input at the store and at the headless door: naughty strings, broken text, enormous text, wrong usage."""

import json
from pathlib import Path
from typing import Any

import pytest

from commandroom.__main__ import main
from commandroom.actions import handle, intake
from commandroom.domain.errors import Refused
from commandroom.room import Room
from commandroom.text import sentence
from tests.helpers import rooms

FIELDS = ("title", "text", "place", "reporter", "phone", "severity", "source_no")


def test_naughty_strings_come_back_as_they_were(small_room: Room, shared_data: Path) -> None:
    """Every string of the list of naughty strings, in every text field: stored, proved, unchanged."""
    listed = json.loads((shared_data / "naughty-strings" / "blns.json").read_text("utf-8"))
    naughty = [one for one in listed if one.strip()]
    stored: dict[str, str] = {}

    def store(work: Any) -> None:
        for words in naughty:
            fields = dict.fromkeys(FIELDS, words) | {"grid": rooms.GRID, "extra": {words: words}}
            stored[intake.report(work, **fields)] = words

    small_room.do(store, actor="d1")
    reader = small_room.reader()
    for ident, words in stored.items():
        event = reader.event(ident)
        assert event is not None
        assert event.title == words.strip()
        assert [getattr(event, name) for name in FIELDS[1:]] == [words] * (len(FIELDS) - 1)
        assert event.extra == ((words, words),)
    reader.close()
    ident = next(iter(stored))
    rooms.walk(small_room, ident, "handling")
    for words in naughty[:60]:
        small_room.do(handle.progress, ident, words, actor="h1")
    small_room.do(handle.finish, ident, naughty[40], actor="h1")
    assert small_room.prove().ok
    before = rooms.live(small_room)
    small_room.rebuild()
    assert rooms.live(small_room) == before


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"title": "坏\ud800字"}, "text.broken"), ({"text": "长" * 50_001}, "text.too_long"),
        ({"extra": {"a": "长" * 1_000_001}}, "text.too_long"), ({"title": " \n\t"}, "intake.no_title"),
        ({"title": 7}, "intake.wrong_value"), ({"lon": 500.0, "lat": 1.0}, "intake.wrong_position"),
        ({"lon": float("nan"), "lat": 1.0}, "intake.wrong_value"), ({"lon": 120.0}, "intake.wrong_position"),
        ({"grid": "000"}, "intake.unknown_grid"), ({"importance": "Z"}, "intake.wrong_value"),
        ({"urgency": "now"}, "intake.wrong_value"), ({"tier": 9}, "intake.wrong_value"),
        ({"extra": "x"}, "intake.wrong_value"), ({"number": "1"}, "intake.unknown_field"),
        ({"unit": "cg"}, "intake.unknown_field"), ({"strange": "x"}, "intake.unknown_field"),
        ({"reported_at": -1}, "intake.wrong_value"),
    ],
)  # fmt: skip
def test_what_cannot_be_recorded_is_refused_in_words(small_room: Room, fields: dict[str, Any], code: str) -> None:
    """Broken, enormous, impossible: a sentence, and nothing is recorded."""
    given = {"title": "事", "place": "某路", **fields}
    before = small_room.catch_up().head
    with pytest.raises(Refused) as refused:
        small_room.do(intake.report, actor="d1", **given)
    assert refused.value.code == code
    assert sentence(refused.value) != code
    assert small_room.do(lambda work: work.journal.head).result == before


@pytest.mark.parametrize(
    "words",
    [
        [], ["fly"], ["do"], ["do", "file"], ["queue", "--limit", "many"], ["create"], ["create", "--name", "x"],
        ["create", "--name", "x", "--code", "1", "--profile", "Q"], ["backup"], ["restore"], ["account"], ["show"],
        ["verify", "--strange"],
    ],
)  # fmt: skip
def test_wrong_usage_ends_with_two(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """A command that cannot be understood says how it is used, on standard error, and ends with 2."""
    assert main(words) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "usage" in said.err


REFUSED: list[tuple[list[str], str]] = [
    (["do", "fly", "-"], "do.unknown_action"), (["do", "file", "none", "item=CG001"], "event.unknown"),
    (["do", "report", "-", "title"], "do.not_a_fact"), (["do", "accept", "?", "itm=1"], "do.unknown_fact"),
    (["do", "file", "?"], "do.facts_missing"), (["do", "file", "?", "item=XX"], "item.off_list"),
    (["do", "report", "-", "title=x", "place=y", "lon=east", "lat=1"], "do.not_a_number"),
    (["do", "report", "-", "title=x", "place=y", "extra=z"], "intake.wrong_value"),
    (["do", "report", "-", "title=x", "place=y", "occurred_at=2026-02-30"], "do.not_a_number"),
    (["do", "report", "-", "place=y"], "intake.no_title"), (["do", "split", "?", "parts={"], "do.not_json"),
    (["do", "split", "?", "parts=[1]"], "do.not_json"), (["do", "split", "?", "parts=[]"], "triage.no_parts"),
    (["do", "close", "?", "closing_type=odd"], "close.unknown_type"),
    (["do", "amend", "?", "unit=cg"], "intake.unknown_field"),
    (["do", "report", "-", "title=\udcff", "place=y"], "text.broken"),
    (["do", "file", "\udcff", "item=CG001"], "event.unknown"),
    (["queue", "--filter", "x"], "filter.not_one"), (["queue", "--filter", "tier=x"], "filter.wrong_value"),
    (["queue", "--sort", "odd"], "filter.wrong_value"), (["show", "none"], "event.unknown"),
    (["backup", "/proc/none/x"], "backup.no_folder"), (["restore", "/etc/passwd"], "backup.not_one"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "code"), REFUSED)
def test_refusals_are_one_object_and_a_sentence(
    words: list[str], code: str, small_room: Room, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 1, exactly one JSON object with code, facts and a Chinese sentence on standard output."""
    monkeypatch.setenv("COMMANDROOM_PASSWORD", rooms.PASSWORD)
    event = rooms.reported(small_room)
    room = ["--room", str(small_room.folder), "--as", "d1", "--json"]
    assert main([event if word == "?" else word for word in words] + room) == 1
    said = capsys.readouterr()
    answer = json.loads(said.out)
    assert answer["ok"] is False
    assert set(answer["refused"]) == {"code", "facts", "message"}
    assert answer["refused"]["code"] == code
    assert any("\u4e00" <= letter <= "\u9fff" for letter in answer["refused"]["message"])
    assert answer["refused"]["message"].encode("utf-8", "replace").decode() in said.err or "\udcff" in str(words)


def test_the_door_needs_a_name_and_a_password(
    small_room: Room, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a name, a password, or with a wrong one, nobody does anything."""
    room = ["--room", str(small_room.folder), "--json"]
    step = ["do", "report", "-", "title=x", "place=y"]
    for more, password, code in (
        ([], None, "who.not_signed_in"), (["--as", "d1"], "wrong", "who.wrong_password"),
        (["--as", "nobody"], rooms.PASSWORD, "who.wrong_password"),
    ):  # fmt: skip
        if password is not None:
            monkeypatch.setenv("COMMANDROOM_PASSWORD", password)
        assert main([*step, *more, *room]) == 1
        assert json.loads(capsys.readouterr().out)["refused"]["code"] == code
    assert small_room.counted() == (0, 0)
