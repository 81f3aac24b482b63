"""The past as arrays: at every moment exactly what the journal up to that moment folds to."""

import random
from collections import defaultdict
from itertools import count
from pathlib import Path

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from commandroom.actions import define
from commandroom.domain.clocks import light_of
from commandroom.domain.event import Event
from commandroom.domain.fold import fold
from commandroom.domain.instant import DAY, HOUR, Instant
from commandroom.domain.journal import Entry
from commandroom.room import Room
from commandroom.store import rows
from commandroom.store.map_picture import read_grids
from commandroom.store.queue.past import CATEGORIES, LIGHTS, Past, read_past
from commandroom.store.queue.past_grids import grid_turns, grids_at
from tests.helpers import rooms
from tests.helpers.histories import Attempt, histories, live_through

_numbers = count()
_TOLD = ("state", "number", "grid", "unit", "due_at", "warn_at", "due_kind", "paused", "lon", "lat", "rework")
some = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def past(room: Room, since: Instant, until: Instant) -> Past:
    """The past of a room, by a reader of its own."""
    reader = room.reader()
    try:
        return read_past(reader, since, until)
    finally:
        reader.close()


def stood(room: Room, at: Instant) -> dict[str, Event]:
    """The open events as the whole journal up to an instant folds, the slow and certain way."""
    by_event: dict[str, list[Entry]] = defaultdict(list)
    for entry in rooms.entries(room):
        if entry.kind == "event" and entry.at <= at:
            by_event[entry.about].append(entry)
    folded = {ident: fold(entries).value for ident, entries in by_event.items()}
    return {ident: event for ident, event in folded.items() if event is not None and event.is_open}


def same(told: Past, at: Instant, expected: dict[str, Event]) -> None:
    """The arrays at an instant say of every event what its own fold says."""
    moment = told.moment(at)
    shown = {told.rows[stay].id: (stay, light) for stay, light in zip(moment.stays, moment.light, strict=True)}
    assert len(shown) == len(moment), "an event stands twice"
    assert set(shown) == set(expected)
    for ident, (stay, light) in shown.items():
        full = dict(zip(rows.EVENT_COLUMNS, rows.event_row(0, expected[ident]), strict=True))
        row = told.rows[stay]
        for name in _TOLD:
            assert getattr(row, name) == full[name], name
        assert LIGHTS[light] == light_of(full["due_at"], full["warn_at"], paused=bool(full["paused"]), now=at)
        assert CATEGORIES[told.category[stay]] == (full["category"] or "general")
        assert told.grids[told.grid[stay]] == full["grid"]


