"""Columns: one numpy array per filter and sort column, the row number of an event is its index."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
BLOCK = 1 << 17
"""Rows that are stored, stamped and loaded together."""
PAUSED, LATE, PROPOSAL = 1, 2, 4
"""Bits of ``flags``."""
LATEST = 2**32 - 1
SUBTREES = 64
"""Grids remembered with what lies in them."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, numpy type, the SQL that gives it, and whether its texts are held as codes."""

    name: str
    dtype: str
    sql: str
    coded: bool = False


def _coded(name: str, dtype: str = "u1") -> Column:
    return Column(name, dtype, name, coded=True)


def _time(name: str) -> Column:
    return Column(name, "u4", f"min(max({name}, 0), {LATEST})")


def _count(name: str) -> Column:
    return Column(name, "u1", f"min(max({name}, 0), 255)")


LIVE = (
    _coded("state"),
    _coded("category", "u2"),
    _coded("source"),
    _coded("importance"),
    _count("tier"),
    Column(
        "flags", "u1", f"(paused <> 0) * {PAUSED} + (late <> 0) * {LATE} + (proposal <> '') * {PROPOSAL}"
    ),
    _coded("grid", "u2"),
    _coded("unit", "u2"),
    _time("reported_at"),
    _time("due_at"),
    _time("warn_at"),
    _time("closed_at"),
)
"""What filters, lights and orders need; 27 bytes an event."""
TIMES = (
    _time("filed_at"),
    _time("dispatched_at"),
    _time("accepted_at"),
    _time("finished_at"),
    _time("checked_at"),
    _time("revisited_at"),
    _time("handle_due_at"),
    _coded("closing_type"),
    _coded("satisfaction"),
    _coded("item", "u2"),
    _count("rework"),
    _count("returns"),
    _count("redispatches"),
)
"""What the figures of a month need besides; read when first asked for."""


class Codes:
    """The texts of one coded column, each with a small number; 0 is the empty text."""

    def __init__(self) -> None:
        self.texts: list[str] = [""]
        self._numbers: dict[str, int] = {"": 0}
        self._below: dict[tuple[str, ...], tuple[int, list[int]]] = {}

    def number(self, text: str) -> int:
        """The number of a text, given when it is new."""
        found = self._numbers.get(text)
        if found is None:
            found = self._numbers[text] = len(self.texts)
            self.texts.append(text)
        return found

    def known(self, texts: Iterable[str]) -> list[int]:
        """The numbers of those texts that occur."""
        return [self._numbers[text] for text in texts if text in self._numbers]

    def below(self, roots: Iterable[str]) -> list[int]:
        """The numbers of all texts that are one of the roots or begin with it (a grid and what lies in it)."""
        starts = tuple(root for root in roots if root)
        known = self._below.get(starts)
        if known is None or known[0] != len(self.texts):
            found = [number for number, text in enumerate(self.texts) if starts and text.startswith(starts)]
            if len(self._below) >= SUBTREES:
                self._below.clear()
            known = self._below[starts] = (len(self.texts), found)
        return known[1]

    def __len__(self) -> int:
        return len(self.texts)


class Columns:
    """Columns of one group over all rows; a row never used, or taken away, is 0 in every column."""

    def __init__(self, name: str, spec: Sequence[Column]) -> None:
        self.name = name
        self.spec = tuple(spec)
        self.codes = {column.name: Codes() for column in spec if column.coded}
        self.sql = ", ".join(column.sql for column in spec)
        self.gathered = ", ".join(f"json_group_array({sql})" for sql in ("row", *(column.sql for column in spec)))
        self.size = 1
        self._arrays: dict[str, Array] = {column.name: np.zeros(1, column.dtype) for column in spec}

    def __getitem__(self, name: str) -> Array:
        return self._arrays[name][: self.size]

    @property
    def blocks(self) -> int:
        """How many blocks the rows fill."""
        return -(-self.size // BLOCK)

    def reserve(self, size: int) -> None:
        """Make place for rows below ``size``; grows by an eighth so that a new event costs nothing."""
        if size > len(self._arrays[self.spec[0].name]):
            capacity = size + size // 8 + 64 if self.size > 1 else size + 64
            for name, array in self._arrays.items():
                grown = np.zeros(capacity, array.dtype)
                grown[: self.size] = array[: self.size]
                self._arrays[name] = grown
        self.size = max(self.size, size)

    def put(self, rows: Array, records: Sequence[Sequence[Any]]) -> None:
        """Write the values of rows; each record has the columns of the group in order."""
        if len(rows):
            self._write(rows, zip(*records, strict=True))

    def put_gathered(self, texts: Sequence[str]) -> None:
        """Write many rows at once: what ``gathered`` answers, a JSON list of the rows and one for each column."""
        rows = _whole_numbers(texts[0])
        if len(rows):
            lists = zip(self.spec, texts[1:], strict=True)
            self._write(rows, (json.loads(text) if column.coded else _whole_numbers(text) for column, text in lists))

    def _write(self, rows: Array, values: Iterable[Sequence[Any] | Array]) -> None:
        self.reserve(int(rows.max()) + 1)
        for column, given in zip(self.spec, values, strict=True):
            numbers: Sequence[Any] | Array = given
            if column.coded:
                number = self.codes[column.name].number
                known = {text: number(text) for text in set(given)}
                numbers = np.fromiter(map(known.__getitem__, given), "i8", len(given))
                self._widen(column.name)
            self._arrays[column.name][rows] = numbers

    def clear(self, rows: Array) -> None:
        """Take rows away."""
        for array in self._arrays.values():
            array[rows] = 0

    def _widen(self, name: str) -> None:
        array = self._arrays[name]
        if len(self.codes[name]) > np.iinfo(array.dtype).max:
            self._arrays[name] = array.astype("u2" if array.dtype.itemsize == 1 else "u4")

    def pack(self, block: int) -> bytes:
        """A block as bytes that can be read without anything else."""
        part = slice(block * BLOCK, min((block + 1) * BLOCK, self.size))
        arrays = {name: array[part] for name, array in self._arrays.items()}
        head = {
            "rows": part.stop - part.start,
            "columns": [(name, array.dtype.str) for name, array in arrays.items()],
            "codes": {name: codes.texts for name, codes in self.codes.items()},
        }
        words = json.dumps(head, ensure_ascii=False).encode()
        return b"".join((len(words).to_bytes(4, "little"), words, *(a.tobytes() for a in arrays.values())))

    def unpack(self, block: int, body: bytes) -> bool:
        """Take a packed block in; False when it was packed by another layout of columns."""
        length = int.from_bytes(body[:4], "little")
        head: Mapping[str, Any] = json.loads(body[4 : 4 + length])
        if [name for name, _ in head["columns"]] != [column.name for column in self.spec]:
            return False
        first, count, at = block * BLOCK, int(head["rows"]), 4 + length
        self.reserve(first + count)
        for name, dtype in head["columns"]:
            part: Array = np.frombuffer(body, dtype, count, at)
            at += part.nbytes
            if name in self.codes:
                texts = head["codes"][name]
                numbers = [self.codes[name].number(text) for text in texts]
                self._widen(name)
                if numbers != list(range(len(texts))):
                    part = np.array(numbers, "u4").take(part)
            self._arrays[name][first : first + count] = part
        return True


def _whole_numbers(text: str) -> Array:
    """The numbers of a JSON list of whole numbers."""
    inside = text[1:-1]
    return np.fromstring(inside, "i8", sep=",") if inside else np.zeros(0, "i8")
