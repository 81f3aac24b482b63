"""Layers over the map and the base under it, as the room holds them; read beside the window."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from commandroom.actions.overlays import BASE
from commandroom.domain.errors import Unavailable
from commandroom.sync.geo.kept_tiles import kept_base
from ui.layers import Floats


@dataclass(frozen=True, slots=True, eq=False)
class OverlayLayer:
    """One layer: its features as lines of points (n, 2) in degrees; ``kinds`` "point", "line" or "area" of each.

    ``wrong`` says why it cannot be shown.
    """

    id: str
    name: str
    sha256: str
    kinds: tuple[str, ...] = ()
    lines: tuple[Floats, ...] = ()
    labels: tuple[str, ...] = ()
    wrong: Unavailable | None = None


@dataclass(frozen=True, slots=True)
class BaseMap:
    """The base the room keeps: where its file lies, what it is called, its datum."""

    path: Path
    name: str
    datum: str


@dataclass(frozen=True, slots=True)
class Laid:
    """All of it."""

    layers: tuple[OverlayLayer, ...] = ()
    base: BaseMap | None = None


def read_laid(reader: Any, known: dict[str, OverlayLayer]) -> Laid:
    """The layers and the base; a layer whose features are the same as ``known`` (by id) is not read again."""
    layers, base = [], None
    for facts in reader.all("overlay"):
        if facts.get("kind") == "layer":
            before = known.get(facts["ident"])
            same = before is not None and (before.sha256, before.name) == (facts["sha256"], facts["name"])
            layers.append(before if before is not None and same else _layer(reader, facts))
        elif facts.get("file"):
            base = BaseMap(kept_base(reader.path.parent, facts["file"]), facts.get("name", BASE), facts["datum"])
    return Laid(tuple(sorted(layers, key=lambda layer: layer.name)), base)


def _layer(reader: Any, facts: dict[str, Any]) -> OverlayLayer:
    import json

    import shapely

    try:
        features = json.loads(reader.document(facts["documents"]["layer"]))["features"]
    except Unavailable as wrong:
        return OverlayLayer(facts["ident"], facts["name"], facts["sha256"], wrong=wrong)
    shapes = shapely.from_geojson([json.dumps(feature["geometry"]) for feature in features])
    kinds: list[str] = []
    lines: list[Floats] = []
    labels: list[str] = []
    for feature, shape in zip(features, shapes, strict=True):
        kind = {"Point": "point", "Polygon": "area"}.get(shape.geom_type, "line")
        rings = [shape.exterior, *shape.interiors] if kind == "area" else [shape]
        for nth, ring in enumerate(rings):
            kinds.append(kind)
            lines.append(np.asarray(shapely.get_coordinates(ring), np.float64))
            labels.append(feature["properties"].get("label", "") if nth == 0 else "")
    return OverlayLayer(facts["ident"], facts["name"], facts["sha256"], tuple(kinds), tuple(lines), tuple(labels))
