"""Fairness with its memory: what everybody carried in the last years against their share."""

from datetime import date, timedelta

from commandroom.domain import cover
from commandroom.domain.fairness import Fairness, fairness, years_before
from commandroom.domain.roster import Duty
from commandroom.rostering.picture import gather
from commandroom.rostering.rotas import Known, norm_of


def fair(known: Known, month: str) -> tuple[Fairness, ...]:
    """What everybody carried in the years of the memory up to the end of a month ``2026-11``."""
    return until(known, cover.month_days(month)[-1])


def before(known: Known, month: str) -> tuple[Fairness, ...]:
    """The same up to the day before a month: what its roster has to make good."""
    first = date.fromisoformat(cover.month_days(month)[0])
    return until(known, (first - timedelta(days=1)).isoformat())


def until(known: Known, last: str) -> tuple[Fairness, ...]:
    """The same up to an ISO day, included."""
    end = date.fromisoformat(last)
    first = years_before(end, norm_of(known).memory_years) + timedelta(days=1)
    return between(known, min(first, end).isoformat(), last)


def between(known: Known, first: str, last: str) -> tuple[Fairness, ...]:
    """What everybody carried between two ISO days, both included, by account."""
    picture = gather(known, first, last)
    duties: list[Duty] = [duty for duty in picture.duties if first <= duty.day <= last and duty.people]
    kinds = {day: picture.kind(day) for day in {duty.day for duty in duties}}
    away = {
        person: [(leave.first, leave.last) for leave in leaves if leave.part == "day"]
        for person, leaves in picture.away.items()
    }
    return fairness(duties, kinds, picture.norm, picture.pools, away)
