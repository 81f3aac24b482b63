"""Every table, one MetaData; the migrations make them, a test holds the two against each other."""

from sqlalchemy import Column, Float, Integer, LargeBinary, MetaData, Table, Text

from commandroom.store import rows

METADATA = MetaData()

_INTEGERS = frozenset(
    {
        "pos", "seq", "step", "at", "row", "tier", "cycle", "rework", "returns", "redispatches", "asked", "late",
        "paused", "no", "order_no", "noted", "next_look", "retired", "head", "tries", "wait_until",
    }
)  # fmt: skip
_REALS = frozenset({"lon", "lat", "amount", "left"})
_BLOBS = frozenset({"body", "rows"})


def _column(name: str, *, key: bool) -> Column[object]:
    if name in _INTEGERS or name.endswith("_at"):
        return Column(name, Integer, primary_key=key, nullable=False)
    if name in _REALS:
        return Column(name, Float, nullable=name in ("lon", "lat"))
    if name in _BLOBS:
        return Column(name, LargeBinary, nullable=False)
    return Column(name, Text, primary_key=key, nullable=False)


def _table(name: str, keys: tuple[str, ...], columns: tuple[str, ...]) -> Table:
    return Table(name, METADATA, *(_column(column, key=column in keys) for column in columns))


JOURNAL = _table("journal", ("pos",), ("pos", *rows.ENTRY_COLUMNS))
SET_ASIDE = _table("set_aside", ("pos",), ("pos", "kind", "about", "code", "facts"))
REFERENCE = _table("reference", ("kind", "id"), ("kind", "id", "step", "retired", "facts"))
EVENT = _table("event", ("row",), rows.EVENT_COLUMNS)
WORK_ORDER = _table("work_order", ("event", "no"), rows.ORDER_COLUMNS)
CLOCK = _table("clock", ("event", "no"), rows.CLOCK_COLUMNS)
SEAT = _table("seat", ("name",), ("name", "value"))
CREDENTIAL = _table("credential", ("person",), ("person", "hash", "tries", "wait_until"))
SNAPSHOT = _table("snapshot", ("name",), ("name", "head", "stamp", "body"))
POSTING = _table("posting", ("gram",), ("gram", "rows"))
DOCUMENT = _table("document", ("sha256",), ("sha256", "body"))

FOLDED = (SET_ASIDE, REFERENCE, EVENT, WORK_ORDER, CLOCK)
"""The live tables: what folding the journal again must give, row for row."""
