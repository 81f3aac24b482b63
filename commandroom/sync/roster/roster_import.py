"""A roster from a file: sheets with a row a day or a row a duty, and iCalendar; every wrong cell is named."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from commandroom.domain.cover import shift_span
from commandroom.domain.errors import Refused, Unavailable
from commandroom.domain.people import Person
from commandroom.domain.roster import Duty, duty_id
from commandroom.sync.cells import verbatim
from commandroom.sync.incoming import WrongCell
from commandroom.sync.roster import roster_calendar
from commandroom.sync.roster.roster_words import (
    ALIASES,
    POSTS_BY_NAME,
    Accounts,
    Titled,
    day_of,
    names_in,
    shift_named,
    titled,
)
from commandroom.sync.sheets import Row, Sheet, open_book
from commandroom.sync.small_table import SmallTable, tables
from commandroom.sync.table_header import Header, cell_at, header_key

LONGEST_NAME = 30


@dataclass(frozen=True, slots=True)
class RosterFile:
    """What a roster file says: its duties, its wrong cells, and the names that are no account of this room.

    ``rows`` counts the rows (iCalendar: the events) that were read.
    """

    duties: tuple[Duty, ...]
    wrong: tuple[WrongCell, ...]
    unknown_names: tuple[str, ...]
    rows: int = 0


@dataclass(slots=True)
class _Gathered:
    """Duties being put together: lines of one post, shift and day are one duty."""

    source: str
    accounts: Accounts
    duties: dict[str, Duty] = field(default_factory=dict)
    wrong: list[WrongCell] = field(default_factory=list)
    rows: int = 0

    def add(self, day: str, post: str, shift: str, names: Iterable[str], note: str) -> None:
        """One line of the file."""
        people = [self.accounts.of(name) for name in names]
        ident = duty_id(day, post, shift)
        before = self.duties.get(ident)
        if before is not None:
            people = [*before.people, *people]
            note = "；".join(dict.fromkeys(part for part in (before.note, note) if part))
        start, end = shift_span(day, shift)
        named = tuple(dict.fromkeys(people))
        self.duties[ident] = Duty(ident, day, post, shift, named, start, end, note, self.source)


def read_roster(
    path: Path, people: Iterable[Person] = (), meant: Mapping[str, str] | None = None
) -> RosterFile:
    """Read a roster file: .xlsx, .xls, .csv … or iCalendar, told apart by content.

    ``people`` are the accounts of the room: a name that one of them bears becomes that account, any other name
    stays as it is written and is listed; ``meant`` says whose account a name stands for. Sheets have a row a day
    with posts across (日期, 值班人员, 带班领导, 派单调度员（白班） …) or a row a duty (日期, 岗位, 班次, 姓名).
    Raises what ``sheets.open_book`` raises, Refused("roster.no_header") when no sheet is a roster,
    Refused("roster.too_large" | "roster.no_calendar").
    """
    gathered = _Gathered(path.name, Accounts(people, meant))
    if _is_calendar(path):
        _read_calendar(path, gathered)
    else:
        _read_book(path, gathered)
    duties = sorted(gathered.duties.values(), key=lambda duty: (duty.start, duty.id))
    return RosterFile(tuple(duties), tuple(gathered.wrong), tuple(gathered.accounts.unknown), gathered.rows)


def _is_calendar(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return b"BEGIN:VCALENDAR" in file.read(512).upper()
    except OSError as error:
        raise Unavailable("sheet.unreadable", file=path.name, why=error.strerror or str(error)) from error


def _read_calendar(path: Path, gathered: _Gathered) -> None:
    read = roster_calendar.read_calendar(path)
    gathered.rows = read.events
    gathered.wrong.extend(read.wrong)
    for turn in read.turns:
        for post, names in turn.people.items():
            gathered.add(turn.day, post, turn.shift, names, turn.note)


def _read_book(path: Path, gathered: _Gathered) -> None:
    found = False
    for table in tables(open_book(path), ALIASES):
        if _is_roster(table.header):
            found = True
            _read_sheet(table, titled([*table.above, [table.sheet.name], [path.stem]]), gathered)
    if not found:
        raise Refused("roster.no_header", file=path.name)


def _is_roster(header: Header) -> bool:
    fields = set(header.fields.values())
    return "date" in fields and any(":" in name for name in fields)


def _read_sheet(table: SmallTable, title: Titled, gathered: _Gathered) -> None:
    columns = {name: index for index, name in table.header.fields.items()}
    carried = _carried_rows(table.sheet, columns["date"])
    day: str | None = None
    for number, row in table.rows():
        gathered.rows += 1
        line = _Line(table, number, row, gathered.wrong)
        read = line.day(columns["date"], title)
        if read is None and number not in carried:
            if not line.failed:
                line.blame(columns["date"], "roster.no_date")
            continue
        day = read or day
        if day is not None:
            _read_line(line, columns, day, gathered)


def _read_line(line: "_Line", columns: Mapping[str, int], day: str, gathered: _Gathered) -> None:
    note = line.text(columns["note"]) if "note" in columns else ""
    own_post = own_shift = ""
    if "post" in columns and (word := line.text(columns["post"])):
        own_post = POSTS_BY_NAME.get(header_key(word), "")
        if not own_post:
            line.blame(columns["post"], "roster.unknown_post")
            return
    if "shift" in columns:
        named = shift_named(line.text(columns["shift"]))
        if named is None:
            line.blame(columns["shift"], "roster.unknown_shift")
            return
        own_shift = named
    header = line.table.header
    for index, name in header.fields.items():
        if ":" not in name:
            continue
        post, shift, _count = name.split(":")
        shift = own_shift if shift == "whole" and own_shift else shift.replace(".", ":")
        names = line.names(index)
        if names:
            gathered.add(day, own_post or post, shift, names, _own_note(note, index, header))


def _own_note(note: str, index: int, header: Header) -> str:
    """What a row's note says of one column: from a column's label on, the pieces are that column's."""
    labels = {header.labels[column] for column in header.fields if column < len(header.labels)}
    own = header.labels[index] if index < len(header.labels) else ""
    pieces = []
    mine = True
    for piece in note.split("；"):
        label, mark, rest = piece.partition("：")
        if mark and label in labels:
            mine, piece = label == own, rest
        if mine and piece:
            pieces.append(piece)
    return "；".join(pieces)


