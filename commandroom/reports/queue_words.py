"""What one row of the queue says in words, for screens and lists; personal data masked."""

from dataclasses import dataclass

from commandroom.clock_text import CLOCK_WORDS
from commandroom.domain.clocks import Light
from commandroom.domain.instant import MINUTE, Instant, local
from commandroom.span_text import time_left
from commandroom.store.queue.filter import LIGHT_WORDS, SOURCE_WORDS, STATE_WORDS, Name
from commandroom.store.queue.rows import QueueRow
from commandroom.text import tr

_STATES = {state.value: word for state, word in STATE_WORDS.items()}
_SOURCES = {source.value: word for source, word in SOURCE_WORDS.items()}
KEPT = 500


def state_word(state: str) -> str:
    """The word of a state."""
    return tr(_STATES.get(state, state))


def source_word(source: str) -> str:
    """The word of a source."""
    return tr(_SOURCES.get(source, source))


@dataclass(frozen=True, slots=True)
class RowWords:
    """All that a row says; two equal ones are the same picture."""

    light: str
    time: str
    clock: str
    title: str
    place: str
    state: str
    number: str
    urgent: bool


def words_of(row: QueueRow, now: Instant, name: Name) -> RowWords:
    """What a row says at a moment."""
    light = row.light(now).value
    if row.due_at:
        time = time_left(row.due_at - now)
        clock = f"{tr(LIGHT_WORDS[Light(light)])} · {tr(CLOCK_WORDS.get(row.due_kind, row.due_kind))}"
    elif light == Light.PAUSED:
        time, clock = tr("暂停"), tr(LIGHT_WORDS[Light.PAUSED])
    elif row.closed_at:
        time, clock = f"{local(row.closed_at):%m-%d %H:%M}", tr("办结")
    else:
        time, clock = f"{local(row.reported_at):%m-%d %H:%M}", tr(LIGHT_WORDS[Light.NONE])
    where = [row.place, name("grid", row.grid) if row.grid else tr("不在网格内"), source_word(row.source)]
    state = state_word(row.state)
    if row.proposal:
        state = tr("待确认 · {state}", state=state)
    if row.rework:
        state = tr("{state} · 返工{times}", state=state, times=row.rework)
    if row.unit:
        state = f"{state} · {name('unit', row.unit)}"
    return RowWords(
        light, time, clock, row.title, " · ".join(filter(None, where)), state,
        short_number(row.number), row.urgency in ("urgent", "critical"),
    )  # fmt: skip


class WordCache:
    """What rows say, kept for the minute in which it was worked out."""

    def __init__(self, name: Name) -> None:
        self._name = name
        self._minute = 0
        self._known: dict[int, tuple[QueueRow, RowWords]] = {}

    def words(self, row: QueueRow, now: Instant) -> RowWords:
        """What a row says now."""
        minute = now // MINUTE
        if minute != self._minute or len(self._known) > KEPT:
            self._known.clear()
            self._minute = minute
        found = self._known.get(row.row)
        if found is None or found[0] is not row:
            found = self._known[row.row] = (row, words_of(row, now, self._name))
        return found[1]

    def clear(self) -> None:
        """Names may have changed."""
        self._known.clear()


def short_number(number: str) -> str:
    """The number without the room's own area code, which every row would repeat."""
    head, dash, tail = number.partition("-")
    return tail if dash and head.isdigit() and len(head) in (9, 12) else number
