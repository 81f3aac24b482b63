"""Identity numbers, credit codes, telephone numbers."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commandroom.domain import identifiers
from commandroom.domain.errors import Refused
from commandroom.domain.identifiers import Found, Sex


@pytest.mark.parametrize(
    ("number", "sex"),
    [
        ("11010519491231002X", Sex.FEMALE),
        ("11010519491231002x", Sex.FEMALE),
        ("32041219900101001X", Sex.MALE),
        ("330212200002290021", Sex.FEMALE),
    ],
)
def test_published_identity_numbers(number: str, sex: Sex):
    """The vectors of domain.md §2.8 are valid."""
    assert identifiers.identity_fault(number, date(2026, 11, 5)) is None
    assert identifiers.identity_sex(number) is sex


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        ("330212200002290022", "identity.check"),
        ("330212200102290021", "identity.birth"),
        ("330212204002290021", "identity.birth"),
        ("990212200002290021", "identity.province"),
        ("3302122000022900", "identity.length"),
        ("33021220000229002A", "identity.shape"),
        ("3.3021220000229e+17", "identity.length"),
    ],
)
def test_wrong_identity_numbers(number: str, fault: str):
    """Each way to be wrong has its own reason: a day that does not exist, a slip in the last sign."""
    found = identifiers.identity_fault(number, date(2026, 11, 5))
    assert found is not None
    assert found.code == fault


@given(
    st.dates(date(1900, 1, 1), date(2026, 1, 1)),
    st.integers(0, 999),
    st.integers(0, 16),
    st.integers(1, 9),
)
def test_one_wrong_digit_is_always_seen(born: date, sequence: int, at: int, by: int):
    """The check sign finds every single wrong digit."""
    seventeen = f"320412{born:%Y%m%d}{sequence:03d}"
    number = seventeen + identifiers.identity_sign(seventeen)
    assert identifiers.identity_valid(number)
    wrong = number[:at] + str((int(number[at]) + by) % 10) + number[at + 1 :]
    assert not identifiers.identity_valid(wrong)


def test_old_numbers():
    """An old number gains its century and check sign; 996–999 are people born before 1900."""
    assert identifiers.identity_from_old("110105491231002") == "11010519491231002X"
    assert identifiers.identity_from_old("110105991231996")[6:10] == "1899"
    for wrong in ("11010549123100", "110105491331002", "990105491231002"):
        with pytest.raises(Refused):
            identifiers.identity_from_old(wrong)


def test_credit_codes():
    """The vector of domain.md §2.8 is valid; a wrong sign, letter or length is named."""
    assert identifiers.credit_code_fault("91350100M000100Y43") is None
    faults = [identifiers.credit_code_fault(code) for code in ("91350100M000100Y4I", "91350100M000100Y44", "9135")]
    assert [fault.code for fault in faults if fault] == ["credit.shape", "credit.check", "credit.length"]


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("13812345678", "13812345678"),
        ("+86 138-1234-5678", "13812345678"),
        ("86 13812345678", "13812345678"),
        ("１３８１２３４５６７８", "13812345678"),
        ("12812345678", ""),
        ("138123456789", ""),
        ("1381234567", ""),
    ],
)
def test_mobiles(text: str, digits: str):
    """A mobile number is eleven digits however it is written."""
    assert identifiers.mobile(text) == digits


@pytest.mark.parametrize(
    ("text", "tidy"),
    [
        ("0519-88881234", "0519-88881234"),
        ("（0519）88881234", "0519-88881234"),
        ("88881234-801", "88881234-801"),
        ("051988881234", "051988881234"),
        ("12345", "12345"),
        ("110", "110"),
        ("18881234", ""),
        ("0519-888", ""),
    ],
)
def test_landlines(text: str, tidy: str):
    """Landlines with and without area and extension, and the public short numbers."""
    assert identifiers.landline(text) == tidy
    assert (identifiers.phone_fault(text) is None) == bool(tidy)


def test_numbers_in_a_phone_note():
    """Numbers are found where they stand, in the order of the text; dates and codes are no telephones."""
    text = (
        "李某 138 1234 5678 报：身份证330212200002290021，旧证110105491231002，座机（0519）88881234，"
        "电话：87654321。事件320412003-A1-20261105-0007，网格370102011201016，拨打12345，"
        "公司91350100M000100Y43，工单20261105-0007"
    )
    found = [(spot.kind, spot.value) for spot in identifiers.find_numbers(text)]
    assert found == [
        (Found.MOBILE, "13812345678"),
        (Found.IDENTITY, "330212200002290021"),
        (Found.IDENTITY, "110105491231002"),
        (Found.LANDLINE, "051988881234"),
        (Found.LANDLINE, "87654321"),
        (Found.CREDIT, "91350100M000100Y43"),
    ]


@given(st.text())
def test_spots_lie_in_the_text_and_apart(text: str):
    """For any text the spots are ordered, apart, and inside it."""
    spots = identifiers.find_numbers(text)
    at = 0
    for spot in spots:
        assert at <= spot.start < spot.end <= len(text)
        at = spot.end
