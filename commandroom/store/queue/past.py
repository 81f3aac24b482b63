"""The past as arrays: every stay of an open event, folded once from the journal of a span, then one mask a moment."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, pairwise

import numpy as np
from numpy.typing import NDArray

from commandroom.domain.catalog import Category
from commandroom.domain.clocks import Light
from commandroom.domain.event import OPEN, Event
from commandroom.domain.fold import moments
from commandroom.domain.instant import Instant
from commandroom.domain.journal import Entry
from commandroom.domain.masking import mask_case
from commandroom.store import rows
from commandroom.store.map_picture import rolled_up
from commandroom.store.queue.rows import COLUMNS, QueueRow
from commandroom.store.reader import Reader

LIGHTS: tuple[Light, ...] = (Light.GREEN, Light.YELLOW, Light.RED, Light.PAUSED, Light.NONE)
"""Lights by their number in an array of lights."""
CATEGORIES: tuple[str, ...] = tuple(category.value for category in Category)
"""Categories by their number in an array of categories."""
FOREVER: Instant = 2**62
"""The end of a stay that has none yet."""
_PART = 500
_PLACES = [rows.EVENT_COLUMNS.index(name) for name in COLUMNS]
_GENERAL = CATEGORIES.index(Category.GENERAL.value)
_OPEN = tuple(sorted(state.value for state in OPEN))
_CONCERNED = (
    f"SELECT id FROM event WHERE state IN ({', '.join('?' * len(_OPEN))})"
    " UNION SELECT about FROM journal WHERE at >= ? AND kind = 'event'"
)
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Progress = Callable[[int, int], object]


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """The open events at one instant: places in the arrays of a Past, and the number of each one's light."""

    at: Instant
    stays: Ints
    light: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.stays)


@dataclass(frozen=True, slots=True, eq=False)
class Past:
    """The stays of all events that were open at some moment of ``since <= at <= until``.

    A stay is one event as it was from ``begins`` until ``ends`` (not included): ``rows`` says what the queue
    shows of it, persons masked (its ``row`` is the number of the event here); the arrays hold what a moment
    is worked out from. ``lon`` and ``lat`` are NaN without a place, ``grid`` is a place in ``grids``.
    """

    since: Instant
    until: Instant
    rows: tuple[QueueRow, ...]
    ids: NDArray[np.object_]
    """The id of each stay's event."""
    number: Ints
    """The number of each stay's event, as its row has it."""
    begins: Ints
    ends: Ints
    due: Ints
    warn: Ints
    reported: Ints
    paused: NDArray[np.bool_]
    lon: Floats
    lat: Floats
    category: Ints
    grid: Ints
    grids: tuple[str, ...]
    turns: Ints
    """Every instant at which something about one of these events was written, ascending."""

    def moment(self, at: Instant) -> Moment:
        """The open events as they stood at an instant; the entries of that second are told already."""
        stays = np.flatnonzero((self.begins <= at) & (at < self.ends))
        return Moment(at, stays, self.lights(stays, at))

    def lights(self, stays: Ints, at: Instant) -> NDArray[np.uint8]:
        """The light of each (as domain.clocks.light_of), by number."""
        due, light = self.due[stays], np.zeros(len(stays), np.uint8)
        light[at >= self.warn[stays]] = 1
        light[at > due] = 2
        none = due == 0
        light[none] = np.where(self.paused[stays[none]], 3, 4)
        return light

    def chains(self, parents: Mapping[str, str]) -> "Chains":
        """Which grids each grid of an event lies in; worked out once for the grids of a time."""
        chains = [tuple(rolled_up({grid: 1}, parents)) for grid in self.grids]
        codes = {code: at for at, code in enumerate(dict.fromkeys(code for chain in chains for code in chain))}
        above = np.full((len(chains), max(map(len, chains), default=0)), len(codes), np.int64)
        for at, chain in enumerate(chains):
            above[at, : len(chain)] = [codes[code] for code in chain]
        return Chains(tuple(codes), above)

    def counts(self, moment: Moment, chains: "Chains") -> tuple[dict[str, int], dict[str, int]]:
        """Open events and overdue ones by grid code, each counted in every grid it lies in ("": in none known)."""
        above = chains.above[self.grid[moment.stays]]
        return chains.named(above), chains.named(above[moment.light == 2])

    def nearest_first(self, moment: Moment) -> Ints:
        """The stays of a moment in the queue's order: by the nearest end, then those without one, newest first."""
        due = self.due[moment.stays]
        order = np.lexsort((np.where(due == 0, -self.reported[moment.stays], due), due == 0))
        ordered: Ints = moment.stays[order]
        return ordered

    def turn_after(self, at: Instant) -> Instant | None:
        """The next instant after this one at which something was written."""
        place = int(np.searchsorted(self.turns, at, "right"))
        return int(self.turns[place]) if place < len(self.turns) else None

    def turn_before(self, at: Instant) -> Instant | None:
        """The last instant before this one at which something was written."""
        place = int(np.searchsorted(self.turns, at, "left"))
        return int(self.turns[place - 1]) if place else None


