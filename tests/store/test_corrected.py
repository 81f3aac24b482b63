"""A closed month seen again: what went on afterwards changes no column, what was set right afterwards does."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from commandroom.actions import close, intake
from commandroom.domain.instant import DAY, HOUR
from commandroom.room import Room
from commandroom.store.queue.columns import LIVE, TIMES
from commandroom.store.queue.corrected import Corrected, as_closed
from commandroom.store.queue.figures import Figures
from commandroom.store.reader import Reader
from tests.helpers import rooms

STATES = ("reported", "filed", "dispatched", "handling", "pending_check", "pending_close", "closed")
SINCE, UNTIL = rooms.NOW - 30 * DAY, rooms.NOW + DAY


def figures(room: Room, reader: Reader) -> Figures:
    """The columns as they are now."""
    return room.queue().figures(reader.raw)


def told(found: Figures, row: int) -> dict[str, Any]:
    """One event's columns, codes as texts."""
    place = int(np.searchsorted(found.numbers["row"], row))
    assert int(found.numbers["row"][place]) == row
    return {
        column.name: found.texts[column.name][found.numbers[column.name][place]]
        if column.coded
        else int(found.numbers[column.name][place])
        for column in (*LIVE, *TIMES)
    }


def seen(room: Room, reader: Reader, head: int) -> Corrected:
    """The columns as the month that closed at ``head`` saw them."""
    return as_closed(reader, figures(room, reader), SINCE, UNTIL, head, rooms.NOW + HOUR)


def rows_of(reader: Reader, events: Sequence[str]) -> list[int]:
    """Row numbers of events."""
    return [int(reader.rows("SELECT row FROM event WHERE id = ?", (event,))[0][0]) for event in events]


def test_what_went_on_afterwards_is_not_seen(small_room: Room) -> None:
    """Cases in every state, all brought to their end after the signing: every column as it was."""
    events = [rooms.walk(small_room, rooms.reported(small_room), state) for state in STATES]
    reader = small_room.reader()
    head, rows = reader.head(), rows_of(reader, events)
    before = {row: told(figures(small_room, reader), row) for row in rows}
    for event in events[:-1]:
        rooms.walk(small_room, event, "closed")
    now = figures(small_room, reader)
    assert any(told(now, row) != before[row] for row in rows)
    again = seen(small_room, reader, head)
    assert {row: told(again.figures, row) for row in rows} == before
    assert set(again.events) == set(rows[:-1])
    reader.close()


def test_what_was_set_right_afterwards_is_seen(small_room: Room) -> None:
    """A category amended, with work before and after it, is the one column that differs; a void counts as void."""
    amended = rooms.walk(small_room, rooms.reported(small_room), "filed")
    voided = rooms.walk(small_room, rooms.reported(small_room), "filed")
    proposed = rooms.walk(small_room, rooms.reported(small_room), "filed")
    reader = small_room.reader()
    head = reader.head()
    rows = rows_of(reader, (amended, voided, proposed))
    before = {row: told(figures(small_room, reader), row) for row in rows}
    rooms.walk(small_room, amended, "dispatched")
    other = "environment" if before[rows[0]]["category"] != "environment" else "livelihood"
    small_room.do(intake.amend, amended, category=other, actor="d1")
    rooms.walk(small_room, amended, "closed")
    for event in (voided, proposed):
        small_room.do(close.propose_void, event, reason="测试", actor="d1")
    small_room.do(close.void, voided, actor="head")
    again = seen(small_room, reader, head)
    now = {row: told(again.figures, row) for row in rows}
    assert {n: v for n, v in now[rows[0]].items() if v != before[rows[0]][n]} == {"category": other}
    assert now[rows[1]]["state"] == "voided"
    assert now[rows[2]] == before[rows[2]]
    reader.close()


def test_what_was_registered_late_is_seen(small_room: Room) -> None:
    """A case reported in the month and written down after it was closed belongs to it, unhandled as it was."""
    reader = small_room.reader()
    head = reader.head()
    late = rooms.walk(small_room, rooms.reported(small_room), "closed")
    row = rows_of(reader, (late,))[0]
    told_now = told(seen(small_room, reader, head).figures, row)
    assert told_now["state"] == "reported"
    assert told_now["closed_at"] == 0
    assert SINCE <= told_now["reported_at"] < UNTIL
    reader.close()
