"""Turn the rows of one table into events, a slice at a time, by the rules of a profile."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from commandroom.domain.errors import Refused
from commandroom.domain.event import ClosingType, State
from commandroom.domain.instant import DAY, HOUR, MINUTE
from commandroom.sync import cells, columns
from commandroom.sync.columns import Converter, Flaws
from commandroom.sync.incoming import HistoryLine, IncomingEvent, WrongCell, content_hash
from commandroom.sync.source_profile import (
    MOMENT_FIELDS,
    NUMBER_FIELDS,
    TEXT_FIELDS,
    WORD_FIELDS,
    SourceProfile,
)
from commandroom.sync.table_header import REASON_HEADER, Header, column_letter, header_key

_FUTURE = DAY
"""A report from more than a day ahead of the clock is a typing error."""
_MOST_DAYS = 36_500
_CLOSED = State.CLOSED.value
_NORMAL, _OVERDUE = ClosingType.NORMAL.value, ClosingType.OVERDUE.value
_VALUES = ("source_no", "title", "text", "place", "reporter_name", "reporter_phone", "occurred_at", "reported_at",
           "unit")


@dataclass(slots=True)
class Columns:
    """The values of one slice, a list per field, and its flaws as (row in slice, column, refusal)."""

    count: int
    values: dict[str, list[Any]]
    kept: list[tuple[str, list[str]]]
    flaws: list[tuple[int, int, Refused]] = field(default_factory=list)


class TableRows:
    """The converters of one table, compiled once from its header and the profile."""

    def __init__(
        self, profile: SourceProfile, sheet: str, header: Header, order: cells.DateOrder, now: int | None
    ) -> None:
        self._profile = profile
        self._sheet = sheet
        self._header = header
        self._now = now
        self._nulls = frozenset(profile.nulls)
        self._category = profile.category_finder()
        self._category_fields = frozenset(rule.field for rule in profile.category_rules)
        self.unknown: dict[str, dict[str, int]] = {}
        self._by_field: dict[str, tuple[int, Converter]] = {}
        self._kept: list[tuple[int, str, Converter]] = []
        keep = columns.kept_column(self._nulls)
        for index, label in enumerate(header.labels):
            name = header.fields.get(index, "")
            if name and name != "ignore":
                self._by_field[name] = (index, self._converter(name, label, order))
            extra = not name and profile.keep_unmapped and header_key(label) != REASON_HEADER
            if name in WORD_FIELDS or extra:
                self._kept.append((index, self._free_label(label, index), keep))
            elif profile.drop_whole_degrees and name in ("lon", "lat"):
                self._kept.append((index, self._free_label(label, index), columns.rounded_degree_column))
        self._required = [
            (name, self._by_field[name][0]) for name in profile.required if name in self._by_field
        ]
        self._width = len(header.labels)

    def _free_label(self, label: str, index: int) -> str:
        """The label without its mark, with its column's letter where an earlier kept column has the same one."""
        label = label.strip("*＊ ") or column_letter(index)
        taken = {used for _index, used, _keep in self._kept}
        return f"{label}（{column_letter(index)}）" if label in taken else label

    def _converter(self, name: str, label: str, order: cells.DateOrder) -> Converter:
        """The converter of one field."""
        if name in MOMENT_FIELDS:
            return columns.moment_column(order, self._nulls, from_1904=self._profile.from_1904)
        if name in NUMBER_FIELDS:
            return columns.number_column(self._nulls)
        if name in ("lonlat", "latlon"):
            return columns.each(cells.pair, None)
        if name in ("reporter_phone", "phone_2"):
            return columns.text_column(self._nulls, cells.phones)
        if name in ("reporter_name", "handler"):
            return columns.text_column(self._nulls, cells.person_name)
        if name in WORD_FIELDS:
            words: dict[str, Any] = (
                dict(self._profile.status_words()) if name == "status" else dict(self._profile.translation(name))
            )
            return columns.word_column(words, self._nulls, self.unknown.setdefault(label, {}))
        if name not in TEXT_FIELDS:
            raise KeyError(name)
        return columns.text_column(self._nulls)

    def convert(self, rows: Sequence[list[Any]], numbers: Sequence[int]) -> tuple[list[IncomingEvent], list[WrongCell]]:
        """The events of rows (``numbers``: their row numbers from 1) and the cells that are wrong.

        A row with a wrong cell gives no event.
        """
        width = self._width
        even = [row if len(row) == width else (row + [""] * (width - len(row)))[:width] for row in rows]
        across = list(zip(*even, strict=True))
        table = self._columns(across, len(even))
        self._check(table)
        bad = {row for row, _column, _why in table.flaws}
        events = self._events(table, numbers, bad)
        wrong = [self._wrong(numbers[row], column, even[row], why) for row, column, why in sorted(
            table.flaws, key=lambda flaw: flaw[:2])]
        return events, wrong

    def _wrong(self, number: int, column: int, row: list[Any], why: Refused) -> WrongCell:
        label = self._header.labels[column]
        value = cells.verbatim(row[column]) if row[column] is not None else ""
        return WrongCell(self._sheet, number, column_letter(column), label, value, why.code,
                         tuple(sorted(why.facts.items())))

    def _columns(self, across: list[tuple[Any, ...]], count: int) -> Columns:
        table = Columns(count, {}, [])
        for name, (index, convert) in self._by_field.items():
            flaws: Flaws = []
            table.values[name] = convert(across[index], flaws)
            table.flaws += [(row, index, why) for row, why in flaws]
        for name, value in self._profile.constants.items():
            table.values.setdefault(name, [value] * count)
        table.kept = [(label, keep(across[index], [])) for index, label, keep in self._kept]
        return table

    def _check(self, table: Columns) -> None:
        """Rules across cells: what must be there, positions, times of day, times in order."""
        flawed = {(row, column) for row, column, _why in table.flaws}
        for name, column in self._required:
            values = table.values[name]
            if not all(values):
                table.flaws += [
                    (row, column, Refused("cell.required"))
                    for row, value in enumerate(values)
                    if value in ("", None) and (row, column) not in flawed
                ]
        self._positions(table)
        self._times_of_day(table)
        if "closed_after_days" in table.values:
            column = self._by_field["closed_after_days"][0]
            table.flaws += [
                (row, column, Refused("cell.days_range", most=_MOST_DAYS))
                for row, days in enumerate(table.values["closed_after_days"])
                if days is not None and not 0 <= days <= _MOST_DAYS
            ]
        now = self._now
        if now is not None and "occurred_at" in table.values:
            column = self._by_field["occurred_at"][0]
            table.flaws += [
                (row, column, Refused("cell.date_future"))
                for row, at in enumerate(table.values["occurred_at"])
                if at is not None and at > now + _FUTURE
            ]
        self._in_order(table)

    def _in_order(self, table: Columns) -> None:
        """A case is not closed before the day it happened."""
        if "closed_at" not in table.values or "occurred_at" not in table.values:
            return
        column = self._by_field["closed_at"][0]
        for row, (start, end) in enumerate(
            zip(table.values["occurred_at"], table.values["closed_at"], strict=True)
        ):
            if start is not None and end is not None and end < start - DAY:
                table.flaws.append((row, column, Refused("cell.closed_before")))

    def _positions(self, table: Columns) -> None:
        values = table.values
        for name, swapped in (("lonlat", False), ("latlon", True)):
            if name in values:
                pairs = values.pop(name)
                lons = [None if pair is None else pair[1 if swapped else 0] for pair in pairs]
                lats = [None if pair is None else pair[0 if swapped else 1] for pair in pairs]
                values.setdefault("lon", lons)
                values.setdefault("lat", lats)
                self._by_field.setdefault("lon", self._by_field[name])
        if "lon" not in values or "lat" not in values:
            values.pop("lon", None)
            values.pop("lat", None)
            values["position"] = [None] * table.count
            return
        flaws: Flaws = []
        values["position"] = columns.positions(
            values["lon"], values["lat"], self._profile.datum,
            drop_whole=self._profile.drop_whole_degrees, flaws=flaws,
        )
        column = self._by_field["lon"][0]
        table.flaws += [(row, column, why) for row, why in flaws]

    def _times_of_day(self, table: Columns) -> None:
        """Add the columns 时 and 分 to the date of 发生时间."""
        occurred = table.values.get("occurred_at")
        if occurred is None:
            return
        for name, unit, most in (("occurred_hour", HOUR, 24), ("occurred_minute", MINUTE, 59)):
            added = table.values.get(name)
            if added is None:
                continue
            column = self._by_field[name][0]
            for row, amount in enumerate(added):
                if amount is None or occurred[row] is None:
                    continue
                if not (0 <= amount <= most and amount == int(amount)):
                    table.flaws.append((row, column, Refused("cell.time_of_day", most=most)))
                elif (occurred[row] + 8 * HOUR) % DAY == 0 or unit == MINUTE:
                    occurred[row] += int(amount) * unit

    def _events(self, table: Columns, numbers: Sequence[int], bad: set[int]) -> list[IncomingEvent]:
        """The clean rows as events."""
        count, values, profile = table.count, table.values, self._profile
        nothing, empty = [None] * count, [""] * count

        def texts(name: str) -> list[Any]:
            return values.get(name, empty)

        def others(name: str) -> list[Any]:
            return values.get(name, nothing)

        phone = _joined(texts("reporter_phone"), values.get("phone_2"))
        own = {**{name: values.get(name, empty) for name in _VALUES}, "reporter_phone": phone}
        keys = self._keys(own, count)
        labels = [label for label, _values in table.kept]
        kept = list(zip(*(column for _label, column in table.kept), strict=True)) or [()] * count
        source, system, sheet = str(profile.source), profile.system, self._sheet
        answered = None if profile.closed_when_result is None else profile.closed_when_result.ending
        default, ended = (profile.default_state.value, ""), (_CLOSED, _NORMAL)
        lines = zip(
            range(count), keys, numbers, others("source"), texts("source_no"), texts("title"), texts("text"),
            texts("place"), texts("reporter_name"), phone, others("category"), texts("item"),
            others("importance"), others("urgency"), others("occurred_at"), others("reported_at"),
            others("due_at"), others("status"), others("closed_at"), others("closed_after_days"),
            others("dispatched_at"), others("accepted_at"), others("finished_at"), others("revisited_at"),
            texts("unit"), texts("handler"), texts("result"), texts("satisfaction"), values["position"],
            texts("grid_text"), kept, strict=True,
        )
        events = []
        stated = self._categories
        for (index, key, number, channel, source_no, title, said, place, who, tel, category, item, importance,
             urgency, occurred, reported, due, status, closed_at, days, dispatched, accepted, finished, revisited,
             unit, handler, result, satisfaction, position, grid, rest) in lines:
            if index in bad:
                continue
            if status is not None:
                state, closing = status
            elif answered is not None:
                state, closing = answered if result else default
            else:
                state, closing = default if closed_at is None else ended
            category = category or stated(title, unit, item, said)
            closed = state == _CLOSED
            if closed and closed_at is None and days is not None and occurred is not None:
                closed_at = occurred + int(days * DAY)
            if closed and closing == _NORMAL and due and closed_at and closed_at > due:
                closing = _OVERDUE
            history = _history(occurred, reported, dispatched, accepted, finished, closed_at, revisited, closed,
                               who, unit, handler, result, satisfaction)
            lon, lat = position or (None, None)
            extra = {label: word for label, word in zip(labels, rest, strict=True) if word}
            texts_now = (
                channel or source, system, source_no, title or _first_line(said), said, place, who, tel,
                category or "", item, importance or "", urgency or "normal", state, closing, unit,
                handler, result, satisfaction, grid,
            )
            mark = content_hash(texts_now, (occurred, reported, due, closed_at, lon, lat), history, extra)
            events.append(IncomingEvent(
                key, mark, sheet, number, *texts_now[:12], occurred, reported, due, texts_now[12], closed,
                closed_at, *texts_now[13:18], lon, lat, grid, history, extra,
            ))
        return events

    def _categories(self, title: str, unit: str, item: str, said: str) -> str:
        """The category that the source's own words mean, by the profile's rules; "" where they say none."""
        for name, value in (("title", title), ("item", item), ("unit", unit), ("text", said)):
            found = self._category(name, value) if value and name in self._category_fields else ""
            if found:
                return found
        return ""

    def _keys(self, own: dict[str, list[Any]], count: int) -> list[str]:
        """The identity of each row: system and number, else system and a hash (domain.md §3.2.6)."""
        system = self._profile.system
        names = [name for name in self._profile.key if name != "source_no"]
        names = names or ["title", "occurred_at", "place", "reporter_phone"]
        parts = list(zip(*(own[name] for name in names), strict=True))
        if "source_no" not in self._profile.key:
            return [_hashed(system, part) for part in parts]
        return [
            f"{system}:{own['source_no'][index]}" if own["source_no"][index] else _hashed(system, parts[index])
            for index in range(count)
        ]


