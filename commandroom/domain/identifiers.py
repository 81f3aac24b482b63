"""Identity numbers, credit codes and telephone numbers: right or wrong, and where they stand in free text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from commandroom.domain.division_codes import PROVINCES
from commandroom.domain.errors import Refused

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_SIGNS = "10X98765432"
_ID_PROVINCES = PROVINCES | {"83", "91"}
"""83: residence permits of Taiwan, 91: foreigners with permanent residence."""

_CREDIT_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_LONG_LIVED = frozenset({"996", "997", "998", "999"})
_NARROW = {0xFF10 + n: 0x30 + n for n in range(10)} | {0xFF38: 0x58, 0xFF58: 0x78, 0xFF0D: 0x2D, 0xFF0B: 0x2B}
SHORT_CODES = frozenset({"110", "119", "120", "122", "12345", "12379"})

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"(?:0[0-9]{2,3}-?)?[2-9][0-9]{6,7}(?:-[0-9]{1,6})?")


class Sex(StrEnum):
    """What the seventeenth digit of an identity number says."""

    MALE = "male"
    FEMALE = "female"


class Found(StrEnum):
    """What kind of number was found in a text."""

    IDENTITY = "identity"
    MOBILE = "mobile"
    LANDLINE = "landline"
    CREDIT = "credit"


@dataclass(frozen=True, slots=True)
class Spotted:
    """A number in a text: its kind, where it stands (``text[start:end]`` as written), and its tidy form."""

    kind: Found
    start: int
    end: int
    value: str


def narrow(text: str) -> str:
    """Full-width digits, X, plus and minus as half-width; the length stays the same."""
    return text.translate(_NARROW)


def identity_sign(seventeen: str) -> str:
    """The check sign (0–9 or X) of the first seventeen digits, GB 11643."""
    total = sum(int(digit) * weight for digit, weight in zip(seventeen, _ID_WEIGHTS, strict=True))
    return _ID_SIGNS[total % 11]


def _birth(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None


def identity_fault(number: str, today: date | None = None) -> Refused | None:
    """What is wrong with an 18-digit identity number (GB 11643); None when nothing is.

    The county may be a retired one, so only the province is looked at. ``today`` refuses births to come.
    Codes: identity.length, identity.shape, identity.province, identity.birth, identity.check.
    """
    number = narrow(number).strip().upper()
    if len(number) != 18:
        return Refused("identity.length", length=len(number))
    if re.fullmatch(r"[0-9]{17}[0-9X]", number) is None:
        return Refused("identity.shape")
    if number[:2] not in _ID_PROVINCES:
        return Refused("identity.province", province=number[:2])
    birth = _birth(number[6:14])
    if birth is None or birth.year < 1850 or (today is not None and birth > today):
        return Refused("identity.birth", birth=number[6:14])
    if identity_sign(number[:17]) != number[17]:
        return Refused("identity.check", last=number[17])
    return None


def identity_valid(number: str, today: date | None = None) -> bool:
    """True for an 18-digit identity number with a real province, birth and check sign."""
    return identity_fault(number, today) is None


def identity_birth(number: str) -> date | None:
    """The day of birth in an 18-digit number; None when it is no day."""
    return _birth(number[6:14]) if number[6:14].isascii() and number[6:14].isdecimal() else None


def identity_sex(number: str) -> Sex:
    """The sex in an 18-digit number: the seventeenth digit is odd for men."""
    return Sex.MALE if int(number[16]) % 2 else Sex.FEMALE


def identity_from_old(number: str) -> str:
    """The 18-digit form of an old 15-digit number; Refused("identity.old") when it is none.

    Sequences 996–999 were kept for people over a hundred, born in the 1800s (domain.md §2.8).
    """
    number = narrow(number).strip()
    if re.fullmatch(r"[0-9]{15}", number) is None or number[:2] not in _ID_PROVINCES:
        raise Refused("identity.old", length=len(number))
    century = "18" if number[12:] in _LONG_LIVED else "19"
    if _birth(century + number[6:12]) is None:
        raise Refused("identity.birth", birth=century + number[6:12])
    seventeen = number[:6] + century + number[6:]
    return seventeen + identity_sign(seventeen)


def credit_sign(seventeen: str) -> str:
    """The check sign of the first seventeen signs of a credit code, GB 32100."""
    total = sum(_CREDIT_SIGNS.index(sign) * pow(3, at, 31) for at, sign in enumerate(seventeen))
    return _CREDIT_SIGNS[-total % 31]


def credit_code_fault(code: str) -> Refused | None:
    """What is wrong with a unified social credit code (GB 32100); None when nothing is.

    Codes: credit.length, credit.shape (I, O, S, V, Z never occur), credit.check.
    """
    code = narrow(code).strip().upper()
    if len(code) != 18:
        return Refused("credit.length", length=len(code))
    odd = next((sign for sign in code if sign not in _CREDIT_SIGNS), "")
    if odd:
        return Refused("credit.shape", sign=odd)
    if credit_sign(code[:17]) != code[17]:
        return Refused("credit.check", code=code)
    return None


def mobile(text: str) -> str:
    """The eleven digits of a mobile number written with +86, blanks or dashes; "" when it is none."""
    digits = re.sub(r"[\s-]", "", narrow(text))
    digits = digits.removeprefix("+86") if digits.startswith("+") else re.sub(r"^(?:0086|86)(?=1)", "", digits)
    return digits if _MOBILE.fullmatch(digits) else ""


def landline(text: str) -> str:
    """A landline number as written, without blanks and brackets; "" when it is none. Short codes pass."""
    digits = re.sub(r"[\s]", "", narrow(text)).replace("(", "").replace("（", "")
    digits = digits.replace(")", "-").replace("）", "-").replace("--", "-")
    return digits if digits in SHORT_CODES or _LANDLINE.fullmatch(digits) else ""


def phone_fault(text: str) -> Refused | None:
    """What is wrong with a telephone number of any kind: Refused("phone.shape"); None when nothing is."""
    return None if mobile(text) or landline(text) else Refused("phone.shape", length=len(text))


_SPOT_ID = re.compile(r"(?<![0-9A-Za-z])[0-9]{6}[ -]?[0-9]{8}[ -]?[0-9]{3}[0-9Xx](?![0-9A-Za-z])")
_SPOT_OLD = re.compile(r"(?<![0-9A-Za-z-])[0-9]{15}(?![0-9A-Za-z-])")
_SPOT_CREDIT = re.compile(r"(?<![0-9A-Za-z])[0-9A-HJ-NPQRTUWXY]{18}(?![0-9A-Za-z])")
_SPOT_MOBILE = re.compile(r"(?<![0-9])(?:(?:\+|00)?86[ -]?)?1[3-9][0-9](?:[0-9]{8}|[ -][0-9]{4}[ -][0-9]{4})(?![0-9])")
_SPOT_AREA = re.compile(
    r"(?<![0-9-])[（(]?0(?:10|2[0-9]|[3-9][0-9]{2})[)） -]{0,2}[2-9][0-9]{6,7}(?:-[0-9]{1,6})?(?![0-9])"
)
_SPOT_CALLED = re.compile(
    r"(?:电话|座机|固话|热线|来电|联系方式|tel|Tel|TEL)[号码是为:： （(]{0,5}"
    r"([2-9][0-9]{6,7}(?:-[0-9]{1,6})?)(?![0-9-])"
)


def _old_identity(number: str) -> bool:
    """An old number that is not rather a 15-digit grid code: born from 1920 on, in a province that is.

    In a grid code the same digits are the town (street 0xx, town 1xx) and would read as born before 1920.
    """
    try:
        full = identity_from_old(number)
    except Refused:
        return False
    return number[:2] in PROVINCES and "1920" <= full[6:10] <= "1999"


def _candidates(text: str) -> Iterator[Spotted]:
    for hit in _SPOT_ID.finditer(text):
        number = re.sub(r"[ -]", "", hit[0]).upper()
        birth = identity_birth(number)
        # A wrong check sign is a slip of the pen in a real number: it is still somebody's.
        if number[:2] in _ID_PROVINCES and birth is not None and 1900 <= birth.year <= 2100:
            yield Spotted(Found.IDENTITY, hit.start(), hit.end(), number)
    for hit in _SPOT_OLD.finditer(text):
        if _old_identity(hit[0]):
            yield Spotted(Found.IDENTITY, hit.start(), hit.end(), hit[0])
    for hit in _SPOT_CREDIT.finditer(text.upper()):
        if credit_code_fault(hit[0]) is None:
            yield Spotted(Found.CREDIT, hit.start(), hit.end(), hit[0])
    for hit in _SPOT_MOBILE.finditer(text):
        yield Spotted(Found.MOBILE, hit.start(), hit.end(), mobile(hit[0]))
    for hit in _SPOT_AREA.finditer(text):
        yield Spotted(Found.LANDLINE, hit.start(), hit.end(), re.sub(r"[()（） ]", "", hit[0]))
    for hit in _SPOT_CALLED.finditer(text):
        yield Spotted(Found.LANDLINE, hit.start(1), hit.end(1), hit[1])


def find_numbers(text: str) -> tuple[Spotted, ...]:
    """The identity numbers, credit codes and telephone numbers in a text, in order, none inside another.

    Where two readings overlap the earlier kind of :class:`Found` wins by the order tried: identity, credit,
    mobile, landline. Seven or eight bare digits count as a telephone only after a word that says so.
    """
    plain = narrow(text)
    kept: list[Spotted] = []
    for spot in _candidates(plain):
        if all(spot.end <= other.start or spot.start >= other.end for other in kept):
            kept.append(spot)
    return tuple(sorted(kept, key=lambda spot: spot.start))
