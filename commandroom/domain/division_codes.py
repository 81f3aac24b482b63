"""Administrative division codes of 6, 9 and 12 digits: what their segments mean and what is wrong with one."""

from collections.abc import Container
from enum import StrEnum

from commandroom.domain.errors import Refused

_PROVINCE_DIGITS = "11121314152122233132333435363741424344454650515253546162636465718182"
PROVINCES = frozenset(_PROVINCE_DIGITS[at : at + 2] for at in range(0, len(_PROVINCE_DIGITS), 2))
"""The first two digits of GB/T 2260."""

FULL = 12


class Division(StrEnum):
    """How deep a 12-digit code reaches before its padding of zeros."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWN = "town"
    VILLAGE = "village"


class TownKind(StrEnum):
    """What the seventh to ninth digit say (domain.md §2.6)."""

    SUBDISTRICT = "subdistrict"
    TOWN = "town"
    TOWNSHIP = "township"
    SPECIAL = "special"


class VillageKind(StrEnum):
    """What the last three digits say (domain.md §2.6)."""

    RESIDENTS = "residents"
    VILLAGERS = "villagers"
    LIKE_RESIDENTS = "like_residents"
    LIKE_VILLAGERS = "like_villagers"
    VIRTUAL = "virtual"


def town_kind(segment: str) -> TownKind | None:
    """The kind of a 3-digit town segment; None for one no rule names."""
    number = int(segment)
    if 1 <= number <= 99:
        return TownKind.SUBDISTRICT
    if 100 <= number <= 199:
        return TownKind.TOWN
    if 200 <= number <= 399:
        return TownKind.TOWNSHIP
    if 400 <= number <= 599:
        return TownKind.SPECIAL
    return None


def village_kind(segment: str) -> VillageKind | None:
    """The kind of a 3-digit village segment; None for one no rule names."""
    number = int(segment)
    if number in (498, 598):
        return VillageKind.VIRTUAL
    if 1 <= number <= 199:
        return VillageKind.RESIDENTS
    if 200 <= number <= 399:
        return VillageKind.VILLAGERS
    if 400 <= number <= 499:
        return VillageKind.LIKE_RESIDENTS
    if 500 <= number <= 599:
        return VillageKind.LIKE_VILLAGERS
    return None


def padded(code: str) -> str:
    """The 12-digit form of a code of 2, 4, 6, 9 or 12 digits; other text unchanged."""
    return code + "0" * (FULL - len(code)) if len(code) in (2, 4, 6, 9) and code.isdecimal() else code


def division_of(code: str) -> Division:
    """How deep a 12-digit code reaches; the code must be one that :func:`division_fault` accepts."""
    if code[9:] != "000":
        return Division.VILLAGE
    if code[6:9] != "000":
        return Division.TOWN
    if code[4:6] != "00":
        return Division.COUNTY
    return Division.PROVINCE if code[2:4] == "00" else Division.CITY


def parent_of(code: str) -> str:
    """The 12-digit code one level up; "" above a province."""
    for end in (9, 6, 4, 2):
        if code[end:] != "0" * (FULL - end):
            return padded(code[:end])
    return ""


def division_fault(code: str) -> Refused | None:
    """What is wrong with a code of 6, 9 or 12 digits by its own shape; None when nothing is.

    Codes: division.not_digits, division.length, division.no_province, division.gap (a village below no town),
    division.town_segment, division.village_segment. The county may be a retired one (domain.md §2.8).
    """
    if not (code.isascii() and code.isdecimal()):
        return Refused("division.not_digits", code=code)
    if len(code) not in (6, 9, FULL):
        return Refused("division.length", code=code, length=len(code))
    if code[:2] not in PROVINCES:
        return Refused("division.no_province", code=code, province=code[:2])
    full = padded(code)
    town, village = full[6:9], full[9:]
    if (full[4:6] == "00" and town != "000") or (town == "000" and village != "000"):
        return Refused("division.gap", code=code)
    if town != "000" and town_kind(town) is None:
        return Refused("division.town_segment", code=code, segment=town)
    if village != "000" and village_kind(village) is None:
        return Refused("division.village_segment", code=code, segment=village)
    return None


def village_fault(code: str, villages: Container[str] | None = None) -> Refused | None:
    """What is wrong with a code that should name a village; None when it names one.

    ``villages`` holds the 12-digit codes the room knows; without it only the shape is judged.
    Codes: those of :func:`division_fault`, division.not_a_village (it stops at a town or above),
    division.unknown_village (12 good digits that name no village of this room).
    """
    fault = division_fault(code)
    if fault is not None:
        return fault
    if len(code) != FULL or division_of(code) is not Division.VILLAGE:
        return Refused("division.not_a_village", code=code)
    if villages is not None and code not in villages:
        return Refused("division.unknown_village", code=code)
    return None
