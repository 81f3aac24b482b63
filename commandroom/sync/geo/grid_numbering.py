"""Codes for outlines that have none: the next free ones under their parent, from north to south, west to east."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from commandroom.domain.codes import GridCodeScheme, next_code, next_micro_code
from commandroom.domain.errors import Refused
from commandroom.domain.places import Grid, Level
from commandroom.domain.shape import from_wkb, middle, numbering_order
from commandroom.sync.geo.geo_import import ProposedGrid

_VILLAGE = 12


def numbered(
    proposed: Sequence[ProposedGrid], scheme: GridCodeScheme, ever: Mapping[str, Grid]
) -> list[ProposedGrid]:
    """The proposed grids, those without a code numbered under their parent (domain.md §2.6).

    ``ever``: every grid there was, retired ones too, whose codes are not given again. An outline that already
    hangs under the same parent keeps its code, so that the same file again changes nothing.
    Raises Refused: code.no_parent, code.no_village, code.no_numbers, code.full, code.full_micro.
    """
    standing = {(grid.parent, grid.geometry): grid.code for grid in ever.values() if grid.geometry and not grid.retired}
    used = {*ever, *(grid.code for grid in proposed if grid.code)}
    codes: dict[int, str] = {}
    nameless = [(at, grid) for at, grid in enumerate(proposed) if not grid.code]
    for at in _ordered(nameless):
        grid = proposed[at]
        if not grid.parent:
            raise Refused("code.no_parent")
        code = standing.get((grid.parent, grid.geometry)) or _next(grid, scheme, used)
        used.add(code)
        codes[at] = code
    return [replace(grid, code=codes.get(at, grid.code)) for at, grid in enumerate(proposed)]


def _ordered(nameless: Iterable[tuple[int, ProposedGrid]]) -> list[int]:
    places = [(f"{at:08d}", centre) for at, grid in nameless if (centre := middle(from_wkb(grid.geometry))) is not None]
    return [int(key) for key in numbering_order(places)]


def _next(grid: ProposedGrid, scheme: GridCodeScheme, used: set[str]) -> str:
    if grid.level in (Level.MICRO, Level.GRAIN):
        return next_micro_code(grid.parent, used)
    if grid.level != Level.BASE or len(grid.parent) != _VILLAGE:
        raise Refused("code.no_village", parent=grid.parent)
    return next_code(scheme, grid.parent, used, kind=grid.kind.value)
