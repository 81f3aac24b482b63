"""The five built-in profiles: they load, every key is read, their figures are those of the documents."""

from pathlib import Path

import pytest

from commandroom import resources
from commandroom.domain.errors import Refused
from commandroom.domain.event import OPEN, State
from commandroom.domain.places import Level
from commandroom.domain.worktime import Limit, TimeUnit
from commandroom.profiles import CODES, load, profile

CLOCKS = {"C1", "C1b", "C2", "C3", "C4", "C5", "C6", "C7", "C8", "C9", "C10", "C11", "C12"}
LATER = {"C9", "C10", "C11", "C12"}


@pytest.mark.parametrize("code", CODES)
def test_profile_is_complete(code: str) -> None:
    """Every profile has every clock, a stage for every state that work is in, a fallback limit for A, B and C."""
    one = profile(code)
    assert one.code == code
    assert set(one.clocks) == CLOCKS
    assert set(one.handle) == {"A", "B", "C"}
    for state in OPEN | {State.DRAFT, State.CLOSED, State.ARCHIVED}:
        assert sum(state in stage.states for stage in one.stages) == 1, state
    for tier in (1, 2, 3, 4):
        assert one.rung_of(tier, "B")
    assert [grade.least for grade in one.appraisal.grades] == sorted(
        (grade.least for grade in one.appraisal.grades), reverse=True
    )
    assert one.appraisal.grades[-1].least == 0
    assert one.norms.contact_groups == len(one.contact_groups)
    assert one.level_label(Level.BASE)


def test_figures_of_the_documents() -> None:
    """Figures of domain.md §1 that differ between the documents."""
    assert profile("Y").norms.base.every
    assert not profile("B").norms.base.every
    assert profile("Y").norms.micro.households == (50, 80)
    assert profile("B").norms.micro.households == (30, 80)
    assert profile("L").norms.base_rural is not None
    assert [len(profile(code).contact_groups) for code in CODES] == [2, 1, 0, 0, 0]
    assert [profile(code).grid_head.secretary.value for code in CODES] == ["may", "may", "must", "must", "must_not"]
    assert [len(profile(code).exclusive_classes) for code in "YJ"] == [6, 5]
    assert profile("Y").subsidy_yuan == 600
    assert profile("J").appraisal.last_place
    assert profile("D").rules.check_by_grid
    assert not profile("L").rules.check_by_grid


def test_clock_defaults() -> None:
    """The defaults of domain.md §5.3 and the urgent ones."""
    one = profile("L")
    assert one.limit("C1") == Limit(0.5, TimeUnit.HOUR)
    assert one.limit("C1", urgent=True).seconds == 600
    assert one.limit("C2") == Limit(0.5, TimeUnit.WORK_HOUR)
    assert one.limit("C6", urgent=True) == one.limit("C6") == Limit(4, TimeUnit.WORK_HOUR)
    assert one.rules.light == 0.8
    assert one.rules.reopen_days == 30


def _broken(tmp_path: Path, old: str, new: str) -> Path:
    text = resources.find("profiles/L.toml").read_text("utf-8")
    assert old in text
    path = tmp_path / "X.toml"
    path.write_text(text.replace(old, new, 1), "utf-8")
    return path


@pytest.mark.parametrize(("old", "new", "code"), [
    ('code = "L"', 'code = "L"\nlight = 0.8', "profile.unknown_key"),
    ('secretary = "must_not"', 'secretary = "never"', "profile.wrong_value"),
    ('name = "网格化', 'nam = "网格化', "profile.unknown_key"),
    ("least = 90", 'least = "90"', "profile.wrong_value"),
    ('title = "网格考评（以奖代补）"', "", "profile.wrong_value"),
    ('code = "L"', "code = ", "profile.unreadable"),
    ("households = 500", "household = 500", "norms.broken"),
])
def test_mistakes_in_a_profile_are_named(tmp_path: Path, old: str, new: str, code: str) -> None:
    """A key that nothing reads, a value of another kind, a missing key: each is refused, none ignored."""
    with pytest.raises(Refused) as refusal:
        load(_broken(tmp_path, old, new))
    assert refusal.value.code == code


def test_unknown_profile_is_refused() -> None:
    """A letter without a document is no profile."""
    with pytest.raises(Refused, match=r"profile\.unknown"):
        profile("Z")
