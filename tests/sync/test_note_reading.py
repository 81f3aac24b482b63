"""Tests of reading pasted messages and phone notes: what is proposed, why, and that nothing breaks it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commandroom import resources
from commandroom.domain.catalog import Item
from commandroom.domain.instant import at, stamp
from commandroom.domain.places import Grid, Level
from commandroom.sync import catalog_sheet
from commandroom.sync.note_places import known_places
from commandroom.sync.note_reading import Gazetteer, KnownPlace, Proposal, gazetteer, initials, read_note
from commandroom.sync.note_time import chinese_number, find_moment

NOW = at(2026, 11, 5, 14, 30)
"""A Thursday."""
GRIDS = (
    Grid("320412003", "潞城街道", level=Level.TOWN),
    Grid("320412003001", "富民社区", "320412003", Level.COMMUNITY),
    Grid("320412003001001", "第一网格", "320412003001"),
    Grid("320412003001002", "第二网格", "320412003001"),
    Grid("320412003201", "潞城村", "320412003", Level.COMMUNITY),
    Grid("320412003201001", "第一网格", "320412003201"),
)
NAMES = gazetteer(GRIDS, [KnownPlace("阳光花园", "320412003001002", 120.0, 31.7)])
ALPHABET = st.sampled_from(
    "昨今前天晚早上午下点半时刻分月日号周五二十三1234567890-:： ，。我是张女士电话路社区村花园fmsq\n\t\ud800𝄞"
)


@pytest.fixture(scope="module")
def items() -> tuple[Item, ...]:
    """The demonstration list."""
    path: Path = resources.find("catalog/demo_items.csv")
    words = [line.split(",") for line in path.read_text("utf-8-sig").splitlines()[1:]]
    units = {name: name for line in words for cell in line[5:7] for name in cell.split("、") if name}
    return catalog_sheet.read(path, units, "2026-01-01").items


def read(text: str, items: tuple[Item, ...] = (), names: Gazetteer = NAMES) -> dict[str, Proposal]:
    """The proposals of a note by field."""
    return {one.field: one for one in read_note(text, NOW, items, names)}


@pytest.mark.parametrize(
    ("said", "when"),
    [
        ("昨晚8点", "2026-11-04 20:00"),
        ("昨天晚上八点半", "2026-11-04 20:30"),
        ("11月3日下午三点半", "2026-11-03 15:30"),
        ("十月二十八号上午9点一刻", "2026-10-28 09:15"),
        ("2026-11-04 21:30", "2026-11-04 21:30"),
        ("2026年11月1日8时5分", "2026-11-01 08:05"),
        ("上周五", "2026-10-30 12:00"),
        ("上周五晚上", "2026-10-30 20:00"),
        ("周二早上7点", "2026-11-03 07:00"),
        ("前天中午12点", "2026-11-03 12:00"),
        ("凌晨两点", "2026-11-05 02:00"),
        ("晚上九点", "2026-11-04 21:00"),
        ("今天早上七点多", "2026-11-05 07:00"),
        ("刚才", "2026-11-05 14:30"),
        ("半小时前", "2026-11-05 14:00"),
        ("两个半小时前", "2026-11-05 12:00"),
        ("20分钟前", "2026-11-05 14:10"),
        ("三天前", "2026-11-02 14:30"),
        ("12月20日", "2025-12-20 12:00"),
    ],
)
def test_times_as_people_say_them(said: str, when: str) -> None:
    """Every way of saying when is turned into the moment meant, never one in the future."""
    text = f"{said}小区门口有人吵架"
    moment = find_moment(text, NOW)
    assert moment is not None
    assert stamp(moment.at) == when
    assert said.startswith(text[moment.start : moment.end][:2])


@pytest.mark.parametrize(
    "said", ["垃圾三天没人收了", "住3号楼2单元", "电话13812345678", "早点来处理", "2月30日漏水", "住3-2-501室"]
)
def test_what_says_no_time_is_no_time(said: str) -> None:
    """Spans, house numbers, telephones and impossible dates are no moments."""
    assert find_moment(said, NOW) is None


def test_numbers_in_characters() -> None:
    """Up to ninety-nine, and 两."""
    spoken = [chinese_number(words) for words in ("十", "十二", "二十", "三十五", "两", "7", "几", "十十")]
    assert spoken == [10, 12, 20, 35, 2, 7, None, None]


def test_a_whole_phone_note(items: tuple[Item, ...]) -> None:
    """Place, telephone, time, kind, name and a title that begins with the matter."""
    text = "您好，昨晚8点富民路与常青路路口有人占道经营，油烟很大，我是张建国，电话138 1234 5678，麻烦处理"
    found = read(text, items)
    assert found["phone"].value == "13812345678"
    assert found["reporter"].value == "张建国"
    assert stamp(int(found["occurred_at"].value)) == "2026-11-04 20:00"
    assert found["place"].value == "富民路与常青路路口"
    assert found["category"].value == "city_management"
    assert found["title"].value == "富民路与常青路路口有人占道经营"
    assert all(one.reason for one in found.values())


def test_a_chat_message_with_a_known_place(items: tuple[Item, ...]) -> None:
    """A place of earlier cases gives its grid, with the house number behind it kept in the place."""
    found = read("网格员你好，我们阳光花园12幢北门垃圾三天没人收了，臭得很", items)
    assert found["place"].value == "阳光花园12幢北门"
    assert found["grid"].value == "320412003001002"
    assert "阳光花园" in found["grid"].reason
    assert found["title"].value == "阳光花园12幢北门垃圾三天没人收了"


@pytest.mark.parametrize(
    ("text", "grid"),
    [
        ("富民社区第二网格路灯不亮", "320412003001002"),
        ("富民第一网格有人打架", "320412003001001"),
        ("潞城村第一网格井盖没了", "320412003201001"),
        ("富民社区楼道堆物", "320412003001"),
        ("编码320412003001002的网格", "320412003001002"),
        ("fmsq 楼道充电", "320412003001"),
        ("第一网格有人打架", ""),
        ("潞城小学门口打架", ""),
    ],
)
def test_grids_by_every_way_of_saying(text: str, grid: str) -> None:
    """The longest name wins; a name that two grids bear, or that is part of a school's, means none."""
    found = read(text)
    assert (str(found["grid"].value) if "grid" in found else "") == grid


