"""The timeline of a case in words: every journal entry as who, what, and what it said."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from commandroom.clock_text import CLOCK_WORDS
from commandroom.domain.catalog import CATEGORY_WORDS
from commandroom.domain.event import ClosingType, Event
from commandroom.domain.instant import Instant, local
from commandroom.domain.journal import Entry
from commandroom.domain.lifecycle import STEPS
from commandroom.domain.masking import mask_text
from commandroom.store.queue.filter import SOURCE_WORDS, STATE_WORDS, Name
from commandroom.text import mark, tr

CLOSING_WORDS: Mapping[str, str] = {
    ClosingType.NORMAL: mark("正常结案"), ClosingType.OVERDUE: mark("超时结案"), ClosingType.ERROR: mark("差错结案"),
    ClosingType.SPECIAL: mark("特殊结案"), ClosingType.SELF: mark("自办结"), ClosingType.RECORD_ONLY: mark("备案"),
    ClosingType.PROCEDURAL: mark("程序性办结"), ClosingType.INTERIM: mark("阶段性办结"),
    ClosingType.SUBSTANTIVE: mark("实质性办结"),
}  # fmt: skip
"""domain.md §4.1."""
SATISFACTION_WORDS: Mapping[str, str] = {
    "satisfied": mark("满意"), "mostly": mark("基本满意"), "unsatisfied": mark("不满意"),
    "unreachable": mark("未联系上"),
}  # fmt: skip
FOUND_WORDS: Mapping[str, str] = {"true": mark("属实"), "false": mark("不属实"), "changed": mark("情况有变")}
FIELD_WORDS: Mapping[str, str] = {
    "title": mark("标题"), "text": mark("内容"), "place": mark("地点"), "grid": mark("网格"), "lon": mark("位置"),
    "category": mark("类别"), "urgency": mark("紧急程度"), "reporter": mark("来电人"), "phone": mark("电话"),
    "importance": mark("级别"), "tier": mark("层级"), "external_due_at": mark("上级时限"), "source": mark("来源"),
    "item": mark("事项"), "severity": mark("事件级别"),
}  # fmt: skip
_CATEGORIES = {category.value: word for category, word in CATEGORY_WORDS.items()}
_SOURCES = {source.value: word for source, word in SOURCE_WORDS.items()}
_STATES = {state.value: word for state, word in STATE_WORDS.items()}


@dataclass(frozen=True, slots=True)
class StoryLine:
    """One line: when, what was done, by whom, what it said; ``tone`` is a colour's token."""

    at: Instant
    word: str
    who: str
    said: str
    tone: str = "accent"
    undone: bool = False


