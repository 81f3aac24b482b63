"""The demonstration as a whole: people, roster, places and stories that the rules of the room allow."""

import json
import random
from collections import Counter, defaultdict
from functools import cache
from itertools import pairwise

import pytest
import shapely

from commandroom.domain.catalog import Category, effective
from commandroom.domain.event import Source
from commandroom.domain.instant import DAY, HOUR, at, local_date
from commandroom.domain.lifecycle import STEPS
from commandroom.domain.people import Role
from commandroom.profiles import profile
from commandroom.sync import first_calendar
from commandroom.sync.demo_town import texts, town
from commandroom.sync.demo_town.people import DISPATCHERS, LEADERS
from commandroom.sync.demo_town.size import SMALL
from commandroom.sync.demo_town.story import Story, timeline
from commandroom.sync.demo_town.town import DemoTown

NOW = at(2026, 11, 5, 10, 20)


@cache
def whole() -> DemoTown:
    """The demonstration town of the ordinary size."""
    return town.build(first_calendar.calendar(), NOW)


def test_same_seed_same_town() -> None:
    """Everything comes again from the same seed; another seed gives another town."""
    calendar = first_calendar.calendar()
    assert town.build(calendar, NOW, size=SMALL) == town.build(calendar, NOW, size=SMALL)
    assert town.build(calendar, NOW, 2, SMALL).stories != town.build(calendar, NOW, size=SMALL).stories


def test_sizes() -> None:
    """About 2,300 stories a month for three months; the small one about 150; none where none are asked for."""
    calendar = first_calendar.calendar()
    assert 6500 <= len(whole().stories) <= 7300
    assert 120 <= len(town.build(calendar, NOW, size=SMALL).stories) <= 180
    assert town.build(calendar, NOW, size=SMALL, stories_per_month=0).stories == ()


def test_people_of_the_centre() -> None:
    """1+3+X: one head, three dispatchers, a handler and a deputy per department, distinct accounts (L11)."""
    staff = whole().staff
    assert sum(Role.CENTER_HEAD in person.roles for person in staff.people) == 1
    assert {person.id for person in staff.people if person.post == "派单调度员"} == set(DISPATCHERS)
    assert len(staff.handlers) >= 14
    known = {person.id: person for person in staff.people}
    assert len(known) == len(staff.people)
    for unit, pair in staff.handlers.items():
        assert len(pair) == 2
        assert all(known[account].unit == unit and Role.HANDLER in known[account].roles for account in pair)
    for grid, accounts in staff.workers.items():
        assert all(known[account].grids == (grid,) for account in accounts)
    assert all("****" in person.phone for person in staff.people)


def test_grids_are_headed_by_known_people() -> None:
    """Every grid from village to base has a head with an account; no village secretary heads a base grid (L6)."""
    known = {person.id: person for person in whole().staff.people}
    for grid in whole().grids:
        if grid.head:
            assert known[grid.head].phone == grid.phone
    heads = [known[grid.head].post for grid in whole().grids if len(grid.code) == 15]
    assert set(heads) == {"网格长"}


def test_roster_keeps_the_norms() -> None:
    """§5.9: always a seat, two of three on workdays, one leader a day, 11 hours of rest, 44 hours a week on average."""
    duty = profile("L").duty
    calendar = first_calendar.calendar()
    days: defaultdict[str, dict[tuple[str, str], tuple[str, ...]]] = defaultdict(dict)
    held: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for one in whole().duties:
        days[one.day][one.post, one.shift] = one.people
        for person in one.people:
            if one.post == "dispatcher":
                held[person].append((one.start, one.end))
    assert len(days) >= 120
    for day, posts in days.items():
        start = at(*map(int, day.split("-")), 12)
        working = calendar.span(start, start).work_until(start) > calendar.span(start - DAY // 2, start).work_until(
            start - DAY // 2
        )
        seated = posts["dispatcher", "day"]
        assert len(seated) >= (duty.day_seat_least if working else duty.seat_least), day
        assert len(posts["dispatcher", "night"]) >= duty.seat_least
        assert len(posts["duty_leader", "whole"]) == duty.leaders_a_day
        assert set(posts["duty_leader", "whole"]) <= set(LEADERS)
    for person, shifts in held.items():
        shifts.sort()
        for (_, end), (start, _) in pairwise(shifts):
            assert start - end >= duty.rest_hours * HOUR, person
        hours = sum(end - start for start, end in shifts) / HOUR - len(shifts)
        assert hours / (len(days) / 7) <= duty.week_hours, person


def test_places_lie_in_their_grids() -> None:
    """Each named place lies inside the grid it is said to lie in."""
    shape = {grid.code: shapely.from_wkb(grid.geometry) for grid in whole().grids}
    for place in whole().places:
        assert shape[place.grid].contains(shapely.Point(place.at)), place.name


def test_positions_lie_in_their_base_grid_but_for_a_few() -> None:
    """A report's position lies in its grid; a few lie outside the town, as real ones do."""
    shape = {grid.code: shapely.from_wkb(grid.geometry) for grid in whole().grids}
    outside = placed = 0
    for story in whole().stories:
        if story.lon is None:
            continue
        placed += 1
        if not shape[story.grid].contains(shapely.Point(story.lon, story.lat)):
            outside += 1
            assert not shape["320412003"].contains(shapely.Point(story.lon, story.lat))
    assert placed > len(whole().stories) / 2
    assert 0 < outside < placed * 0.02


