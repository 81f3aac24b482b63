"""What a screen, a print and an export show of a person by default (domain.md §0.9, §2.12)."""

import re
from collections.abc import Container, Iterable

from commandroom.domain.identifiers import Found, find_numbers

_PAIRS = "欧阳司马上官诸葛东方皇甫尉迟公孙慕容司徒令狐夏侯宇文长孙端木闻人申屠太史呼延淳于独孤南宫轩辕百里赫连澹台"
_COMPOUND = frozenset(_PAIRS[at : at + 2] for at in range(0, len(_PAIRS), 2))


def mask_identity(number: str) -> str:
    """``330***********1234``: the first three and the last four stay; short text is hidden whole."""
    return _middle(number, 3, 4)


def mask_phone(number: str) -> str:
    """``138****5678``: of a mobile the first three and last four stay; of a landline the area and last four."""
    area = re.match(r"[（(]?0[0-9]{2,3}[)） -]{1,2}", number)
    if area is not None:
        return area[0] + _middle(number[area.end() :], 0, 4)
    prefix = re.match(r"\+?(?:00)?86[ -]?(?=1)", number)
    if prefix is not None:
        return prefix[0] + _middle(number[prefix.end() :], 3, 4)
    main, dash, extension = number.partition("-")
    if dash and len(main) in (7, 8):
        return _middle(main, 0, 4) + dash + extension
    return _middle(number, 3, 4) if len(number) >= 11 else _middle(number, 0, 4)


def _middle(text: str, head: int, tail: int) -> str:
    if len(text) <= head + tail:
        return "*" * len(text)
    hidden = "".join("*" if sign.isalnum() else sign for sign in text[head : len(text) - tail])
    return text[:head] + hidden + text[len(text) - tail :]


def mask_name(name: str) -> str:
    """``张*``: the family name stays (two signs for 欧阳 and its like), one star for each sign after it."""
    name = name.strip()
    if len(name) < 2:
        return "*" * len(name)
    kept = 2 if name[:2] in _COMPOUND and len(name) > 2 else 1
    return name[:kept] + "".join(sign if sign in " ·•." else "*" for sign in name[kept:])


def mask_case(words: str, reporter: str) -> str:
    """Words of a case (title, place, what was said) as everybody sees them: numbers and its reporter masked."""
    return mask_text(words, names=(reporter,) if reporter else ())


def mask_text(text: str, *, names: Iterable[str] = (), keep: Container[str] = ()) -> str:
    """Free text with every identity number and telephone number masked, and the given names.

    ``names`` are the persons known from the form (caller, reporter, key persons); a name of one sign is left
    alone. ``keep`` holds numbers that are nobody's, such as grid codes and public short numbers. Credit codes
    name companies and are public. The length of the text does not change.
    """
    pieces: list[str] = []
    at = 0
    for spot in find_numbers(text):
        written = text[spot.start : spot.end]
        if spot.kind is Found.CREDIT or spot.value in keep or written in keep:
            continue
        mask = mask_identity if spot.kind is Found.IDENTITY else mask_phone
        pieces += [text[at : spot.start], mask(written)]
        at = spot.end
    masked = "".join([*pieces, text[at:]])
    for name in sorted({name.strip() for name in names}, key=len, reverse=True):
        if len(name) > 1:
            masked = masked.replace(name, mask_name(name))
    return masked
