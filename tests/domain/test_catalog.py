"""The item list: versions by date, the gate, proposals, facts and back."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commandroom.domain.catalog import (
    CATEGORY_WORDS,
    Category,
    Item,
    admitted,
    checked,
    effective,
    item_from,
    proposals,
    to_facts,
)
from commandroom.domain.errors import Refused
from commandroom.domain.limits import StagedLimit, read_limit, read_stages, write_limit, write_stages
from commandroom.domain.worktime import Limit, TimeUnit

ITEM = Item("0301", "私搭乱建", "city_management", "B", 3, "chengguan", ("jianshe",), ("《城乡规划法》",),
            ("未经审批搭建",), ("彻底拆除",), read_stages("停工:4工作时;处罚:7工作日;拆除:20工作日"),
            photo_required=True, valid_from="2026-01-01", keywords=("违建", "搭建"))


def test_every_category_has_a_word() -> None:
    """L15 names eight categories; each has its Chinese word, none twice."""
    assert len(Category) == 8
    assert set(CATEGORY_WORDS) == set(Category)
    assert len(set(CATEGORY_WORDS.values())) == 8


def test_newest_version_counts_from_its_day() -> None:
    """A changed item counts from its own day on and the earlier version until the day before."""
    later = replace(ITEM, importance="A", valid_from="2026-07-01")
    assert effective([later, ITEM], date(2026, 6, 30))["0301"].importance == "B"
    assert effective([ITEM, later], date(2026, 7, 1))["0301"].importance == "A"
    assert effective([ITEM], date(2025, 12, 31)) == {}


def test_ended_version_does_not_wake_the_one_before() -> None:
    """When the last version has ended the code is off the list, whatever earlier versions say."""
    later = replace(ITEM, valid_from="2026-07-01", valid_to="2026-09-30")
    assert "0301" in effective([ITEM, later], date(2026, 9, 30))
    assert "0301" not in effective([ITEM, later], date(2026, 10, 1))


def test_retired_version_counts_for_nothing() -> None:
    """A retired version leaves the list and the version before it counts again."""
    later = replace(ITEM, importance="A", valid_from="2026-07-01", retired=True)
    assert effective([ITEM, later], date(2026, 8, 1))["0301"].importance == "B"


def test_gate_refuses_what_is_not_on_the_list() -> None:
    """An off-list code needs admission (L4): the gate says so with code and day."""
    assert admitted([ITEM], "0301", date(2026, 3, 1)) is ITEM
    with pytest.raises(Refused, match=r"item\.off_list"):
        admitted([ITEM], "0999", date(2026, 3, 1))


@pytest.mark.parametrize(("change", "code"), [
    ({"code": " "}, "item.no_code"), ({"code": "03@1"}, "item.no_code"), ({"name": ""}, "item.no_name"),
    ({"responsible_unit": ""}, "item.no_unit"), ({"category": "城市管理"}, "item.wrong_category"),
    ({"importance": "D"}, "item.wrong_importance"), ({"tier": 5}, "item.wrong_tier"),
    ({"valid_from": "2026-13-01"}, "item.wrong_dates"), ({"valid_from": "20260101"}, "item.wrong_dates"),
    ({"valid_to": "2025-12-31"}, "item.wrong_dates"), ({"self_handle_allowed": True}, "item.self_tier"),
])
def test_items_whose_parts_disagree_are_refused(change: dict[str, object], code: str) -> None:
    """Each wrong part has a refusal of its own."""
    with pytest.raises(Refused) as refusal:
        checked(replace(ITEM, **change))  # type: ignore[arg-type]
    assert refusal.value.code == code


def test_proposals_put_the_better_match_first() -> None:
    """Longer words weigh more, and the found words are told."""
    other = replace(ITEM, code="0302", name="暴露垃圾", keywords=("垃圾",))
    best = proposals([other, ITEM], "楼上在搭建阳光房，是违建，垃圾也不清")
    assert [(item.code, words) for item, words in best] == [("0301", ("违建", "搭建")), ("0302", ("垃圾",))]
    assert proposals([ITEM], "路灯不亮") == []


def test_facts_give_the_item_back() -> None:
    """What the journal holds of an item is JSON and gives the same item."""
    assert item_from(to_facts(ITEM)) == ITEM
    assert to_facts(ITEM)["limits"] == [["停工", "4工作时"], ["处罚", "7工作日"], ["拆除", "20工作日"]]


AMOUNTS = st.one_of(
    st.builds(Limit, st.integers(1, 3650).map(float), st.sampled_from([TimeUnit.WORK_DAY, TimeUnit.DAY])),
    st.builds(lambda minutes, unit: Limit(minutes / 60, unit), st.integers(1, 5000),
              st.sampled_from([TimeUnit.WORK_HOUR, TimeUnit.HOUR])),
)


@given(AMOUNTS)
def test_limits_read_back_as_written(limit: Limit) -> None:
    """Any limit survives being written: the unit exactly, the amount to the minute."""
    again = read_limit(write_limit(limit))
    assert again.unit is limit.unit
    assert again.amount == limit.amount if limit.in_days else again.seconds == limit.seconds


@given(st.lists(st.tuples(st.text("停工处罚拆除查", min_size=1, max_size=4), AMOUNTS), max_size=4,
                unique_by=lambda one: one[0]))
def test_stages_read_back_as_written(stages: list[tuple[str, Limit]]) -> None:
    """Stages keep their order and labels in one cell."""
    made = tuple(StagedLimit(label, limit) for label, limit in stages)
    assert [stage.label for stage in read_stages(write_stages(made))] == [label for label, _ in stages]


@pytest.mark.parametrize(("text", "amount", "unit"), [
    ("4工作时", 4, TimeUnit.WORK_HOUR), ("４ 个工作日", 4, TimeUnit.WORK_DAY), ("30分钟", 0.5, TimeUnit.HOUR),
    ("30工作分钟", 0.5, TimeUnit.WORK_HOUR), ("2小时", 2, TimeUnit.HOUR), ("紧急工作时", None, None),
    ("3天", 3, TimeUnit.DAY), ("0工作时", None, None), ("1.5工作日", None, None), ("尽快", None, None),
    ("-1工作日", None, None),
])
def test_limits_as_people_write_them(text: str, amount: float | None, unit: TimeUnit | None) -> None:
    """The usual spellings are read; what is no limit is refused with the text."""
    if unit is None:
        with pytest.raises(Refused, match=r"limit\.unreadable"):
            read_limit(text)
    else:
        assert read_limit(text) == Limit(float(amount or 0), unit)


def test_a_stage_twice_is_refused() -> None:
    """Two limits for one stage would leave the clerk guessing."""
    with pytest.raises(Refused, match=r"limit\.stage_twice"):
        read_stages("停工:4工作时；停工：1工作日")


@given(st.lists(st.integers(0, 400), min_size=1, max_size=5, unique=True), st.integers(0, 500))
def test_one_version_counts_on_any_day(starts: list[int], day: int) -> None:
    """Of any set of versions at most one counts, and it is the last one that began."""
    first = date(2026, 1, 1)
    versions = [replace(ITEM, valid_from=(first + timedelta(days=start)).isoformat()) for start in starts]
    on = first + timedelta(days=day)
    begun = [one.valid_from for one in versions if one.valid_from <= on.isoformat()]
    found = effective(versions, on)
    assert (found["0301"].valid_from if found else None) == (max(begun) if begun else None)
