"""Find the header of a table between titles and notes, and the rows where its data ends."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from commandroom.sync.sheets import Merged, Row

SCAN_ROWS = 15
"""Titles, notes and 填报单位 stand above the header, never more than this (domain.md §3.2.2)."""
BLANK_ROWS_END = 3
REASON_HEADER = "错误原因"
"""The column that error workbooks add; it is never data."""

END_MARKS = frozenset("合总共小制填审负备说注 \u3000")
"""A first cell that begins otherwise ends nothing; asked for each row, so it must be cheap."""

_DROPPED = re.compile(r"[\s*＊()（）\u3000:：]+")
_TOTAL = re.compile(r"^(合计|总计|共计)[\d件条户人项]*$")
_SUBTOTAL = re.compile(r"^小计[\d件条户人项]*$")
_SIGNED = re.compile(r"^((制表|填表|审核|填报|负责)人|备注[:：]|说明[:：]|注[:：])")


@cache
def header_key(label: str) -> str:
    """A header label reduced to what identifies it: NFKC, no white space, marks or brackets, lower case."""
    return _DROPPED.sub("", unicodedata.normalize("NFKC", label)).casefold()


def column_letter(index: int) -> str:
    """The letters of a column as a spreadsheet shows them; index counts from 0."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@dataclass(frozen=True, slots=True)
class Header:
    """Where the header stands and what its columns are called.

    ``row`` counts from 0; ``depth`` is 1 or 2 rows. ``labels`` are as written (two rows joined by "/"), the
    letter of the column where nothing is written. ``fields`` maps the index of a column to the field it fills.
    """

    row: int
    depth: int
    labels: tuple[str, ...]
    fields: dict[int, str]

    @property
    def first_data_row(self) -> int:
        """The first row after the header, counted from 0."""
        return self.row + self.depth


def find_header(
    rows: Sequence[Row], merged: Sequence[Merged], aliases: Mapping[str, str], least: int = 2
) -> Header | None:
    """The row among the first 15 with most labels known to ``aliases`` (key of a label to field).

    None when no row knows at least ``least`` different fields. The upper of two equal rows wins.
    """
    best: Header | None = None
    for index, row in enumerate(rows[:SCAN_ROWS]):
        upper = _labels(row)
        header = Header(index, 1, _named(upper), _fields([(label,) for label in upper], aliases))
        if index + 1 < len(rows) and _has_second_row(index, rows, merged, aliases):
            joined = _joined(index, upper, _labels(rows[index + 1]), merged)
            deep = Header(index, 2, _named([pair[0] for pair in joined]), _fields(joined, aliases))
            if len(deep.fields) >= len(header.fields):
                header = deep
        if best is None or len(header.fields) > len(best.fields):
            best = header
    return best if best is not None and len(best.fields) >= least else None


def _labels(row: Row) -> list[str]:
    return [cell if isinstance(cell, str) else "" if cell is None else str(cell) for cell in row]


def _named(labels: Sequence[str]) -> tuple[str, ...]:
    return tuple(label.strip() or column_letter(index) for index, label in enumerate(labels))


def _fields(labels: Sequence[tuple[str, ...]], aliases: Mapping[str, str]) -> dict[int, str]:
    """Each column's field by the first of its names that is known; a field is filled by its first column."""
    fields: dict[int, str] = {}
    for index, names in enumerate(labels):
        for name in names:
            field = aliases.get(header_key(name))
            if field is not None and field not in fields.values():
                fields[index] = field
                break
    return fields


def _has_second_row(
    index: int, rows: Sequence[Row], merged: Sequence[Merged], aliases: Mapping[str, str]
) -> bool:
    """Whether the header is two rows deep: merged cells say so, or sub-heads stand under empty heads."""
    spans = [span for span in merged if span[0][0] == index]
    if any(last_row == index + 1 for (_row, _column), (last_row, _last) in spans):
        return True
    below = rows[index + 1]
    for (_row, first), (last_row, last) in spans:
        if last_row == index and last > first and sum(1 for cell in below[first : last + 1] if cell) > 1:
            return any(header_key(str(cell)) in aliases for cell in below[first : last + 1] if cell)
    return False


def _joined(
    index: int, upper: list[str], lower: list[str], merged: Sequence[Merged]
) -> list[tuple[str, ...]]:
    """For each column the names to try: "parent/child", then child, then parent."""
    parents = list(upper)
    for (row, first), (last_row, last) in merged:
        if row == index and last_row == index and first < len(upper):
            for column in range(first, min(last + 1, len(upper))):
                parents[column] = upper[first]
    names: list[tuple[str, ...]] = []
    for column in range(max(len(parents), len(lower))):
        parent = parents[column] if column < len(parents) else ""
        child = lower[column] if column < len(lower) else ""
        if parent and child:
            names.append((f"{parent.strip()}/{child.strip()}", f"{parent}{child}", child))
        else:
            names.append((parent or child,))
    return names


def ends_table(row: Row) -> str:
    """"end" when the first written cell is a total or a signature, "skip" for a subtotal, "" for data."""
    for cell in row:
        if cell in ("", None):
            continue
        if not isinstance(cell, str):
            return ""
        word = "".join(cell.split())
        if len(word) > 40:
            return ""
        if _TOTAL.match(word) or _SIGNED.match(word):
            return "end"
        return "skip" if _SUBTOTAL.match(word) else ""
    return ""


def is_blank(row: Row) -> bool:
    """Whether nothing but white space stands in a row."""
    return not any(cell is not None and (not isinstance(cell, str) or cell.strip()) for cell in row)


def repeats_header(row: Row, header: Header) -> bool:
    """Whether a row in the middle of the data is the header again, as pasted-together sheets have it."""
    return all(
        index < len(row) and isinstance(row[index], str) and row[index].strip() == header.labels[index]
        for index in header.fields
    )


def cell_at(row: Row, index: int) -> Any:
    """The cell of a row that may be shorter than its header; "" beyond its end."""
    return row[index] if index < len(row) else ""
