"""The explanation of a deadline in words for screens and prints."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from commandroom.domain.deadline_lines import Line
from commandroom.domain.instant import Instant, local, stamp
from commandroom.text import mark, tr

WEEKDAYS = (mark("周一"), mark("周二"), mark("周三"), mark("周四"), mark("周五"), mark("周六"), mark("周日"))
_AMOUNTS = {
    "work_hour": mark("{amount} 工作时"),
    "work_day": mark("{amount} 个工作日"),
    "hour": mark("{amount} 小时"),
    "day": mark("{amount} 个自然日"),
}
_PARTS = {"day": mark("{name}"), "am": mark("{name}上午"), "pm": mark("{name}下午")}
_SHOWN = 4
Facts = Mapping[str, Any]


def words(lines: Iterable[Line]) -> list[str]:
    """One sentence a line, in the language spoken now."""
    return [_SENTENCES[line.code](line.facts) for line in lines]


def _day(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{iso} {tr(WEEKDAYS[day.weekday()])}"


def _moment(at: Instant, *, ends: bool = False) -> str:
    """Date, weekday and time; a midnight that ends a day is 24:00 of that day."""
    when = local(at)
    if ends and when.hour == when.minute == when.second == 0:
        return f"{_day((when.date() - timedelta(days=1)).isoformat())} 24:00"
    time = f"{when:%H:%M:%S}" if at % 60 else f"{when:%H:%M}"
    return f"{_day(when.date().isoformat())} {time}"


def _clock(second: int) -> str:
    text = f"{second // 3600:02}:{second % 3600 // 60:02}"
    return f"{text}:{second % 60:02}" if second % 60 else text


def _duration(seconds: int) -> str:
    hours, minutes = divmod(seconds // 60, 60)
    rest = seconds % 60
    if rest:
        return tr("{hours} 小时 {minutes} 分 {seconds} 秒", hours=hours, minutes=minutes, seconds=rest)
    if hours and minutes:
        return tr("{hours} 小时 {minutes} 分", hours=hours, minutes=minutes)
    return tr("{hours} 小时", hours=hours) if hours else tr("{minutes} 分钟", minutes=minutes)


def _amount(amount: float, unit: str) -> str:
    if unit in ("work_hour", "hour") and amount != int(amount):
        return _total(round(amount * 60) * 60, unit)
    return tr(_AMOUNTS[unit], amount=f"{amount:g}")


def _total(total: int, unit: str) -> str:
    if unit in ("work_day", "day"):
        return tr(_AMOUNTS[unit], amount=total)
    if unit == "hour":
        return _duration(total)
    return tr("工作时间 {duration}", duration=_duration(total))


def _several(parts: list[str]) -> str:
    shown = tr("、").join(parts[:_SHOWN])
    return shown if len(parts) <= _SHOWN else tr("{shown}等 {count} 项", shown=shown, count=len(parts))


def _range(facts: Facts) -> str:
    if facts["first"] == facts["last"]:
        return _day(facts["first"])
    return tr("{first} 至 {last}", first=_day(facts["first"]), last=_day(facts["last"]))


def _start(facts: Facts) -> str:
    amount = _amount(facts["amount"], facts["unit"])
    when, version = _moment(facts["at"]), facts["calendar"]
    if facts["unit"] in ("work_day", "day"):
        return tr("{when} 起，限 {amount}，当日不计（日历 {version}）", when=when, amount=amount, version=version)
    return tr("{when} 起，限 {amount}（日历 {version}）", when=when, amount=amount, version=version)


def _work(facts: Facts) -> str:
    spans = tr("、").join(f"{_clock(begin)}–{_clock(end)}" for begin, end in facts["spans"])
    total = _duration(facts["amount"])
    if facts["days"] == 1:
        return tr("{day} {spans}，计 {total}", day=_range(facts), spans=spans, total=total)
    return tr("{days} {count} 天，每天 {spans} 计 {each}，共 {total}", days=_range(facts), count=facts["days"],
              spans=spans, each=_duration(facts["each"]), total=total)  # fmt: skip


def _work_mixed(facts: Facts) -> str:
    return tr("{days} {count} 天（各天时间不同），共 {total}", days=_range(facts), count=facts["days"],
              total=_duration(facts["amount"]))  # fmt: skip


def _workdays(facts: Facts) -> str:
    return tr("{days}，计 {count} 个工作日", days=_range(facts), count=facts["amount"])


def _days(facts: Facts) -> str:
    return tr("{days}，计 {count} 个自然日", days=_range(facts), count=facts["amount"])


def _hours(facts: Facts) -> str:
    return tr("{begin} 至 {end}，计 {total}", begin=_moment(facts["begin"]), end=_moment(facts["end"], ends=True),
              total=_duration(facts["amount"]))  # fmt: skip


def _skipped(facts: Facts) -> str:
    named = []
    for one in facts["holidays"]:
        name = tr(_PARTS[one["part"]], name=one["name"])
        last = date.fromisoformat(one["last"])
        count = (last - date.fromisoformat(one["first"])).days + 1
        days = one["first"] if count == 1 else f"{one['first']}–{last:%m-%d}"
        named.append(tr("{name} {days}（{count} 天）", name=name, days=days, count=count))
    if facts["free"]:
        named.append(tr("其余休息日 {count} 天", count=facts["free"]))
    return tr("不计：{days}", days=_several(named) if len(named) > _SHOWN + 1 else tr("、").join(named))


def _made_up(facts: Facts) -> str:
    return tr("调休上班，计入：{days}", days=_several([_day(day) for day in facts["days"]]))


def _pauses(facts: Facts) -> str:
    spans = [tr("{begin} 至 {end}", begin=stamp(begin), end=stamp(end)) for begin, end in facts["spans"]]
    return tr("暂停不计：{spans}", spans=_several(spans))


def _extended(facts: Facts) -> str:
    more = _amount(facts["more"], facts["unit"])
    return tr("延期 {count} 次，共加 {more}", count=len(facts["amounts"]), more=more)


def _unknown_years(facts: Facts) -> str:
    years = _several([str(year) for year in facts["years"]])
    return tr("注意：{years} 年放假安排尚未导入，暂按平常的星期计算，导入后可能变动", years=years)


def _end(facts: Facts) -> str:
    return tr(
        "合计 {total}，截止 {due}", total=_total(facts["total"], facts["unit"]), due=_moment(facts["due"], ends=True)
    )


def _standing(facts: Facts) -> str:
    unit = facts["unit"]
    return tr("{since} 起暂停：已用 {used}，还剩 {left}，恢复后重新计算截止时间", since=_moment(facts["since"]),
              used=_total(facts["used"], unit), left=_total(facts["left"], unit))  # fmt: skip


_SENTENCES: dict[str, Callable[[Facts], str]] = {
    "start": _start,
    "work": _work,
    "work_mixed": _work_mixed,
    "workdays": _workdays,
    "days": _days,
    "hours": _hours,
    "skipped": _skipped,
    "made_up": _made_up,
    "pauses": _pauses,
    "extended": _extended,
    "unknown_years": _unknown_years,
    "end": _end,
    "standing": _standing,
}