@dataclass(frozen=True, slots=True, eq=False)
class Chains:
    """For each grid of a Past the grids it is counted in, as places in ``codes``; the place behind the last is none."""

    codes: tuple[str, ...]
    above: Ints

    def named(self, above: Ints) -> dict[str, int]:
        """How often each grid occurs; only those that do."""
        counts = np.bincount(above.ravel(), minlength=len(self.codes) + 1)[:-1]
        there = np.flatnonzero(counts)
        return dict(zip([self.codes[at] for at in there.tolist()], counts[there].tolist(), strict=True))


def read_past(reader: Reader, since: Instant, until: Instant, progress: Progress | None = None) -> Past:
    """Fold the entries of a span; about 0.2 ms an entry. ``progress``: events done, of how many.

    Whoever is open now, or has an entry since the span began, may have been open in it; nobody else can.
    """
    head = reader.head()
    idents = [row[0] for row in reader.rows(_CONCERNED, (*_OPEN, since))]
    stays: list[tuple[Instant, Instant, QueueRow]] = []
    turns: set[Instant] = set()
    done = 0
    for start in range(0, len(idents), _PART):
        for number, entries in enumerate(_histories(reader, idents[start : start + _PART], head), start):
            found = list(moments(entries))
            turns.update(at for at, _ in found if since <= at <= until)
            stays += (stay for stay in _stays(number, found) if stay[0] <= until and stay[1] > since)
            done += 1
        if progress is not None:
            progress(min(start + _PART, len(idents)), len(idents))
    return packed(since, until, stays, turns)


def _histories(reader: Reader, idents: list[str], head: int) -> Iterator[list[Entry]]:
    """The entries of some events up to a position, one list for each event."""
    marks = ", ".join("?" * len(idents))
    found = reader.rows(
        f"SELECT {', '.join(rows.ENTRY_COLUMNS)} FROM journal"
        f" WHERE about IN ({marks}) AND kind = 'event' AND pos <= ? ORDER BY about, pos",
        (*idents, head),
    )
    for _, group in groupby(map(rows.to_entry, found), key=lambda entry: entry.about):
        yield list(group)


def _stays(number: int, found: list[tuple[Instant, Event | None]]) -> Iterator[tuple[Instant, Instant, QueueRow]]:
    """From, until and row of each stretch of time in which an event was open."""
    masked: dict[tuple[str, str], str] = {}
    ends: list[tuple[Instant, Event | None]] = [*found, (FOREVER, None)]
    for (begins, event), (until, _) in pairwise(ends):
        if event is not None and event.is_open:
            yield begins, until, _row(number, event, masked)


def _row(number: int, event: Event, masked: dict[tuple[str, str], str]) -> QueueRow:
    told = rows.event_row(number, event)
    values = [told[place] for place in _PLACES]
    for name in ("title", "place"):
        at = COLUMNS.index(name)
        key = (values[at], event.reporter)
        if key not in masked:
            masked[key] = mask_case(*key)
        values[at] = masked[key]
    return QueueRow(*values)


def packed(
    since: Instant, until: Instant, stays: list[tuple[Instant, Instant, QueueRow]], turns: Iterable[Instant]
) -> Past:
    """Stays (from, until, row) and the instants of entries as arrays."""
    lines = tuple(row for _, _, row in stays)
    grids = {grid: at for at, grid in enumerate(dict.fromkeys(row.grid for row in lines))}
    known = {category: at for at, category in enumerate(CATEGORIES)}

    def ints(values: Iterable[int]) -> Ints:
        return np.fromiter(values, np.int64, len(lines))

    def floats(values: Iterable[float | None]) -> Floats:
        return np.fromiter((np.nan if value is None else value for value in values), np.float64, len(lines))

    return Past(
        since=since,
        until=until,
        rows=lines,
        ids=np.array([row.id for row in lines], dtype=np.object_),
        number=ints(row.row for row in lines),
        begins=ints(begins for begins, _, _ in stays),
        ends=ints(ends for _, ends, _ in stays),
        due=ints(row.due_at for row in lines),
        warn=ints(row.warn_at for row in lines),
        reported=ints(row.reported_at for row in lines),
        paused=np.fromiter((bool(row.paused) for row in lines), np.bool_, len(lines)),
        lon=floats(row.lon for row in lines),
        lat=floats(row.lat for row in lines),
        category=ints(known.get(row.category, _GENERAL) for row in lines),
        grid=ints(grids[row.grid] for row in lines),
        grids=tuple(grids),
        turns=np.array(sorted(turns), np.int64),
    )
