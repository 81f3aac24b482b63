"""Cleaning single cells as offices fill them."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commandroom.domain.errors import Refused
from commandroom.domain.instant import at, instant, stamp
from commandroom.sync import cells

MOMENTS = [
    ("2024-3-5", "ymd", "2024-03-05 00:00"),
    ("2024/3/5", "ymd", "2024-03-05 00:00"),
    ("2024.3.5", "ymd", "2024-03-05 00:00"),
    ("2017.05.03", "ymd", "2017-05-03 00:00"),
    ("20240305", "ymd", "2024-03-05 00:00"),
    (20240305.0, "ymd", "2024-03-05 00:00"),
    ("20240305083000", "ymd", "2024-03-05 08:30"),
    ("2024年3月5日 8时30分", "ymd", "2024-03-05 08:30"),
    ("2024年3月5日8点30", "ymd", "2024-03-05 08:30"),
    ("2024年3月5日下午3时", "ymd", "2024-03-05 15:00"),
    ("2024年3月5日中午12:10", "ymd", "2024-03-05 12:10"),
    ("2024年3月", "ymd", "2024-03-01 00:00"),
    ("2024-03", "ymd", "2024-03-01 00:00"),
    ("'2024-03-05", "ymd", "2024-03-05 00:00"),
    ("２０２４－０３－０５", "ymd", "2024-03-05 00:00"),
    ("2019/3/11 9:05:00", "ymd", "2019-03-11 09:05"),
    ("2017-06-08 17:31:20", "ymd", "2017-06-08 17:31"),
    ("2024-03-05T08:30:00Z", "ymd", "2024-03-05 16:30"),
    ("2024-03-05T08:30:00+08:00", "ymd", "2024-03-05 08:30"),
    ("2024-03-05 24:00", "ymd", "2024-03-06 00:00"),
    ("04/12/2018 12:11:26 AM", "mdy", "2018-04-12 00:11"),
    ("04/12/2018 12:11:26 PM", "mdy", "2018-04-12 12:11"),
    ("4/12/2018 1:06 pm", "mdy", "2018-04-12 13:06"),
    ("05/03/2016", "mdy", "2016-05-03 00:00"),
    ("05/03/2016", "dmy", "2016-03-05 00:00"),
    ("25/03/2016", "ymd", "2016-03-25 00:00"),
    ("03/25/2016", "auto", "2016-03-25 00:00"),
    (45356, "ymd", "2024-03-05 00:00"),
    (45356.5, "ymd", "2024-03-05 12:00"),
    ("45356", "ymd", "2024-03-05 00:00"),
    (date(2024, 3, 5), "ymd", "2024-03-05 00:00"),
    (datetime(2024, 3, 5, 8, 30), "ymd", "2024-03-05 08:30"),  # noqa: DTZ001 - cells know no zones
]


@pytest.mark.parametrize(("written", "order", "expected"), MOMENTS)
def test_moments(written: object, order: cells.DateOrder, expected: str) -> None:
    """Every date form met in real files is read as +08:00."""
    found = cells.moment(written, order)
    assert found is not None
    assert stamp(found) == expected


def test_serial_1904() -> None:
    """The same serial is 1,462 days later in a workbook counting from 1904."""
    assert cells.moment(43894, from_1904=True) == at(2024, 3, 5)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("2026/13/45", "cell.date_impossible"),
        ("2023-02-29", "cell.date_impossible"),
        ("02/30/2020", "cell.date_impossible"),
        ("2024-03-05 25:00:00", "cell.date_impossible"),
        ("05/03/2016", "cell.date_ambiguous"),
        ("8:30", "cell.time_only"),
        (time(8, 30), "cell.time_only"),
        ("你好", "cell.not_a_date"),
        (True, "cell.not_a_date"),
        (12.0, "cell.not_a_date"),
        ("0001-01-01", "cell.date_range"),
        ("2924-03-05", "cell.date_range"),
    ],
)
def test_wrong_moments(written: object, code: str) -> None:
    """What is no date is refused, and for the right reason."""
    with pytest.raises(Refused) as refusal:
        cells.moment(written)
    assert refusal.value.code == code


@given(st.datetimes(datetime(1930, 1, 1), datetime(2099, 12, 31)))  # noqa: DTZ001
def test_every_writing_tells_the_same_moment(when: datetime) -> None:
    """One moment in ISO, Chinese, US and compact writing is one instant."""
    when = when.replace(microsecond=0)
    expected = instant(when)
    half = "AM" if when.hour < 12 else "PM"
    us = f"{when:%m/%d/%Y} {when.hour % 12 or 12:02d}:{when:%M:%S} {half}"
    assert cells.moment(when.isoformat(" ")) == expected
    assert cells.moment(when.strftime("%Y/%m/%d %H:%M:%S")) == expected
    assert cells.moment(when.strftime("%Y%m%d%H%M%S")) == expected
    chinese = f"{when.year}年{when.month}月{when.day}日 {when.hour}时{when.minute}分{when.second}秒"
    assert cells.moment(chinese) == expected
    assert cells.moment(us, "mdy") == expected
    assert cells.moment(us.lower(), "mdy") == expected
    assert cells.moment(when) == expected


@given(st.text(max_size=30) | st.floats() | st.integers() | st.booleans())
def test_rubbish_never_breaks_a_cleaner(value: object) -> None:
    """Any cell gives a value or a refusal, nothing else."""
    for clean in (cells.moment, cells.number, cells.phones, cells.id_number, cells.pair, cells.truth):
        try:
            clean(value)
        except Refused as refusal:
            assert refusal.code.startswith("cell.")


def test_date_order_is_learnt_from_values_that_have_one_reading() -> None:
    """One day above twelve settles the column; contradictions settle nothing."""
    assert cells.detect_order(["05/03/2016", "12/31/2016"]) == "mdy"
    assert cells.detect_order(["05/03/2016", "31/12/2016"]) == "dmy"
    assert cells.detect_order(["31/12/2016", "12/31/2016"]) == "ymd"
    assert cells.detect_order(["05/03/2016"]) == "ymd"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("12.5万元", 125000.0), ("３５％", 0.35), ("1,234.5", 1234.5), ("3 人", 3.0), ("", None), (-2, -2.0),
        ("1.5亿", 1.5e8),
    ],
)
def test_numbers(written: object, expected: float | None) -> None:
    """Numbers with 万, 元, % and full-width digits."""
    assert cells.number(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"), [("√", True), ("×", False), ("有", True), (0, False), ("", None), ("Y", True)]
)
def test_truth(written: object, expected: bool | None) -> None:
    """The ways to say yes and no."""
    assert cells.truth(written) is expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (13800138000.0, "13800138000"),
        ("+86 138-0013-8000", "13800138000"),
        ("13800138000、13900139000/0519-88888888", "13800138000、13900139000、0519-88888888"),
        ("１３８００１３８０００", "13800138000"),
        ("138****1234", "138****1234"),
        ("12345", "12345"),
        ("", ""),
    ],
)
def test_phones(written: object, expected: str) -> None:
    """Lists of phones, prefixes, numbers that became floats, masked numbers."""
    assert cells.phones(written) == expected


def test_identity_numbers() -> None:
    """Vectors of domain.md §2.8; a number that was stored as a float is refused, not guessed."""
    for good in ("11010519491231002X", "32041219900101001X", "330212200002290021"):
        assert cells.id_number(good) == good
    assert cells.id_number("11010519491231002x") == "11010519491231002X"
    assert cells.id_number("110105491231002") == "11010519491231002X"
    for wrong, code in (
        (330212200002290021.0, "cell.precision_lost"),
        ("110105194912310020", "cell.id_check"),
        ("11010519490231002X", "cell.id_number"),
    ):
        with pytest.raises(Refused) as refusal:
            cells.id_number(wrong)
        assert refusal.value.code == code


def test_text_of_other_cells() -> None:
    """Whole floats lose their ".0", long numbers are refused, names lose the spaces that line them up."""
    assert cells.plain_text(21215.0) == "21215"
    assert cells.plain_text(0.5) == "0.5"
    assert cells.person_name("张　 三") == "张三"
    assert cells.person_name("John  Doe") == "John  Doe"
    with pytest.raises(Refused, match=r"cell\.precision_lost"):
        cells.plain_text(1234567890123456.0)
