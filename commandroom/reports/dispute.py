"""矛盾纠纷排查情况表: the dispute return of a month or quarter, its sums checked before printing (domain.md §3.5)."""

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from commandroom import resources
from commandroom.domain import report_period
from commandroom.domain.catalog import SELF_TIER
from commandroom.domain.errors import Refused, Unavailable
from commandroom.domain.report_period import ReportPeriod
from commandroom.reports.figures import percent, ratio
from commandroom.reports.given import KIND, Given, ident
from commandroom.reports.paper import Document
from commandroom.reports.period_words import day_words, words
from commandroom.reports.stretch import Reading
from commandroom.text import tr

PAPER = "dispute"
TOWN, VILLAGE = "town", "village"
LEVELS = (TOWN, VILLAGE)
FOUND, SETTLED, DONE = "found", "settled", "done"
GRAVE = ("grave_found", "grave_settled", "grave_done")
SWEEPS = "sweeps"
Numbers = Mapping[str, Mapping[str, int]]
"""By code of a line the number of each level."""


@dataclass(frozen=True, slots=True)
class Form:
    """The classes and brackets of the return, as the room's list has them."""

    words: tuple[str, ...]
    classes: tuple[tuple[str, tuple[str, ...]], ...]
    people: tuple[str, ...]
    people_from: tuple[int, ...]

    def names(self) -> tuple[str, ...]:
        """The names of the classes; they are kept with a return, so that the list may change."""
        return tuple(name for name, _ in self.classes)

    def codes(self) -> tuple[str, ...]:
        """Every line that holds a number, in the order of the form."""
        classes = [code for place in range(len(self.classes)) for code in (f"c{place + 1}f", f"c{place + 1}s")]
        people = [f"p{place + 1}" for place in range(len(self.people))]
        return (FOUND, SETTLED, DONE, *classes, *people, *GRAVE, SWEEPS)


