"""The words of some running clocks: what is drawn of the cards in sight, numbers and names masked."""

from collections.abc import Sequence
from dataclasses import dataclass

from commandroom.domain.instant import Instant
from commandroom.domain.masking import mask_text
from commandroom.store.queue.running import Running
from commandroom.store.reader import Reader

_PART = 400


@dataclass(frozen=True, slots=True)
class Card:
    """What is shown of a running clock: words of its event, of the order it belongs to, and its limit."""

    clock: Running
    number: str
    title: str
    place: str
    state: str
    stage: str
    unit: str
    started_at: Instant
    limit_unit: str
    calendar: str
    noted: bool
    category: str
    open_to_all: bool
    """Whether the wall may name it: no sensitive and no confidential case."""


def cards(reader: Reader, clocks: Sequence[Running]) -> dict[Running, Card]:
    """The words of some clocks, in one SELECT for each 400; a clock that is gone has none."""
    found: dict[Running, Card] = {}
    for start in range(0, len(clocks), _PART):
        part = clocks[start : start + _PART]
        asked = ", ".join(["(?, ?)"] * len(part))
        rows = reader.rows(
            "SELECT c.event, c.no, e.number, e.title, e.place, e.state, c.stage, c.started_at, e.reporter,"
            " coalesce(o.unit, ''), c.unit, c.calendar, c.noted, e.category,"
            " e.security = 'normal'"
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
                    row[9] or clock.unit, row[7], row[10], row[11], bool(row[12]), row[13], bool(row[14]),
                )  # fmt: skip
    return found
