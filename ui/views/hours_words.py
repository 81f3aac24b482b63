"""The 72 hours ahead in words: what falls due in each, who is on duty then, what they lack."""

from commandroom.domain.instant import DAY, HOUR, local, local_date
from commandroom.domain.outlook import HOURS, Hour, Lack, outlook
from commandroom.reports.duty_month import WEEKDAYS
from commandroom.store.queue.pressure import Board
from commandroom.text import mark, tr
from ui.desk import Desk
from ui.models.names import Names
from ui.widgets.hour_strip import HourMark

_LACKS = {Lack.NOBODY.value: mark("无人值班"), Lack.LAW.value: mark("值班无执法证人员")}


def hours_ahead(desk: Desk, board: Board) -> list[Hour]:
    """The hours from the present one on, against the roster as it stands."""
    now = desk.judged_at()
    first = now - now % HOUR
    near = {local_date(first + step * DAY).isoformat() for step in range(-1, 5)}
    duties = [duty for duty in desk.reader.all("duty") if duty.day in near]
    people = {person.id: person for person in desk.reader.all("person")}
    return outlook(first, board.due_by_hour(first, HOURS), duties, people)


def marks(hours: list[Hour], names: Names) -> tuple[HourMark, ...]:
    """The hours as cells of the strip."""
    found = []
    for place, hour in enumerate(hours):
        when = local(hour.start)
        day = f"{when:%m-%d} {_weekday(hour)}" if when.hour == 0 or place == 0 else ""
        if place == 0 and when.hour >= 21:
            day = ""  # the next day's words would lie over it
        found.append(HourMark(hour.due, bool(hour.lack), sentence_of(hour, names), when.hour, day))
    return tuple(found)


def worst(hours: list[Hour]) -> int:
    """The hour to tell when nobody points at one: the first that lacks somebody, else the fullest."""
    lacking = next((place for place, hour in enumerate(hours) if hour.lack), -1)
    return lacking if lacking >= 0 else max(range(len(hours)), key=lambda place: hours[place].due, default=0)


def sentence_of(hour: Hour, names: Names) -> str:
    """``周六 02:00 到期 2 件，值班无执法证人员``."""
    head = tr("{day} {time} 到期 {count} 件", day=_weekday(hour), time=f"{local(hour.start):%H:%M}", count=hour.due)
    people = tr("、").join(names.person(person) for person in hour.people)
    there = tr("值班 {names}", names=people) if people else tr("无人值班")
    if not hour.lack:
        return tr("{head}，{there}", head=head, there=there)
    if hour.lack == Lack.NOBODY.value:
        return tr("{head}，{lack}", head=head, lack=tr(_LACKS[hour.lack]))
    return tr("{head}，{lack}（{there}）", head=head, lack=tr(_LACKS[hour.lack]), there=there)


def _weekday(hour: Hour) -> str:
    return tr("周{day}", day=tr(WEEKDAYS[local(hour.start).weekday()]))
