"""Read a table file through a profile: which sheets, where their headers are, then slices of clean events."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

from commandroom.domain.datum import Datum
from commandroom.domain.errors import Refused
from commandroom.sync import cells
from commandroom.sync.incoming import IncomingEvent, Slice, WrongCell
from commandroom.sync.sheets import Book, Row, Sheet, open_book
from commandroom.sync.source_profile import SourceProfile, profile, profiles, score
from commandroom.sync.table_header import (
    BLANK_ROWS_END,
    END_MARKS,
    SCAN_ROWS,
    Header,
    column_letter,
    ends_table,
    find_header,
    is_blank,
    repeats_header,
)
from commandroom.sync.table_rows import TableRows

SLICE_ROWS = 1_000
ORDER_SAMPLE = 2_000
AUTO = "auto"
_LATE_ROWS_NAMED = 20

Progress = Callable[[int, int], None]
"""Rows done, rows in all (an estimate for text files)."""
Cancelled = Callable[[], bool]
"""Asked between slices; True stops the reading."""


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet that holds cases, and its header."""

    sheet: Sheet
    header: Header


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be read from a file, before anything is: for the preview and for the reading itself.

    ``left_out``: the sheets that are not read, each with the code of the reason.
    """

    book: Book
    profile: SourceProfile
    tables: tuple[Table, ...]
    left_out: tuple[tuple[str, str], ...]

    @property
    def rows(self) -> int:
        """The rows below the headers (an estimate for text files), for progress only."""
        return sum(max(0, table.sheet.height - table.header.first_data_row) for table in self.tables)


def plan(path: Path, name: str = AUTO) -> Plan:
    """Open a file and decide which sheets are read with which header.

    ``name``: a profile's name, the path of one's own profile, or "auto" for the one that knows the headers best.
    Raises what ``open_book`` and ``profile`` raise; Refused("sheet.no_header") when no sheet has the header,
    Refused("sheet.missing_columns") naming required columns, Refused("source.none_fits") for "auto".
    """
    book = open_book(path)
    chosen = recognise_profile(book) if name == AUTO else profile(name)
    return plan_book(book, chosen)


def recognise_profile(book: Book) -> SourceProfile:
    """The profile that knows the headers of a book best. Raises Refused("source.none_fits")."""
    best, best_score = None, (0, 0)
    tops = [list(islice(sheet.rows(), SCAN_ROWS)) for sheet in book.sheets if not sheet.hidden]
    for candidate in profiles().values():
        for rows in tops:
            for row in rows:
                found = score(candidate, [cell for cell in row if isinstance(cell, str)])
                if found > best_score:
                    best, best_score = candidate, found
    if best is None:
        raise Refused("source.none_fits", file=book.path.name)
    return best


def plan_book(book: Book, chosen: SourceProfile) -> Plan:
    """Decide which sheets of an open book are read; see :func:`plan`."""
    aliases = chosen.aliases()
    tables: list[Table] = []
    left_out: list[tuple[str, str]] = []
    missing: list[str] = []
    for sheet, reason in _in_order(book, chosen):
        if reason:
            left_out.append((sheet.name, reason))
            continue
        header = find_header(list(islice(sheet.rows(), SCAN_ROWS + 1)), sheet.merged, aliases)
        if header is None:
            left_out.append((sheet.name, "sheet.left_out_no_header"))
            continue
        lacking = _lacking(chosen, header)
        if lacking:
            missing = missing or lacking
            left_out.append((sheet.name, "sheet.left_out_columns"))
        else:
            tables.append(Table(sheet, header))
    if not tables and missing:
        raise Refused("sheet.missing_columns", file=book.path.name, columns="、".join(missing))
    if not tables:
        raise Refused("sheet.no_header", file=book.path.name, rows=SCAN_ROWS)
    return Plan(book, chosen, tuple(tables), tuple(left_out))


def _in_order(book: Book, chosen: SourceProfile) -> list[tuple[Sheet, str]]:
    """The sheets in the order they are read, each with the reason why it is not ("" = it is)."""
    wanted = [re.compile(pattern) for pattern in chosen.sheets.include]
    unwanted = [re.compile(pattern) for pattern in chosen.sheets.exclude]
    named = any(rule.fullmatch(sheet.name) for rule in wanted for sheet in book.sheets)
    reading: list[tuple[int, Sheet]] = []
    left: list[tuple[Sheet, str]] = []
    for sheet in book.sheets:
        place = next((at for at, rule in enumerate(wanted) if rule.fullmatch(sheet.name)), None)
        if place is None and sheet.hidden:
            left.append((sheet, "sheet.left_out_hidden"))
        elif any(rule.fullmatch(sheet.name) for rule in unwanted) or (named and place is None):
            left.append((sheet, "sheet.left_out_profile"))
        else:
            reading.append((place or 0, sheet))
    return [(sheet, "") for _place, sheet in sorted(reading, key=lambda pair: pair[0])] + left


def _lacking(chosen: SourceProfile, header: Header) -> list[str]:
    """The first label of each required field that no column fills."""
    filled = {*header.fields.values(), *chosen.constants}
    return [chosen.columns[name][0] for name in chosen.required if name not in filled and name in chosen.columns]


def with_datum(planned: Plan, datum: str) -> Plan:
    """The plan with positions read in another coordinate system ("" leaves it); Refused("crs.unknown")."""
    if not datum:
        return planned
    try:
        chosen = Datum(datum)
    except ValueError as wrong:
        raise Refused("crs.unknown", crs=datum) from wrong
    return replace(planned, profile=planned.profile.model_copy(update={"datum": chosen}))


def read(
    path: Path,
    name: str = AUTO,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    *,
    now: int | None = None,
) -> Iterator[Slice]:
    """The clean events and wrong cells of a file, at most 1,000 rows at a time; see :func:`plan` for ``name``.

    ``now``: the door's clock (seconds since the epoch); with it a report from the future is a wrong cell.
    Raises what :func:`plan` raises, and Refused("sheet.cancelled") when ``cancelled()`` says so.
    """
    return read_plan(plan(path, name), progress, cancelled, now=now)


def read_plan(
    planned: Plan, progress: Progress | None = None, cancelled: Cancelled | None = None, *, now: int | None = None
) -> Iterator[Slice]:
    """Read what was planned; see :func:`read`."""
    total = planned.rows
    done = 0
    seen = _Seen(planned.profile)
    for table in planned.tables:
        if cancelled is not None and cancelled():
            raise Refused("sheet.cancelled", file=planned.book.path.name)
        order = _date_order(planned.profile, table)
        rows = TableRows(planned.profile, table.sheet.name, table.header, order, now)
        for numbers, lines, late in _runs(table):
            if cancelled is not None and cancelled():
                raise Refused("sheet.cancelled", file=planned.book.path.name)
            yield _slice(table, rows, seen, numbers, lines, late)
            done += len(lines)
            if progress is not None:
                progress(done, max(done, total))


def _slice(
    table: Table, rows: TableRows, seen: "_Seen", numbers: list[int], lines: list[Row], late: list[WrongCell]
) -> Slice:
    """One run of rows, cleaned; what repeats an earlier row is counted, or named where it contradicts it."""
    events, wrong = rows.convert(lines, numbers) if lines else ([], [])
    fresh, clashes, repeats = seen.sort_out(events, table)
    wrong = wrong + clashes + late
    unknown = tuple(
        (label, word, times) for label, words in rows.unknown.items() for word, times in words.items()
    )
    for words in rows.unknown.values():
        words.clear()
    wrong_rows = len({cell.row for cell in wrong})
    return Slice(table.sheet.name, len(lines), tuple(fresh), tuple(wrong), wrong_rows, repeats, unknown)


@dataclass(slots=True)
class _Seen:
    """The cases this file has told so far: key to sheet, row and fingerprint."""

    profile: SourceProfile
    keys: dict[str, tuple[str, int, str]] = field(default_factory=dict)

    def sort_out(self, events: list[IncomingEvent], table: Table) -> tuple[list[IncomingEvent], list[WrongCell], int]:
        """New cases, rows that contradict an earlier one of the same key, and the number of mere repeats."""
        fresh: list[IncomingEvent] = []
        clashes: list[WrongCell] = []
        repeats = 0
        for event in events:
            first = self.keys.setdefault(event.key, (event.sheet, event.row, event.fingerprint))
            if first[0] == event.sheet and first[1] == event.row:
                fresh.append(event)
            elif first[2] == event.fingerprint or self.profile.repeats == "first":
                repeats += 1
            else:
                clashes.append(self._clash(event, first, table.header))
        return fresh, clashes, repeats

    @staticmethod
    def _clash(event: IncomingEvent, first: tuple[str, int, str], header: Header) -> WrongCell:
        named = "source_no" if event.source_no else "title"
        column = next((at for at, name in header.fields.items() if name == named), None)
        letter, label = ("", "") if column is None else (column_letter(column), header.labels[column])
        value = event.source_no or event.title
        return WrongCell(event.sheet, event.row, letter, label, value, "cell.repeated",
                         (("first_row", first[1]), ("first_sheet", first[0])))


def _date_order(chosen: SourceProfile, table: Table) -> cells.DateOrder:
    """The profile's order, or what the first rows of the table show."""
    if chosen.date_order != "auto":
        return chosen.date_order
    moments = [at for at, name in table.header.fields.items() if name.endswith("_at")]
    start = table.header.first_data_row
    sample = list(islice(table.sheet.rows(), start, start + ORDER_SAMPLE))
    return cells.detect_order([row[at] for at in moments for row in sample if at < len(row)])


