"""The tree of grids: who stands below whom, and whether a grid may be set, moved or retired there."""

from collections.abc import Container, Iterable, Iterator, Mapping

from commandroom.domain.codes import GridCodeScheme, code_fault
from commandroom.domain.division_codes import Division, division_fault, division_of, padded, village_fault
from commandroom.domain.errors import Refused
from commandroom.domain.places import Grid, GridKind, Level

ALLOWED_PARENTS: Mapping[Level, frozenset[Level | None]] = {
    Level.TOWN: frozenset({None}),
    Level.COMMUNITY: frozenset({Level.TOWN, Level.COMMUNITY}),
    Level.BASE: frozenset({Level.COMMUNITY}),
    Level.MICRO: frozenset({Level.BASE}),
    Level.GRAIN: frozenset({Level.MICRO}),
}
"""What a basic grid may stand below; None is the top."""

EXCLUSIVE_PARENTS: Mapping[Level, frozenset[Level | None]] = {
    **ALLOWED_PARENTS,
    Level.BASE: frozenset({Level.COMMUNITY, Level.TOWN}),
    Level.MICRO: frozenset({Level.BASE, Level.COMMUNITY}),
}
"""Exclusive grids may cross villages and hang on the town itself (L1, L7); Xi'an's scheme forbids it by its code."""

DEPTH = {Level.TOWN: 0, Level.COMMUNITY: 1, Level.BASE: 2, Level.MICRO: 3, Level.GRAIN: 4}
"""The usual depth of a level; larger is deeper."""


class GridTree:
    """The grids by code, with their children in order of code; retired ones included, so no code comes twice."""

    def __init__(self, grids: Iterable[Grid]) -> None:
        self._by_code = {grid.code: grid for grid in grids}
        self._children: dict[str, list[str]] = {}
        for code in sorted(self._by_code):
            self._children.setdefault(self._by_code[code].parent, []).append(code)

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def __len__(self) -> int:
        return len(self._by_code)

    def __iter__(self) -> Iterator[Grid]:
        return iter(self._by_code.values())

    def get(self, code: str) -> Grid | None:
        """The grid of a code; None when there is none."""
        return self._by_code.get(code)

    def roots(self) -> tuple[str, ...]:
        """The codes of the grids with no grid above them, also those whose parent is not known."""
        return tuple(code for code in sorted(self._by_code) if self._by_code[code].parent not in self._by_code)

    def children(self, code: str) -> tuple[str, ...]:
        """The codes just below a grid, in order; "" gives those at the top."""
        return tuple(self._children.get(code, ()))

    def ancestors(self, code: str) -> tuple[str, ...]:
        """The codes above a grid, nearest first; a ring of parents ends where it begins."""
        above: list[str] = []
        seen = {code}
        grid = self._by_code.get(code)
        while grid is not None and grid.parent and grid.parent not in seen:
            above.append(grid.parent)
            seen.add(grid.parent)
            grid = self._by_code.get(grid.parent)
        return tuple(above)

    def descendants(self, code: str) -> tuple[str, ...]:
        """Every code below a grid, parents before children, brothers in order; the grid itself is left out."""
        below: list[str] = []
        seen = {code}
        waiting = list(reversed(self.children(code)))
        while waiting:
            child = waiting.pop()
            if child in seen:
                continue
            seen.add(child)
            below.append(child)
            waiting.extend(reversed(self.children(child)))
        return tuple(below)

    def depth(self, code: str) -> int:
        """How many grids stand above a grid."""
        return len([above for above in self.ancestors(code) if above in self._by_code])

    def community_of(self, code: str) -> str:
        """The nearest community or village at or above a grid; "" when there is none."""
        for step in (code, *self.ancestors(code)):
            grid = self._by_code.get(step)
            if grid is not None and grid.level is Level.COMMUNITY:
                return step
        return ""

    def path(self, code: str, between: str = " / ") -> str:
        """The names from the town down to a grid; a code stands for a name that is missing."""
        steps = [*reversed(self.ancestors(code)), code]
        known = [self._by_code[step] for step in steps if step in self._by_code]
        return between.join(grid.name or grid.code for grid in known)

    def villages(self) -> frozenset[str]:
        """The 12-digit codes of the communities and villages in use: what a grid code may begin with."""
        return frozenset(grid.code for grid in self if grid.level is Level.COMMUNITY and not grid.retired)

    def ever_used(self) -> Container[str]:
        """Every code ever given, for numbering."""
        return self._by_code.keys()