def _carried_rows(sheet: Sheet, column: int) -> set[int]:
    """The rows (from 1) whose date is merged with the row above."""
    return {
        row + 1
        for (top, left), (bottom, right) in sheet.merged
        if left <= column <= right
        for row in range(top + 1, bottom + 1)
    }


@dataclass(slots=True)
class _Line:
    """One row being read; what is wrong with it is noted with its place."""

    table: SmallTable
    number: int
    row: Row
    wrong: list[WrongCell]
    failed: bool = False

    def blame(self, index: int, code: str, **facts: Any) -> None:
        """Note that a cell cannot be taken."""
        self.failed = True
        self.wrong.append(self.table.wrong(self.number, self.row, index, Refused(code, **facts)))

    def day(self, index: int, title: Titled) -> str | None:
        """The day of the row; None when there is none or it cannot be read."""
        try:
            return day_of(cell_at(self.row, index), title)
        except Refused as refusal:
            self.blame(index, refusal.code, **refusal.facts)
            return None

    def text(self, index: int) -> str:
        """A cell as text; "" when it cannot be read."""
        value = cell_at(self.row, index)
        return "" if value is None else verbatim(value).strip()

    def names(self, index: int) -> list[str]:
        """The names of a cell; a word too long for a name is noted and left out."""
        try:
            found = names_in(cell_at(self.row, index))
        except Refused as refusal:
            self.blame(index, refusal.code, **refusal.facts)
            return []
        good = [name for name in found if len(name) <= LONGEST_NAME and name.isprintable()]
        if len(good) < len(found):
            self.blame(index, "roster.bad_name", most=LONGEST_NAME)
        return good
