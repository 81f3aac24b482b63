"""Layers over the map: real files of every format, wrong systems refused in words, kept through the journal."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pytest
import shapely

from commandroom.actions import overlays
from commandroom.domain.errors import Refused, Unavailable
from commandroom.room import Room
from commandroom.store.work import Work
from commandroom.sync import reference_inbox
from commandroom.sync.geo.kept_tiles import keep_base, kept_base
from commandroom.sync.geo.overlay_import import read_overlay
from commandroom.sync.reference_inbox import Options
from tests.helpers import rooms

HERE = (119.94, 31.72, 119.96, 31.74)
SHAPES = [shapely.Point(119.95, 31.73), shapely.LineString([(119.94, 31.72), (119.96, 31.74)]),
          shapely.box(119.945, 31.725, 119.955, 31.735)]  # fmt: skip


def written(folder: Path, suffix: str, shapes: list[Any], crs: str = "EPSG:4326") -> Path:
    """A file as other programs write it."""
    path = folder / f"layer{suffix}"
    kind = {".shp": "ESRI Shapefile", ".gpkg": "GPKG", ".geojson": "GeoJSON", ".kml": "KML"}[suffix]
    pyogrio.raw.write(
        path, shapely.to_wkb(np.array(shapes, dtype=object)), [np.array(["消防栓"] * len(shapes), dtype=object)],
        ["名称" if suffix != ".kml" else "Name"], geometry_type=shapes[0].geom_type if suffix == ".shp" else "Unknown",
        crs=crs, driver=kind,
    )  # fmt: skip
    return path


@pytest.mark.parametrize("suffix", [".geojson", ".gpkg", ".kml", ".shp"])
def test_points_lines_and_areas_come_with_their_labels(tmp_path: Path, suffix: str) -> None:
    """Every format gives the same features."""
    shapes = SHAPES[:1] if suffix == ".shp" else SHAPES
    found = read_overlay(written(tmp_path, suffix, shapes), "wgs84", HERE)
    assert found.count == len(shapes)
    features = json.loads(found.body)["features"]
    assert {feature["properties"]["label"] for feature in features} == {"消防栓"}
    assert shapely.from_geojson(json.dumps(features[0]["geometry"])).equals_exact(SHAPES[0], 1e-7)


def test_a_datum_is_turned_into_wgs84(tmp_path: Path) -> None:
    """The same numbers read as GCJ-02 lie half a kilometre away."""
    path = written(tmp_path, ".geojson", SHAPES)
    plain, shifted = (json.loads(read_overlay(path, crs, HERE).body)["features"] for crs in ("wgs84", "gcj02"))
    a, b = (feature[0]["geometry"]["coordinates"] for feature in (plain, shifted))
    assert 300 < np.hypot((a[0] - b[0]) * 94_600, (a[1] - b[1]) * 111_200) < 800


@pytest.mark.parametrize(
    ("shapes", "crs", "code"),
    [
        (SHAPES, "", "crs.missing"),
        ([shapely.Point(31.73, 119.95)], "wgs84", "geo.swapped"),
        ([shapely.Point(40_500_000.0, 3_512_000.0)], "wgs84", "geo.projected"),
        ([shapely.Point(116.4, 39.9)], "wgs84", "overlay.far"),
    ],
)
def test_a_wrong_system_is_refused_in_words(tmp_path: Path, shapes: list[Any], crs: str, code: str) -> None:
    """No choice, swapped columns, metres for degrees, another place on Earth."""
    with pytest.raises(Refused, match=code.replace(".", r"\.")):
        read_overlay(written(tmp_path, ".geojson", shapes), crs, HERE)


def test_an_empty_or_broken_file_is_refused(tmp_path: Path) -> None:
    """Nothing in it, no such format, no file."""
    (tmp_path / "a.geojson").write_text('{"type":"FeatureCollection","features":[]}')
    (tmp_path / "b.geojson").write_text('{"type":"FeatureColl')
    for name, code in (("a", "overlay.empty|geo.unreadable"), ("b", "geo.unreadable")):
        with pytest.raises(Refused, match=code.replace(".", r"\.")):
            read_overlay(tmp_path / f"{name}.geojson", "wgs84")
    with pytest.raises(Unavailable, match=r"geo\.file_unreadable"):
        read_overlay(tmp_path / "none.shp", "wgs84")


def test_real_files_are_read_or_refused(shared_data: Path) -> None:
    """658 areas of two townships; every good and bad GeoJSON ends in a layer or in a reason, never in a crash."""
    for name, count in (("10007060_base", 437), ("10007040_base", 221), ("10007060_code2", 19)):
        found = read_overlay(shared_data / "township-grid-polygons-kiang" / f"{name}.geojson", "wgs84")
        assert found.areas == count
    ended: dict[str, int] = {}
    for path in sorted((shared_data / "geojsonhint-good-bad").rglob("*.geojson")):
        try:
            read_overlay(path, "wgs84")
            ended["read"] = ended.get("read", 0) + 1
        except Refused as why:
            ended[why.code] = ended.get(why.code, 0) + 1
    assert sum(ended.values()) >= 50
    assert ended["read"] >= 15


def test_a_layer_is_kept_replaced_and_taken_off(small_room: Room, tmp_path: Path) -> None:
    """Taken in by the same road as any file: dry run, new, same, changed; its bytes come back as they were kept."""
    path = written(tmp_path, ".geojson", SHAPES)

    def taken(path: Path, *, dry_run: bool = False) -> Any:
        return reference_inbox.import_reference(
            small_room.do, path, "overlay", "d1", rooms.NOW, Options(datum="wgs84", name="消防"), dry_run=dry_run
        ).outcome

    assert taken(path, dry_run=True).new == 1
    assert small_room.do(lambda work: work.all("overlay")).result == ()
    assert (taken(path).new, taken(path).same) == (1, 1)
    (tmp_path / "more").mkdir()
    assert taken(written(tmp_path / "more", ".geojson", SHAPES[:2])).changed == 1
    reader = small_room.reader()
    (record,) = reader.all("overlay")
    assert len(json.loads(reader.document(record["documents"]["layer"]))["features"]) == 2
    reader.close()
    assert small_room.prove().ok
    small_room.do(overlays.take_off, record["ident"], actor="d1")
    with pytest.raises(Refused, match=r"who\.not_permitted"):
        small_room.do(overlays.lay, "别的", b"{}", {}, actor="h1")


def test_a_base_map_is_kept_by_the_room(small_room: Room, tmp_path: Path) -> None:
    """Copied whole under a name with its hash; stopped half way nothing stays; chosen and dropped in the journal."""
    source = tmp_path / "底图.mbtiles"
    source.write_bytes(b"tiles" * 1000)
    name = keep_base(small_room.folder, source)
    assert kept_base(small_room.folder, f"../{name}").read_bytes() == source.read_bytes()
    with pytest.raises(Refused, match=r"import\.cancelled"):
        keep_base(small_room.folder, source, lambda done, total: False)
    with pytest.raises(Unavailable, match=r"tiles\.not_kept"):
        keep_base(small_room.folder, tmp_path / "none.mbtiles")
    assert [path.name for path in (small_room.folder / "maps").iterdir()] == [name]
    small_room.do(overlays.choose_base, {"file": name, "name": "底图", "datum": "wgs84"}, actor="d1")
    assert small_room.do(base_of).result["file"] == name
    small_room.do(overlays.drop_base, actor="d1")
    assert small_room.do(base_of).result["file"] == ""


def base_of(work: Work) -> dict[str, Any]:
    """The record of the base map."""
    return dict(work.find("overlay", overlays.BASE))
