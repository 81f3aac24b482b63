"""Put a demonstration together: grids, people, roster, items, places and stories from one seed."""

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta

from commandroom import resources
from commandroom.domain.catalog import Item
from commandroom.domain.instant import Instant, day_start, local_date
from commandroom.domain.places import Grid
from commandroom.domain.roster import Duty
from commandroom.domain.workcalendar import WorkCalendar, day_number
from commandroom.rostering.generate import Drafted
from commandroom.sync import catalog_sheet
from commandroom.sync.demo_town import gazetteer, grids, months, people, roster, stories
from commandroom.sync.demo_town.gazetteer import Place
from commandroom.sync.demo_town.people import Staff
from commandroom.sync.demo_town.seats import Seats
from commandroom.sync.demo_town.size import TOWN, Size
from commandroom.sync.demo_town.story import Story

MONTH_DAYS = 30.4
ROSTER_AHEAD = 31
"""The roster goes on so many days after the present."""


@dataclass(frozen=True, slots=True)
class DemoTown:
    """Everything of one demonstration, as values of the domain."""

    size: Size
    staff: Staff
    grids: tuple[Grid, ...]
    items: tuple[Item, ...]
    duties: tuple[Duty, ...]
    places: tuple[Place, ...]
    stories: tuple[Story, ...]
    rosters: tuple[Drafted, ...] = ()
    """The months' rosters of a town that is staged; ``duties`` are theirs then."""


def demo_items() -> tuple[Item, ...]:
    """The demonstration list, read from its sheet as any other list is."""
    names = {name: unit.id for unit in people.unit_list() for name in (unit.short, unit.name)}
    return catalog_sheet.read(resources.find("catalog/demo_items.csv"), names).items


def build(
    calendar: WorkCalendar, now: Instant, seed: int = 20261105, size: Size = TOWN, stories_per_month: int | None = None
) -> DemoTown:
    """A demonstration that ends at ``now``; the same seed, size, calendar and instant give the same one.

    ``stories_per_month`` 0 leaves the stories out (the grids alone, for benchmarks of the map).
    """
    staged = size.staged and stories_per_month is None
    words = gazetteer.place_words()
    special = list(zip(words["exclusive"], words["exclusive_classes"], strict=True))[: size.exclusive]
    plan = grids.plan(size, random.Random(f"{seed}/grids"), special)
    staff = people.staff(plan, random.Random(f"{seed}/people"))
    places = gazetteer.gazetteer(plan, random.Random(f"{seed}/places"))
    items = demo_items()
    days = round(size.months * MONTH_DAYS)
    first = local_date(now) - timedelta(days=days)
    every = [first + timedelta(days=number) for number in range(days + ROSTER_AHEAD)]
    off = {day for day in every if not _works(calendar, day_number(day))}
    rosters = months.drafts(staff, calendar, first, month_after(local_date(now))) if staged else ()
    made = tuple(duty for drafted in rosters for duty in drafted.duties)
    duties = made or roster.roster(staff, first, len(every), off)
    wanted = size.stories if stories_per_month is None else stories_per_month
    rng = random.Random(f"{seed}/stories")
    world = stories.World(items, places, staff, Seats(duties, rng), calendar)
    told = stories.write(world, day_start(first), now, round(wanted * days / MONTH_DAYS), rng) if wanted else ()
    return DemoTown(size, staff, _headed(plan.grids, staff), items, duties, places, told, rosters)


def month_after(day: date) -> date:
    """The first day of the next month."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _works(calendar: WorkCalendar, number: int) -> bool:
    am_from, am_to, pm_from, pm_to = calendar.parts_of(number)
    return am_to > am_from or pm_to > pm_from


def _headed(planned: tuple[Grid, ...], staff: Staff) -> tuple[Grid, ...]:
    """The grids with their heads: base grids their own, villages their chief."""
    people_by_id = {person.id: person for person in staff.people}
    headed = []
    for grid in planned:
        account = staff.workers[grid.code][-1] if grid.code in staff.workers else f"{grid.code}_cun"
        head = people_by_id.get(account)
        headed.append(grid if head is None else replace(grid, head=head.id, phone=head.phone))
    return tuple(headed)
