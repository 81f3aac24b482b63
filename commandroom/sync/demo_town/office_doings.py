"""The office beside the seat: words for the papers, what was sent to whom, a plan of other grids, layers of the map."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import Any

from commandroom.actions import grid_edits, grid_plans, overlays, papers
from commandroom.domain.datum import LonLat
from commandroom.domain.errors import Refused
from commandroom.domain.instant import DAY, HOUR, MINUTE, Instant
from commandroom.domain.places import Grid, Level
from commandroom.domain.report_period import MONTH, ReportPeriod
from commandroom.domain.submission import Submission
from commandroom.store.work import Work
from commandroom.sync.demo_town.gazetteer import Place
from commandroom.sync.demo_town.occasion import Occasion, on_day, words
from commandroom.sync.demo_town.people import DISPATCHERS, HEAD
from commandroom.sync.demo_town.town import DemoTown
from commandroom.sync.geo.overlay_import import layer_body, layer_facts

PAPER = "monthly"
_BACK = 62 * DAY
_CASES = (
    "SELECT id FROM event WHERE reported_at >= ? AND reported_at < ? AND state = 'closed'"
    " ORDER BY importance, step DESC, id LIMIT 2"
)


def closed_month(now: Instant) -> ReportPeriod:
    """The month that was signed: the last but one; the last is still open."""
    return ReportPeriod.of(MONTH, now).moved(-2)


def closing_at(now: Instant) -> Instant:
    """When it was signed: the eighth of the month after, in the afternoon."""
    return closed_month(now).moved(1).start + 7 * DAY + 16 * HOUR


def occasions(made: DemoTown, due: Sequence[Submission], begin: Instant, now: Instant) -> list[Occasion]:
    """Everything the office did until an instant, in no order; ``due`` is what is to be sent to whom."""
    return [*_papers(now), *_sent(due, begin, now), *_plan(made, now), *_layers(made, now)]


def _papers(now: Instant) -> Iterable[Occasion]:
    said = words()
    before, last = closed_month(now), closed_month(now).moved(1)
    yield Occasion(closing_at(now) - 4 * HOUR, HEAD, partial(_fill, before, said["closed"]))
    yield Occasion(max(last.end, on_day(now, -1, "11:20")), DISPATCHERS[0], partial(_fill, last, said["open"]))


def _fill(period: ReportPeriod, said: Mapping[str, str], work: Work) -> None:
    """The text blocks of the month's notice, and two cases told in it."""
    work.flush()
    found = work.connection.exec_driver_sql(_CASES, (period.start, period.end)).all()
    chosen = [row[0] for row in found]
    papers.fill_in(work, PAPER, period, chosen=chosen, cells=None, **said)


def _sent(due: Sequence[Submission], begin: Instant, now: Instant) -> Iterable[Occasion]:
    """Everything due lately went in time, the circular of last month late; its notice did not go yet."""
    last = closed_month(now).moved(1)
    for one in due:
        period = one.around(now)
        while period.end > max(begin, now - _BACK):
            late = one.id == "circular" and period == last
            at = one.due(period) + (50 * MINUTE if late else -40 * MINUTE)
            if at < now and not (one.paper == PAPER and period == last):
                who = HEAD if one.every == MONTH else DISPATCHERS[period.first.toordinal() % len(DISPATCHERS)]
                yield Occasion(at, who, partial(papers.submit, submission=one.id, period=period))
            period = period.moved(-1)


# -- the plan ------------------------------------------------------------------------------------------------


def _plan(made: DemoTown, now: Instant) -> Iterable[Occasion]:
    """A plan in draft: the base grid with most people cut in two, and a corner of a border moved."""
    at = on_day(now, -2, "14:30")
    yield Occasion(at, DISPATCHERS[1], partial(_open_plan, name=words()["plan"]["name"]))
    yield Occasion(at + 12 * MINUTE, DISPATCHERS[1], partial(_split, made.grids))
    yield Occasion(at + 19 * MINUTE, DISPATCHERS[1], partial(_bend, made.grids))


