"""Grid codes under their schemes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commandroom.domain import codes
from commandroom.domain.codes import GridCodeScheme, scheme_from
from commandroom.domain.errors import Refused
from commandroom.store import code_schemes

VILLAGE = "370102011201"
WITH_KIND = scheme_from(
    "K",
    {
        "name": "带类型位",
        "regex": "[0-9]{16}",
        "total_len": 16,
        "micro_export": "",
        "kind_map": {"1": "basic", "9": "exclusive"},
        "parts": [
            {"name": "村", "len": 12, "kind": "ADMIN"},
            {"name": "类型", "len": 1, "kind": "KIND"},
            {"name": "序号", "len": 3, "kind": "SEQ"},
        ],
    },
)


def fault(scheme: GridCodeScheme, code: str, villages: set[str] | None = None) -> str:
    found = codes.code_fault(scheme, code, villages)
    return "" if found is None else found.code


@pytest.mark.parametrize(
    ("ident", "code"),
    [
        ("STAT12_SEQ3", "370102011201016"),
        ("STAT12_SEQ3", "370102011201016-01"),
        ("STAT12_SEQ3", "370102011201016-104-02"),
        ("STAT12_SEQ2", "33040200100101"),
        ("GB30428_15", "370102011201016"),
        ("CJT349_20", "01010037010201120100"),
        ("CJT349_20", "01010037010201160101"),
        ("XIAN_3185", "61010200100101"),
        ("XIAN_3185", "6101020010010001"),
        ("OPAQUE", "A0706-01-001"),
    ],
)
def test_real_shapes_pass(ident: str, code: str):
    """Codes as production systems write them pass under their own scheme."""
    assert fault(code_schemes.scheme(ident), code) == ""


@pytest.mark.parametrize(
    ("ident", "code", "expected"),
    [
        ("STAT12_SEQ3", "", "code.empty"),
        ("STAT12_SEQ3", " 370102011201016", "code.spaces"),
        ("STAT12_SEQ3", "37010201120101", "code.length"),
        ("STAT12_SEQ3", "37010201120101X", "code.shape"),
        ("STAT12_SEQ3", "３70102011201016", "code.shape"),
        ("STAT12_SEQ3", "370102011201000", "code.sequence"),
        ("STAT12_SEQ3", "370102011201016-1", "code.length"),
        ("STAT12_SEQ3", "370102011000016", "division.not_a_village"),
        ("STAT12_SEQ3", "990102011201016", "division.no_province"),
        ("OPAQUE", "第八网格", "code.shape"),
        ("OPAQUE", "x" * 33, "code.shape"),
    ],
)
def test_wrong_codes_say_why(ident: str, code: str, expected: str):
    """Each wrong code is refused for its own reason."""
    assert fault(code_schemes.scheme(ident), code) == expected


def test_a_12_digit_code_that_names_no_village():
    """A grid code whose first twelve digits are well formed but name no village of the room is refused."""
    scheme = code_schemes.scheme()
    assert fault(scheme, VILLAGE + "001", {VILLAGE}) == ""
    assert fault(scheme, "370102011202001", {VILLAGE}) == "division.unknown_village"
    merged = code_schemes.scheme("CJT349_20")
    assert fault(merged, "01010037010201160101", {VILLAGE}) == "division.unknown_village"
    with pytest.raises(Refused, match="unknown_village"):
        codes.check_code(scheme, "370102011202001", {VILLAGE})


def test_kind_in_the_code():
    """A scheme may say in the code itself whether a grid is basic or exclusive."""
    assert WITH_KIND.kind(VILLAGE + "9002") == "exclusive"
    assert WITH_KIND.village(VILLAGE + "9002") == VILLAGE
    assert fault(WITH_KIND, VILLAGE + "5002") == "code.kind"
    assert codes.next_code(WITH_KIND, VILLAGE, set(), kind="exclusive") == VILLAGE + "9001"


@pytest.mark.parametrize("ident", ["STAT12_SEQ3", "STAT12_SEQ2", "XIAN_3185", "CJT349_20"])
@given(used=st.sets(st.integers(0, 60)))
def test_a_new_code_is_good_and_was_never_used(ident: str, used: set[int]):
    """Whatever was used before, also by retired grids, the next code is another one and has no fault."""
    scheme = code_schemes.scheme(ident)
    width = scheme.parts[-1].len
    head = ("010100" if ident == "CJT349_20" else "") + VILLAGE
    taken = {f"{head}{number:0{width}d}" for number in used}
    code = codes.next_code(scheme, VILLAGE, taken, service="010100")
    assert code not in taken
    assert fault(scheme, code, {VILLAGE}) == ""


def test_numbers_run_out():
    """A village whose numbers are all used gets no code but a reason."""
    taken = {f"{VILLAGE}{number:02d}" for number in range(100)}
    with pytest.raises(Refused, match=r"code\.full"):
        codes.next_code(code_schemes.scheme("STAT12_SEQ2"), VILLAGE, taken)
    with pytest.raises(Refused, match=r"code\.no_numbers"):
        codes.next_code(code_schemes.scheme("OPAQUE"), VILLAGE, taken)


def test_micro_codes():
    """Micro grids count below their grid with two digits, with three from the hundredth on."""
    parent = VILLAGE + "016"
    assert codes.next_micro_code(parent, {f"{parent}-01"}) == f"{parent}-02"
    assert codes.next_micro_code(parent, {f"{parent}-{n:02d}" for n in range(100)}) == f"{parent}-100"
    scheme = code_schemes.scheme()
    assert codes.split_micro(scheme, f"{parent}-01-02") == (f"{parent}-01", "-02")
    assert codes.split_micro(scheme, parent) == (parent, "")
    assert codes.export_code(scheme, f"{parent}-01-02") == f"{parent}0102"


@pytest.mark.parametrize(
    "change",
    [
        {"regex": "["},
        {"total_len": 9},
        {"parts": [{"name": "x", "len": 3, "kind": "SEQ"}], "total_len": 3},
        {"parts": [{"name": "x", "len": 12, "kind": "ADMIN"}], "total_len": 12},
        {"parts": [{"name": "x", "len": 12, "kind": "?"}]},
        {"name": None, "parts": 7},
    ],
)
def test_a_broken_scheme_is_refused(change: dict[str, object]):
    """A scheme file that does not fit together is refused by name, not half used."""
    table = {
        "name": "n",
        "regex": "[0-9]{15}",
        "total_len": 15,
        "parts": [{"name": "a", "len": 12, "kind": "ADMIN"}, {"name": "b", "len": 3, "kind": "SEQ"}],
    }
    with pytest.raises(Refused) as refusal:
        scheme_from("X", table | change)
    assert refusal.value.code == "scheme.broken"


def test_an_unknown_scheme_is_refused():
    """Asking for a scheme that is not in the file names those that are."""
    with pytest.raises(Refused) as refusal:
        code_schemes.scheme("NOPE")
    assert "STAT12_SEQ3" in refusal.value.facts["known"]
