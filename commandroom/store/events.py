"""Load and write whole events."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection

from commandroom.domain.event import Event
from commandroom.store import rows


def _select(table: str, columns: tuple[str, ...]) -> str:
    return f"SELECT {', '.join(columns)} FROM {table}"


_EVENT = _select("event", rows.EVENT_COLUMNS)
_ORDERS = _select("work_order", rows.ORDER_COLUMNS) + " WHERE event = ? ORDER BY no"
_CLOCKS = _select("clock", rows.CLOCK_COLUMNS) + " WHERE event = ? ORDER BY no"


def _put(table: str, columns: tuple[str, ...]) -> str:
    return f"INSERT OR REPLACE INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"


PUT_EVENT = _put("event", rows.EVENT_COLUMNS)
PUT_ORDER = _put("work_order", rows.ORDER_COLUMNS)
PUT_CLOCK = _put("clock", rows.CLOCK_COLUMNS)


def load(connection: Connection, ident: str) -> tuple[int, Event] | None:
    """An event with its row number, by id."""
    row = connection.exec_driver_sql(f"{_EVENT} WHERE id = ?", (ident,)).first()
    if row is None:
        return None
    orders = connection.exec_driver_sql(_ORDERS, (ident,)).all()
    clocks = connection.exec_driver_sql(_CLOCKS, (ident,)).all()
    return row[0], rows.to_event(row, orders, clocks)


def find(connection: Connection, name: str) -> str | None:
    """The id of an event by its id, its number or its source's number; None when there is none."""
    for column in ("id", "number", "source_no"):
        found = connection.exec_driver_sql(f"SELECT id FROM event WHERE {column} = ? AND {column} <> '' LIMIT 2", (name,)).all()
        if len(found) == 1:
            return str(found[0][0])
    return None


def by_key(connection: Connection, keys: Iterable[str]) -> dict[str, tuple[str, str]]:
    """The id and fingerprint of the events that sources know under these keys."""
    found: dict[str, tuple[str, str]] = {}
    wanted = list(keys)
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        marks = ", ".join("?" * len(part))
        sql = f"SELECT source_key, id, fingerprint FROM event WHERE source_key IN ({marks}) AND source_key <> ''"
        found.update((row[0], (row[1], row[2])) for row in connection.exec_driver_sql(sql, tuple(part)))
    return found


def numbered(connection: Connection, numbers: Sequence[str]) -> frozenset[str]:
    """Those of some numbers that events of this room bear."""
    found: set[str] = set()
    for start in range(0, len(numbers), 500):
        part = tuple(numbers[start : start + 500])
        marks = ", ".join("?" * len(part))
        rows = connection.exec_driver_sql(f"SELECT number FROM event WHERE number IN ({marks})", part)
        found.update(row[0] for row in rows)
    return frozenset(found)


def put(connection: Connection, events: Mapping[str, tuple[int, Event | None]]) -> None:
    """Write events with their row numbers; None takes the event away (its only step was undone)."""
    gone = [(ident,) for ident, (_, event) in events.items() if event is None]
    for table, column in (("clock", "event"), ("work_order", "event"), ("event", "id")):
        if gone:
            connection.exec_driver_sql(f"DELETE FROM {table} WHERE {column} = ?", gone)
    kept = [(row, event) for row, event in events.values() if event is not None]
    if not kept:
        return
    connection.exec_driver_sql(PUT_EVENT, [rows.event_row(row, event) for row, event in kept])
    orders = [rows.order_row(event.id, order) for _, event in kept for order in event.orders]
    if orders:
        connection.exec_driver_sql(PUT_ORDER, orders)
    clocks = [rows.clock_row(event.id, no, clock) for _, event in kept for no, clock in enumerate(event.clocks)]
    if clocks:
        connection.exec_driver_sql(PUT_CLOCK, clocks)


def forget_parts(connection: Connection, ident: str) -> None:
    """Take away the orders and clocks of an event whose last step is undone, before it is written again."""
    connection.exec_driver_sql("DELETE FROM work_order WHERE event = ?", (ident,))
    connection.exec_driver_sql("DELETE FROM clock WHERE event = ?", (ident,))


def next_row(connection: Connection) -> int:
    """The row number for the next new event."""
    found: int = connection.exec_driver_sql("SELECT coalesce(max(row), 0) + 1 FROM event").scalar_one()
    return found


def last_serial(connection: Connection, prefix: str) -> int:
    """The highest serial given out under a number's prefix, 0 for none."""
    found: int = connection.exec_driver_sql(
        "SELECT coalesce(max(CAST(substr(number, ?) AS INTEGER)), 0) FROM event WHERE number >= ? AND number < ?",
        (len(prefix) + 1, prefix, prefix + ":"),
    ).scalar_one()
    return found
