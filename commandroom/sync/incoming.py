"""What a file brings in: clean events, and every cell that could not be taken."""

import marshal
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from operator import attrgetter
from typing import Any

from commandroom import text
from commandroom.domain.errors import Refused
from commandroom.domain.instant import Instant
from commandroom.domain.masking import mask_identity, mask_name, mask_phone, mask_text

HistoryLine = tuple[Instant | None, str, str, str]
"""When (None: the file does not say), the verb of domain.md §4.2, who, what was said."""


@dataclass(frozen=True, slots=True)
class IncomingEvent:
    """One case of a file, cleaned. Instants are None and texts "" where the file tells nothing.

    ``lon`` and ``lat`` are WGS-84. ``category`` is one of the eight codes or "". ``state`` is the state of
    ``domain.event`` that the source's status means. ``extra`` holds the columns that are no field of an event,
    and the source's own words where a field translates them, by header label, verbatim.
    ``key`` identifies the case: the source system and its number, else a hash of what identifies it
    (domain.md §3.2.6). ``fingerprint`` changes when any content does, and only then.
    """

    key: str
    fingerprint: str
    sheet: str
    row: int
    source: str
    source_system: str
    source_no: str
    title: str
    text: str
    place: str
    reporter_name: str
    reporter_phone: str
    category: str
    item: str
    importance: str
    urgency: str
    occurred_at: Instant | None
    reported_at: Instant | None
    due_at: Instant | None
    state: str
    closed: bool
    closed_at: Instant | None
    closing_type: str
    unit: str
    handler: str
    result: str
    satisfaction: str
    lon: float | None
    lat: float | None
    grid_text: str
    history: tuple[HistoryLine, ...]
    extra: dict[str, str]


_values = attrgetter(*IncomingEvent.__dataclass_fields__)
_TEXTS = (
    "source", "source_system", "source_no", "title", "text", "place", "reporter_name", "reporter_phone", "category",
    "item", "importance", "urgency", "state", "closing_type", "unit", "handler", "result", "satisfaction",
    "grid_text",
)
_NUMBERS = ("occurred_at", "reported_at", "due_at", "closed_at", "lon", "lat")
_texts = attrgetter(*_TEXTS)
_numbers = attrgetter(*_NUMBERS)


def content_hash(
    texts: Sequence[str], numbers: Sequence[float | None], history: Sequence[HistoryLine], extra: dict[str, str]
) -> str:
    """A stable hash (32 hexadecimal digits) of what a case says: its texts and numbers in one fixed order.

    Of the history only steps and times are hashed; who and what repeat the fields.
    """
    told = "\x1e".join([f"{at}{verb}" for at, verb, _who, _said in history])
    kept = "\x1e".join([word for pair in extra.items() for word in pair])
    whole = "\x1f".join((*texts, repr(numbers), told, kept))
    return blake2b(whole.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def fingerprint(event: IncomingEvent) -> str:
    """The hash of an event's content, for "same" against "changed"; equal to ``event.fingerprint``.

    Where in which file the case stood is no content.
    """
    return content_hash(_texts(event), _numbers(event), event.history, event.extra)


_MASKS = (
    (("身份证", "证件号"), mask_identity),
    (("电话", "手机", "phone", "mobile"), mask_phone),
    (("姓名", "来电人", "反映人", "诉求人", "投诉人", "联系人", "举报人", "网格长", "负责人", "reporter"), mask_name),
)
"""Headings whose cells hold a person, and what is shown of such a cell."""
_CODES = ("编码", "代码", "编号", "code")
"""Headings whose cells hold codes, which look like numbers of persons and are none."""


@dataclass(frozen=True, slots=True)
class WrongCell:
    """A cell that cannot be taken: where it stands as the spreadsheet shows it, what it holds, and why not.

    ``row`` counts from 1. ``column`` is the letter ("C"; "" when the whole row is meant), ``header`` the label.
    ``code`` is a sentence of ``sheets.toml`` filled with ``facts``.
    """

    sheet: str
    row: int
    column: str
    header: str
    value: str
    code: str
    facts: tuple[tuple[str, Any], ...] = ()

    @property
    def shown(self) -> str:
        """The value as it may be seen: persons masked by their column's heading, numbers in any text."""
        heading = self.header.casefold()
        if any(word in heading for word in _CODES):
            return self.value
        for words, mask in _MASKS:
            if any(word in heading for word in words):
                return mask(self.value)
        return mask_text(self.value)

    @property
    def reason(self) -> str:
        """The reason in the chosen language, without the place; persons masked."""
        facts = {name: self.shown if value == self.value else value for name, value in self.facts}
        return text.sentence(Refused(self.code, **facts))

    @property
    def sentence(self) -> str:
        """``「Sheet1」第 2 行 C 列「上报时间」：“2026/13/45”…`` in the chosen language."""
        code = "sheet.wrong_cell" if self.column else "sheet.wrong_row"
        return text.sentence(Refused(code, sheet=self.sheet, row=self.row, column=self.column, reason=self.reason,
                                     header=self.header, value=self.shown[:60]))


@dataclass(frozen=True, slots=True)
class Slice:
    """A run of rows of one sheet: what is clean, what is wrong, what was only said again.

    ``repeats`` counts rows that tell a case of this file once more; they are "same". ``wrong_rows`` counts
    rows, ``wrong`` lists cells. ``unknown_words`` are (header, word, times) that no translation knows: the row
    is taken, the word stays in ``extra``.
    """

    sheet: str
    rows: int
    events: tuple[IncomingEvent, ...]
    wrong: tuple[WrongCell, ...]
    wrong_rows: int
    repeats: int
    unknown_words: tuple[tuple[str, str, int], ...] = ()

    def __reduce__(self) -> tuple[Any, ...]:
        """For the way from one process to another: plain values travel five times as fast as objects."""
        events = marshal.dumps([_values(event) for event in self.events])
        rest = (self.wrong, self.wrong_rows, self.repeats, self.unknown_words)
        return _unpacked, (self.sheet, self.rows, events, *rest)


def _unpacked(sheet: str, rows: int, events: bytes, *rest: Any) -> Slice:
    return Slice(sheet, rows, tuple(IncomingEvent(*values) for values in marshal.loads(events)), *rest)
