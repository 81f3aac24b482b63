"""The demonstration town: its stories replayed through the same actions as a person takes, so its journal verifies."""

import gc
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import heappop, heappush, merge
from pathlib import Path
from typing import Any

from commandroom import clock as clocks
from commandroom.actions import define, founding, steps, watch
from commandroom.actions.close_month import close_month
from commandroom.domain import catalog, places
from commandroom.domain.errors import Refused
from commandroom.domain.ids import id_maker
from commandroom.domain.instant import DAY, HOUR, MINUTE, Instant, instant, stamp
from commandroom.domain.lapses import ASLEEP
from commandroom.domain.people import Person, Role
from commandroom.domain.report_period import ReportPeriod
from commandroom.reports import closing, given, report_calendar
from commandroom.reports.period import Basis, Month
from commandroom.room import Room
from commandroom.store import credentials
from commandroom.store.work import Work, system
from commandroom.sync import first_calendar
from commandroom.sync.demo_town import office_doings, roster_doings, seat_doings, town
from commandroom.sync.demo_town.occasion import Occasion
from commandroom.sync.demo_town.people import HEAD
from commandroom.sync.demo_town.size import COUNTY, SMALL, TOWN, Size
from commandroom.sync.demo_town.story import PlannedStep, Story, timeline

PASSWORD = "Demo-2026-room"
ADMIN = "admin"
SHOWN = ("zhuren", "diaodu1", ADMIN)
"""The accounts that the sign-in page of a demonstration room names."""
SIZES = {"small": SMALL, "town": TOWN, "county": COUNTY}
Progress = Callable[[int, int | None], None]
_SEATED = frozenset({Role.DISPATCHER, Role.CENTER_HEAD, Role.HANDLER, Role.DUTY_LEADER, Role.LEADING_GROUP, Role.ADMIN})


@dataclass(frozen=True, slots=True)
class Made:
    """What was made: counts, seconds, the accounts that can sign in, and their password."""

    events: int
    open: int
    entries: int
    seconds: float
    accounts: tuple[str, ...]
    password: str
    now: str


def build(
    folder: Path, *, size: str = "town", seed: int = 2026, now: str = "", clock: clocks.Clock = clocks.computer,
    progress: Progress | None = None,
) -> Made:  # fmt: skip
    """Make the demonstration room in an empty folder; the same size, seed and moment give the same one.

    ``size``: small, town, county, or a number of events for measurements. Raises Refused("demo.wrong_size"),
    Refused("demo.wrong_moment"), Refused("room.exists").
    """
    begun = time.monotonic()
    chosen, wanted = _size(size)
    end = _moment(now) if now else clock()
    calendar = first_calendar.calendar()
    made = town.build(calendar, end, seed, chosen, wanted)
    moving = [min((story.reported_at for story in made.stories), default=end) - DAY]
    with Room.create(folder, lambda: moving[0], id_maker(seed), node=f"{seed:016x}") as room:
        room.do(_found, made)
        _set_passwords(room, made.staff.people)
        replay = _Replay(made, _occasions(made, moving[0], end), moving, progress)
        if made.rosters:
            _quickly(room, replay, office_doings.closing_at(end))
            _close(room, office_doings.closed_month(end))
        _quickly(room, replay, end)
        room.do(watch.tick, most=1_000_000)
        head = room.catch_up().head
        count, still_open = room.counted()
    accounts = tuple(person.id for person in made.staff.people if set(person.roles) & _SEATED)
    return Made(count, still_open, head, time.monotonic() - begun, (ADMIN, *accounts), PASSWORD, stamp(end))


def _quickly(room: Room, replay: "_Replay", until: Instant) -> None:
    gc.disable()  # nothing of sixty thousand entries is garbage before they are written
    try:
        room.do(replay.until, until)
    finally:
        gc.enable()


