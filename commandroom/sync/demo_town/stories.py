"""Three months of made-up cases: who reports what, where, and where it goes."""

import random
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from commandroom.domain.catalog import Item
from commandroom.domain.event import Source
from commandroom.domain.instant import DAY, MINUTE, Instant
from commandroom.domain.people import Person
from commandroom.domain.workcalendar import WorkCalendar
from commandroom.domain.worktime import Limit, TimeUnit, due
from commandroom.sync.demo_town.arrivals import arrivals, drawn
from commandroom.sync.demo_town.gazetteer import Place, kinds_of, near
from commandroom.sync.demo_town.pace import Pace
from commandroom.sync.demo_town.paths import Path
from commandroom.sync.demo_town.people import Staff, callers, mobile
from commandroom.sync.demo_town.seats import Seats
from commandroom.sync.demo_town.story import PlannedStep, Story
from commandroom.sync.demo_town.texts import NOTES, item_weights, phrase, pick, told

WHOLLY_DONE = frozenset({"self_handle", "close", "reject", "merge", "void", "propose_void"})
TWINS = 0.05
"""So often somebody else reports the same thing again soon."""
AROUND = 0.5
"""How far from its named place a case may lie, as a share of the way to the corners of the cell."""
OUTSIDE = 0.004
"""So often a position lies outside the town: a slip of the finger or a wrong coordinate system."""

@dataclass(frozen=True, slots=True)
class World:
    """What the stories draw from."""

    items: tuple[Item, ...]
    places: tuple[Place, ...]
    staff: Staff
    seats: Seats
    calendar: WorkCalendar


def write(world: World, start: Instant, now: Instant, total: int, rng: random.Random) -> tuple[Story, ...]:
    """About ``total`` stories between two instants, by time of report; no step lies after ``now``."""
    teller = _Teller(world, now, rng)
    for at, source in arrivals(start, now, total, rng):
        teller.tell(at, source)
    return teller.told()


class _Teller:
    """Tells one story after the other."""

    def __init__(self, world: World, now: Instant, rng: random.Random) -> None:
        self.world, self.now, self.rng = world, now, rng
        self.pace = Pace(world.calendar, rng)
        self.items = {item.code: item for item in world.items}
        codes, sums = item_weights()
        self._codes, self._sums = codes, sums
        self._callers = callers(rng)
        self._people: Mapping[str, Person] = {person.id: person for person in world.staff.people}
        self._by_kind: defaultdict[str, list[Place]] = defaultdict(list)
        for place in world.places:
            self._by_kind[place.kind].append(place)
        self._stories: list[Story] = []

    def told(self) -> tuple[Story, ...]:
        """All stories by time of report, cut off at the present; their keys count from 0 in this order."""
        order = sorted(range(len(self._stories)), key=lambda place: (self._stories[place].reported_at, place))
        keys = {self._stories[place].key: number for number, place in enumerate(order)}
        done = []
        for place in order:
            story = self._stories[place]
            steps = tuple(
                replace(step, facts={"master": keys[step.facts["master"]]}) if step.verb == "merge" else step
                for step in story.steps if step.at <= self.now
            )
            if steps:
                done.append(replace(story, key=keys[story.key], steps=steps))
        return tuple(done)

    def tell(self, at: Instant, source: Source) -> None:
        """A story and, now and then, its twin."""
        item = self.items.get(self._codes[drawn(self._sums, self.rng)])
        if item is None:
            return
        kinds = kinds_of(item.code)
        place = pick(self._by_kind[pick(kinds, self.rng)], self.rng)
        where = phrase(place, self.rng)
        story = self._story(at, source, item, place, where)
        if self.rng.random() < TWINS:
            self._twin(story, item, place, where)

    def _story(self, at: Instant, source: Source, item: Item, place: Place, where: str) -> Story:
        workers = self.world.staff.workers[place.base]
        reporter, phone, actor = self._reporter(source, workers, at)
        key = len(self._stories)
        position = self._position(source, place)
        outside = position is not None and self.rng.random() < OUTSIDE
        if position is not None and outside:
            position = (round(position[0] + 0.09, 6), position[1])
        text = told(item.code, source, where, self.rng)
        first = self._report(at, actor, source, item, where, text, position, place, reporter, phone, key)
        no_grid = "grid" not in first.facts and (outside or position is None)
        path = Path(item, source, where, place.base, workers[0], self.world.staff.handlers, self.pace,
                    self.world.seats, at, self.now, no_grid, [first])
        path.go()
        story = Story(
            key, at, source.value, str(first.facts["title"]), text, where, position[0] if position else None,
            position[1] if position else None, place.base, item.code, reporter, phone, tuple(path.steps),
        )
        self._stories.append(story)
        return story

    def _twin(self, story: Story, item: Item, place: Place, where: str) -> None:
        """Somebody else reports the same; the seat merges it when the first case is still open."""
        at = story.reported_at + int(self.pace.draw(70, 0.9) * MINUTE)
        source = (Source.HOTLINE, Source.WECHAT, Source.PHONE)[int(self.rng.random() * 3)]
        merged = self.pace.minutes(at, 12)
        open_until = next((step.at for step in story.steps if step.verb in WHOLLY_DONE), self.now + DAY)
        if at >= self.now:
            return
        twin = self._story(at, source, item, place, where)
        if merged + MINUTE < open_until:
            merge = PlannedStep(merged, "merge", self.world.seats.at(merged), {"master": story.key})
            self._stories[-1] = replace(twin, steps=(twin.steps[0], merge))

    def _reporter(self, source: Source, workers: tuple[str, ...], at: Instant) -> tuple[str, str, str]:
        """Name, phone and the account that writes it down."""
        if source in (Source.GRIDWORKER, Source.PATROL):
            person = self._people[workers[0] if source is Source.GRIDWORKER else workers[-1]]
            return person.name, person.phone, person.id
        seat = self.world.seats.at(at)
        if source is Source.VIDEO:
            return self._people[seat].name, "", seat
        return next(self._callers), mobile(self.rng), seat

    def _position(self, source: Source, place: Place) -> tuple[float, float] | None:
        share = 0.88 if source in NOTES else 0.5
        if self.rng.random() > share:
            return None
        return near(place.at, place.corners, AROUND, self.rng)

    def _report(
        self, at: Instant, actor: str, source: Source, item: Item, where: str, text: str,
        position: tuple[float, float] | None, place: Place, reporter: str, phone: str, key: int,
    ) -> PlannedStep:
        facts: dict[str, object] = {
            "title": f"{where}{item.name}", "text": text, "place": where, "source": source.value,
            "category": item.category, "reporter": reporter, "phone": phone, "reported_at": at,
            "occurred_at": at - int(self.rng.random() * 40 * MINUTE),
        }
        if position is not None:
            facts |= {"lon": position[0], "lat": position[1]}
        elif source in NOTES or self.rng.random() < 0.7:
            facts["grid"] = place.base
        if item.emergency and self.rng.random() < 0.6:
            facts["urgency"] = "urgent"
        if source in (Source.HOTLINE, Source.UPSTREAM):
            system, days = ("changzhou-12345", 7) if source is Source.HOTLINE else ("jkq-platform", 5)
            facts |= {
                "source_system": system, "source_no": f"{'CZ' if days == 7 else 'JKQ'}{at // DAY}{key:06d}",
                "external_due_at": due(
                    self.world.calendar, at, Limit(1 if item.category == "policy_advice" else days, TimeUnit.WORK_DAY)
                ),
            }
        return PlannedStep(at, "report", actor, facts)
