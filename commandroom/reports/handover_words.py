"""A handover in words: its items, its people, how far it is, what the watch says of it."""

from collections.abc import Callable, Mapping

from commandroom.actions.handover_watch import Alarm
from commandroom.domain.handover import Handover, Item, ItemKind, Stage
from commandroom.domain.instant import Instant, local, stamp
from commandroom.reports.queue_words import short_number
from commandroom.text import mark, tr

KINDS: Mapping[str, str] = {
    ItemKind.OVERDUE: mark("已超期"),
    ItemKind.UNSIGNED: mark("未签收"),
    ItemKind.SOON: mark("下一班到期"),
    ItemKind.REST: mark("其余在办"),
    ItemKind.PROMISE: mark("答应的事"),
    ItemKind.INSTRUCTION: mark("上级指令"),
    ItemKind.EQUIPMENT: mark("设备"),
    ItemKind.ADDED: mark("另外交代"),
}
"""What an item is, in words."""
Named = Callable[[str], str]
"""From an account, or a unit, to its name."""


def item_words(item: Item, unit: Named) -> str:
    """What is passed on, in one line."""
    if item.kind == ItemKind.REST:
        words = tr("其余在办 {count} 件", count=item.count)
        more = [tr("超期 {count} 件", count=item.late)] if item.late else []
        more += [tr("未签收 {count} 件", count=item.unsigned)] if item.unsigned else []
        return tr("{words}（其中{more}）", words=words, more=tr("、").join(more)) if more else words
    if not item.event or not item.number:
        return item.title
    parts = [short_number(item.number), item.title or tr("敏感事件"), unit(item.unit) if item.unit else ""]
    return " ".join(part for part in parts if part)


def due_words(item: Item) -> str:
    """When it is due; "" when it has no limit."""
    return f"{local(item.due):%m-%d %H:%M}" if item.due else ""


def stage_words(found: Handover, person: Named, now: Instant) -> str:
    """How far a handover is."""
    if found.stage is Stage.TAKEN:
        return tr("{by} {at} 已接班", by=person(found.taken_by), at=stamp(found.taken_at)[5:])
    if found.stage is Stage.HANDED:
        left = len(found.open_items)
        if not left:
            return tr("各项都接了，等接班人签字")
        minutes = (found.due_at - now + 59) // 60
        if minutes <= 0:
            return tr("还有 {left} 项没接，已过时限", left=left)
        return tr("还有 {left} 项没接，{minutes} 分钟内接完", left=left, minutes=minutes)
    return tr("{by} {at} 起草，还没有交班", by=person(found.drawn_by), at=stamp(found.drawn_at)[5:]) if (
        found.drawn_by
    ) else tr("还没有交班")  # fmt: skip


def people_words(people: tuple[str, ...], person: Named) -> str:
    """Names, or that the roster names nobody."""
    return tr("、").join(person(one) for one in people) or tr("（未排班）")


def alarm_words(alarm: Alarm, person: Named) -> str:
    """What the watch found, for whoever is told."""
    to = people_words(alarm.to, person)
    turn = stamp(alarm.turn)[5:]
    if alarm.missing:
        return tr("{turn} 换班没有交接。请 {to} 督促补办；值班不受影响。", turn=turn, to=to)
    return tr("{turn} 交接有 {left} 项超过时限没人接。请 {to} 过问；值班不受影响。", turn=turn, left=alarm.left, to=to)
