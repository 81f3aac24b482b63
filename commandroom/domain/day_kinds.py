"""What a day is to a roster: worked, weekend, statutory holiday, or a make-up day."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from commandroom.domain.workcalendar import WorkCalendar, day_number

WORK, WEEKEND, HOLIDAY, MAKE_UP = "work", "weekend", "holiday", "make_up"


@dataclass(frozen=True, slots=True)
class DayKind:
    """What a day is by the calendar: WORK, WEEKEND, HOLIDAY or MAKE_UP, and the name of the holiday."""

    kind: str
    name: str = ""

    @property
    def works(self) -> bool:
        """Whether the office is open."""
        return self.kind in (WORK, MAKE_UP)


def day_kind(calendar: WorkCalendar | None, day: str) -> DayKind:
    """What an ISO day is; by the plain week where there is no calendar."""
    if calendar is None:
        return DayKind(WEEKEND if date.fromisoformat(day).weekday() >= 5 else WORK)
    return _kind(calendar, day)


@lru_cache(maxsize=8192)
def _kind(calendar: WorkCalendar, day: str) -> DayKind:
    civil = date.fromisoformat(day)
    number = day_number(civil)
    am_from, am_to, pm_from, pm_to = calendar.parts_of(number)
    works = am_to > am_from or pm_to > pm_from
    rules = calendar.rules_of(number)
    name = rules[-1].name if rules else ""
    if works:
        return DayKind(MAKE_UP if rules and civil.weekday() >= 5 else WORK, name)
    return DayKind(HOLIDAY, name) if name else DayKind(WEEKEND)
