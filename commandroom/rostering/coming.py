"""The quality of the coming 52 weeks, 0 to 100, part by part."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from commandroom.domain import cover
from commandroom.domain.fairness import Fairness
from commandroom.domain.instant import HOUR, Instant, local_date
from commandroom.domain.month_roster import RosterState
from commandroom.domain.rules import Broken
from commandroom.domain.score import MOST, WEEKS, Part, Score, total
from commandroom.rostering import judge, load
from commandroom.rostering.months import state_of
from commandroom.rostering.picture import Picture, days_of, gather
from commandroom.rostering.rotas import Known

NOTICE_DAYS = 28
"""So many days ahead people should know their duties: the months they fall in ought to be published."""


def score(known: Known, now: Instant) -> Score:
    """How good the roster of the 52 weeks from today is."""
    today = local_date(now)
    first, last = today.isoformat(), (today + timedelta(days=7 * WEEKS - 1)).isoformat()
    picture = gather(known, first, last)
    days = days_of(first, last)
    broken = judge.of_people(picture, days)
    pairs = judge.handlers(known.all("unit"), picture.people.values(), picture.rota)
    parts = (
        _cover(picture, days),
        _rules(picture, days, broken),
        _fair(load.until(known, last)),
        _handlers(known, pairs),
        _notice(known, days[:NOTICE_DAYS]),
    )
    return total(parts, first, last)


_CODES = {
    "cover": "score.cover", "rules": "score.rules", "fair": "score.fair", "handlers": "score.handlers",
    "notice": "score.notice",
}  # fmt: skip


def _part(name: str, share: float, **facts: object) -> Part:
    most = MOST[name]
    points = round(min(1.0, max(0.0, share)) * most, 1)
    if share < 1.0:
        points = min(points, most - 0.1)
    return Part(name, points, most, _CODES[name], {"points": points, "most": most, **facts})


def _cover(picture: Picture, days: Sequence[str]) -> Part:
    wanted = held = 0.0
    full = 0
    for day in days:
        lacking_today = 0
        for line in picture.rota.lines:
            count = line.wanted(picture.kind(day).works)
            if not count:
                continue
            start, end = cover.shift_span(day, line.shift)
            lacking = picture.lacking(line, day)
            lacking_today += lacking
            wanted += count * (end - start) / HOUR
            held += (count - lacking) * (end - start) / HOUR
        full += not lacking_today
    share = held / wanted if wanted else 0.0
    return _part("cover", share, percent=int(share * 100), days=full, of=len(days))


def _rules(picture: Picture, days: Sequence[str], broken: Sequence[Broken]) -> Part:
    mine = set(days)
    held = sum(len(duty.people) for duty in picture.duties if duty.day in mine)
    if not held:
        return _part("rules", 0.0, broken=0, held=0)
    return _part("rules", 1 - 5 * len(broken) / held, broken=len(broken), held=held)


def _fair(told: Iterable[Fairness]) -> Part:
    counted = [one for one in told if one.weight or one.due]
    weight = sum(one.weight for one in counted)
    if not weight:
        return _part("fair", 0.0, percent=0, people=0)
    apart = sum(abs(one.balance) for one in counted) / 2 / weight
    return _part("fair", 1 - max(0.0, apart - 0.02) * 4, percent=round(apart * 100, 1), people=len(counted))


def _handlers(known: Known, broken: Sequence[Broken]) -> Part:
    units = sum(unit.kind == "department" and unit.active for unit in known.all("unit"))
    share = 1 - len(broken) / units if units else 0.0
    return _part("handlers", share, broken=len(broken), units=units)


def _notice(known: Known, days: Sequence[str]) -> Part:
    ready = {day[:7] for day in days if state_of(known, day[:7]).state is not RosterState.DRAFT}
    told = sum(day[:7] in ready for day in days)
    return _part("notice", told / len(days), days=told, of=len(days))
