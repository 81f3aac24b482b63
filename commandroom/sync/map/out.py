"""The map that leaves the room: one HTML file with everything in it, for any browser, with no line at all."""

import html
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from commandroom.domain.errors import Refused, Unavailable
from commandroom.domain.instant import Instant
from commandroom.domain.masking import mask_text
from commandroom.sync.map.heat_out import HeatOut
from commandroom.sync.map.page import LIGHT_SIGNS, head, literal, sheet
from commandroom.text import tr

Outline = Sequence[Sequence[Sequence[tuple[float, float]]]]
"""Polygons, each an outer ring and its holes; points lon, lat in degrees WGS-84."""
DIGITS = 5
"""Decimals of a degree written: about one metre."""
STEPS = (1, 3, 6, 10)
RAMP = ("#E3F0F6", "#B9D9E7", "#82BAD2", "#4393B6", "#0B6E99")
MOST_SIGNS = 2_000
"""Events drawn as signs; more are drawn as coloured dots, which a browser does faster."""
ROWS_SHOWN = 2
"""Levels down to the base grid are shown at first, deeper ones can be switched on."""


@dataclass(frozen=True, slots=True)
class GridOut:
    """One grid as it leaves: ``level`` from 0 (the town) with its word, the outline as rings or WKB."""

    code: str
    name: str
    level: int
    level_word: str
    outline: Outline | bytes
    open_events: int = 0
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EventOut:
    """One event as it leaves; it has no field for a person, and its texts are masked when written.

    ``light`` is a value of domain.clocks.Light; ``names`` are persons known from the form, masked in the title.
    """

    number: str
    title: str
    category: str
    state: str
    light: str
    lon: float | None
    lat: float | None
    grid_name: str = ""
    reported: str = ""
    names: tuple[str, ...] = ()


def export_map(
    target: Path, title: str, exported: Instant, grids: Iterable[GridOut], events: Iterable[EventOut],
    heat: HeatOut | None = None,
) -> tuple[int, int]:  # fmt: skip
    """Write the map; how many grids and events are on it.

    Raises Refused("map.nowhere") when nothing has a place, Unavailable("map.cannot_write").
    """
    page, shown = render_map(title, exported, grids, events, heat)
    part = target.with_name(target.name + ".part")
    try:
        part.write_text(page, "utf-8")
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise Unavailable("map.cannot_write", file=str(target), why=error.strerror or str(error)) from error
    return shown


def render_map(
    title: str, exported: Instant, grids: Iterable[GridOut], events: Iterable[EventOut], heat: HeatOut | None = None
) -> tuple[str, tuple[int, int]]:
    """The text of the file, and how many grids and events it shows. ``exported`` is printed on it (+08:00).

    ``heat`` is a layer that is off at first: it lies over the colours of the grids and under the events.
    """
    import folium

    shapes = [(grid, outline) for grid in grids if (outline := _outline(grid.outline))]
    points = [event for event in events if event.lon is not None and event.lat is not None]
    bounds = _bounds([outline for _, outline in shapes], points)
    made, data = _offline_map(folium, bounds), dict[str, str]()
    for level in sorted({grid.level for grid, _ in shapes}):
        rows = [(grid, outline) for grid, outline in shapes if grid.level == level]
        _grid_layer(folium, data, rows, shown=level <= ROWS_SHOWN).add_to(made)
    if heat is not None:
        _geojson(folium, data, heat.features(RAMP), heat.title, False, each=_BELOW).add_to(made)
    if points:
        _event_layer(folium, data, points).add_to(made)
    folium.LayerControl(collapsed=False).add_to(made)
    figure = made.get_root()
    figure.title = html.escape(title).replace("{", "&#123;")
    counts = {tr("网格"): len(shapes), tr("事件"): len(points)}
    more = heat.legend(RAMP) if heat is not None else ""
    figure.html.add_child(folium.Element(sheet(title, exported, STEPS, RAMP, counts, more)))
    return _filled(figure.render(), data), (len(shapes), len(points))


def leaflet(name: str) -> str:
    """The text of ``leaflet.js`` or ``leaflet.css`` of the installed package."""
    return (files("xstatic.pkg.leaflet") / "data" / name).read_text("utf-8")


def _offline_map(folium: Any, bounds: tuple[tuple[float, float], tuple[float, float]]) -> Any:
    """A folium map that asks nobody for anything: Leaflet stands in the page, there are no tiles."""

    class OfflineMap(folium.Map):  # type: ignore[misc] # folium has no types
        """``folium.Map`` whose scripts and styles are in its own head."""

        default_js: list[tuple[str, str]] = []  # noqa: RUF012 - folium's own shape
        default_css: list[tuple[str, str]] = []  # noqa: RUF012

    made = OfflineMap(tiles=None, prefer_canvas=True, control_scale=True, zoom_snap=0.25)
    made.fit_bounds(bounds, padding=(24, 24))
    top = made.get_root().header
    top.add_child(folium.Element(head()), name="room_look")
    css = re.sub(r"url\([^)]*\)", "none", leaflet("leaflet.css"))
    top.add_child(folium.Element(literal(f"<style>{css}</style>")), name="leaflet_css")
    script = leaflet("leaflet.js").replace("//# sourceMappingURL=leaflet.js.map", "")
    top.add_child(folium.Element(literal(f"<script>{script}</script>")), name="leaflet_js")
    return made


