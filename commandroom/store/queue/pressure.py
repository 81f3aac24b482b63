"""The running clocks by kind, nearest first: filled once, then kept by the events that changed."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from commandroom.domain.clocks import Light
from commandroom.domain.instant import Instant
from commandroom.domain.masking import mask_text
from commandroom.store.reader import Reader

KINDS = ("C2", "C1", "C1b", "C3", "C4", "C5", "C6", "C7", "C8")
"""The lanes in order: what was not dispatched comes first (domain.md §5.5)."""
_PART = 500


class Running(NamedTuple):
    """One running clock, with the lead unit and the grid of its event. Sorts by its end, then by its event."""

    due_at: Instant
    event: str
    no: int
    kind: str
    warn_at: Instant
    unit: str
    grid: str

    def light(self, now: Instant) -> Light:
        """Green, yellow, red, as Clock.light."""
        if now > self.due_at:
            return Light.RED
        return Light.YELLOW if now >= self.warn_at else Light.GREEN


@dataclass(frozen=True, slots=True)
class Card:
    """What is shown of a running clock: words of its event, numbers masked, and of the order it belongs to."""

    clock: Running
    number: str
    title: str
    place: str
    state: str
    stage: str
    unit: str
    started_at: Instant


@dataclass(frozen=True, slots=True)
class LaneCount:
    """How many clocks of a kind run, are late, are past their warning, and are held."""

    running: int
    overdue: int
    soon: int
    paused: int


@dataclass(slots=True)
class _Lane:
    clocks: list[Running] = field(default_factory=list)
    warns: list[Instant] = field(default_factory=list)
    paused: int = 0


Row = tuple[Any, ...]
_ROWS = (
    "SELECT c.due_at, c.event, c.no, c.kind, c.warn_at, e.unit, e.grid, c.running"
    " FROM clock c JOIN event e ON e.id = c.event"
    " WHERE c.running <> 'stopped'"
)


def read_all(reader: Reader) -> list[Row]:
    """The rows of every clock that runs or is held, by the index of running clocks; not sorted."""
    return reader.rows(_ROWS)


def read_some(reader: Reader, events: Iterable[str]) -> list[Row]:
    """The rows of the clocks of these events."""
    wanted = sorted(events)
    found: list[Row] = []
    for start in range(0, len(wanted), _PART):
        part = wanted[start : start + _PART]
        found += reader.rows(f"{_ROWS} AND c.event IN ({', '.join('?' * len(part))})", part)
    return found


class Board:
    """Every running clock in its lane, in memory: about 200 bytes each; a value of its own thread."""

    def __init__(self) -> None:
        self._lanes: dict[str, _Lane] = {kind: _Lane() for kind in KINDS}
        self._events: dict[str, list[tuple[Running, bool]]] = {}

    def fill(self, rows: Sequence[Row]) -> None:
        """Begin anew with the rows of :func:`read_all`."""
        self._lanes = {kind: _Lane() for kind in KINDS}
        self._events = {}
        for row in rows:
            clock = Running(*row[:7])
            held = row[7] == "paused"
            self._events.setdefault(clock.event, []).append((clock, held))
            lane = self._lanes.setdefault(clock.kind, _Lane())
            if held:
                lane.paused += 1
            else:
                lane.clocks.append(clock)
                lane.warns.append(clock.warn_at)
        for lane in self._lanes.values():
            lane.clocks.sort()
            lane.warns.sort()

    def put(self, events: Iterable[str], rows: Sequence[Row]) -> frozenset[str]:
        """Put the clocks of these events in place of what was known of them; gives the kinds that changed."""
        touched: set[str] = set()
        fresh: dict[str, list[tuple[Running, bool]]] = {}
        for row in rows:
            fresh.setdefault(row[1], []).append((Running(*row[:7]), row[7] == "paused"))
        for event in events:
            before, after = self._events.pop(event, []), fresh.get(event, [])
            for entry in before:
                if entry not in after:
                    touched.add(self._move(*entry, into=False))
            for entry in after:
                if entry not in before:
                    touched.add(self._move(*entry, into=True))
            if after:
                self._events[event] = after
        return frozenset(touched)

    def _move(self, clock: Running, held: bool, *, into: bool) -> str:
        lane = self._lanes.setdefault(clock.kind, _Lane())
        if held:
            lane.paused += 1 if into else -1
        elif into:
            insort(lane.clocks, clock)
            insort(lane.warns, clock.warn_at)
        else:
            del lane.clocks[bisect_left(lane.clocks, clock)]
            del lane.warns[bisect_left(lane.warns, clock.warn_at)]
        return clock.kind

    def __len__(self) -> int:
        return sum(len(lane.clocks) for lane in self._lanes.values())

    def lane(self, kind: str, unit: str | None = None, grid: str | None = None) -> Sequence[Running]:
        """The running clocks of a kind, nearest first; only those of a unit or a grid when one is given."""
        clocks = self._lanes[kind].clocks
        if unit is None and grid is None:
            return clocks
        return [
            clock for clock in clocks
            if (unit is None or clock.unit == unit) and (grid is None or clock.grid == grid)
        ]  # fmt: skip

    def count(self, kind: str, now: Instant) -> LaneCount:
        """The counts of a lane, by two searches in sorted ends."""
        lane = self._lanes[kind]
        overdue = bisect_left(lane.clocks, (now,))
        warned = bisect_right(lane.warns, now)
        return LaneCount(len(lane.clocks), overdue, max(0, warned - overdue), lane.paused)

    def next_turn(self, now: Instant) -> Instant:
        """When a light of any lane turns next; 0 when none will."""
        found = []
        for lane in self._lanes.values():
            place = bisect_left(lane.clocks, (now,))
            if place < len(lane.clocks):
                found.append(lane.clocks[place].due_at + 1)
            place = bisect_right(lane.warns, now)
            if place < len(lane.warns):
                found.append(lane.warns[place])
        return min(found, default=0)


def cards(reader: Reader, clocks: Sequence[Running]) -> dict[Running, Card]:
    """The words of some clocks, in one SELECT for each 400; a clock that is gone has none."""
    found: dict[Running, Card] = {}
    for start in range(0, len(clocks), 400):
        part = clocks[start : start + 400]
        asked = ", ".join(["(?, ?)"] * len(part))
        rows = reader.rows(
            "SELECT c.event, c.no, e.number, e.title, e.place, e.state, c.stage, c.started_at, e.reporter,"
            " coalesce(o.unit, '')"
            f" FROM (VALUES {asked}) w JOIN clock c ON c.event = w.column1 AND c.no = w.column2"
            " JOIN event e ON e.id = c.event"
            " LEFT JOIN work_order o ON o.event = c.event AND o.no = c.order_no",
            [value for clock in part for value in (clock.event, clock.no)],
        )
        known = {(row[0], row[1]): row for row in rows}
        for clock in part:
            row = known.get((clock.event, clock.no))
            if row is not None:
                names = (row[8],)
                found[clock] = Card(
                    clock, row[2], mask_text(row[3], names=names), mask_text(row[4], names=names), row[5], row[6],
                    row[9] or clock.unit, row[7],
                )  # fmt: skip
    return found
