"""When something happened, as people say it: 昨晚8点, 刚才, 11月3日下午三点半, 上周五, two hours ago."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from commandroom.domain.instant import DAY, HOUR, MINUTE, Instant, instant, local

_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_NUMBER = r"(?:[0-9]{1,2}|[零〇一二两三四五六七八九十]{1,3})"
_PARTS = {
    "凌晨": (0, 2), "半夜": (0, 0), "清晨": (0, 6), "一大早": (0, 7), "早上": (0, 8), "早晨": (0, 7), "上午": (0, 10),
    "中午": (12, 12), "午后": (12, 14), "下午": (12, 15), "傍晚": (12, 18), "晚上": (12, 20), "夜里": (12, 22),
    "深夜": (12, 23), "晚": (12, 20), "早": (0, 8),
}  # fmt: skip
"""Part of a day: what is added to hours below twelve, and the hour that stands for the part alone."""
_PART = "|".join(sorted(_PARTS, key=len, reverse=True))
_DAYS = {
    "大前天": -3, "前天": -2, "前晚": -2, "昨天": -1, "昨日": -1, "昨": -1, "今天": 0, "今日": 0, "今": 0, "当天": 0,
    "前日": -2,
}  # fmt: skip
_DAY = "|".join(sorted(_DAYS, key=len, reverse=True))
_WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6, "末": 5}
_CLOCK = (
    rf"(?:(?P<colon>[01]?[0-9]|2[0-3])[:：](?P<cmin>[0-5][0-9])(?:[:：][0-5][0-9])?"
    rf"|(?P<hour>{_NUMBER})[点时](?!间|候|段)(?:(?P<half>半)|(?P<quarter>[一三])刻|(?P<min>{_NUMBER})分?|钟|整)?)"
)
_WHEN = re.compile(
    rf"(?P<date>(?:(?P<year>20[0-9]{{2}})[年./-])?(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
    rf"(?P<mark>[月./-])(?P<dom>3[01]|[12][0-9]|0?[1-9]|{_NUMBER})(?:(?P<end>[日号])|(?![0-9日号./-])))?"
    rf"(?P<week>(?P<last>上上|上|这|本)?个?(?:周|星期|礼拜)(?P<wday>[一二三四五六日天末]))?"
    rf"(?P<day>{_DAY})?[，, ]?(?P<part>{_PART})?[，, ]?(?P<clock>{_CLOCK})?"
)
_AGO = re.compile(
    rf"(?P<n>半|几|{_NUMBER}|[0-9]{{1,3}})个?(?P<half>半)?(?P<unit>分钟|小时|钟头|天|礼拜|星期|周)(?:之前|以前|前)"
)
_JUST = re.compile(r"刚刚|刚才|方才|刚(?=发现|看到|路过|经过)|现在|目前|正在|此刻")
_UNITS = {"分钟": MINUTE, "小时": HOUR, "钟头": HOUR, "天": DAY, "礼拜": 7 * DAY, "星期": 7 * DAY, "周": 7 * DAY}
_SOME = 3
"""几 (a few) is taken for three."""


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant read from ``text[start:end]``; ``exact`` is False when only a day or a part of it was said."""

    at: Instant
    start: int
    end: int
    exact: bool


def chinese_number(words: str) -> int | None:
    """三十五, 十, 12, 两 as a number; None for anything else."""
    if words.isascii() and words.isdecimal():
        return int(words)
    if not words or any(sign not in _DIGITS and sign != "十" for sign in words):
        return None
    tens, ten, ones = words.rpartition("十")
    if not ten:
        return _DIGITS[words] if len(words) == 1 else None
    if "十" in tens or len(tens) > 1 or len(ones) > 1:
        return None
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)


