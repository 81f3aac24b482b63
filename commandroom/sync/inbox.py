"""Take in one file of events, once: dry run, wrong cells, then the whole of it or nothing."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, cast

from commandroom.actions.take_in import Conflict, Taken, take_in
from commandroom.domain.instant import Instant
from commandroom.store.work import Work
from commandroom.sync import reading_apart, table_reading
from commandroom.sync.error_book import write_error_book
from commandroom.sync.incoming import IncomingEvent, Slice, WrongCell
from commandroom.sync.reading_apart import Head

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]


class Do(Protocol):
    """``Room.do``."""

    def __call__(self, action: Callable[..., Any], /, *args: Any, actor: str | None = None, **kwargs: Any) -> Any:
        """Run one action as one transaction."""
        ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a file brought, or would bring: rows new, changed, same, conflicting, wrong; and every wrong cell."""

    profile: str
    dry_run: bool
    new: int
    changed: int
    same: int
    conflicting: int
    wrong: int
    wrong_cells: tuple[WrongCell, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    sheets: tuple[tuple[str, int], ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()
    unknown_words: tuple[tuple[str, str, int], ...] = ()


@dataclass(slots=True)
class _Reading:
    """What the slices said beside their events."""

    wrong_rows: int = 0
    repeats: int = 0
    wrong: list[WrongCell] = field(default_factory=list)
    sheets: Counter[str] = field(default_factory=Counter)
    words: Counter[tuple[str, str]] = field(default_factory=Counter)


def import_events(
    do: Do, path: Path, name: str, actor: str, now: Instant, *, dry_run: bool = False, progress: Progress | None = None,
    cancelled: Cancelled | None = None, datum: str = "",
) -> Outcome:  # fmt: skip
    """Read a file by a profile and take its cases in, in one transaction; a dry run only counts.

    The same file again changes nothing, not even the log of imports. ``now``: a report from the future is wrong.
    ``datum`` stands for the profile's own coordinate system when a person says otherwise.
    """
    seen = _Reading()
    with closing(reading_apart.read(path, name, now, datum, cancelled)) as told:
        head = next(told)
        assert isinstance(head, Head)
        slices = _noted(cast("Iterator[Slice]", told), seen, head.rows, progress)
        if dry_run:
            taken = Taken()
            do(_try, (), taken, cancelled, actor=actor)
            for part in slices:  # nothing is written, so nobody is kept waiting for longer than one slice
                do(_try, part.events, taken, cancelled, actor=actor)
        else:
            taken = do(_take, slices, path, head.profile, seen, cancelled, actor=actor).result
    counts = taken.counts
    return Outcome(
        head.profile, dry_run, counts["new"], counts["changed"], counts["same"] + seen.repeats,
        counts["conflicting"], seen.wrong_rows, tuple(seen.wrong), tuple(taken.conflicts),
        tuple(seen.sheets.items()), head.left_out,
        tuple((header, word, times) for (header, word), times in seen.words.items()),
    )  # fmt: skip


def _noted(slices: Iterator[Slice], seen: _Reading, rows: int, progress: Progress | None) -> Iterator[Slice]:
    """The slices as they come, with what they say beside their events; progress when each is done with."""
    done = 0
    for part in slices:
        seen.wrong_rows += part.wrong_rows
        seen.repeats += part.repeats
        seen.wrong.extend(part.wrong)
        seen.sheets[part.sheet] += part.rows
        for header, word, times in part.unknown_words:
            seen.words[header, word] += times
        yield part
        done += part.rows
        if progress is not None:
            progress(done, max(done, rows))


def _try(work: Work, cases: Sequence[IncomingEvent], taken: Taken, cancelled: Cancelled | None) -> None:
    take_in(work, cases, taken, dry_run=True, cancelled=cancelled)


def _take(
    work: Work, slices: Iterable[Slice], path: Path, profile: str, seen: _Reading, cancelled: Cancelled | None
) -> Taken:
    taken = take_in(work, (case for part in slices for case in part.events), cancelled=cancelled)
    if taken.counts["new"] or taken.counts["changed"] or taken.conflicts:
        facts = {
            "file": path.name, "sha256": sha256(path), "profile": profile, "wrong": seen.wrong_rows,
            "counts": dict(taken.counts),
            "conflicts": [[one.event, one.key, list(one.fields)] for one in taken.conflicts],
        }  # fmt: skip
        work.record("import", work.new_id(), "define", facts)
    return taken


def sha256(path: Path) -> str:
    """The SHA-256 (hex) of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def error_book(path: Path, name: str, wrong: tuple[WrongCell, ...], target: Path) -> int:
    """Write the wrong rows of a file as a workbook of the same layout with a reason column; gives the rows."""
    return write_error_book(target, table_reading.plan(path, name), wrong)
