"""The log of a day of duty with its handovers as a paper to sign (domain.md §3.7, 值班日志 / 交接班)."""

from collections.abc import Callable
from typing import Any

from commandroom.domain.day_kinds import day_kind
from commandroom.domain.duty_log import CONDITIONS, LINE_KINDS, LogLine
from commandroom.domain.handover import Handover, Stage
from commandroom.domain.instant import Instant, local, stamp
from commandroom.domain.masking import mask_name, mask_phone
from commandroom.reports.duty_day import DutyDay, duty_day
from commandroom.reports.duty_month import WEEKDAYS, calendar_of, column_words, span_words
from commandroom.reports.handover_words import KINDS, due_words, item_words, people_words, stage_words
from commandroom.reports.paper import Document
from commandroom.store.reader import Reader
from commandroom.text import tr

Named = Callable[[str], str]


def log_paper(reader: Reader, day: str, now: Instant, *, revealed: bool = False) -> Document:
    """The log of an ISO day as a paper; telephones are masked unless ``revealed`` (an entry was left).

    The hash of the day's last entry stands at its foot. Raises what :func:`duty_day` raises.
    """
    found = duty_day(reader, day, now)
    person, unit = _names(reader, "person"), _names(reader, "unit")
    kind = day_kind(calendar_of(reader), day)
    facts = {
        "kind": kind.kind,
        "when": _when(found, kind.name),
        "present": [_present(one, person) for one in found.held],
        "present_heads": [tr("班次"), tr("姓名"), tr("应在岗"), tr("签到"), tr("签退")],
        "flow": [[tr(word), str(count)] for word, count in found.flow],
        "sections": [[tr(word), [_line(one, person, found) for one in found.of_kind(name)]]
                     for name, word in LINE_KINDS.items()],
        "promises": [_promise(one, person, revealed=revealed) for one in found.promises],
        "promise_heads": [tr("答复期限"), tr("对象"), tr("答应的事"), tr("结果")],
        "handovers": [_handover(one, person, unit, now) for one in found.handovers],
        "item_heads": [tr("类别"), tr("移交内容"), tr("时限"), tr("接收")],
        "equipment": [[one.name, one.place, tr(CONDITIONS[one.condition]), one.note,
                       stamp(one.seen_at)[5:] if one.seen_at else ""] for one in found.equipment],
        "equipment_heads": [tr("设备"), tr("位置"), tr("情况"), tr("说明"), tr("查看")],
        "phones": _book(reader, found, revealed=revealed),
        "head": _head(found, now),
        "signs": [tr("交班人："), tr("接班人："), tr("带班领导：")],
        "words": _words(),
        "made": tr("{at} 印制", at=stamp(now)),
    }  # fmt: skip
    when = local(now)
    dated = tr("{year}年{month}月{day}日", year=when.year, month=when.month, day=when.day)
    return Document("duty_log", (tr("值班日志"),), "", reader.setting("name", ""), dated, facts=facts)


def _words() -> dict[str, str]:
    return {
        "present": tr("在岗人员"), "flow": tr("工单流水"), "log": tr("值班记录"), "promises": tr("答应的事"),
        "handovers": tr("交接班"), "equipment": tr("设备情况"), "phones": tr("电话簿"), "nothing": tr("无"),
        "nobody": tr("当日没有排班"), "no_handover": tr("当日没有交接班记录"), "text": tr("交班说明"),
    }  # fmt: skip


def _names(reader: Reader, kind: str) -> Named:
    known = {one.id: (getattr(one, "short", "") or one.name or one.id) for one in reader.all(kind)}

    def named(ident: str) -> str:
        return known.get(ident, ident)

    return named


def _when(found: DutyDay, holiday: str) -> str:
    begin = local(found.begin)
    weekday = tr("星期{day}", day=tr(WEEKDAYS[begin.weekday()]))
    parts = [tr("{year}年{month}月{day}日", year=begin.year, month=begin.month, day=begin.day), weekday, holiday]
    span = tr("08:30 至次日 08:30") if found.over else tr("08:30 起，未满一日")
    return " ".join(part for part in (*parts, span) if part)


