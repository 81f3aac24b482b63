"""The room's picture as a map takes it: read beside the window, with the words of its hover cards."""

from typing import Any

from commandroom.domain.catalog import CATEGORY_WORDS
from commandroom.domain.instant import Instant, stamp
from commandroom.domain.masking import mask_case
from commandroom.span_text import time_left
from commandroom.store import map_picture
from commandroom.store.queue import past_grids
from commandroom.store.queue.filter import STATE_WORDS
from commandroom.text import tr
from ui.desk import Desk
from ui.models.map_layers import EventPoint, GridShape, MapPicture
from ui.models.names import category_word


class MapReading:
    """Reads pictures one after the other; grids are read again only when one of them changed."""

    def __init__(self) -> None:
        self._version = -1
        self._faces: tuple[map_picture.GridFace, ...] = ()
        self._shapes: tuple[GridShape, ...] = ()

    def __call__(self, reader: Any, now: Instant) -> MapPicture:
        """The picture at an instant; called on the reader's thread."""
        version = reader.known.version.get("grid", 0)
        if version != self._version:
            self._faces = map_picture.read_grids(reader)
            self._shapes = tuple(_shape(face) for face in self._faces)
            self._version = version
        events = map_picture.read_events(reader)
        whole = map_picture.RoomPicture(self._faces, events, map_picture.level_words(reader))
        counts, overdue = whole.counts(now)
        points = tuple(
            EventPoint(ident, lon, lat, category, light.value)
            for ident, lon, lat, category, light in zip(
                events.ids, events.lon, events.lat, events.category, events.lights(now), strict=True
            )
        )
        return MapPicture(self._shapes, points, counts, whole.level_words, overdue, events.next_turn(now))


def grids_at(reader: Any, at: Instant) -> tuple[GridShape, ...]:
    """The grids of a past moment as a map draws them; called on the reader's thread."""
    return tuple(_shape(face) for face in past_grids.grids_at(reader, at))


def _shape(face: map_picture.GridFace) -> GridShape:
    facts = [tr("专属网格：{kind}", kind=face.exclusive_class)] if face.exclusive_class else []
    if face.households is not None or face.people is not None:
        households, people = _figure(face.households), _figure(face.people)
        facts.append(tr("{households} 户 {people} 人", households=households, people=people))
    return GridShape(
        face.code, face.name or face.code, face.depth, face.parent, face.outline, tuple(facts), face.households
    )


def _figure(count: int | None) -> str:
    return "—" if count is None else str(count)


class EventTeller:
    """Says in words what an event is, when a pointer rests on its pin; no person and no number of one."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def __call__(self, ident: str) -> tuple[str, tuple[str, ...]]:
        """Title and lines; nothing for an event that is gone."""
        event = self._desk.reader.event(ident)
        if event is None:
            return "", ()
        category = next((tr(word) for known, word in CATEGORY_WORDS.items() if known == event.category), "")
        state = next((tr(word) for known, word in STATE_WORDS.items() if known == event.state), event.state)
        nearest = event.nearest
        left = tr(" · {left}", left=time_left(nearest.due_at - self._desk.judged_at())) if nearest is not None else ""
        grid = self._desk.reader.find("grid", event.grid) if event.grid else None
        lines = [event.number, f"{category} · {state}{left}" if category else f"{state}{left}"]
        where = grid.name if grid is not None else tr("待定网格")
        lines.append(tr("{grid} · {when} 上报", grid=where, when=stamp(event.reported_at)))
        title = category_word(event.category) if self._desk.visitors else mask_case(event.title, event.reporter)
        return title, tuple(lines)