def _hashed(system: str, parts: tuple[Any, ...]) -> str:
    joined = "\x1f".join(columns.squeezed(part) if isinstance(part, str) else str(part) for part in parts)
    return f"{system}#{blake2b(joined.encode('utf-8', 'surrogatepass'), digest_size=12).hexdigest()}"


def _joined(first: list[str], second: list[str] | None) -> list[str]:
    if second is None:
        return first
    return ["、".join(dict.fromkeys(part for part in pair if part)) for pair in zip(first, second, strict=True)]


def _first_line(text: str) -> str:
    """A title for a case that has none: the first 30 characters of its text."""
    return text.split("\n", 1)[0][:30]


def _history(
    occurred: int | None, reported: int | None, dispatched: int | None, accepted: int | None, finished: int | None,
    closed_at: int | None, revisited: int | None, closed: bool, who: str, unit: str, handler: str,
    result: str, satisfaction: str,
) -> tuple[HistoryLine, ...]:
    """What the file tells of the steps of a case, in their legal order."""
    lines: list[HistoryLine] = [(reported if reported is not None else occurred, "report", who, "")]
    by = handler or unit
    if dispatched is not None or unit:
        lines.append((dispatched, "dispatch", unit, ""))
    if accepted is not None:
        lines.append((accepted, "accept", by, ""))
    if result or finished is not None:
        lines.append((finished, "finish", by, result))
    if closed:
        lines.append((closed_at, "close", "", ""))
    if satisfaction or revisited is not None:
        lines.append((revisited, "revisit", who, satisfaction))
    return tuple(lines)
