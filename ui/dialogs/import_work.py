"""What the import panel does beside the window: look at a file, try it, take it in."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from commandroom.domain.changes import Changes
from commandroom.domain.instant import Instant
from commandroom.sync import inbox, reference_inbox
from commandroom.sync.file_look import FileLook, look, look_at_outlines
from commandroom.sync.inbox import Outcome
from commandroom.sync.reference_inbox import KINDS, Adoption, Options
from ui.desk import Job


@dataclass(frozen=True, slots=True)
class Wanted:
    """One file and how it is to be read."""

    path: Path
    profile: str
    options: Options = field(default_factory=Options)


@dataclass(slots=True)
class _Doing:
    """``Room.do``, keeping what was touched."""

    room: Any
    changes: Changes = field(default_factory=Changes)

    def __call__(self, action: Any, /, *args: Any, **kwargs: Any) -> Any:
        done = self.room.do(action, *args, **kwargs)
        self.changes |= done.changes
        return done


def look_at(reader: Any, wanted: Wanted) -> FileLook | None:
    """A look at a file; None for kinds of which there is nothing to show before they are tried."""
    if wanted.profile == "grids":
        return look_at_outlines(reader, wanted.path, wanted.options.datum)
    if wanted.profile in KINDS:
        return None
    return look(reader, wanted.path, wanted.profile, wanted.options.datum)


def take(room: Any, wanted: Wanted, actor: str, now: Instant, dry_run: bool, *, job: Job) -> tuple[Adoption, Changes]:
    """Try a file or take it in, on the room's thread, with progress and cancel."""

    def progress(done: int, total: int) -> None:
        job.report(done, total)

    do = _Doing(room)
    if wanted.profile in KINDS:
        adoption = reference_inbox.import_reference(
            do, wanted.path, wanted.profile, actor, now, wanted.options, dry_run=dry_run, progress=progress,
            cancelled=job.cancelled,
        )  # fmt: skip
        return adoption, do.changes
    outcome: Outcome = inbox.import_events(
        do, wanted.path, wanted.profile, actor, now, dry_run=dry_run, progress=progress, cancelled=job.cancelled,
        datum=wanted.options.datum,
    )  # fmt: skip
    return Adoption(outcome), do.changes
