"""How offices write a roster: columns of posts and shifts, names in one cell, days without a year."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from commandroom.domain.errors import Refused
from commandroom.domain.instant import local_date
from commandroom.domain.people import Person
from commandroom.sync import cells
from commandroom.sync.table_header import header_key

POST_NAMES: Mapping[str, tuple[str, ...]] = {
    "duty_leader": ("带班领导", "带班", "带班人", "带班人员", "值班领导", "总带班", "带班负责人"),
    "duty_commander": ("值班长", "值班负责人", "负责人", "值班长/负责人", "主班", "主持人", "主持"),
    "dispatcher": ("派单调度员", "调度员", "派单员", "坐席", "席位", "坐班"),
    "handler": ("事项处置员", "处置员", "处置员部门", "处置人员"),
    "standby": ("备勤", "备勤人员", "备班", "备班人员", "副班"),
    "on_duty": ("值班人员", "值班员", "值班", "值班人", "值班干部", "人员", "姓名", "值守人员", "组会报告/讨论人员"),
}
"""What the posts are called at the head of a column; the first of each is what is written."""
SHIFT_NAMES: Mapping[str, tuple[str, ...]] = {
    "day": ("白班", "白", "白天", "日班", "早班"),
    "night": ("夜班", "夜", "夜间", "晚班", "晚"),
    "whole": ("全天", "24小时", "全日"),
}
PLAIN: Mapping[str, tuple[str, ...]] = {
    "date": ("日期", "值班日期", "时间", "值班时间", "组会时间"),
    "post": ("岗位", "职务", "值班岗位"),
    "shift": ("班次", "值班班次"),
    "note": ("备注", "说明", "组会/讨论内容", "值班内容", "事由"),
}
"""The columns that hold no people."""
_NOBODY = frozenset({"", "-", "—", "——", "/", "无", "空", "待定", "暂缺", "none", "休"})
_BREAK = re.compile(r"[\s、，,;；/|]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_PHONE = re.compile(r"[+\d*()-]{5,}")
_BRACKET = re.compile(r"[（(][^（）()]*[)）]")
_MONTH_DAY = re.compile(r"(\d{1,2})月(\d{1,2})[日号]?")
_DAY = re.compile(r"(\d{1,2})[日号]?")
_TITLE = re.compile(r"((?:19|20)\d{2})\s*年(?:\s*(\d{1,2})\s*月)?")
_WEEKDAY = re.compile(r"[（(\s]*(?:星期|周|礼拜)[一二三四五六日天][)）]*$")
_SPANS = re.compile(r"(\d{1,2})[:：](\d{2})\s*[-—–~～至]+\s*(?:次日)?(\d{1,2})[:：](\d{2})")


def _aliases() -> dict[str, str]:
    found = {header_key(name): field for field, names in PLAIN.items() for name in names}
    counts = ("", "1", "2", "3", "4", "5", "6", "一", "二", "三", "四", "五", "六")
    for post, names in POST_NAMES.items():
        for name in names:
            for count in counts:
                found.setdefault(header_key(name + count), f"{post}:whole:{count}")
                for shift, marks in SHIFT_NAMES.items():
                    for mark in marks:
                        field = f"{post}:{shift}:{count}"
                        found.setdefault(header_key(f"{name}{mark}{count}"), field)
                        found.setdefault(header_key(f"{mark}{name}{count}"), field)
                        found.setdefault(header_key(f"{name}/{mark}{count}"), field)
    for shift, marks in SHIFT_NAMES.items():
        for mark in marks:
            if len(mark) > 1:
                found.setdefault(header_key(mark), f"on_duty:{shift}:")
    return found


_TIMED = re.compile(r"(.+?)(\d{2})(\d{2})-(\d{2})(\d{2})")


class _Labels(dict[str, str]):
    """Known header keys, and those of a post with its times (值班人员（14:00-16:00）)."""

    def get(self, key: str, default: Any = None) -> Any:
        found = super().get(key)
        timed = _TIMED.fullmatch(key) if found is None else None
        if timed is None:
            return default if found is None else found
        post = super().get(timed[1], "").partition(":")[0]
        span = f"{timed[2]}.{timed[3]}-{timed[4]}.{timed[5]}"
        return f"{post}:{span}:" if post in POST_NAMES else default


ALIASES: Mapping[str, str] = _Labels(_aliases())
"""Header key -> "date", "post", "shift", "note", or "post:shift:" of a column of people (times written 14.00)."""
POSTS_BY_NAME = {header_key(name): post for post, names in POST_NAMES.items() for name in names}
SHIFTS_BY_NAME = {header_key(name): shift for shift, names in SHIFT_NAMES.items() for name in names}


def shift_named(word: str) -> str | None:
    """A shift by its word (白班, 夜, 08:30-17:30); "whole" for none, None for a word that is no shift."""
    if not word.strip():
        return "whole"
    known = SHIFTS_BY_NAME.get(header_key(word))
    found = _SPANS.search(unicodedata.normalize("NFKC", word))
    if known is None and found is not None:
        first, last = (int(found[1]), int(found[2])), (int(found[3]), int(found[4]))
        if max(first[0], last[0]) <= 24 and max(first[1], last[1]) < 60:
            return f"{first[0]:02d}:{first[1]:02d}-{last[0]:02d}:{last[1]:02d}"
    return known


def names_in(value: Any) -> list[str]:
    """The names of a cell: parted by blanks, 、 or lines; telephones and what stands in brackets taken off.

    ``张  三`` (blanks that line up two signs) is one name.
    """
    text = _BRACKET.sub(" ", unicodedata.normalize("NFKC", cells.plain_text(value)))
    parts = [part for part in _BREAK.split(text) if part and not _PHONE.fullmatch(part)]
    joined: list[str] = []
    waiting = False
    for part in parts:
        single = len(part) == 1 and _HAN.fullmatch(part) is not None
        if single and waiting:
            joined[-1] += part
            waiting = False
            continue
        joined.append(part)
        waiting = single
    return [name for name in dict.fromkeys(joined) if name.casefold() not in _NOBODY]


@dataclass(frozen=True, slots=True)
class Titled:
    """The year, and perhaps the month, that stand above a table whose days do not name them; 0 = unknown."""

    year: int = 0
    month: int = 0


def titled(rows: Iterable[Iterable[Any]]) -> Titled:
    """Year and month of the titles above a table (``2026 年 11 月值班表``)."""
    for row in rows:
        for cell in row:
            found = _TITLE.search(cell) if isinstance(cell, str) else None
            if found is not None:
                return Titled(int(found[1]), int(found[2] or 0))
    return Titled()


def day_of(value: Any, title: Titled) -> str | None:
    """The ISO day of a cell; None when it is empty.

    ``11月5日`` and a bare day number take what is missing from the title. Raises what ``cells.moment`` raises.
    """
    if isinstance(value, str):
        text = _WEEKDAY.sub("", unicodedata.normalize("NFKC", value)).strip()
        if not text:
            return None
        short = _MONTH_DAY.fullmatch(text)
        if short is not None and title.year:
            return _civil(title.year, int(short[1]), int(short[2]))
        bare = _DAY.fullmatch(text)
        if bare is not None and title.month:
            return _civil(title.year, title.month, int(bare[1]))
        value = text
    elif isinstance(value, int | float) and 1 <= value <= 31 and value == int(value) and title.month:
        return _civil(title.year, title.month, int(value))
    at = cells.moment(value)
    return None if at is None else local_date(at).isoformat()


def _civil(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError as error:
        raise Refused("cell.date_impossible") from error


class Accounts:
    """Names of people to account names; a name that two accounts bear, or none, stays a name.

    ``meant``: who is meant by a name, where somebody said so.
    """

    def __init__(self, people: Iterable[Person], meant: Mapping[str, str] | None = None) -> None:
        self._ids: dict[str, str] = {}
        twice: set[str] = set()
        for person in people:
            if person.retired or not person.active:
                continue
            for name in {person.id, person.name} - {""}:
                if self._ids.setdefault(name, person.id) != person.id:
                    twice.add(name)
        for name in twice:
            del self._ids[name]
        self._ids.update(meant or {})
        self.unknown: dict[str, None] = {}

    def of(self, name: str) -> str:
        """The account of a name, or the name itself, which is then noted as unknown."""
        found = self._ids.get(name)
        if found is None:
            self.unknown.setdefault(name)
            return name
        return found
