"""The queue's columns: read list by list, they hold what reading event by event puts into them."""

import sqlite3
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from commandroom.store.queue.columns import LATEST, Column, Columns
from commandroom.store.queue.figures import read_block

SPEC = (
    Column("unit", "u1", "unit", coded=True),
    Column("closed_at", "u4", f"min(max(closed_at, 0), {LATEST})"),
    Column("rework", "u1", "min(max(rework, 0), 255)"),
)
EVENTS = st.lists(st.tuples(st.text(max_size=6), st.integers(-5, 2**33), st.integers(-1, 999)), max_size=30).map(
    lambda found: [(row * 3 + 1, *one) for row, one in enumerate(found)]
)


def table(events: list[tuple[Any, ...]]) -> sqlite3.Connection:
    """A table of events with the three columns."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE event (row INTEGER PRIMARY KEY, unit TEXT, closed_at INTEGER, rework INTEGER)")
    connection.executemany("INSERT INTO event VALUES (?, ?, ?, ?)", events)
    return connection


@given(events=EVENTS)
def test_lists_and_records_fill_the_same_columns(events: list[tuple[Any, ...]]) -> None:
    """Any text (quotes, commas, signs of every script), numbers past both ends, rows with gaps, no row at all."""
    reader = table(events)
    by_list, by_record = Columns("one", SPEC), Columns("other", SPEC)
    read_block(by_list, 0, reader)
    found = reader.execute(f"SELECT row, {by_record.sql} FROM event").fetchall()
    by_record.put(np.array([record[0] for record in found], "i8"), [record[1:] for record in found])
    reader.close()
    assert by_list.size == by_record.size
    for name in ("closed_at", "rework"):
        assert by_list[name].tolist() == by_record[name].tolist()
    texts = [[one.codes["unit"].texts[code] for code in one["unit"].tolist()] for one in (by_list, by_record)]
    assert texts[0] == texts[1]
    assert [texts[0][event[0]] for event in events] == [event[1] for event in events]