def grid_fault(tree: GridTree, grid: Grid, scheme: GridCodeScheme) -> Refused | None:
    """Why a grid may not stand as it is given, new or changed; None when it may.

    Codes: grid.code_retired, grid.class_missing, grid.class_extra, grid.parent_missing, grid.parent_retired,
    grid.parent_level, grid.ring, grid.dates, grid.micro_code, grid.other_village, and those of the code itself
    (:func:`commandroom.domain.codes.code_fault`).
    """
    old = tree.get(grid.code)
    if old is not None and old.retired:
        return Refused("grid.code_retired", grid=grid.code, name=old.name, day=old.valid_to)
    if grid.kind is GridKind.EXCLUSIVE and not grid.exclusive_class:
        return Refused("grid.class_missing", grid=grid.code)
    if grid.kind is GridKind.BASIC and grid.exclusive_class:
        return Refused("grid.class_extra", grid=grid.code)
    if grid.valid_to and grid.valid_from > grid.valid_to:
        return Refused("grid.dates", grid=grid.code, start=grid.valid_from, end=grid.valid_to)
    return _parent_fault(tree, grid) or _own_code_fault(tree, grid, scheme)


def _parent_fault(tree: GridTree, grid: Grid) -> Refused | None:
    allowed = (EXCLUSIVE_PARENTS if grid.kind is GridKind.EXCLUSIVE else ALLOWED_PARENTS)[grid.level]
    if not grid.parent:
        return None if None in allowed else Refused("grid.parent_missing", grid=grid.code, parent="")
    if grid.parent == grid.code or grid.code in tree.ancestors(grid.parent):
        return Refused("grid.ring", grid=grid.code, parent=grid.parent)
    parent = tree.get(grid.parent)
    if parent is None:
        return Refused("grid.parent_missing", grid=grid.code, parent=grid.parent)
    if parent.retired:
        return Refused("grid.parent_retired", grid=grid.code, parent=grid.parent, day=parent.valid_to)
    if parent.level not in allowed:
        return Refused(
            "grid.parent_level",
            grid=grid.code,
            parent=grid.parent,
            level=grid.level.value,
            parent_level=parent.level.value,
        )
    return None


def _own_code_fault(tree: GridTree, grid: Grid, scheme: GridCodeScheme) -> Refused | None:
    if scheme.opaque:
        return code_fault(scheme, grid.code)
    if grid.level is Level.TOWN:
        return _division_fault(grid.code)
    if grid.level is Level.COMMUNITY:
        return village_fault(grid.code)
    if grid.level is Level.BASE or not grid.code.startswith(f"{grid.parent}-"):
        fault = code_fault(scheme, grid.code, tree.villages())
        village = tree.community_of(grid.parent)
        if fault is None and grid.kind is GridKind.BASIC and scheme.village(grid.code) != village:
            return Refused("grid.other_village", grid=grid.code, village=village)
        if fault is None and grid.level is not Level.BASE and "-" in grid.code:
            return Refused("grid.micro_code", grid=grid.code, parent=grid.parent)
        return fault
    if grid.code.count("-") != grid.parent.count("-") + 1:
        return Refused("grid.micro_code", grid=grid.code, parent=grid.parent)
    return code_fault(scheme, grid.code, tree.villages())


def _division_fault(code: str) -> Refused | None:
    fault = division_fault(code)
    if fault is None and division_of(padded(code)) is not Division.TOWN:
        fault = Refused("division.not_a_town", code=code)
    return fault


def retire_fault(tree: GridTree, code: str) -> Refused | None:
    """Why a grid may not be retired: grid.unknown, grid.code_retired, grid.has_children; None when it may."""
    grid = tree.get(code)
    if grid is None:
        return Refused("grid.unknown", grid=code)
    if grid.retired:
        return Refused("grid.code_retired", grid=code, name=grid.name, day=grid.valid_to)
    living = [child for child in tree.children(code) if (below := tree.get(child)) and not below.retired]
    return Refused("grid.has_children", grid=code, name=grid.name, count=len(living)) if living else None
