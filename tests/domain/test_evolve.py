"""Quick copies of frozen values, and the fold that uses them: what an undo brings back was never touched."""

from dataclasses import dataclass, replace
from typing import Any

import pytest

from commandroom.domain import fold
from commandroom.domain.clocks import Clock
from commandroom.domain.event import Event
from commandroom.domain.evolve import evolve, overwrite
from commandroom.domain.journal import Entry


def test_a_copy_is_that_of_the_standard_library() -> None:
    """Evolve gives what dataclasses.replace gives, and leaves the first value as it was."""
    event = Event("e1", 1, "draft", title="路灯不亮", handlers=("a",))
    made = evolve(event, {"state": "reported", "step": 2})
    assert made == replace(event, state="reported", step=2)
    assert (event.state, event.step) == ("draft", 1)
    clock = Clock("C1", 0, "", 5, 2.0, "work_hour", "v1", 9, 8)
    assert evolve(clock, {"noted": True}) == replace(clock, noted=True)


def test_overwriting_changes_all_or_nothing() -> None:
    """A strange field is refused before anything is written."""
    event = Event("e1", 1, "draft")
    assert overwrite(event, {"state": "reported", "step": 2}) is event
    assert (event.state, event.step) == ("reported", 2)
    with pytest.raises(KeyError):
        overwrite(event, {"state": "filed", "colour": "red"})
    assert event.state == "reported"


def test_values_that_check_themselves_are_not_copied_past_their_checks() -> None:
    """A class with a __post_init__ is refused, loudly."""

    @dataclass(frozen=True, slots=True)
    class Checked:
        amount: int

        def __post_init__(self) -> None:
            if self.amount < 0:
                raise ValueError

    with pytest.raises(TypeError):
        evolve(Checked(1), {"amount": -1})


def entry(step: int, verb: str, **facts: Any) -> Entry:
    """One entry about one event."""
    return Entry(f"{step:032x}", "n", step, "event", "e1", step, verb, "d1", 1_000 + step, facts, "")


def test_an_undo_brings_back_the_value_before_its_step_also_past_an_entry_set_aside() -> None:
    """report, request_info, something illegal, undo of request_info: the report stands again, whole."""
    entries = [
        entry(1, "report", title="路灯不亮", place="富民路"),
        entry(2, "request_info", reason="哪一盏"),
        entry(3, "close"),
        entry(4, "undo", entry=f"{2:032x}"),
    ]
    folded = fold.fold(entries)
    assert [one.verb for one, _ in folded.aside] == ["close"]
    assert folded.value == replace(fold.apply(None, entries[0]), step=4)


def test_folding_is_applying_one_after_another() -> None:
    """Without an undo the fold is the same as apply by apply, and apply leaves what it was given alone."""
    entries = [
        entry(1, "report", title="路灯不亮", place="富民路"),
        entry(2, "request_info", reason="哪一盏"),
        entry(3, "supply_info", text="门口那盏"),
        entry(4, "amend", title="路灯不亮两盏"),
    ]
    value, seen = None, []
    for one in entries:
        value = fold.apply(value, one)
        seen.append((value, repr(value)))
    assert fold.fold(reversed(entries)).value == value
    assert [repr(kept) for kept, _ in seen] == [words for _, words in seen]