def _size(name: str) -> tuple[Size, int | None]:
    if name in SIZES:
        return SIZES[name], None
    if name.isdigit() and int(name) > 0:
        return TOWN, max(1, int(name) // 3)
    raise Refused("demo.wrong_size", size=name, known="、".join(SIZES))


def _moment(words: str) -> Instant:
    try:
        return instant(datetime.fromisoformat(words))
    except ValueError as error:
        raise Refused("demo.wrong_moment", value=words) from error


def _found(work: Work, made: town.DemoTown) -> None:
    """The room, its units, people, grids, items and duties."""
    founding.found(
        work, "潞城街道综合信息指挥室（示范）", "320412003", "L", ADMIN, first_calendar.facts(),
        place="常州经开区潞城街道",
    )
    work.record("room", "room", "define", {"demonstration": {"accounts": list(SHOWN), "password": PASSWORD}})
    for unit in made.staff.units:
        define.define(work, "unit", unit.id, _facts(unit))
    for grid in made.grids:
        define.define(work, "grid", grid.code, places.changed_facts(None, grid))
    for person in made.staff.people:
        define.define(work, "person", person.id, _facts(person))
    for item in made.items:
        define.define(work, "item", item.key, catalog.to_facts(item))
    for duty in () if made.rosters else made.duties:
        define.define(work, "duty", duty.id, _facts(duty))


def _facts(value: Any) -> dict[str, Any]:
    return {
        name: getattr(value, name) for name in value.__dataclass_fields__ if name not in ("id", "step", "retired")
    }


def _set_passwords(room: Room, people: tuple[Person, ...]) -> None:
    made = credentials.hashed(PASSWORD)
    names = [ADMIN, *(person.id for person in people if set(person.roles) & _SEATED)]
    room.keep_credentials(names, made)


_Turn = tuple[Instant, PlannedStep | Occasion, Story | None]


class _Replay:
    """Every step of every story and every occasion at its moment, by its person; the watch sees each lapse."""

    def __init__(self, made: town.DemoTown, occasions: Sequence[Occasion], moving: list[Instant],
                 progress: Progress | None) -> None:
        told: Iterable[_Turn] = ((step.at, step, story) for step, story in timeline(made.stories))
        done: Iterable[_Turn] = ((one.at, one, None) for one in sorted(occasions, key=lambda one: one.at))
        self._line = list(merge(done, told, key=lambda what: what[0]))
        self._moving, self._progress = moving, progress
        self._done, self._slept = 0, not made.rosters
        last = self._line[-1][0] if self._line else 0
        self._cut = last - 20 * HOUR, last - HOUR
        self._known: dict[int, str] = {}
        self._waiting: list[tuple[Instant, str, int]] = []

    def until(self, work: Work, end: Instant) -> None:
        """Go on to an instant."""
        people = {person.id: person for person in work.all("person")}
        while self._done < len(self._line) and self._line[self._done][0] <= end:
            at, what, story = self._line[self._done]
            self._sleep(work, at)
            self._watch(work, at)
            self._moving[0] = at
            work.turn(people[what.actor], at)
            if isinstance(what, Occasion):
                work.flush()  # what is new is looked up among what is not written yet
                what.act(work)
            elif story is not None:
                self._tell(work, what, story)
            self._done += 1
            if self._progress is not None and self._done % 500 == 0:
                self._progress(self._done, len(self._line))
        self._watch(work, end)
        self._moving[0] = end

    def _tell(self, work: Work, step: PlannedStep, story: Story) -> None:
        facts = dict(step.facts)
        if "master" in facts:
            facts["master"] = self._known[facts["master"]]
        if story.key in self._known:
            facts["event"] = self._known[story.key]
        result = steps.BY_VERB[step.verb](work, **facts)
        ident = self._known.setdefault(story.key, str(result))
        clocks_now = work.event(ident).clocks
        place = len(clocks_now)
        while place and clocks_now[place - 1].started_at == step.at:
            place -= 1
            heappush(self._waiting, (clocks_now[place].due_at, ident, place))

    def _sleep(self, work: Work, until: Instant) -> None:
        """Once, last night or this morning: no power while nobody wrote, and something ran out meanwhile."""
        quiet = until - self._moving[0]
        if self._slept or not self._cut[0] < self._moving[0] < self._cut[1] or quiet < 2 * ASLEEP:
            return
        while self._waiting and not self._runs(work, *self._waiting[0][1:]):
            heappop(self._waiting)
        if self._waiting and self._waiting[0][0] + ASLEEP + 2 * MINUTE < until:
            self._slept = True
            work.turn(system(), self._moving[0])
            work.flush()
            watch.tick(work, most=1_000_000)  # what a changed limit left behind is not this night's
            self._moving[0] = until - MINUTE
            work.turn(system(), until - MINUTE)
            work.flush()
            watch.look(work)

    @staticmethod
    def _runs(work: Work, ident: str, place: int) -> bool:
        clocks_now = work.event(ident).clocks
        return place < len(clocks_now) and bool(clocks_now[place].next_look)

    def _watch(self, work: Work, until: Instant) -> None:
        while self._waiting and self._waiting[0][0] + MINUTE < until:
            due, ident, place = heappop(self._waiting)
            if not self._runs(work, ident, place):
                continue
            self._moving[0] = due + MINUTE
            work.turn(system(), due + MINUTE)
            watch.look_at(work, ident)


def _occasions(made: town.DemoTown, begin: Instant, end: Instant) -> list[Occasion]:
    """What was done beside the cases in a town that is staged."""
    if not made.rosters:
        return []
    found = [
        *roster_doings.occasions(made, begin, end), *seat_doings.occasions(made, end),
        *office_doings.occasions(made, report_calendar.shipped(), begin, end),
    ]  # fmt: skip
    return [one for one in found if begin <= one.at <= end]


def _close(room: Room, period: ReportPeriod) -> None:
    """The head signs the month: its papers are kept byte for byte from then on."""
    month = Month.read(period.key)
    reader = room.reader()
    try:
        number = f"潞综指通报〔{period.first.year}〕{period.first.month}号"
        words = given.Given(number=number).over(given.read(reader, "monthly", month.key))
        signer = reader.find("person", HEAD).name
        ready = closing.prepare(reader, room.queue(), month, Basis.REPORTED, room.clock(), words, signer)
    finally:
        reader.close()
    room.do(close_month, month.key, **ready.facts, papers=ready.papers, actor=HEAD)