def _outline(outline: Outline | bytes) -> list[list[list[list[float]]]]:
    """Coordinates of a GeoJSON MultiPolygon, rounded; empty when there is no polygon in it."""
    if isinstance(outline, bytes):
        import shapely

        shape = shapely.force_2d(shapely.from_wkb(outline, on_invalid="ignore"))
        if shape is None or shape.geom_type not in ("Polygon", "MultiPolygon"):
            return []
        parts = shape.geoms if shape.geom_type == "MultiPolygon" else [shape]
        outline = [[part.exterior.coords, *(ring.coords for ring in part.interiors)] for part in parts]
    return [[_ring(ring) for ring in polygon] for polygon in outline if len(polygon) and len(polygon[0]) > 3]


def _ring(ring: Sequence[tuple[float, float]]) -> list[list[float]]:
    """Points rounded to metres, without the ones that fall together."""
    kept: list[list[float]] = []
    for lon, lat, *_ in ring:
        point = [round(lon, DIGITS), round(lat, DIGITS)]
        if not kept or point != kept[-1]:
            kept.append(point)
    return kept


def _bounds(
    outlines: list[list[list[list[list[float]]]]], events: list[EventOut]
) -> tuple[tuple[float, float], tuple[float, float]]:
    """South-west and north-east corner of everything shown, as lat, lon."""
    places = [point for outline in outlines for polygon in outline for point in polygon[0]]
    places += [[event.lon or 0.0, event.lat or 0.0] for event in events]
    if not places:
        raise Refused("map.nowhere")
    lon, lat = [place[0] for place in places], [place[1] for place in places]
    return (min(lat), min(lon)), (max(lat), max(lon))


def _step(count: int) -> int:
    return sum(count >= first for first in STEPS)


def _grid_layer(
    folium: Any,
    data: dict[str, str],
    rows: list[tuple[GridOut, list[list[list[list[float]]]]]],
    *,
    shown: bool,
) -> Any:
    """All grids of one level, coloured by open events."""
    upper = rows[0][0].level < ROWS_SHOWN
    style = {"fillOpacity": 0 if upper else 0.72, "weight": 2 if upper else 0.8, "color": "#55616E"}
    features: list[dict[str, Any]] = []
    for grid, outline in rows:
        facts = {tr("编码"): grid.code, tr("未结事件"): str(grid.open_events)}
        facts |= {name: mask_text(text) for name, text in grid.facts.items()}
        properties = {
            "n": grid.name,
            "f": [[name, text] for name, text in facts.items()],
            "style": style | {"fillColor": RAMP[_step(grid.open_events)]},
        }
        geometry = {"type": "MultiPolygon", "coordinates": outline}
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    return _geojson(folium, data, features, rows[0][0].level_word, shown)


def _event_layer(folium: Any, data: dict[str, str], events: list[EventOut]) -> Any:
    """All events as the sign and colour of their light; the light stands in words in the pop-up too."""
    features, signs = [], len(events) <= MOST_SIGNS
    for event in events:
        light = event.light if event.light in LIGHT_SIGNS else "none"
        sign, colour, word = LIGHT_SIGNS[light]
        facts = (
            (tr("编号"), event.number),
            (tr("类别"), event.category),
            (tr("状态"), event.state),
            (tr("时限"), tr(word)),
            (tr("网格"), event.grid_name),
            (tr("上报"), event.reported),
        )
        properties: dict[str, Any] = {
            "n": mask_text(event.title, names=event.names),
            "f": [[name, text] for name, text in facts if text],
        }
        if signs:
            properties |= {"k": light, "s": sign}
        else:
            properties["style"] = {"fillColor": colour}
        place = [round(event.lon or 0.0, DIGITS), round(event.lat or 0.0, DIGITS)]
        geometry = {"type": "Point", "coordinates": place}
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    return _geojson(folium, data, features, tr("事件"), True, _SIGN if signs else _DOT)


_SIGN = (
    "(f,p)=>L.marker(p,{icon:L.divIcon({className:'room-sign room-'+f.properties.k,"
    "html:f.properties.s,iconSize:[18,18]})})"
)
_BELOW = "l.on('add',()=>roomDotsFirst(l));"
_DOT = "(f,p)=>L.circleMarker(p,{radius:5,weight:1.5,color:'#fff',fillOpacity:1})"


def _geojson(
    folium: Any, data: dict[str, str], features: list[Any], name: str, shown: bool, marker: str = "", each: str = ""
) -> Any:
    """A layer of features; its texts reach the page as text nodes, never as markup.

    folium reads its own output as a template once more, so that ``{{ }}`` in a name would be evaluated, and
    takes seconds for megabytes. So the layer carries a token, and its data goes into ``data`` for the end.
    """
    from folium.utilities import JsCode

    token = f"room-data-{len(data)}"
    text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    data[token] = text
    return folium.GeoJson(
        {"type": "FeatureCollection", "features": [], "room": token},
        name=html.escape(name).replace("{", "&#123;"),
        show=shown,
        on_each_feature=JsCode("(f,l)=>{l.bindPopup(()=>roomCard(f.properties));" + each + "}"),
        **({"point_to_layer": JsCode(marker)} if marker else {}),
    )


def _filled(page: str, data: dict[str, str]) -> str:
    """The page with each layer's data in the place of its token."""
    for token, text in data.items():
        place = re.search(r"\{[^{}]*\"room\": \"" + token + r"\"[^{}]*\}", page)
        assert place is not None, token
        page = page[: place.start()] + text + page[place.end() :]
    return page