def find_moment(text: str, now: Instant) -> Moment | None:
    """The moment a note speaks of, never later than ``now``; the fullest telling wins, then the first."""
    best: Moment | None = None
    weight = 0
    for found in _WHEN.finditer(text):
        if not found[0].strip("，, "):
            continue
        told = sum(found[name] is not None for name in ("date", "week", "day", "part", "clock"))
        if found["date"] or found["clock"]:
            told += 1
        moment = _moment(found, now) if told > weight and not _is_short(found) else None
        if moment is not None and moment.at <= now:
            best, weight = moment, told
    if best is not None:
        return best
    for finder in (_ago, _just):
        moment = finder(text, now)
        if moment is not None:
            return moment
    return None


def _is_short(found: "re.Match[str]") -> bool:
    """A lone 早 or 晚 or 今 inside other words says nothing of the time."""
    return found["clock"] is None and found["date"] is None and found["week"] is None and len(found[0].strip()) < 2


def _moment(found: "re.Match[str]", now: Instant) -> Moment | None:
    today = local(now)
    day = _day(found, today)
    if day is None:
        return None
    clock = _clock(found)
    if clock is None:
        return None
    hour, minute = clock
    named = found["date"] or found["week"] or found["day"]
    when = datetime.combine(day, time(hour, minute))
    at = instant(when.replace(tzinfo=today.tzinfo))
    if not named and at > now:  # 晚上八点, said in the morning, was last night
        at -= DAY
    if named and found["clock"] is None and at > now:
        at = now
    start = found.start() + len(found[0]) - len(found[0].lstrip("，, "))
    end = found.end() - (len(found[0]) - len(found[0].rstrip("，, ")))
    return Moment(at, start, end, exact=found["clock"] is not None)


def _day(found: "re.Match[str]", today: datetime) -> date | None:
    if found["date"]:
        if not (found["year"] or found["mark"] == "月" or found["end"]):
            return None  # 3-2 is a staircase, no second of March
        month, dom = chinese_number(found["month"]), chinese_number(found["dom"])
        year = int(found["year"]) if found["year"] else today.year
        try:
            day = date(year, month or 0, dom or 0)
        except ValueError:
            return None
        if not found["year"] and day > today.date():
            try:
                return day.replace(year=year - 1)
            except ValueError:
                return None
        return day
    if found["week"]:
        monday = today.date() - timedelta(days=today.weekday())
        back = {"上上": 14, "上": 7}.get(found["last"] or "", 0)
        day = monday - timedelta(days=back) + timedelta(days=_WEEKDAYS[found["wday"]])
        return day - timedelta(days=7) if day > today.date() and not found["last"] else day
    return today.date() + timedelta(days=_DAYS[found["day"]] if found["day"] else 0)


def _clock(found: "re.Match[str]") -> tuple[int, int] | None:
    shift, alone = _PARTS[found["part"]] if found["part"] else (0, 12)
    if found["clock"] is None:
        return (20, 0) if found["day"] == "前晚" else (alone, 0)
    hour = chinese_number(found["colon"] or found["hour"] or "")
    minute = 0
    if found["cmin"]:
        minute = int(found["cmin"])
    elif found["half"]:
        minute = 30
    elif found["quarter"]:
        minute = 15 if found["quarter"] == "一" else 45
    elif found["min"]:
        minute = chinese_number(found["min"]) or 0
    if hour is None or minute > 59:
        return None
    if shift and hour < 12 and not (found["part"] in ("晚上", "夜里", "深夜", "晚") and hour < 5):
        hour += shift
    if found["part"] in ("中午",) and hour == 23:
        hour = 11
    return (hour % 24, minute) if hour <= 24 else None


def _ago(text: str, now: Instant) -> Moment | None:
    for found in _AGO.finditer(text):
        unit = _UNITS[found["unit"]]
        count = 0 if found["n"] == "半" else _SOME if found["n"] == "几" else chinese_number(found["n"])
        if count is None:
            continue
        back = count * unit + (unit // 2 if found["n"] == "半" or found["half"] else 0)
        if 0 < back < 400 * DAY:
            return Moment(now - back, found.start(), found.end(), exact=unit < DAY)
    return None


def _just(text: str, now: Instant) -> Moment | None:
    found = _JUST.search(text)
    return Moment(now, found.start(), found.end(), exact=True) if found else None