def walk(story: Story) -> list[str]:
    """The states of a story by the table of steps; fails where the table has no such step."""
    state, states, orders = "", [], {}
    lead = ""
    for step in story.steps:
        row = STEPS[step.verb]
        assert state in row.sources, (story.key, step.verb, state)
        if step.verb in ("dispatch", "redispatch", "reopen"):
            lead = step.facts["unit"]
            orders[lead] = "sent"
            orders |= dict.fromkeys(step.facts.get("co_units", ()), "sent")
        if step.verb in ("accept", "finish", "progress"):
            unit = step.facts["unit"]
            assert orders[unit] == ("sent" if step.verb == "accept" else "accepted"), (story.key, step)
            orders[unit] = {"accept": "accepted", "finish": "finished"}.get(step.verb, orders[unit])
            if step.verb == "finish" and unit == lead:
                assert set(orders.values()) == {"finished"}, story.key
        if step.verb == "check_fail":
            orders[lead] = "accepted"
        moves = not (step.verb in ("accept", "finish") and step.facts["unit"] != lead)
        targets = row.targets - {"="}
        if step.verb == "refuse_return":
            targets = frozenset({"handling"})
        if step.verb == "return_order":
            orders[lead] = "accepted"
        if step.verb == "redispatch":
            orders = {unit: what for unit, what in orders.items() if what != "accepted" or unit == lead}
        if step.verb == "reopen":
            targets = frozenset({"dispatched"})
        if moves and targets:
            assert len(targets) == 1, step.verb
            state = next(iter(targets))
        states.append(state)
    return states


def test_stories_follow_the_table_of_steps() -> None:
    """No story asks for a step that the table does not have where the story stands."""
    ends = Counter(walk(story)[-1] for story in whole().stories)
    assert ends["closed"] > 5500
    assert ends["merged"] > 100
    assert ends["rejected"] > 20
    assert ends["voided"] > 5
    assert ends["filed"] >= 1
    assert ends["dispatched"] + ends["handling"] > 50


def test_time_goes_forward_and_ends_now() -> None:
    """Steps of a story follow one another, the first is the report, and none lies in the future."""
    for story in whole().stories:
        times = [step.at for step in story.steps]
        assert times == sorted(times)
        assert len(set(times)) == len(times)
        assert story.steps[0].verb == "report"
        assert times[0] == story.reported_at
        assert times[-1] <= NOW


def test_merges_name_a_master_that_is_still_open() -> None:
    """A repeated report goes into a case that was reported before and is not closed yet."""
    known = {story.key: story for story in whole().stories}
    for story in known.values():
        for step in story.steps:
            if step.verb == "merge":
                master = known[step.facts["master"]]
                assert master.reported_at < step.at
                ends = ("close", "merge", "reject", "void", "self_handle")
                shut = [one.at for one in master.steps if one.verb in ends]
                assert not shut or step.at < shut[0]


def test_who_handles_does_not_check() -> None:
    """Four eyes: no handler of a case checks it, and only the head closes an A item."""
    items = effective(whole().items, local_date(NOW))
    for story in whole().stories:
        acted = defaultdict(set)
        for step in story.steps:
            acted[step.verb].add(step.actor)
        assert not (acted["accept"] | acted["finish"]) & (acted["check"] | acted["check_fail"])
        assert not acted["propose_reject"] & acted["reject"]
        if items[story.item].importance == "A":
            assert acted["close"] <= {"zhuren"}


def test_stories_are_of_every_kind() -> None:
    """Every category and every usual source is told of; calls come at night, grid workers by day."""
    items = effective(whole().items, local_date(NOW))
    assert {items[story.item].category for story in whole().stories} == set(Category)
    sources = Counter(story.source for story in whole().stories)
    assert sources.most_common(1)[0][0] == Source.GRIDWORKER
    assert len(sources) == 8
    assert len({story.item for story in whole().stories}) > 80
    assert len({story.text for story in whole().stories}) > len(whole().stories) * 0.9


def test_texts_are_many_and_complete() -> None:
    """At least 120 templates, for every item of the list, and no placeholder is left over."""
    table = texts.item_texts()
    assert set(table) == {item.code for item in whole().items}
    assert sum(len(one.note) + len(one.voice) for one in table.values()) >= 120
    for story in whole().stories:
        assert "{" not in story.text + story.title + story.place
        assert story.title.strip()


def test_facts_are_plain() -> None:
    """What the steps carry is JSON, and the facts are ones that the actions know."""
    for step, _ in timeline(whole().stories[:500]):
        assert json.loads(json.dumps(dict(step.facts))) == dict(step.facts)


def test_timeline_is_in_order() -> None:
    """All steps of all stories, none lost, by time."""
    small = town.build(first_calendar.calendar(), NOW, size=SMALL).stories
    steps = [step for step, _ in timeline(small)]
    assert [step.at for step in steps] == sorted(step.at for step in steps)
    assert len(steps) == sum(len(story.steps) for story in small)


@pytest.mark.parametrize("seed", range(3))
def test_other_seeds_follow_the_table_too(seed: int) -> None:
    """The table of steps holds for other seeds and for a night as the present."""
    small = town.build(first_calendar.calendar(), at(2026, 10, 1, 2, 5), random.Random(seed).randrange(10**6), SMALL)
    for story in small.stories:
        walk(story)
