"""The rows a queue draws, fetched by row number in one SELECT."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from commandroom.domain.clocks import Light, light_of
from commandroom.domain.instant import Instant
from commandroom.domain.masking import mask_case


@dataclass(frozen=True, slots=True)
class QueueRow:
    """What one line of the queue shows; no reporter and no telephone, nor in its words. Instants: 0 if unset."""

    row: int
    id: str
    state: str
    number: str
    title: str
    place: str
    grid: str
    unit: str
    category: str
    source: str
    importance: str
    tier: int
    urgency: str
    reported_at: Instant
    closed_at: Instant
    due_at: Instant
    warn_at: Instant
    due_kind: str
    paused: int
    late: int
    rework: int
    proposal: str
    lon: float | None
    lat: float | None

    def light(self, now: Instant) -> Light:
        """The light of the nearest running clock (as Clock.light), PAUSED when all are held."""
        return light_of(self.due_at, self.warn_at, paused=bool(self.paused), now=now)


COLUMNS = tuple(QueueRow.__slots__)
_SELECT = f"SELECT {', '.join(COLUMNS)}, reporter FROM event WHERE row IN "
_TITLE, _PLACE = COLUMNS.index("title"), COLUMNS.index("place")


def fetch(reader: Any, ids: Sequence[int]) -> list[QueueRow]:
    """The rows of some row numbers, in the order given, persons masked; those that are gone are left out."""
    found: dict[int, QueueRow] = {}
    for start in range(0, len(ids), 1000):
        part = tuple(ids[start : start + 1000])
        marks = ", ".join("?" * len(part))
        for row in reader.execute(f"{_SELECT}({marks})", part).fetchall():
            found[row[0]] = _masked(row)
    return [found[row] for row in ids if row in found]


def _masked(row: Any) -> QueueRow:
    """Titles and places name the reporter as often as not; nobody who reads a list needs it."""
    values = list(row[:-1])
    for at in (_TITLE, _PLACE):
        values[at] = mask_case(values[at], row[-1])
    return QueueRow(*values)


def row_of(reader: Any, ident: str) -> int | None:
    """The row number of an event's id, None when there is none."""
    row = reader.execute("SELECT row FROM event WHERE id = ?", (ident,)).fetchone()
    return None if row is None else int(row[0])


def rows_of(reader: Any, idents: Sequence[str]) -> list[int]:
    """The row numbers of some events' ids, in no order; those that are gone are left out."""
    found: list[int] = []
    for start in range(0, len(idents), 1000):
        part = tuple(idents[start : start + 1000])
        marks = ", ".join("?" * len(part))
        found += [row[0] for row in reader.execute(f"SELECT row FROM event WHERE id IN ({marks})", part).fetchall()]
    return found


def exactly(reader: Any, words: str) -> list[int]:
    """Row numbers of the events whose number, source's number or telephone is exactly this.

    The only search that sees a telephone; whoever offers it checks the right to do so first.
    """
    said = words.strip()
    # one read by each index: partial ones serve only a condition that says the same
    found = reader.execute(
        "SELECT row FROM event WHERE number = ?1"
        " UNION SELECT row FROM event WHERE source_no = ?1 AND source_no <> ''"
        " UNION SELECT row FROM event WHERE phone = ?1 AND phone <> '' ORDER BY row",
        (said,),
    )
    return [row[0] for row in found.fetchall()] if said else []
