"""The fields of a case being typed in: what is in them, what a note proposes, what is wrong."""

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from commandroom.domain.catalog import CATEGORY_WORDS
from commandroom.domain.errors import Refused
from commandroom.domain.event import Event, Source
from commandroom.domain.identifiers import landline, mobile, phone_fault
from commandroom.domain.instant import MINUTE, Instant, stamp
from commandroom.reports.similar import Sought
from commandroom.store.queue.filter import SOURCE_WORDS
from commandroom.sync import cells
from commandroom.sync.note_reading import Proposal
from commandroom.sync.note_time import find_moment
from commandroom.sync.outbox import URGENCY_WORDS
from commandroom.text import sentence, tr
from ui.models.names import Names, match
from ui.theme import Theme
from ui.widgets.dressing import spaced
from ui.widgets.entry_line import ChoiceEntry, Entry, LineEntry, PickEntry, TextEntry

SOURCES = (
    Source.PHONE, Source.WECHAT, Source.VISIT, Source.GRIDWORKER, Source.PATROL, Source.HOTLINE, Source.WEB,
    Source.VIDEO, Source.UPSTREAM, Source.LETTER, Source.MEDIA, Source.STATION, Source.OTHER,
)  # fmt: skip
"""In the order in which calls come in."""


class RegisterForm(QWidget):
    """All fields; ``changed`` when somebody typed."""

    changed = Signal()

    def __init__(self, theme: Theme, names: Names, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names = names
        self.lon: float | None = None
        self.lat: float | None = None
        sources = [(source.value, tr(SOURCE_WORDS[source])) for source in SOURCES]
        categories = [("", tr("未定")), *((one.value, tr(word)) for one, word in CATEGORY_WORDS.items())]
        urgencies = [(value, tr(word)) for value, word in URGENCY_WORDS.items()]
        self.fields: dict[str, Entry] = {
            "title": LineEntry(theme, tr("标题（必填）"), tr("一句话说清什么事")),
            "place": LineEntry(theme, tr("地点"), tr("路、小区、楼幢，或在图上选 F4")),
            "grid": PickEntry(theme, tr("网格"), self._grids, tr("名称、拼音首字母或编码")),
            "occurred_at": LineEntry(theme, tr("发生时间"), tr("昨晚8点，或 2026-11-05 14:30")),
            "item": PickEntry(theme, tr("事项"), self._items, tr("名称、拼音首字母或编码")),
            "category": ChoiceEntry(theme, tr("类别"), categories),
            "reporter": LineEntry(theme, tr("反映人")),
            "phone": LineEntry(theme, tr("电话")),
            "source": ChoiceEntry(theme, tr("来源"), sources, Source.PHONE.value),
            "urgency": ChoiceEntry(theme, tr("紧急程度"), urgencies, "normal"),
            "source_no": LineEntry(theme, tr("来源编号"), tr("12345 工单号等")),
            "external_due_at": LineEntry(theme, tr("外部期限"), tr("来源要求的截止时间")),
            "text": TextEntry(theme, tr("内容"), tr("来电人怎么说"), lines=3),
        }
        self._lay(theme)
        for field in self.fields.values():
            field.changed.connect(self.changed)

    def _lay(self, theme: Theme) -> None:
        grid = spaced(QGridLayout(self), theme, gap=10)
        pairs = (("title",), ("place",), ("grid", "occurred_at"), ("item", "category"), ("reporter", "phone"),
                 ("source", "urgency"), ("source_no", "external_due_at"), ("text",))  # fmt: skip
        for row, names in enumerate(pairs):
            for place, name in enumerate(names):
                grid.addWidget(self.fields[name], row, place, 1, 2 // len(names))
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)

    # -- what is in it -----------------------------------------------------------------------------------

    def touched(self) -> bool:
        """Whether somebody typed, or a place was chosen on the map."""
        return self.lat is not None or any(field.typed and field.value for field in self.fields.values())

    def value(self, name: str) -> str:
        """What stands in a field."""
        return self.fields[name].value

    def facts(self, now: Instant) -> dict[str, Any]:
        """The facts of "register" and "report"; only what is filled in.

        Raises Refused("register.field") for a value that cannot be, with ``field`` and what to do.
        """
        facts: dict[str, Any] = {name: field.value for name, field in self.fields.items() if field.value}
        for name in ("occurred_at", "external_due_at"):
            if name in facts:
                facts[name] = self._moment(name, facts[name], now)
        if "phone" in facts and phone_fault(facts["phone"]) is not None:
            raise _wrong("phone", tr("这不像电话号码。请写 11 位手机号，或带区号的座机号。"))
        if "phone" in facts:
            facts["phone"] = mobile(facts["phone"]) or landline(facts["phone"])
        for name in ("grid", "item"):
            field = self.fields[name]
            if isinstance(field, PickEntry) and field.unknown:
                words = tr("没有找到“{word}”。请输入名称、拼音首字母或编码后从列表里选。", word=field.unknown)
                raise _wrong(name, words)
        if self.lat is not None:
            facts |= {"lon": self.lon, "lat": self.lat}
        if "grid" in facts and self.fields["grid"].typed:
            facts["grid_method"] = "manual"
        return facts

    def _moment(self, name: str, words: str, now: Instant) -> Instant:
        try:
            found = cells.moment(words)
        except Refused as why:
            told = find_moment(words, now) if name == "occurred_at" else None
            if told is None:
                raise _wrong(name, tr("时间{why}。", why=sentence(why))) from why
            found = told.at
        at = int(found or 0)
        if name == "occurred_at" and at > now + MINUTE:
            raise _wrong(name, tr("发生时间不能晚于现在。请核对。"))
        if name == "external_due_at" and at <= now:
            raise _wrong(name, tr("外部期限已经过去。请核对日期。"))
        return at

    def lacking(self) -> tuple[str, str] | None:
        """The first field that must be filled before a report, and what to say; None when nothing is missing."""
        if not self.value("title"):
            return "title", tr("没有填写标题。请写一句话说明是什么事。")
        if not (self.value("place") or self.value("grid") or self.lat is not None):
            return "place", tr("没有地点。请填写地点、网格，或按 F4 在图上选一处。")
        return None

    def sought(self, now: Instant, ident: str) -> Sought:
        """What duplicates are looked for by."""
        at = now
        if self.value("occurred_at"):
            try:
                at = self._moment("occurred_at", self.value("occurred_at"), now)
            except Refused:
                at = now
        phone = mobile(self.value("phone")) or landline(self.value("phone"))
        return Sought(
            self.value("title"), self.value("text"), self.value("place"), phone, self.value("category"),
            self.value("item"), self.value("grid"), self.lon, self.lat, at, self.value("source_no"), ident,
        )  # fmt: skip

    # -- filling it --------------------------------------------------------------------------------------

    def propose(self, proposals: tuple[Proposal, ...]) -> int:
        """Fill in what nobody typed; take back what is no longer proposed; gives how many stand now."""
        told = {one.field for one in proposals}
        for name, field in self.fields.items():
            if name not in told:
                field.withdraw()
        count = 0
        for one in proposals:
            field = self.fields[one.field]
            if not field.typed:
                field.propose(str(one.value), one.shown, one.reason)
                count += 1
        return count

    def fill(self, event: Event) -> None:
        """Take over a draft: everything in it counts as typed."""
        self.lon, self.lat = event.lon, event.lat
        for name, field in self.fields.items():
            value = getattr(event, name)
            if name.endswith("_at"):
                field.give(stamp(value) if value else "")
            elif name == "grid":
                field.give(value, self._names.grid(value))
            elif name == "item":
                field.give(value, self._names.item(value) if value else "")
            else:
                field.give(str(value or ""))

    def complain(self, name: str, words: str) -> None:
        """Say at a field what is wrong with it, and go there."""
        self.fields[name].set_trouble(words)
        self.fields[name].first().setFocus()

    # -- finding -----------------------------------------------------------------------------------------

    def _grids(self, typed: str) -> list[tuple[str, str]]:
        return self._best(typed, [(grid.code, self._names.grid(grid.code)) for grid in self._names.grids()])

    def _items(self, typed: str) -> list[tuple[str, str]]:
        return self._best(typed, [(item.code, item.name) for item in self._names.items().values()])

    @staticmethod
    def _best(typed: str, known: list[tuple[str, str]]) -> list[tuple[str, str]]:
        scored = [(match(typed, words, code), code, words) for code, words in known]
        scored.sort(key=lambda one: (-one[0], one[1]))
        return [(code, words) for score, code, words in scored if score > 0]


def _wrong(field: str, words: str) -> Refused:
    return Refused("register.field", field=field, words=words)