def test_a_written_place_wins_and_an_address_is_no_title() -> None:
    """地址： says the place; the title is what happened there."""
    found = read("地址：光明新苑3号楼2单元，楼道堆满杂物 李先生139-1234-5678")
    assert found["place"].value == "光明新苑3号楼2单元"
    assert found["title"].value == "楼道堆满杂物"
    assert found["reporter"].value == "李先生"
    assert found["phone"].value == "13912345678"


def test_danger_is_urgent() -> None:
    """A person in the water is not an ordinary case."""
    assert read("两个小时前 曙光桥 有人落水")["urgency"].value == "urgent"
    assert "urgency" not in read("路灯不亮")


def test_an_empty_note_proposes_nothing() -> None:
    """Nothing in, nothing out."""
    assert read_note("", NOW) == ()
    assert read_note("，。！ \n", NOW, (), NAMES) == ()


@given(st.one_of(st.text(max_size=200), st.text(ALPHABET, max_size=80)))
def test_any_text_is_read_and_every_span_lies_in_it(text: str) -> None:
    """No text breaks it; spans are inside; a time is never in the future; titles come from the text."""
    for one in read_note(text, NOW, (), NAMES):
        assert 0 <= one.start <= one.end <= len(text)
        if one.field == "occurred_at":
            assert int(one.value) <= NOW
        if one.field == "place":
            assert text[one.start : one.end] == one.value
        if one.field == "title":
            assert text[one.start : one.end].startswith(str(one.value).removesuffix("…"))


def test_places_of_earlier_cases() -> None:
    """A place named twice is known; its grid only when most of its cases lie there."""
    rows = [
        ("阳光花园12幢", "g1", 120.0, 31.7), ("阳光花园3幢南门", "g1", 120.1, 31.8), ("阳光花园北门", "g2", None, None),
        ("富民菜场旁", "g1", None, None), ("东升市场门口", "g1", 1.0, 2.0), ("东升市场", "g2", 1.0, 2.0),
    ]  # fmt: skip
    found = {one.name: one for one in known_places(rows)}
    assert found["阳光花园"] == KnownPlace("阳光花园", "g1", 120.0, 31.7)
    assert found["东升市场"].grid == ""
    assert "富民菜场" not in found


def test_initials() -> None:
    """The letters one types for a name."""
    assert initials("富民社区") == "fmsq"
