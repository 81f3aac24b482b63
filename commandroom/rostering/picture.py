"""One look at everything a roster is judged by: duties, people, leaves, rota, norms, kinds of days."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from commandroom.domain import cover, day_kinds
from commandroom.domain.cover import Remark
from commandroom.domain.day_kinds import DayKind
from commandroom.domain.instant import Instant
from commandroom.domain.leave import Leave, granted
from commandroom.domain.people import Person
from commandroom.domain.profile import DutyNorm
from commandroom.domain.roster import Duty, duty_id
from commandroom.domain.rota import Line, Rota
from commandroom.domain.workcalendar import WorkCalendar
from commandroom.rostering.rotas import Known, norm_of, rota_of

BEFORE, AFTER = 8, 8
"""Days around the asked ones whose duties count for rest and for weeks that reach over the edge."""
SEATS = (cover.SEAT, "on_duty")
"""Posts that hold the seat."""


@dataclass(frozen=True)
class Picture:
    """What the engine knows of the days from ``first`` to ``last`` (ISO), with the duties of the days around."""

    first: str
    last: str
    duties: tuple[Duty, ...]
    people: Mapping[str, Person]
    leaves: tuple[Leave, ...]
    rota: Rota
    norm: DutyNorm
    calendar: WorkCalendar | None

    @cached_property
    def pools(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """The accounts that may hold each post and shift."""
        everybody = tuple(self.people.values())
        return {(line.post, line.shift): line.pool(everybody) for line in self.rota.lines}

    @cached_property
    def by_id(self) -> Mapping[str, Duty]:
        """The duties by id."""
        return {duty.id: duty for duty in self.duties}

    @cached_property
    def by_day(self) -> Mapping[str, Sequence[Duty]]:
        """The duties that somebody holds, by day."""
        found: dict[str, list[Duty]] = {}
        for duty in self.duties:
            if duty.people:
                found.setdefault(duty.day, []).append(duty)
        return found

    @cached_property
    def by_person(self) -> Mapping[str, Sequence[Duty]]:
        """The duties of each person, in order of begin."""
        return cover.by_person(self.duties)

    @cached_property
    def away(self) -> Mapping[str, Sequence[Leave]]:
        """The granted leaves of each person."""
        found: dict[str, list[Leave]] = {}
        for leave in self.leaves:
            found.setdefault(leave.person, []).append(leave)
        return found

    def with_duties(self, duties: Iterable[Duty]) -> "Picture":
        """The same picture with these duties in its own ones' place."""
        every = {duty.id: duty for duty in (*self.duties, *duties)}
        return replace(self, duties=tuple(sorted(every.values(), key=lambda duty: (duty.start, duty.id))))

    def with_people(self, people: Mapping[str, Sequence[str]]) -> "Picture":
        """The same picture with these people on the duties of these ids."""
        changed = (replace(self.by_id[ident], people=tuple(there)) for ident, there in people.items())
        return self.with_duties(changed)

    def kind(self, day: str) -> DayKind:
        """What an ISO day is."""
        return day_kinds.day_kind(self.calendar, day)

    def on_leave(self, person: str, start: Instant, end: Instant) -> Leave | None:
        """The granted leave that takes some of the time of this person."""
        return next((leave for leave in self.away.get(person, ()) if leave.meets(start, end)), None)

    def around(self, day: str) -> list[Duty]:
        """The held duties of a day and of its neighbours."""
        middle = date.fromisoformat(day)
        days = ((middle + timedelta(days=step)).isoformat() for step in (-1, 0, 1))
        return [duty for near in days for duty in self.by_day.get(near, ())]

    def there(self, duty: Duty) -> tuple[str, ...]:
        """Who of a duty's people can be there; a plain name without an account is taken at its word."""
        return tuple(
            person
            for person in duty.people
            if ((known := self.people.get(person)) is None or (known.active and not known.retired))
            and not (person in self.away and self.on_leave(person, duty.start, duty.end))
        )

    def day_lacks(self, day: str) -> tuple[Remark, ...]:
        """What a day lacks by the norms, whoever cannot be there left out."""
        around = [replace(duty, people=self.there(duty)) for duty in self.around(day)]
        return cover.gaps(around, day, self.norm, works=self.kind(day).works)

    def lacking(self, line: Line, day: str) -> int:
        """How many people a line still wants on a day; who is on leave then or has no account any more is not there.

        A seat may also be held by 值班人员 of the whole time.
        """
        wanted = line.wanted(self.kind(day).works)
        if not wanted:
            return 0
        own = self.by_id.get(duty_id(day, line.post, line.shift))
        on_it = set(self.there(own) if own is not None else ())
        if len(on_it) >= wanted:
            return 0
        if line.post in SEATS:
            start, end = cover.shift_span(day, line.shift)
            for duty in self.around(day):
                if duty.post in SEATS and duty.start <= start and duty.end >= end:
                    on_it.update(self.there(duty))
        return max(0, wanted - len(on_it))


def gather(known: Known, first: str, last: str) -> Picture:
    """The picture of the ISO days from first to last, both included."""
    begin = (date.fromisoformat(first) - timedelta(days=BEFORE)).isoformat()
    until = (date.fromisoformat(last) + timedelta(days=AFTER)).isoformat()
    duties = (duty for duty in known.all("duty") if begin <= duty.day <= until and not duty.retired)
    leaves = granted(leave for leave in known.all("leave") if leave.touches(begin, until))
    calendar: WorkCalendar | None = known.find("calendar", known.setting("calendar", ""))
    return Picture(
        first, last, tuple(sorted(duties, key=lambda duty: (duty.start, duty.id))),
        {person.id: person for person in known.all("person")}, leaves, rota_of(known), norm_of(known), calendar,
    )  # fmt: skip


def days_of(first: str, last: str) -> tuple[str, ...]:
    """The ISO days from first to last, both included."""
    begin = date.fromisoformat(first)
    count = (date.fromisoformat(last) - begin).days + 1
    return tuple((begin + timedelta(days=step)).isoformat() for step in range(count))
