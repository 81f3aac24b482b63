"""Clean one cell as offices fill it: dates, numbers, booleans, phones, codes, names (domain.md §3.2.4)."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from math import isfinite
from typing import Any, Literal

from commandroom.domain.errors import Refused
from commandroom.domain.instant import DAY, HOUR, MINUTE, Instant

DateOrder = Literal["ymd", "mdy", "dmy", "auto"]
"""How ``05/03/2016`` reads. "ymd" expects no such text and refuses it when both readings are possible."""

EXACT_NUMBER = 10**15
"""A spreadsheet keeps 15 digits; a longer number was rounded when it was typed (domain.md §2.8)."""
FIRST_YEAR, LAST_YEAR = 1900, 2100
_SERIAL_1900 = date(1899, 12, 30).toordinal()
_SERIAL_1904 = date(1904, 1, 1).toordinal()
_SERIALS = (10_000, 80_000)
"""Bare numbers read as Excel days: 1927 to 2119; others are no dates anybody writes."""

_TIME = (
    r"(?:[\sT,，]*(?P<half0>上午|下午|凌晨|早上|中午|晚上|晚)?\s*"
    r"(?P<h>\d{1,2})\s*(?:[:：时点]|(?=\s*[APap]\.?[Mm]))\s*"
    r"(?:(?P<mi>\d{1,2})\s*分?(?:\s*[:：]?\s*(?P<s>\d{1,2})(?:\.\d+)?\s*秒?)?)?"
    r"\s*(?P<half1>[AaPp]\.?[Mm]\.?)?\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?)?"
)
_YEAR_FIRST = re.compile(
    r"(?P<y>\d{4})\s*[-/.年]\s*(?P<m>\d{1,2})(?:\s*[-/.月]\s*(?P<d>\d{1,2})\s*[日号]?|月)?" + _TIME
)
_YEAR_LAST = re.compile(r"(?P<a>\d{1,2})\s*[-/.]\s*(?P<b>\d{1,2})\s*[-/.]\s*(?P<y>\d{4})" + _TIME)
_COMPACT = re.compile(r"(?P<y>(?:19|20)\d{2})(?P<m>\d{2})(?P<d>\d{2})?(?:\s*T?(?P<h>\d{2})(?P<mi>\d{2})(?P<s>\d{2})?)?")
_LATE = frozenset({"下午", "晚上", "晚"})
_EARLY = frozenset({"上午", "凌晨", "早上"})
_ISO_LENGTHS = (10, 16, 19)
_US_LENGTH = 22
_EMPTY = ("", None)


def restored(text: str) -> str:
    """The text with the two noncharacters that OOXML escapes and the reader leaves escaped (_xFFFE_)."""
    return text.replace("_xFFFE_", "\ufffe").replace("_xFFFF_", "\uffff") if "_xFFF" in text else text


def plain_text(value: Any) -> str:
    """A cell as text, outer white space taken off: whole numbers without ".0", dates as ISO text.

    Raises Refused("cell.precision_lost") for a number too long to have been kept exactly.
    """
    if isinstance(value, str):
        return value.strip()
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        if abs(value) >= EXACT_NUMBER:
            raise Refused("cell.precision_lost")
        return str(int(value)) if value == value // 1 else repr(value)
    if isinstance(value, datetime):
        return value.isoformat(" ")
    return str(value)


def verbatim(value: Any) -> str:
    """A cell as it is to be kept beside the clean fields; nothing is refused."""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and abs(value) >= EXACT_NUMBER:
        return repr(value)
    return plain_text(value)


def _seconds(days: int, hour: int = 0, minute: int = 0, second: int = 0) -> Instant:
    """The instant of a proleptic day number and a time of day, both at +08:00."""
    return (days - 719_163) * DAY + (hour - 8) * HOUR + minute * MINUTE + second


def moment(value: Any, order: DateOrder = "ymd", *, from_1904: bool = False) -> Instant | None:
    """The instant a cell tells, at +08:00 unless it names its zone; None for an empty cell.

    A date alone is its 00:00, a month alone its first day. Raises Refused: "cell.not_a_date",
    "cell.date_impossible", "cell.date_ambiguous", "cell.date_range", "cell.time_only".
    """
    if value in _EMPTY:
        return None
    if isinstance(value, datetime):
        return _in_range(_seconds(value.toordinal(), value.hour, value.minute, value.second), value.year)
    if isinstance(value, date):
        return _in_range(_seconds(value.toordinal()), value.year)
    if isinstance(value, time | timedelta):
        raise Refused("cell.time_only")
    if isinstance(value, bool):
        raise Refused("cell.not_a_date")
    if isinstance(value, int | float):
        return _from_number(value, from_1904=from_1904)
    text = value.strip()
    quick = _quick(text, order)
    return _from_text(text, order, from_1904=from_1904) if quick is None else quick


def _quick(text: str, order: DateOrder) -> Instant | None:
    """The two writings that fill whole files, without the patterns: ISO, and 12-hour US by fixed places."""
    try:
        if len(text) in _ISO_LENGTHS and text[4] in "-/" and text.isascii():
            exact = datetime.fromisoformat(text.replace("/", "-"))
            return _in_range(_seconds(exact.toordinal(), exact.hour, exact.minute, exact.second), exact.year)
        if len(text) == _US_LENGTH and order == "mdy" and text[20:] in ("AM", "PM") and text[2] == text[5] == "/":
            day = date(int(text[6:10]), int(text[:2]), int(text[3:5]))
            hour = int(text[11:13])
            if 1 <= hour <= 12 and text[13] == text[16] == ":":
                hour = hour % 12 + (12 if text[20] == "P" else 0)
                clock = time(hour, int(text[14:16]), int(text[17:19]))
                at = _seconds(day.toordinal(), clock.hour, clock.minute, clock.second)
                return _in_range(at, day.year)
    except ValueError:
        return None
    return None


def _in_range(at: Instant, year: int) -> Instant:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refused("cell.date_range", first=FIRST_YEAR, last=LAST_YEAR)
    return at


def _from_number(value: float, *, from_1904: bool) -> Instant:
    low, high = _SERIALS
    if low <= value < high:
        days = int(value)
        origin = _SERIAL_1904 if from_1904 else _SERIAL_1900
        return _seconds(origin + days) + round((value - days) * DAY)
    if 19_000_101 <= value <= 21_001_231 and value == int(value):
        compact = _from_text(str(int(value)), "ymd", from_1904=from_1904)
        if compact is not None:
            return compact
    raise Refused("cell.not_a_date")


def _from_text(text: str, order: DateOrder, *, from_1904: bool) -> Instant | None:
    clean = unicodedata.normalize("NFKC", text).strip().lstrip("'‘’").strip()
    if not clean:
        return None
    found = _COMPACT.fullmatch(clean) or _YEAR_FIRST.fullmatch(clean)
    if found is not None:
        year, month, day = int(found["y"]), int(found["m"]), int(found["d"] or 1)
    else:
        found = _YEAR_LAST.fullmatch(clean)
        if found is None:
            if re.fullmatch(r"\d{5}(\.\d+)?", clean):
                return _from_number(float(clean), from_1904=from_1904)
            raise Refused("cell.time_only" if re.fullmatch(r"\d{1,2}[:：]\d{1,2}.*", clean) else "cell.not_a_date")
        year = int(found["y"])
        month, day = _month_day(int(found["a"]), int(found["b"]), order)
    parts = found.groupdict()
    hour, minute, second = (int(parts.get(name) or 0) for name in ("h", "mi", "s"))
    hour = _hour_24(hour, parts.get("half0") or parts.get("half1") or "")
    next_day = (hour, minute, second) == (24, 0, 0)
    try:
        exact = datetime(year, month, day, 0 if next_day else hour, minute, second)  # noqa: DTZ001 - civil parts
    except ValueError as error:
        raise Refused("cell.date_impossible") from error
    at = _seconds(exact.toordinal() + next_day, exact.hour, exact.minute, exact.second)
    return _in_range(at - _zone_shift(parts.get("zone") or ""), year)


def _month_day(first: int, second: int, order: DateOrder) -> tuple[int, int]:
    """Month and day of ``first/second/year``; only one reading possible is enough."""
    if order == "mdy":
        return first, second
    if order == "dmy":
        return second, first
    if first > 12 >= second:
        return second, first
    if second > 12 >= first or first == second:
        return first, second
    if first > 12:
        raise Refused("cell.date_impossible")
    raise Refused("cell.date_ambiguous")


def _hour_24(hour: int, half: str) -> int:
    """The hour of the day from a 12-hour writing; 12 AM is midnight, 12 PM noon, 下午 15 时 stays 15."""
    mark = half.replace(".", "").upper()
    if mark in ("AM", "PM"):
        if not 1 <= hour <= 12:
            return hour if mark == "PM" and hour < 24 else 99 if hour > 12 else hour
        return hour % 12 + (12 if mark == "PM" else 0)
    if mark in _LATE and 1 <= hour < 12:
        return hour + 12
    if mark in _EARLY and hour == 12:
        return 0
    if mark == "中午" and hour <= 2:
        return hour + 12
    return hour


def _zone_shift(zone: str) -> int:
    """How many seconds to take off a time read as +08:00 that was written in this zone."""
    if not zone:
        return 0
    if zone == "Z":
        return -8 * HOUR
    digits = zone[1:].replace(":", "")
    seconds = int(digits[:2]) * HOUR + int(digits[2:]) * MINUTE
    return (seconds if zone[0] == "+" else -seconds) - 8 * HOUR


def detect_order(values: list[Any]) -> DateOrder:
    """Month first or day first, by the values of a column that can be read in one way only.

    "ymd" when nothing shows it or the column contradicts itself: then each unclear value is refused.
    """
    month_first = day_first = False
    for value in values:
        found = _YEAR_LAST.fullmatch(value.strip()) if isinstance(value, str) else None
        if found is not None:
            month_first = month_first or int(found["b"]) > 12 >= int(found["a"])
            day_first = day_first or int(found["a"]) > 12 >= int(found["b"])
    if month_first == day_first:
        return "ymd"
    return "mdy" if month_first else "dmy"


_UNITS = {"万": 10_000.0, "亿": 100_000_000.0, "千": 1_000.0}
_NUMBER = re.compile(
    r"([-+]?\d+(?:\.\d*)?|[-+]?\.\d+)(?:[eE]([-+]?\d{1,2}))?([千万亿])?"
    r"(元|%|人|户|件|次|个|名|米|平方米|天|日|岁)?"
)


def number(value: Any) -> float | None:
    """A number in any office writing: full-width digits, thousands commas, 万, 元, %; None when empty.

    ``12.5万元`` is 125000, ``35%`` is 0.35. Raises Refused("cell.not_a_number").
    """
    if value in _EMPTY:
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise Refused("cell.not_a_number")
    if isinstance(value, int | float):
        if not isfinite(value):
            raise Refused("cell.not_a_number")
        return float(value)
    clean = unicodedata.normalize("NFKC", value).replace(",", "").replace("¥", "").replace(" ", "").lstrip("'")
    if not clean:
        return None
    found = _NUMBER.fullmatch(clean)
    if found is None:
        raise Refused("cell.not_a_number")
    digits, exponent, scale, unit = found.groups()
    result = float(digits) * 10.0 ** int(exponent or 0) * _UNITS.get(scale or "", 1.0)
    if not isfinite(result):
        raise Refused("cell.not_a_number")
    return result / 100 if unit == "%" else result


_YES = frozenset({"是", "√", "✓", "✔", "1", "y", "yes", "true", "有", "对", "t"})
_NO = frozenset({"否", "×", "✗", "x", "0", "n", "no", "false", "无", "没有", "不是", "f"})


def truth(value: Any) -> bool | None:
    """是/否/√/×/1/0/Y/有/无; None when empty. Raises Refused("cell.not_yes_no")."""
    if value in _EMPTY:
        return None
    if isinstance(value, bool):
        return value
    word = unicodedata.normalize("NFKC", plain_text(value)).casefold()
    if word in _YES:
        return True
    if word in _NO:
        return False
    if not word:
        return None
    raise Refused("cell.not_yes_no")


_PHONE_BREAK = re.compile(r"[、/，,;；|\n]+|\s{2,}|\s+(?=\+?(?:86)?1[3-9]\d{9}\b)|和")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"(0\d{2,3}-?)?[2-9]\d{6,7}(-\d{1,6})?")
_SHORT = frozenset({"110", "119", "120", "122", "12345", "12379"})


def phones(value: Any) -> str:
    """Phone numbers of a cell, 、 between them; mobiles as 11 digits, what is no number stays as written.

    Masked numbers (138****1234) and extensions are kept. Raises Refused("cell.precision_lost").
    """
    text = unicodedata.normalize("NFKC", plain_text(value)).lstrip("'")
    if _MOBILE.fullmatch(text):
        return text
    parts = [_phone(part) for part in _PHONE_BREAK.split(text)]
    return "、".join(dict.fromkeys(part for part in parts if part))


def _phone(written: str) -> str:
    bare = re.sub(r"[\s-]", "", written)
    bare = re.sub(r"^(\+86|0086|86(?=1[3-9]\d{9}$))", "", bare)
    if _MOBILE.fullmatch(bare) or bare in _SHORT:
        return bare
    tight = re.sub(r"\s+", "", written)
    return tight if _LANDLINE.fullmatch(tight) else written.strip()


_HAN_GAP = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")


def person_name(value: Any) -> str:
    """A name without the spaces that line up two-character names ("张  三")."""
    return _HAN_GAP.sub("", plain_text(value))


_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def id_number(value: Any) -> str:
    """A citizen's ID number (GB 11643), upper case, 15 digits brought to 18; "" when empty.

    Raises Refused: "cell.precision_lost", "cell.id_number" (shape or birth date), "cell.id_check" (check digit).
    """
    text = unicodedata.normalize("NFKC", plain_text(value)).lstrip("'").replace(" ", "").upper()
    if not text:
        return ""
    if re.fullmatch(r"\d{15}", text):
        century = "18" if text[12:] in ("996", "997", "998", "999") else "19"
        text = text[:6] + century + text[6:]
        text += _check_digit(text)
    if re.fullmatch(r"\d{17}[\dX]", text) is None:
        raise Refused("cell.id_number")
    try:
        date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError as error:
        raise Refused("cell.id_number") from error
    if text[17] != _check_digit(text[:17]):
        raise Refused("cell.id_check")
    return text


def _check_digit(first_17: str) -> str:
    return "10X98765432"[sum(int(d) * w for d, w in zip(first_17, _ID_WEIGHTS, strict=True)) % 11]


_PAIR = re.compile(r"[\[(（]?\s*(-?\d{1,3}(?:\.\d+)?)\s*[,，;；\s]\s*(-?\d{1,3}(?:\.\d+)?)\s*[\])）]?")


def pair(value: Any) -> tuple[float, float] | None:
    """Two numbers of one cell ("119.97,31.73", "(39.25, -76.65)"), in the order written; None when empty.

    Raises Refused("cell.not_a_position").
    """
    text = plain_text(value)
    if not text:
        return None
    found = _PAIR.fullmatch(unicodedata.normalize("NFKC", text))
    if found is None:
        raise Refused("cell.not_a_position")
    return float(found[1]), float(found[2])