class Story:
    """Tells the entries of one case."""

    def __init__(self, name: Name, event: Event, number_of: Callable[[str], str]) -> None:
        self._name, self._event, self._number_of = name, event, number_of

    def lines(self, entries: Iterable[Entry]) -> list[StoryLine]:
        """Every entry, the latest first."""
        known = list(entries)
        undone = {entry.facts.get("entry") for entry in known if entry.verb == "undo"}
        return [self._line(entry, entry.id in undone) for entry in reversed(known)]

    def _line(self, entry: Entry, undone: bool) -> StoryLine:
        step = STEPS.get(entry.verb)
        word = tr(step.word) if step is not None else entry.verb
        tell = getattr(self, f"_{entry.verb}", None)
        said = tell(entry.facts) if tell is not None else self._plain(entry.facts)
        masked = mask_text(said, names=(self._event.reporter,) if self._event.reporter else ())
        tone = {"overdue": "overdue", "check_fail": "due_soon", "return_order": "due_soon"}.get(entry.verb, "accent")
        return StoryLine(entry.at, word, self._name("person", entry.actor), masked, tone, undone)

    def _plain(self, facts: Mapping[str, Any]) -> str:
        said = [str(facts[name]) for name in ("reason", "reply", "note", "text", "result") if facts.get(name)]
        if "order" in facts and not said:
            said = [self._unit_of(facts["order"])]
        return _joined(said)

    def _unit_of(self, number: Any) -> str:
        return next((self._name("unit", order.unit) for order in self._event.orders if order.no == number), "")

    def _orders(self, facts: Mapping[str, Any]) -> str:
        lead = [order for order in facts.get("orders", ()) if order["role"] == "lead"]
        co = [order for order in facts.get("orders", ()) if order["role"] != "lead"]
        said = [tr("主办 {units}", units=self._units(lead))] if lead else []
        said += [tr("协办 {units}", units=self._units(co))] if co else []
        due = [clock["due"] for clock in facts.get("clocks", ()) if clock["kind"] == "C4"]
        said += [tr("处置限 {due}", due=short_stamp(min(due)))] if due else []
        said += [str(facts["reason"])] if facts.get("reason") else []
        said += sorted({str(order["requirement"]) for order in facts.get("orders", ()) if order.get("requirement")})
        return _joined(said)

    _dispatch = _redispatch = _add_co_unit = _reopen = _orders

    def _units(self, orders: list[Mapping[str, Any]]) -> str:
        return tr("、").join(self._name("unit", order["unit"]) for order in orders)

    def _report(self, facts: Mapping[str, Any]) -> str:
        source = tr(_SOURCES.get(facts.get("source", ""), facts.get("source", "") or ""))
        return _joined([source, self._name("grid", facts.get("grid", "")) or tr("不在网格内")])

    def _receive(self, facts: Mapping[str, Any]) -> str:
        state = tr(_STATES.get(facts.get("state", ""), str(facts.get("state", ""))))
        closed = facts.get("closed_at")
        said = [tr("由文件接入"), tr("当时状态：{state}", state=state)]
        said += [tr("上报 {at}", at=short_stamp(facts["reported_at"]))] if facts.get("reported_at") else []
        said += [tr("办结 {at}", at=short_stamp(closed))] if closed else []
        return _joined([*said, str(facts.get("result", ""))])

    def _update(self, facts: Mapping[str, Any]) -> str:
        return _joined([self._amend(facts), str(facts.get("result", ""))])

    def _amend(self, facts: Mapping[str, Any]) -> str:
        changed = [tr(word) for name, word in FIELD_WORDS.items() if name in facts]
        return tr("改了{fields}", fields=tr("、").join(changed)) if changed else ""

    def _file(self, facts: Mapping[str, Any]) -> str:
        return _joined([
            self._name("item", facts["item"]), tr(_CATEGORIES.get(facts.get("category", ""), "")) or "",
            tr("{grades}级", grades=facts["importance"]), tr("第{tiers}层级", tiers=facts["tier"]),
        ])  # fmt: skip

    def _progress(self, facts: Mapping[str, Any]) -> str:
        return _joined([self._unit_of(facts.get("order")), str(facts.get("text", ""))])

    def _finish(self, facts: Mapping[str, Any]) -> str:
        return _joined([self._unit_of(facts.get("order")), str(facts.get("result", ""))])

    def _check(self, facts: Mapping[str, Any]) -> str:
        looked = tr("{person}到现场", person=self._name("person", facts["person"]))
        return _joined([looked, str(facts.get("note") or facts.get("reason") or "")])

    _check_fail = _check

    def _verify_source(self, facts: Mapping[str, Any]) -> str:
        return tr("请{person}去看", person=self._name("person", facts["person"]))

    def _source_verified(self, facts: Mapping[str, Any]) -> str:
        found = tr(FOUND_WORDS.get(facts["found"], facts["found"]))
        return _joined([self._name("person", facts["person"]), found, str(facts.get("note", ""))])

    def _close(self, facts: Mapping[str, Any]) -> str:
        kind = facts.get("closing_type", "")
        return _joined([tr(CLOSING_WORDS.get(kind, kind)), str(facts.get("note", ""))])

    def _revisit(self, facts: Mapping[str, Any]) -> str:
        given = facts["satisfaction"]
        solved = {"yes": tr("已解决"), "no": tr("未解决")}.get(facts.get("solved", ""), "")
        return _joined([tr(SATISFACTION_WORDS.get(given, given)), solved, str(facts.get("note", ""))])

    def _overdue(self, facts: Mapping[str, Any]) -> str:
        word = tr(CLOCK_WORDS.get(facts["clock"], facts["clock"]))
        return tr("{clock}时限 {at} 已过", clock=word, at=short_stamp(facts["nominal"]))

    def _merge(self, facts: Mapping[str, Any]) -> str:
        return tr("并入 {number}", number=self._number_of(facts["master"]))

    def _absorb(self, facts: Mapping[str, Any]) -> str:
        return tr("收入 {number}", number=self._number_of(facts["child"]))

    def _split(self, facts: Mapping[str, Any]) -> str:
        return tr("另成 {count} 件：{titles}", count=len(facts["into"]), titles=tr("、").join(facts["into"]))

    def _undo(self, facts: Mapping[str, Any]) -> str:
        del facts
        return tr("撤回上一步")


def short_stamp(at: Instant) -> str:
    """``11-05 14:09``; the year is said by the case's number."""
    return f"{local(at):%m-%d %H:%M}" if at else ""


def _joined(parts: list[str]) -> str:
    return " · ".join(part for part in parts if part)