def form(own: Path | None = None) -> Form:
    """The list of the room's own folder, else the shipped one; Unavailable("dispute.bad_list") for one that is none."""
    path = own / "dispute.toml" if own is not None and (own / "dispute.toml").is_file() else None
    path = path or resources.find("reports/dispute.toml")
    try:
        read = tomllib.loads(path.read_text("utf-8"))
        classes = tuple((str(one["name"]), tuple(one["words"])) for one in read["class"])
        found = Form(tuple(read["words"]), classes, tuple(read["people"]), tuple(read["people_from"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Unavailable("dispute.bad_list", file=str(path), reason=str(error)) from error
    names, least = found.names(), found.people_from
    if not names or len(set(names)) != len(names):
        raise Unavailable("dispute.bad_list", file=str(path), reason=tr("class 没有或重名"))
    if len(found.people) != len(least) or not least or least[0] != 0 or list(least) != sorted(set(least)):
        reason = tr("people_from 应从 0 起逐个增大，与 people 一样多")
        raise Unavailable("dispute.bad_list", file=str(path), reason=reason)
    return found


def count(reader: Reading, period: ReportPeriod, used: Form) -> dict[str, dict[str, int]]:
    """What the room itself knows of a period's disputes, by line and level.

    People are known only where a report said so (涉及人数); the brackets, and how often all was searched, are for
    a person to fill in.
    """
    numbers = {code: dict.fromkeys(LEVELS, 0) for code in used.codes()}
    names = {item.code: item.name for item in reader.all("item")}
    sql = (
        "SELECT title, item, tier, importance, severity, state, finished_at, closed_at, solved, extra FROM event"
        " WHERE reported_at >= ? AND reported_at < ? AND state NOT IN ('draft', 'merged', 'voided', 'rejected')"
    )
    for title, item, tier, importance, severity, _, finished, closed, solved, extra in reader.rows(
        sql, (period.start, period.end)
    ):
        said = f"{names.get(item, '')} {title}"
        if not any(word in said for word in used.words):
            continue
        level = VILLAGE if 0 < tier <= SELF_TIER else TOWN
        settled, done = bool(finished or closed), bool(closed) and solved != "no"
        place = next((spot for spot, (_, known) in enumerate(used.classes, 1) if any(w in said for w in known)),
                     len(used.classes))  # fmt: skip
        grave = importance == "A" or bool(severity)
        found = [(FOUND, True), (SETTLED, settled), (DONE, done), (f"c{place}f", True), (f"c{place}s", settled),
                 (GRAVE[0], grave), (GRAVE[1], grave and settled), (GRAVE[2], grave and done)]  # fmt: skip
        bracket = _bracket(extra, used)
        found += [(bracket, True)] if bracket else []
        for code, yes in found:
            numbers[code][level] += yes
    return numbers


def _bracket(extra: str, used: Form) -> str:
    known = dict(json.loads(extra)) if extra else {}
    said = str(known.get("涉及人数", "")).strip()
    if not said.isdigit():
        return ""
    return f"p{max(place for place, least in enumerate(used.people_from, 1) if int(said) >= least)}"


def corrected(counted: Numbers, cells: Mapping[str, Any]) -> dict[str, dict[str, int]]:
    """The numbers with what a person wrote over them: cells like ``{"p1/town": 3}``.

    Raises Refused("dispute.bad_cell") for a line or number that is none.
    """
    numbers = {code: dict(levels) for code, levels in counted.items()}
    for name, value in cells.items():
        code, _, level = name.partition("/")
        good = isinstance(value, int) and not isinstance(value, bool) and value >= 0
        if code not in numbers or level not in LEVELS or not good:
            raise Refused("dispute.bad_cell", cell=name, value=str(value), known="、".join(numbers))
        numbers[code][level] = value
    return numbers


def faults(numbers: Numbers, used: Form) -> tuple[str, ...]:
    """Sentences of what does not add up; none for a return that may go out."""
    told = []
    classes, people = range(1, len(used.classes) + 1), range(1, len(used.people) + 1)
    for level, name in ((TOWN, tr("乡镇街道")), (VILLAGE, tr("村居"))):
        one = {code: levels[level] for code, levels in numbers.items()}
        for total, total_word, parts, parts_word in (
            (FOUND, tr("总排查数"), [f"c{place}f" for place in classes], tr("各类别排查起数之和")),
            (SETTLED, tr("总调处数"), [f"c{place}s" for place in classes], tr("各类别调处起数之和")),
            (FOUND, tr("总排查数"), [f"p{place}" for place in people], tr("按涉及人数的起数之和")),
        ):
            found = sum(one[code] for code in parts)
            if found != one[total]:
                told.append(tr("{level}：{parts}{sum}不等于{total}{count}", level=name, parts=parts_word, sum=found,
                               total=total_word, count=one[total]))  # fmt: skip
        for less, more, less_word, more_word in (
            (DONE, SETTLED, tr("成功数"), tr("调处数")), (SETTLED, FOUND, tr("调处数"), tr("排查数")),
            (GRAVE[0], FOUND, tr("重大矛盾纠纷排查数"), tr("总排查数")),
            (GRAVE[1], GRAVE[0], tr("重大矛盾纠纷调处数"), tr("排查数")),
            (GRAVE[2], GRAVE[1], tr("重大矛盾纠纷成功数"), tr("调处数")),
        ):  # fmt: skip
            if one[less] > one[more]:
                told.append(tr("{level}：{less}{a}多于{more}{b}", level=name, less=less_word, a=one[less],
                               more=more_word, b=one[more]))  # fmt: skip
        told += [
            tr("{level}：{name}的调处数{a}多于排查数{b}", level=name, name=used.classes[place - 1][0],
               a=one[f"c{place}s"], b=one[f"c{place}f"])
            for place in classes if one[f"c{place}s"] > one[f"c{place}f"]
        ]  # fmt: skip
    return tuple(told)


def gather(reader: Reading, period: ReportPeriod, used: Form) -> dict[str, dict[str, int]]:
    """The numbers of a period: of a month counted and corrected, of more months the sum of those that were kept.

    Raises Refused("dispute.months_missing") when a longer period lacks one of its months.
    """
    if period.kind == report_period.MONTH:
        facts = reader.find(KIND, ident(PAPER, period.key)) or {}
        return corrected(count(reader, period, used), facts.get("cells", {}))
    kept = {month: _kept(reader, month, used) for month in period.parts(report_period.MONTH)}
    missing = [words(month) for month, numbers in kept.items() if not numbers]
    if missing:
        raise Refused("dispute.months_missing", period=words(period), months="、".join(missing))
    return {
        code: {level: sum(int(numbers.get(code, {}).get(level, 0)) for numbers in kept.values()) for level in LEVELS}
        for code in used.codes()
    }


def _kept(reader: Reading, month: ReportPeriod, used: Form) -> dict[str, dict[str, int]]:
    """The numbers a month's return went out with, {} when it did not; a class the list has no more is the last one."""
    facts = reader.find(KIND, ident(PAPER, month.key)) or {}
    numbers: dict[str, dict[str, int]] = facts.get("kept") or {}
    names = list(facts.get("classes") or used.names())
    if not numbers or names == list(used.names()):
        return numbers
    now = {name: place for place, name in enumerate(used.names(), 1)}
    made = {code: dict(levels) for code, levels in numbers.items() if code[0] != "c"}
    for place, name in enumerate(names, 1):
        for kind in ("f", "s"):
            into = made.setdefault(f"c{now.get(name, len(now))}{kind}", dict.fromkeys(LEVELS, 0))
            for level, count_of in numbers.get(f"c{place}{kind}", {}).items():
                into[level] = into.get(level, 0) + int(count_of)
    return made


def compose(
    reader: Reading, period: ReportPeriod, given: Given, own: Path | None = None, *, draft: bool = False
) -> Document:
    """The return ready to print.

    Raises Refused("dispute.sums") when its sums do not hold, unless it is a ``draft``, which names them on the paper.
    """
    used = form(own)
    numbers = gather(reader, period, used)
    wrong = faults(numbers, used)
    if wrong and not draft:
        raise Refused("dispute.sums", period=words(period), faults="；".join(wrong))
    year = ReportPeriod.around(report_period.YEAR, period.first)
    through = [ReportPeriod(report_period.MONTH, one.first) for one in year.parts(report_period.MONTH)
               if one.first < period.after]  # fmt: skip
    so_far = _sum([
        numbers if month == period else _kept(reader, month, used) or gather(reader, month, used) for month in through
    ], used)  # fmt: skip
    place = str(reader.setting("place", "")) or str(reader.setting("name", ""))
    made = Document(
        "dispute", (tr("{period}{place}矛盾纠纷排查情况表", period=words(period), place=place),), "",
        given.signer or str(reader.setting("name", "")), day_words(period.after), given.head, given.footer,
    )  # fmt: skip
    quarter = period.kind != report_period.MONTH
    made.facts = {
        "period": words(period), "rows": _rows(numbers, so_far, used), "draft": draft and bool(wrong),
        "faults": list(wrong), "remark": given.problems,
        "due": tr("市级：季度首月10日前") if quarter else tr("县级：次月5日前"),
        "period_word": tr("填报季度") if quarter else tr("填报月份"),
    }  # fmt: skip
    return made


def _sum(many: Sequence[Numbers], used: Form) -> dict[str, dict[str, int]]:
    return {
        code: {level: sum(int(one.get(code, {}).get(level, 0)) for one in many) for level in LEVELS}
        for code in used.codes()
    }


def _rows(numbers: Numbers, so_far: Numbers, used: Form) -> list[dict[str, Any]]:
    """Lines of the form: group, name, and eight cells (two a level) or four (one a level)."""

    def four(code: str) -> list[int]:
        return [*(numbers[code][level] for level in LEVELS), sum(numbers[code].values()), sum(so_far[code].values())]

    def rate(above: str, below: str) -> list[str]:
        return [percent(ratio(a, b)) for a, b in zip(four(above), four(below), strict=True)]

    def line(group: str, name: str, cells: Sequence[Any]) -> dict[str, Any]:
        return {"group": group, "name": name, "cells": [str(cell) for cell in cells]}

    all_of, grave = tr("总况"), tr("重大矛盾纠纷")
    rows = [
        line(all_of, tr("排查数"), four(FOUND)), line(all_of, tr("调处数"), four(SETTLED)),
        line(all_of, tr("调处率"), rate(SETTLED, FOUND)), line(all_of, tr("成功数"), four(DONE)),
        line(all_of, tr("成功率"), rate(DONE, SETTLED)),
    ]  # fmt: skip
    for place, (name, _) in enumerate(used.classes, 1):
        pairs = zip(four(f"c{place}f"), four(f"c{place}s"), strict=True)
        rows.append(line(tr("类别（排查数｜调处数）"), name, [cell for pair in pairs for cell in pair]))
    rows += [line(tr("涉及人数（起数）"), name, four(f"p{place}")) for place, name in enumerate(used.people, 1)]
    rows += [
        line(grave, tr("排查数"), four(GRAVE[0])), line(grave, tr("调处数"), four(GRAVE[1])),
        line(grave, tr("成功数"), four(GRAVE[2])), line(grave, tr("成功率"), rate(GRAVE[2], GRAVE[1])),
        line("", tr("开展集中排查次数"), four(SWEEPS)),
    ]  # fmt: skip
    return rows
