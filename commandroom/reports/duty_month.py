"""The month's roster as a table: days down, posts across, what each day lacks, and how the load is shared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from commandroom.domain import cover
from commandroom.domain.cover import SEAT, Arithmetic, Remark, Tally
from commandroom.domain.day_kinds import HOLIDAY, DayKind
from commandroom.domain.instant import Instant, local, local_date
from commandroom.domain.people import Person, Role
from commandroom.domain.roster import POSTS, SHIFTS, Duty
from commandroom.domain.rules import Broken
from commandroom.domain.workcalendar import WorkCalendar
from commandroom.reports.roster_words import said
from commandroom.rostering import judge
from commandroom.rostering.picture import Picture, gather
from commandroom.store.reader import Reader
from commandroom.text import mark, tr

Column = tuple[str, str]
"""Post and shift."""
USUAL: tuple[Column, ...] = ((cover.LEADER, "whole"), (SEAT, "day"), (SEAT, "night"))
"""The columns that are there though nobody was put in them yet."""
WEEKDAYS = (mark("一"), mark("二"), mark("三"), mark("四"), mark("五"), mark("六"), mark("日"))


@dataclass(frozen=True, slots=True)
class Cell:
    """Who holds a post of a day: names, the note, and what is lacking there ("" when nothing is)."""

    people: tuple[str, ...]
    names: tuple[str, ...]
    note: str = ""
    gap: str = ""


@dataclass(frozen=True, slots=True)
class DayRow:
    """One day: its cells in the order of the columns, what it lacks in words."""

    day: str
    weekday: int
    kind: DayKind
    cells: tuple[Cell, ...]
    gaps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DutyMonth:
    """A month of duty. ``remarks`` are the sentences about people (rest, two posts at once)."""

    month: str
    columns: tuple[Column, ...]
    rows: tuple[DayRow, ...]
    tallies: tuple[Tally, ...]
    names: Mapping[str, str]
    remarks: tuple[str, ...]
    arithmetic: Arithmetic
    calendar_known: bool
    held: int

    @property
    def gap_days(self) -> int:
        """How many days lack something."""
        return sum(bool(row.gaps) for row in self.rows)


@dataclass(frozen=True, slots=True)
class OnDuty:
    """Who is on duty now and next, and when that changes (0: not known)."""

    now: tuple[Duty, ...]
    next: tuple[Duty, ...]
    turn: Instant


def month_table(reader: Reader, month: str) -> DutyMonth:
    """The roster of a month ``2026-11`` with everything that is told of it."""
    days = cover.month_days(month)
    first, last = date.fromisoformat(days[0]), date.fromisoformat(days[-1])
    near = ((first - timedelta(days=1)).isoformat(), (last + timedelta(days=1)).isoformat())
    around = [duty for duty in reader.all("duty") if near[0] <= duty.day <= near[1]]
    mine = [duty for duty in around if days[0] <= duty.day <= days[-1]]
    picture = gather(reader, days[0], days[-1])
    norm, calendar = picture.norm, picture.calendar
    kinds = {day: picture.kind(day) for day in days}
    columns = _columns(mine)
    people: Sequence[Person] = reader.all("person")
    names = {person.id: person.name or person.id for person in people}
    lacks: dict[str, list[Broken]] = {}
    for one in judge.of_days(picture, days):
        lacks.setdefault(one.day, []).append(one)
    rows = tuple(_row(day, picture, columns, lacks.get(day, ()), names) for day in days)
    tallies = cover.tallies(mine, norm, lambda day: kinds[day].works, lambda day: kinds[day].kind == HOLIDAY)
    seats = sum(Role.DISPATCHER.value in person.roles and Role.HANDLER.value not in person.roles for person in people)
    told = cover.remarks(mine, norm, around)
    known = calendar is not None and {first.year, last.year} <= set(calendar.years_known)
    return DutyMonth(
        month, columns, rows, tallies, names, tuple(words(remark, names) for remark in told),
        cover.around_the_clock(seats or norm.dispatchers, norm), known, len(cover.held(mine)),
    )  # fmt: skip


def on_duty(reader: Reader, now: Instant) -> OnDuty:
    """Who is on duty at a moment, who comes next, and when the next change is."""
    today = local_date(now)
    near = {(today + timedelta(days=step)).isoformat() for step in range(-1, 8)}
    duties = [duty for duty in reader.all("duty") if duty.day in near]
    return OnDuty(cover.on_now(duties, now), cover.on_next(duties, now), cover.next_turn(duties, now))


def duty_words(found: OnDuty, names: Mapping[str, str]) -> str:
    """``值班 王某 · 带班 李某`` for the top strip; what is lacking is said."""
    seats = [names.get(p, p) for duty in found.now if duty.post != cover.LEADER for p in duty.people]
    leaders = [names.get(p, p) for duty in found.now if duty.post == cover.LEADER for p in duty.people]
    parts = [tr("值班 {names}", names=tr("、").join(dict.fromkeys(seats))) if seats else tr("无人值班")]
    if leaders:
        parts.append(tr("带班 {names}", names=tr("、").join(dict.fromkeys(leaders))))
    return " · ".join(parts)


def calendar_of(reader: Reader) -> WorkCalendar | None:
    """The working calendar in force; None in a room that has none yet."""
    found: WorkCalendar | None = reader.find("calendar", reader.setting("calendar", ""))
    return found


def words(remark: Remark, names: Mapping[str, str]) -> str:
    """A remark in the chosen language, people and posts by their names."""
    return said(remark.code, remark.facts, names)


def column_words(column: Column) -> str:
    """The head of a column."""
    post, shift = column
    word = tr(POSTS.get(post, post))
    return word if shift == "whole" else tr("{post}（{shift}）", post=word, shift=tr(SHIFTS.get(shift, shift)))


def arithmetic_words(told: Arithmetic) -> str:
    """The sentence with the sum: so many people cannot hold a seat around the clock."""
    if told.enough:
        return tr(
            "一周 168 小时 ÷ {people} 人 = 每人 {each:g} 小时，不超过 {most} 小时，可以 24 小时在席。",
            people=told.people, each=round(told.each, 1), most=told.most,
        )  # fmt: skip
    return tr(
        "一周 168 小时 ÷ {people} 人 = 每人 {each:g} 小时，超过 {most} 小时：{people} 名调度员排不满 24 小时在席，"
        "至少要 {needed} 人。夜间和周末请由部门干部值班，带班领导电话在岗。",
        people=told.people, each=round(told.each, 1), most=told.most, needed=told.needed,
    )  # fmt: skip


def span_words(duty: Duty) -> str:
    """``08:30 至 17:30``; an end of another day says which."""
    start, end = local(duty.start), local(duty.end)
    if start.date() == end.date():
        return tr("{start:%H:%M} 至 {end:%H:%M}", start=start, end=end)
    if (end.date() - start.date()).days == 1:
        return tr("{start:%H:%M} 至次日 {end:%H:%M}", start=start, end=end)
    return tr("{start:%H:%M} 至 {end:%m-%d %H:%M}", start=start, end=end)


def _columns(duties: Sequence[Duty]) -> tuple[Column, ...]:
    posts, shifts = list(POSTS), list(cover.SHIFT_HOURS)
    held = {(duty.post, duty.shift) for duty in cover.held(duties)}
    plain = {("on_duty", "whole")}
    found = held if held and held <= plain else held | set(USUAL)
    return tuple(
        sorted(found, key=lambda c: (posts.index(c[0]), shifts.index(c[1]) if c[1] in shifts else len(shifts), c[1]))
    )


def _row(
    day: str, picture: Picture, columns: tuple[Column, ...], lacks: Sequence[Broken], names: Mapping[str, str]
) -> DayRow:
    mine = {(duty.post, duty.shift): duty for duty in picture.around(day) if duty.day == day}
    cells = []
    for column in columns:
        duty = mine.get(column)
        people = duty.people if duty is not None else ()
        there = picture.there(duty) if duty is not None else ()
        gap = "" if there else next((_lack(one, names) for one in lacks if _speaks_of(one, column, columns)), "")
        shown = tuple(
            names.get(person, person) if person in there else tr("{name}（假）", name=names.get(person, person))
            for person in people
        )
        cells.append(Cell(people, shown, duty.note if duty is not None else "", gap))
    weekday = date.fromisoformat(day).weekday()
    return DayRow(day, weekday, picture.kind(day), tuple(cells), tuple(_lack(one, names) for one in lacks))


def _lack(lack: Broken, names: Mapping[str, str]) -> str:
    return said(lack.code, lack.facts, names)


def _speaks_of(lack: Broken, column: Column, columns: tuple[Column, ...]) -> bool:
    """Whether a gap is to be hatched in a column: its own, or the one column that would fill it."""
    if lack.code == "cover.nobody":
        return True
    if (lack.post, lack.shift) == column:
        return True
    return lack.post == SEAT and SEAT not in {post for post, _ in columns} and column == ("on_duty", "whole")
