"""Load and write whole events."""

from collections.abc import Container, Iterable, Mapping, Sequence

from sqlalchemy import Connection

from commandroom.domain.event import Event
from commandroom.store import rows


def _select(table: str, columns: tuple[str, ...]) -> str:
    return f"SELECT {', '.join(columns)} FROM {table}"


_EVENT = _select("event", rows.EVENT_COLUMNS)
_ORDERS = _select("work_order", rows.ORDER_COLUMNS) + " WHERE event = ? ORDER BY no"
_CLOCKS = _select("clock", rows.CLOCK_COLUMNS) + " WHERE event = ? ORDER BY no"


def _insert(table: str, columns: tuple[str, ...]) -> str:
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"


def _over(columns: tuple[str, ...], key: tuple[str, ...]) -> str:
    changed = ", ".join(f"{name} = excluded.{name}" for name in columns if name not in key and name != "id")
    return f" ON CONFLICT ({', '.join(key)}) DO UPDATE SET {changed}"


# An insert of what is new checks the least; an update touches the indexes of what changed and no others.
ADD_EVENT = _insert("event", rows.EVENT_COLUMNS)
PUT_EVENT = ADD_EVENT + _over(rows.EVENT_COLUMNS, ("row",))
PUT_ORDER = _insert("work_order", rows.ORDER_COLUMNS) + _over(rows.ORDER_COLUMNS, ("event", "no"))
PUT_CLOCK = _insert("clock", rows.CLOCK_COLUMNS) + _over(rows.CLOCK_COLUMNS, ("event", "no"))


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
    if any("\ud800" <= letter <= "\udfff" for letter in name):
        return None  # bytes of a command line that are no text
    for column in ("id", "number", "source_no"):
        sql = f"SELECT id FROM event WHERE {column} = ? AND {column} <> '' LIMIT 2"
        found = connection.exec_driver_sql(sql, (name,)).all()
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


def put(connection: Connection, events: Mapping[str, tuple[int, Event | None]], new: Container[str] = ()) -> None:
    """Write events with their row numbers; None takes the event away (its only step was undone).

    ``new``: the ids of those that have no row yet.
    """
    gone = [(ident,) for ident, (_, event) in events.items() if event is None]
    for table, column in (("clock", "event"), ("work_order", "event"), ("event", "id")):
        if gone:
            connection.exec_driver_sql(f"DELETE FROM {table} WHERE {column} = ?", gone)
    kept = [(row, event) for row, event in events.values() if event is not None]
    for sql, made in (
        (ADD_EVENT, [rows.event_row(row, event) for row, event in kept if event.id in new]),
        (PUT_EVENT, [rows.event_row(row, event) for row, event in kept if event.id not in new]),
        (PUT_ORDER, [rows.order_row(one.id, order) for _, one in kept for order in one.orders]),
        (PUT_CLOCK, [rows.clock_row(one.id, no, clock) for _, one in kept for no, clock in enumerate(one.clocks)]),
    ):
        if made:
            connection.exec_driver_sql(sql, made)


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