def _runs(table: Table) -> Iterator[tuple[list[int], list[Row], list[WrongCell]]]:
    """The data rows of a table in runs, with their numbers as the spreadsheet shows them (from 1).

    Reading ends after three blank rows, or at a total or signature row (domain.md §3.2.3). What stands after
    the end and looks like a case is not read and not lost: it is named as wrong in the last run.
    """
    header = table.header
    numbers: list[int] = []
    lines: list[Row] = []
    late: list[WrongCell] = []
    blanks = 0
    ended = False
    for number, row in enumerate(table.sheet.rows(), start=1):
        if number <= header.first_data_row:
            continue
        if not any(row) and is_blank(row):
            blanks += 1
            ended = ended or blanks >= BLANK_ROWS_END
            continue
        blanks = 0
        if ended:
            _note_late(table, number, row, late)
            continue
        verdict = ends_table(row) if row[0] in ("", None) or str(row[0])[:1] in END_MARKS else ""
        if verdict and not _is_case(table, row):
            ended = verdict == "end"
            continue
        if row[0] == header.labels[0] and repeats_header(row, header):
            continue
        numbers.append(number)
        lines.append(row)
        if len(lines) >= SLICE_ROWS:
            yield numbers, lines, []
            numbers, lines = [], []
    if lines or late:
        yield numbers, lines, late


def _is_case(table: Table, row: Row) -> bool:
    """Whether a row fills most columns that the profile knows, as a case does and a total or note does not."""
    filled = sum(1 for at in table.header.fields if at < len(row) and row[at] not in ("", None))
    return filled * 2 > len(table.header.fields) and filled > 1


def _note_late(table: Table, number: int, row: Row, late: list[WrongCell]) -> None:
    if len(late) < _LATE_ROWS_NAMED and _is_case(table, row) and not repeats_header(row, table.header):
        first: Any = next((cell for cell in row if cell not in ("", None)), "")
        late.append(WrongCell(table.sheet.name, number, "", "", cells.verbatim(first), "cell.after_end"))
