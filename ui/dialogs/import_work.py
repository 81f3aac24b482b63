"""What the import panel does beside the window: look at a file, try it, take it in."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from commandroom.actions import overlays
from commandroom.domain.changes import Changes
from commandroom.domain.datum import Datum
from commandroom.domain.errors import Refused
from commandroom.domain.instant import Instant
from commandroom.sync import inbox, reference_inbox
from commandroom.sync.file_look import FileLook, look, look_at_outlines
from commandroom.sync.geo.kept_tiles import keep_base
from commandroom.sync.inbox import Outcome
from commandroom.sync.reference_inbox import KINDS, Adoption, Options
from commandroom.text import tr
from ui.desk import Job
from ui.widgets.map.tiles import TileBase

BASE = "base"
"""The kind of file that is no data: pictures of the ground, kept beside the room."""


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
    if wanted.profile in KINDS or wanted.profile == BASE:
        return None
    return look(reader, wanted.path, wanted.profile, wanted.options.datum)


def take(room: Any, wanted: Wanted, actor: str, now: Instant, dry_run: bool, *, job: Job) -> tuple[Adoption, Changes]:
    """Try a file or take it in, on the room's thread, with progress and cancel."""

    def progress(done: int, total: int) -> None:
        job.report(done, total)

    do = _Doing(room)
    if wanted.profile == BASE:
        return _take_base(room, do, wanted, actor, dry_run, job), do.changes
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


def _take_base(room: Any, do: _Doing, wanted: Wanted, actor: str, dry_run: bool, job: Job) -> Adoption:
    """Look into a file of pictures; when it is wanted, copy it into the room and name it as the base."""
    datum = _base_datum(wanted.options.datum)
    tiles = TileBase(wanted.path, datum)
    note = tr("图片底图，缩放 {lowest}–{highest} 级", lowest=tiles.lowest, highest=tiles.highest)
    facts = {"name": wanted.path.name, "datum": datum.value, "attribution": tiles.attribution}
    tiles.close()
    if not dry_run:
        name = keep_base(room.folder, wanted.path, job.report)
        do(overlays.choose_base, {**facts, "file": name}, actor=actor)
    return Adoption(Outcome(BASE, dry_run, 1, 0, 0, 0, 0, sheets=((wanted.path.name, 1),)), (note,))


def _base_datum(chosen: str) -> Datum:
    """The datum a person said. Raises Refused("crs.missing"), Refused("tiles.datum")."""
    if not chosen:
        raise Refused("crs.missing")
    if chosen == Datum.BD09:
        raise Refused("tiles.datum")
    return Datum.GCJ02 if chosen == Datum.GCJ02 else Datum.WGS84