def _open_plan(work: Work, name: str) -> None:
    grid_plans.open_plan(work, name)


def _plan_id(work: Work) -> str:
    return str(work.all("grid_plan")[0].id)


def _bases(grids: Sequence[Grid]) -> list[Grid]:
    bases = [grid for grid in grids if grid.level is Level.BASE and not grid.exclusive_class]
    return sorted(bases, key=lambda grid: (-(grid.people or 0), grid.code))


def _split(grids: Sequence[Grid], work: Work) -> None:
    """Cut the first of the most populous grids that can be cut across its middle."""
    import shapely

    for grid in _bases(grids):
        west, south, east, north = shapely.from_wkb(grid.geometry).bounds
        middle = (west + east) / 2
        try:
            grid_edits.split(work, _plan_id(work), grid.code, [(middle, south - 0.0005), (middle, north + 0.0005)])
        except Refused:
            continue  # a line may meet a corner too closely: the next grid is as good
        return
    raise ValueError("no grid of the town can be cut")


def _bend(grids: Sequence[Grid], work: Work) -> None:
    """Move a corner that lies on a border of two base grids half way towards the middle of one of them."""
    import shapely

    bases = _bases(grids)[1:]
    for grid in bases:
        shape = shapely.from_wkb(grid.geometry)
        corners: list[LonLat] = [(x, y) for x, y in shapely.get_coordinates(shape).tolist()]
        east = max(corners)
        to = (east[0] + (shape.centroid.x - east[0]) / 4, east[1] + (shape.centroid.y - east[1]) / 4)
        try:
            grid_edits.bend(work, _plan_id(work), east, to, grid.code)
        except Refused:
            continue  # this corner would cross a neighbour's border
        return
    raise ValueError("no border of the town can be moved")


# -- layers --------------------------------------------------------------------------------------------------


def _layers(made: DemoTown, now: Instant) -> Iterable[Occasion]:
    schools = [place for place in made.places if place.kind == "schools"]
    at = on_day(now, -12, "10:15")
    yield Occasion(at, DISPATCHERS[0], partial(_lay_schools, schools))
    yield Occasion(at + MINUTE, DISPATCHERS[0], partial(_lay_river, made.grids))


def _lay_schools(schools: Sequence[Place], work: Work) -> None:
    import shapely

    _lay(work, "学校", [shapely.Point(one.at) for one in schools], [one.name for one in schools])


def _lay_river(grids: Sequence[Grid], work: Work) -> None:
    import shapely

    _lay(work, "河道", [shapely.LineString(_river(grids))], ["丁塘河"])


def _lay(work: Work, name: str, shapes: Sequence[Any], labels: Sequence[str]) -> None:
    body = layer_body(shapes, labels)
    overlays.lay(work, name, body, layer_facts(body, f"{name}.geojson", len(labels), "WGS-84"))


def _river(grids: Sequence[Grid]) -> list[LonLat]:
    """A river along the longest border that two villages share, its corners rounded."""
    import shapely

    villages = [shapely.from_wkb(grid.geometry) for grid in grids if grid.level is Level.COMMUNITY]
    shared = [
        shapely.line_merge(one.intersection(other))
        for place, one in enumerate(villages)
        for other in villages[:place]
        if one.touches(other)
    ]
    lines = [part for line in shared for part in shapely.get_parts(line) if part.geom_type == "LineString"]
    line: list[LonLat] = [(x, y) for x, y in shapely.get_coordinates(max(lines, key=lambda one: one.length)).tolist()]
    for _ in range(3):
        line = _rounded(line)
    return line


def _rounded(line: Sequence[LonLat]) -> list[LonLat]:
    """The same line with every corner cut (Chaikin)."""
    cut: list[LonLat] = [line[0]]
    for (x1, y1), (x2, y2) in pairwise(line):
        cut += [(x1 * 0.75 + x2 * 0.25, y1 * 0.75 + y2 * 0.25), (x1 * 0.25 + x2 * 0.75, y1 * 0.25 + y2 * 0.75)]
    return [*cut, line[-1]]
