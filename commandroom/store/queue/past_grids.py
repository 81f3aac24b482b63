"""The grids of a past moment: those changed since are folded again up to it, all others stand as they are."""

from itertools import groupby

from commandroom.domain import reference
from commandroom.domain.instant import Instant
from commandroom.domain.journal import Facts
from commandroom.domain.place_tree import DEPTH
from commandroom.domain.places import Level
from commandroom.store import map_picture, rows
from commandroom.store.map_picture import GridFace
from commandroom.store.reader import Reader

_LATER = f"""
SELECT {", ".join(rows.ENTRY_COLUMNS)} FROM journal
WHERE kind = 'grid' AND about IN (SELECT about FROM journal WHERE at > ? AND kind = 'grid') ORDER BY about, pos
"""


def grid_turns(reader: Reader, since: Instant, until: Instant) -> tuple[Instant, ...]:
    """The instants of a span (``since`` itself not) at which a grid was written, ascending."""
    found = reader.rows(
        "SELECT DISTINCT at FROM journal WHERE at > ? AND at <= ? AND kind = 'grid' ORDER BY at", (since, until)
    )
    return tuple(row[0] for row in found)


def grids_at(reader: Reader, at: Instant) -> tuple[GridFace, ...]:
    """The grids that were in use at an instant, in order of code."""
    faces = {face.code: face for face in map_picture.read_grids(reader)}
    entries = map(rows.to_entry, reader.rows(_LATER, (at,)))
    for code, group in groupby(entries, key=lambda entry: entry.about):
        faces.pop(code, None)
        record = reference.fold(entry for entry in group if entry.at <= at).value
        if record is not None and not record.retired and not record.facts.get("valid_to"):
            faces[code] = _face(code, record.facts)
    return tuple(faces[code] for code in sorted(faces))


def _face(code: str, facts: Facts) -> GridFace:
    """As map_picture.read_grids has it from the table."""
    return GridFace(
        code,
        facts.get("name") or "",
        DEPTH[Level(facts.get("level") or Level.BASE)],
        facts.get("parent") or "",
        bytes.fromhex(facts.get("geometry") or ""),
        facts.get("households"),
        facts.get("people"),
        facts.get("exclusive_class") or "" if facts.get("kind") == "exclusive" else "",
    )
