"""The running clocks by kind, nearest first: filled once, then kept by the events that changed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from commandroom.domain.instant import HOUR, Instant
from commandroom.store.queue.columns import Codes
from commandroom.store.queue.running import ID_BYTES, ClockColumns, Ints, Row, Running

KINDS = ("C2", "C1", "C1b", "C3", "C4", "C5", "C6", "C7", "C8")
"""The lanes in order: what was not dispatched comes first (domain.md §5.5)."""
GROUPS = ("unit", "grid", "person", "source")
"""By what the clocks can be gathered."""
_CODED = ("kind", *GROUPS)
_NOBODY_OWES = "C7"
"""A revisit is owed for a case that is closed: it is not counted among the open ones."""


@dataclass(frozen=True, slots=True)
class LaneCount:
    """How many clocks of a kind run, are late, are past their warning, and are held."""

    running: int
    overdue: int
    soon: int
    paused: int


@dataclass(frozen=True, slots=True)
class GroupCount:
    """Open cases that are late or nearly so, by the code of a group; "" is what nobody has yet."""

    overdue: Mapping[str, int]
    soon: Mapping[str, int]


class LaneClocks(Sequence[Running]):
    """The clocks of one lane as they stood when it was cut: values are made only for the places asked for."""

    def __init__(self, board: "Board", rows: Ints) -> None:
        self._columns = board.columns()
        self._texts = board.texts
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, place: int) -> Running: ...
    @overload
    def __getitem__(self, place: slice) -> list[Running]: ...
    def __getitem__(self, place: int | slice) -> Running | list[Running]:
        if isinstance(place, slice):
            return [running(self._columns, self._texts, int(row)) for row in self._rows[place]]
        return running(self._columns, self._texts, int(self._rows[place]))

    def place_of(self, clock: Running) -> int:
        """Where a clock stands; -1 when it is not here."""
        due = self._columns["due"]
        first, last = (int(np.searchsorted(due[self._rows], clock.due_at, side)) for side in ("left", "right"))
        return next((place for place in range(first, last) if self[place] == clock), -1)


class Board:
    """Every running clock as arrays sorted by lane and end, about 60 bytes each; a value of its own thread."""

    def __init__(self) -> None:
        self.texts: dict[str, Codes] = {name: Codes() for name in _CODED}
        for kind in KINDS:
            self.texts["kind"].number(kind)
        self.whole = False
        """Whether all running clocks are here, not only the nearest."""
        self._arrays: dict[str, NDArray[Any]] = {}
        self.load(ClockColumns.of([]))

    def columns(self) -> Mapping[str, NDArray[Any]]:
        """The arrays as they are now; a later change makes new ones and leaves these alone."""
        return MappingProxyType(dict(self._arrays))

    def load(self, clocks: ClockColumns) -> None:
        """Begin anew with these clocks."""
        arrays = self._taken(clocks)
        order = np.lexsort([arrays["due"], arrays["lane"]])  # stable: events and numbers stay in their order
        self._arrays = {name: array[order] for name, array in arrays.items()}
        self.whole = True

    def fill(self, rows: Sequence[Row]) -> None:
        """Begin anew with rows of clocks."""
        self.load(ClockColumns.of(rows))

    def _taken(self, clocks: ClockColumns) -> dict[str, NDArray[Any]]:
        count, owner = len(clocks), clocks.owner
        ids = np.array(clocks.ids, f"S{ID_BYTES}") if count else np.zeros(0, f"S{ID_BYTES}")
        tail = ids.view(">u8").reshape(len(ids), ID_BYTES // 8)[:, -1].astype(np.uint64)
        arrays: dict[str, NDArray[Any]] = {
            "due": clocks.due, "warn": clocks.warn, "no": clocks.no.astype(np.uint16),
            "event": ids[owner], "tail": tail[owner],
            "kind": self._numbers("kind", clocks.kind), "person": self._numbers("person", clocks.person),
        }  # fmt: skip
        for name in ("unit", "grid", "source"):
            arrays[name] = self._numbers(name, getattr(clocks, name))[owner]
        arrays["lane"] = arrays["kind"] * 2 + clocks.held
        return arrays

    def _numbers(self, name: str, texts: Sequence[str]) -> NDArray[np.uint32]:
        return np.fromiter(map(self.texts[name].number, texts), np.uint32, len(texts))

    def put(self, events: Iterable[str], rows: Sequence[Row]) -> frozenset[str]:
        """Put the clocks of these events in place of what was known of them; gives the kinds that changed."""
        gone, before = [], set[tuple[Running, bool]]()
        after = {(Running(*row[:-1]), row[-1] == "paused"): row for row in rows}
        for row in self._rows_of(events):
            entry = (running(self._arrays, self.texts, row), bool(self._arrays["lane"][row] % 2))
            before.add(entry)
            if entry not in after:
                gone.append(row)
        fresh = [row for entry, row in after.items() if entry not in before]
        touched = {running(self._arrays, self.texts, row).kind for row in gone} | {str(row[3]) for row in fresh}
        if gone:
            self._arrays = {name: np.delete(array, gone) for name, array in self._arrays.items()}
        if fresh:
            self._insert(sorted(fresh))
        return frozenset(touched)

    def _rows_of(self, events: Iterable[str]) -> list[int]:
        wanted = np.array(sorted(events), f"S{ID_BYTES}")
        if not len(wanted):
            return []
        tails = wanted.view(">u8").reshape(len(wanted), ID_BYTES // 8)[:, -1].astype(np.uint64)
        near = np.flatnonzero(np.isin(self._arrays["tail"], tails))
        found: list[int] = near[np.isin(self._arrays["event"][near], wanted)].tolist()
        return found

    def _insert(self, rows: Sequence[Row]) -> None:
        """Rows sorted by end and event, put where they belong."""
        fresh = self._taken(ClockColumns.of(rows))
        places = [self._place(fresh, row) for row in range(len(rows))]
        order = sorted(range(len(rows)), key=lambda row: (places[row], int(fresh["lane"][row]), int(fresh["due"][row])))
        at = [places[row] for row in order]
        self._arrays = {name: np.insert(array, at, fresh[name][order]) for name, array in self._arrays.items()}

    def _place(self, fresh: Mapping[str, NDArray[Any]], row: int) -> int:
        first, last = self._span(int(fresh["lane"][row]))
        due = self._arrays["due"][first:last]
        place, end = (int(first + np.searchsorted(due, fresh["due"][row], side)) for side in ("left", "right"))
        mine = (bytes(fresh["event"][row]), int(fresh["no"][row]))
        while place < end and (bytes(self._arrays["event"][place]), int(self._arrays["no"][place])) < mine:
            place += 1
        return place

    def _span(self, lane: int) -> tuple[int, int]:
        lanes = self._arrays["lane"]
        return int(np.searchsorted(lanes, lane)), int(np.searchsorted(lanes, lane + 1))

    def _lane(self, kind: str) -> tuple[int, int]:
        return self._span(self.texts["kind"].number(kind) * 2)

    def __len__(self) -> int:
        return int(np.count_nonzero(self._arrays["lane"] % 2 == 0))

    def lane(self, kind: str, by: str = "", code: str = "") -> LaneClocks:
        """The running clocks of a kind, nearest first; only those of one unit, grid, person or source when asked."""
        first, last = self._lane(kind)
        rows = np.arange(first, last)
        if by:
            known = self.texts[by].known([code])
            rows = rows[np.isin(self._arrays[by][first:last], known)]
        return LaneClocks(self, rows)

    def count(self, kind: str, now: Instant) -> LaneCount:
        """The counts of a lane."""
        first, last = self._lane(kind)
        held = self._span(self.texts["kind"].number(kind) * 2 + 1)
        overdue = int(np.searchsorted(self._arrays["due"][first:last], now))
        soon = int(np.count_nonzero(self._arrays["warn"][first + overdue : last] <= now))
        return LaneCount(last - first, overdue, soon, held[1] - held[0])

    def next_turn(self, now: Instant) -> Instant:
        """When a light of any lane turns next; 0 when none will."""
        counting = self._arrays["lane"] % 2 == 0
        due, warn = self._arrays["due"][counting], self._arrays["warn"][counting]
        late, warned = due[due >= now], warn[warn > now]
        found = [int(part.min()) + step for part, step in ((late, 1), (warned, 0)) if len(part)]
        return min(found, default=0)

    def groups(self, by: str, now: Instant) -> GroupCount:
        """Open cases by unit, grid, person or source; the nearest clock of a case speaks for it, as in the queue."""
        arrays = self._arrays
        mine = (arrays["lane"] % 2 == 0) & (arrays["lane"] != self.texts["kind"].number(_NOBODY_OWES) * 2)
        lit = mine & ((arrays["due"] < now) | (arrays["warn"] <= now))
        near = np.flatnonzero(mine & np.isin(arrays["tail"], np.unique(arrays["tail"][lit])))
        code, event = arrays[by][near], arrays["event"][near]
        due, warn = arrays["due"][near], arrays["warn"][near]
        first = _firsts(code, event, due)
        code, late, warned = code[first], due[first] < now, warn[first] <= now
        return GroupCount(self._counted(by, code[late]), self._counted(by, code[~late & warned]))

    def _counted(self, by: str, code: NDArray[Any]) -> dict[str, int]:
        counts = np.bincount(code) if len(code) else np.zeros(0, np.int64)
        return {self.texts[by].texts[number]: int(counts[number]) for number in np.flatnonzero(counts)}

    def due_by_hour(self, first: Instant, hours: int) -> list[int]:
        """How many cases have a clock that ends in each of so many hours from an instant on."""
        arrays = self._arrays
        due = arrays["due"]
        near = np.flatnonzero((arrays["lane"] % 2 == 0) & (due >= first) & (due < first + hours * HOUR))
        hour = (due[near] - first) // HOUR
        once = _firsts(hour, arrays["event"][near], due[near])
        return [int(count) for count in np.bincount(hour[once], minlength=hours)]


def _firsts(group: NDArray[Any], event: NDArray[Any], due: Ints) -> Ints:
    """The places of the nearest clock of each pair of group and event."""
    ids = event.view(">u8").reshape(len(event), ID_BYTES // 8)
    order = np.lexsort([due, *(ids[:, part] for part in range(ids.shape[1])), group])
    same = np.zeros(len(order), np.bool_)
    if len(order) > 1:
        same[1:] = (group[order][1:] == group[order][:-1]) & (event[order][1:] == event[order][:-1])
    found: Ints = order[~same]
    return found


def running(arrays: Mapping[str, NDArray[Any]], texts: Mapping[str, Codes], row: int) -> Running:
    """The clock of one row."""
    told = (texts[name].texts[int(arrays[name][row])] for name in GROUPS)
    unit, grid, person, source = told
    kind = texts["kind"].texts[int(arrays["kind"][row])]
    event = bytes(arrays["event"][row]).decode()
    return Running(
        int(arrays["due"][row]), event, int(arrays["no"][row]), kind, int(arrays["warn"][row]), unit, grid, source,
        person,
    )  # fmt: skip


def walk(board: Board) -> Iterator[Running]:
    """Every running clock of the board, lane by lane."""
    for kind in KINDS:
        yield from board.lane(kind)
