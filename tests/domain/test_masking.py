"""What is hidden by default."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commandroom.domain import identifiers, masking


def test_published_masks():
    """The masks of domain.md §0.9."""
    assert masking.mask_identity("330212200002291234") == "330***********1234"
    assert masking.mask_phone("13812345678") == "138****5678"
    assert masking.mask_name("张三") == "张*"


@pytest.mark.parametrize(
    ("name", "masked"),
    [("", ""), ("张", "*"), ("张三丰", "张**"), ("欧阳锋", "欧阳*"), ("欧阳", "欧*"), ("买买提·艾力", "买**·**")],
)
def test_names(name: str, masked: str):
    """The family name stays, compound names too, and a lone sign is hidden."""
    assert masking.mask_name(name) == masked


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("0519-88881234", "0519-****1234"),
        ("（0519）88881234", "（0519）****1234"),
        ("88881234-801", "****1234-801"),
        ("+86-13812345678", "+86-138****5678"),
        ("138 1234 5678", "138 **** 5678"),
        ("123", "***"),
    ],
)
def test_phones(number: str, masked: str):
    """The area code and the last four digits stay, and the way it was written."""
    assert masking.mask_phone(number) == masked


def test_free_text():
    """Numbers and known names are hidden inside a text, codes and public numbers are not."""
    text = "张三丰来电13812345678，身份证330212200002290021，网格370102011201016，12345转"
    assert masking.mask_text(text, names=["张三丰", ""]) == (
        "张**来电138****5678，身份证330***********0021，网格370102011201016，12345转"
    )
    assert masking.mask_text(text, keep={"13812345678"}).count("13812345678") == 1


def test_a_slip_of_the_pen_is_still_hidden():
    """An identity number with a wrong check sign is somebody's and is hidden too."""
    assert "330212200002290022" not in masking.mask_text("号码330212200002290022")


@given(st.text(alphabet="0123456789Xx-+ （）张三电话：a１８", max_size=60))
def test_nothing_found_remains(text: str):
    """After masking no identity or telephone number is left, and the length is as it was."""
    masked = masking.mask_text(text)
    assert len(masked) == len(text)
    kinds = {spot.kind for spot in identifiers.find_numbers(masked)}
    assert kinds <= {identifiers.Found.CREDIT}
