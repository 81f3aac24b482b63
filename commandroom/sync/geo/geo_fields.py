"""Which column of a file of outlines means what: proposed by its name, confirmed by a person."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from commandroom.domain.places import Level

_ALIASES: Mapping[str, tuple[str, ...]] = {
    "code": (
        "网格编码", "网格代码", "网格编号", "代码", "编码", "编号", "行政区划代码", "区划代码",
        "gridcode", "code", "adcode", "code12",
    ),
    "name": ("网格名称", "名称", "网格名", "名字", "gridname", "name", "label"),
    "parent": (
        "上级网格编码", "上级编码", "上级代码", "上级", "所属网格", "父级编码", "parentcode", "parent", "pid",
    ),
    "level": ("网格级别", "网格层级", "级别", "层级", "level"),
    "households": ("户数", "总户数", "households"),
    "people": ("人口", "人数", "总人口", "常住人口", "people", "population"),
    "head": ("网格长", "负责人", "head"),
    "area": ("面积（平方公里）", "面积平方公里", "面积km2", "areakm2"),
    "phone": ("联系电话", "电话", "手机", "phone"),
}  # fmt: skip

_LEVELS: Mapping[str, Level] = {
    **dict.fromkeys(("镇街", "镇", "乡", "街道", "乡镇", "town", "township"), Level.TOWN),
    **dict.fromkeys(("社区", "村", "村社", "村社区", "行政村", "community", "village"), Level.COMMUNITY),
    **dict.fromkeys(("网格", "基础网格", "综合网格", "专属网格", "base", "grid"), Level.BASE),
    **dict.fromkeys(("微网格", "micro", "microgrid"), Level.MICRO),
    **dict.fromkeys(("颗粒网格", "grain"), Level.GRAIN),
}


@dataclass(frozen=True, slots=True)
class FieldMap:
    """The column of each meaning ("" for none), and the level of grids whose row does not say."""

    code: str = ""
    name: str = ""
    parent: str = ""
    level: str = ""
    households: str = ""
    people: str = ""
    head: str = ""
    phone: str = ""
    area: str = ""
    default_level: Level = Level.BASE
    default_parent: str = ""


def plain(text: object) -> str:
    """A heading as it is compared: full width made narrow, small letters, no blanks, brackets or stars."""
    folded = unicodedata.normalize("NFKC", str(text)).casefold()
    return "".join(sign for sign in folded if not sign.isspace() and sign not in "*()（）_-")


def guess(columns: Iterable[str], default_level: Level = Level.BASE, default_parent: str = "") -> FieldMap:
    """The map that the names of the columns suggest; the first alias that occurs wins."""
    by_name: dict[str, str] = {}
    for column in columns:
        by_name.setdefault(plain(column), column)
    found = {
        meaning: next((by_name[key] for alias in aliases if (key := plain(alias)) in by_name), "")
        for meaning, aliases in _ALIASES.items()
    }
    return FieldMap(**found, default_level=default_level, default_parent=default_parent)


def level_of(text: str) -> Level | None:
    """The level a cell names in words or by its own identifier; None for any other word."""
    word = plain(text)
    return _LEVELS.get(word)


def whole_number(value: Any) -> int | None:
    """A count as a whole number; None for an empty cell. ValueError or TypeError for anything else."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, bool):
        raise TypeError(value)
    number = float(unicodedata.normalize("NFKC", value).replace(",", "")) if isinstance(value, str) else value
    if number != int(number) or not 0 <= number < 10**9:
        raise ValueError(value)
    return int(number)


def code_text(value: Any) -> str:
    """A code as text. ValueError when it was kept as a number too long to be exact (over 15 digits)."""
    if value is None:
        return ""
    if isinstance(value, float):
        if abs(value) >= 1e15:
            raise ValueError(value)
        return f"{value:.0f}" if value == int(value) else str(value)
    return unicodedata.normalize("NFKC", str(value)).strip()