def _present(held: Any, person: Named) -> list[str]:
    there = held.attendance
    times = [f"{local(at):%m-%d %H:%M}" if at else "" for at in ((there.came_at, there.went_at) if there else (0, 0))]
    return [column_words((held.duty.post, held.duty.shift)), person(held.person), span_words(held.duty), *times]


def _line(line: LogLine, person: Named, found: DutyDay) -> dict[str, Any]:
    source = tr("{source}：", source=line.source) if line.source else ""
    return {
        "at": f"{local(line.at):%H:%M}", "words": source + line.words, "by": person(line.by),
        "struck": line.id in found.corrected(), "corrects": bool(line.corrects),
    }  # fmt: skip


def _promise(one: Any, person: Named, *, revealed: bool) -> list[str]:
    who = one.to if revealed else mask_name(one.to) if one.to else ""
    number = one.phone if revealed else mask_phone(one.phone) if one.phone else ""
    if one.open:
        result = tr("未兑现")
    else:
        result = tr("{at} {by}：{outcome}", at=stamp(one.kept_at)[5:], by=person(one.kept_by), outcome=one.outcome)
    return [stamp(one.due)[5:], " ".join(part for part in (who, number) if part), one.words, result]


def _handover(found: Handover, person: Named, unit: Named, now: Instant) -> dict[str, Any]:
    taken = found.stage is Stage.TAKEN
    return {
        "title": tr("{turn} 换班", turn=stamp(found.turn)),
        "lines": [
            [tr("交班人"), people_words(found.outgoing, person)],
            [tr("交班时间"), stamp(found.handed_at) if found.handed_at else ""],
            [tr("接班人"), person(found.taken_by) if taken else people_words(found.incoming, person)],
            [tr("接班时间"), stamp(found.taken_at) if taken else ""],
        ],
        "state": stage_words(found, person, now),
        "text": found.text,
        "items": [
            [tr(KINDS.get(one.kind, one.kind)), item_words(one, unit), due_words(one), _took(found, one.key, person)]
            for one in found.items
        ],
        "alarm": _alarm(found, person),
    }  # fmt: skip


def _alarm(found: Handover, person: Named) -> str:
    to = people_words(found.alarmed_to, person)
    if found.alarmed_at:
        at, left = stamp(found.alarmed_at)[5:], len(found.left)
        return tr("{at} 有 {left} 项超过时限没人接，已报 {to}", at=at, left=left, to=to)
    return tr("{at} 换班没有交接，已报 {to}", at=stamp(found.missed_at)[5:], to=to) if found.missed_at else ""


def _took(found: Handover, key: str, person: Named) -> str:
    parts = []
    if key in found.asked:
        parts.append(tr("问：{words}", words=found.asked[key].words))
    if key in found.took:
        mark = found.took[key]
        parts.append(tr("{by} {at}", by=person(mark.by), at=f"{local(mark.at):%H:%M}"))
        parts += [mark.words] if mark.words else []
    return " ".join(parts) if key in found.took else " ".join([*parts, tr("未接")])


def _book(reader: Reader, found: DutyDay, *, revealed: bool) -> list[list[str]]:
    """Name and number of who was on duty and of the units, in that order."""

    def shown(number: str) -> str:
        return number if revealed or "*" in number else mask_phone(number)

    book = []
    for ident in dict.fromkeys(one.person for one in found.held):
        person = reader.find("person", ident)
        if person is not None and person.phone:
            book.append([person.name or ident, shown(person.phone)])
    units = sorted((unit for unit in reader.all("unit") if unit.phone), key=lambda unit: unit.id)
    return book + [[unit.short or unit.name, unit.phone] for unit in units]


def _head(found: DutyDay, now: Instant) -> str:
    if found.head is None:
        return tr("台账还没有条目。")
    until = tr("当日结束时") if found.over else tr("截至 {at}", at=stamp(now))
    return tr(
        "{until}台账第 {seq} 条（{node}）校验码 {hash}",
        until=until, seq=found.head.seq, node=found.head.node, hash=found.head.hash,
    )  # fmt: skip