@some
@given(history=histories(50), seed=st.integers(0, 2**32))
def test_a_moment_is_the_fold_up_to_it(
    template_room: Path, tmp_path: Path, history: list[Attempt], seed: int
) -> None:
    """After any history (clocks set back among them) every instant shows what the entries until then come to."""
    clock = rooms.Clock()
    began = clock.now
    with rooms.copied(template_room, tmp_path / str(next(_numbers)), clock) as room:
        live_through(room, clock, history)
        written = sorted({entry.at for entry in rooms.entries(room) if entry.kind == "event"})
        since, until = min([began, *written]), max([clock.now, *written])
        told = past(room, since, until)
        chosen = random.Random(seed)
        moments = [chosen.randint(since, until) for _ in range(6)] + written[-6:] + [at - 1 for at in written[:4]]
        for at in moments:
            if since <= at <= until:
                same(told, at, stood(room, at))
        event(f"{min(len(told.rows) // 10, 5)}0 or more stays")
        later = chosen.randint(since, until)
        for at in range(later, until, max((until - later) // 5, 1)):
            same(past(room, later, until), at, stood(room, at))


def test_now_is_what_the_live_tables_say(template_room: Path, tmp_path: Path) -> None:
    """The last moment of the past is the present of the queue."""
    clock = rooms.Clock()
    with rooms.copied(template_room, tmp_path / "room", clock) as room:
        for until in ("reported", "filed", "dispatched", "handling", "pending_check", "closed"):
            rooms.walk(room, rooms.reported(room), until)
            clock.pass_(HOUR)
        told = past(room, clock.now - DAY, clock.now)
        reader = room.reader()
        live = {row[0]: row[1:] for row in reader.rows("SELECT id, state, due_at FROM event WHERE state <> 'closed'")}
        reader.close()
        shown = [told.rows[stay] for stay in told.moment(clock.now).stays]
        assert {row.id: (row.state, row.due_at) for row in shown} == {ident: tuple(row) for ident, row in live.items()}
        assert told.counts(told.moment(clock.now), told.chains({rooms.GRID: ""}))[0] == {rooms.GRID: 5}
        dues = [told.rows[stay].due_at or 2**40 for stay in told.nearest_first(told.moment(clock.now))]
        assert dues == sorted(dues)


def test_what_was_over_before_the_span_is_not_read(template_room: Path, tmp_path: Path) -> None:
    """A case closed before the span began has no stay in it; one still open then has."""
    clock = rooms.Clock()
    with rooms.copied(template_room, tmp_path / "room", clock) as room:
        rooms.walk(room, rooms.reported(room), "closed")
        still = rooms.walk(room, rooms.reported(room), "handling")
        clock.pass_(30 * DAY)
        told = past(room, clock.now - DAY, clock.now)
        assert {row.id for row in told.rows} == {still}
        assert not len(told.turns), "nothing was written in the span itself"


def test_steps_go_from_entry_to_entry(template_room: Path, tmp_path: Path) -> None:
    """The next and the last turn are the instants written in the journal, and end at the ends."""
    clock = rooms.Clock()
    with rooms.copied(template_room, tmp_path / "room", clock) as room:
        began = clock.now
        ident = rooms.reported(room)
        clock.pass_(HOUR)
        rooms.walk(room, ident, "filed")
        told = past(room, began - DAY, clock.now)
        assert told.turn_after(began - DAY) == began
        assert told.turn_after(began) == began + HOUR == told.turn_before(began + DAY)
        assert told.turn_after(began + HOUR) is None
        assert told.turn_before(began) is None


def test_persons_are_masked(template_room: Path, tmp_path: Path) -> None:
    """The rows of the past hide what the rows of the queue hide."""
    clock = rooms.Clock()
    with rooms.copied(template_room, tmp_path / "room", clock) as room:
        rooms.reported(room, title="张伟强反映积水 13812345678", reporter="张伟强", phone="13812345678")
        told = past(room, clock.now - DAY, clock.now)
        assert "13812345678" not in told.rows[0].title
        assert "张伟强" not in told.rows[0].title


def test_grids_stand_as_they_stood(template_room: Path, tmp_path: Path) -> None:
    """A grid renamed, made or retired later is on the map of a moment as it was then; the last moment is now."""
    clock = rooms.Clock()
    with rooms.copied(template_room, tmp_path / "room", clock) as room:
        reader = room.reader()
        before, began = read_grids(reader), clock.now
        clock.pass_(HOUR)
        room.do(define.define, "grid", rooms.GRID, {"name": "改名网格"}, actor="admin")
        clock.pass_(HOUR)
        room.do(define.retire, "grid", rooms.OTHER_GRID, "撤并", actor="admin")
        assert grids_at(reader, began) == before
        names = {face.code: face.name for face in grids_at(reader, began + HOUR)}
        assert names[rooms.GRID] == "改名网格"
        assert rooms.OTHER_GRID in names
        assert rooms.OTHER_GRID not in {face.code for face in grids_at(reader, clock.now)}
        assert grids_at(reader, clock.now) == read_grids(reader)
        assert grid_turns(reader, began, clock.now) == (began + HOUR, clock.now)
        reader.close()
