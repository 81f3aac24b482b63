"""Areas while a hand is still drawing: of the grids at a corner, of the pieces of a cut, of a ring."""

from collections.abc import Mapping, Sequence
from typing import Any

from commandroom.domain.datum import LonLat
from commandroom.domain.errors import Refused
from commandroom.domain.place_tree import GridTree
from commandroom.domain.places import Grid
from commandroom.geometry import editing
from commandroom.geometry.edges import NEAR
from commandroom.geometry.measure import area, area_words, length_words, lengths
from commandroom.geometry.outlines import square_metres
from commandroom.text import tr
from ui.layers import Floats


class LiveAreas:
    """The lowest grids of a draft, by outline; ``shapes`` are theirs, by code."""

    def __init__(self, grids: Mapping[str, Grid], shapes: Mapping[str, Any] | None = None) -> None:
        import shapely

        self._grids = grids
        known = shapes or {}
        tree = GridTree(grids.values())
        self._codes = [code for code in known if not any(below in grids for below in tree.children(code))]
        self._shapes = [known[code] for code in self._codes]
        self._tree = shapely.STRtree(self._shapes)
        self._held: tuple[LonLat, dict[str, Any]] | None = None

    def under(self, place: LonLat, level: str = "") -> str:
        """The code of the grid of a level at a place (the lowest when none is named); "" for none."""
        import shapely

        hits = self._tree.query(shapely.Point(place), predicate="intersects")
        code = self._codes[int(min(hits))] if len(hits) else ""
        while code and level and self._grids[code].level != level:
            code = self._grids[code].parent if self._grids[code].parent in self._grids else ""
        return code

    def rings(self, code: str) -> tuple[Floats, ...]:
        """The rings (n, 2) of a grid in degrees."""
        import shapely

        grid = self._grids.get(code)
        if grid is None or not grid.geometry:
            return ()
        parts = shapely.get_rings(shapely.get_parts(shapely.from_wkb(grid.geometry)))
        return tuple(shapely.get_coordinates(ring) for ring in parts)

    def bent(self, at: LonLat, to: LonLat) -> str:
        """What the grids at a corner, or on a border, measure when it is dragged to another place."""
        import shapely

        if self._held is None or self._held[0] != at:
            near = self._tree.query(shapely.Point(at), predicate="dwithin", distance=2 * NEAR)
            self._held = at, {self._codes[row]: self._shapes[row] for row in near.tolist()}
        shapes = self._held[1]
        try:
            new = editing.bend(shapes, at, to) if shapes else {}
        except Refused:
            return tr("边界会相交")
        return "\n".join(
            tr("{name} {area}", name=self._grids[code].name or code, area=area_words(square_metres(shape)))
            for code, shape in sorted(new.items())
        )

    def cut(self, code: str, line: Sequence[LonLat]) -> str:
        """The length of a line, and the pieces it cuts a grid into."""
        import shapely

        said = [length_words(sum(lengths(line)))] if len(line) > 1 else []
        grid = self._grids.get(code)
        if grid is None or not grid.geometry or len(line) < 2:
            return "\n".join(said)
        parts = shapely.get_parts(shapely.from_wkb(grid.geometry))
        shape = parts[0] if len(parts) == 1 else shapely.from_wkb(grid.geometry)
        try:
            pieces = editing.cut({code: shape}, [code], line).pieces.get(code, [])
        except Refused:
            return tr("线自己相交")
        sizes = sorted((square_metres(piece) for piece in pieces), reverse=True)
        said += [tr("第 {nth} 块 {area}", nth=nth, area=area_words(size)) for nth, size in enumerate(sizes, start=1)]
        return "\n".join(said)

    def ring(self, line: Sequence[LonLat]) -> str:
        """What a ring encloses."""
        return area_words(area(line)[0]) if len(line) > 2 else self.cut("", line)
