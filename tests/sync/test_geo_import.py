"""Outlines of grids from files."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyogrio import raw

from commandroom.domain import datum, shape
from commandroom.domain.datum import Datum
from commandroom.domain.errors import Refused, RoomError
from commandroom.domain.places import GridKind, Level, defined
from commandroom.store import code_schemes
from commandroom.sync.geo import geo_crs, geo_source
from commandroom.sync.geo.geo_fields import FieldMap
from commandroom.sync.geo.geo_import import GridProposal, propose_grids
from commandroom.text import sentence

LON, LAT = 120.05, 31.77
RING = [[LON, LAT], [LON + 0.01, LAT], [LON + 0.01, LAT + 0.01], [LON, LAT + 0.01], [LON, LAT]]
BOW_TIE = [[LON, LAT], [LON + 0.01, LAT + 0.01], [LON + 0.01, LAT], [LON, LAT + 0.01], [LON, LAT]]
CODE = "320412003200001"


def written(folder: Path, content: Any, name: str = "a.geojson") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return path


def polygon(ring: Any = RING, **properties: Any) -> dict[str, Any]:
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(*features: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def error_codes(proposal: GridProposal) -> list[str]:
    return [problem.code for problem in proposal.errors]


def test_all_good_files_are_read_or_say_they_hold_no_polygon(shared_data: Path):
    """The 18 good files give their polygons, or the one reason why nothing in them can be a grid."""
    found = {}
    for path in sorted((shared_data / "geojsonhint-good-bad" / "good").glob("*.geojson")):
        proposal = propose_grids(path, crs="wgs84")
        found[path.stem] = len(proposal.grids)
        if not proposal.grids:
            assert error_codes(proposal) in (["geo.no_polygon"], ["geo.range"])
            assert (path.stem == "issue82") == (error_codes(proposal) == ["geo.range"])
    assert len(found) == 18
    assert {name for name, count in found.items() if count} == {
        "good-featurecollection-extensions",
        "good-featurecollection",
        "good-polygon",
        "multipolygon",
    }


def test_all_bad_files_are_refused_in_words(shared_data: Path):
    """Each of the 44 bad files is refused with a sentence; a turned ring alone is read with a note.

    RFC 7946 §3.1.6 forbids readers to reject a polygon for the direction of its rings.
    """
    files = sorted((shared_data / "geojsonhint-good-bad" / "bad").glob("*.geojson"))
    assert len(files) == 44
    for path in files:
        try:
            proposal = propose_grids(path, crs="wgs84")
            if path.stem in ("polygon_winding_order", "bad-polygon-interiorring-rhr"):
                assert "geo.winding" in [note.code for note in proposal.notes]
                assert len(proposal.grids) == 1
                continue
            proposal.require_any()
        except RoomError as refusal:
            words = sentence(refusal)
            assert words != refusal.code
            assert "…" not in words.replace("……", "").replace("…]", "")
        else:
            pytest.fail(f"{path.name} was accepted")


def test_a_real_township_in_three_levels(shared_data: Path):
    """437 small areas with Z and 19 larger ones come in whole, with the same total area."""
    folder = shared_data / "township-grid-polygons-kiang"
    base = propose_grids(
        folder / "10007060_base.geojson",
        crs="wgs84",
        fields=FieldMap(code="CODEBASE", parent="CODE2", default_level=Level.BASE),
        scheme=code_schemes.scheme("OPAQUE"),
    )
    upper = propose_grids(
        folder / "10007060_code2.geojson",
        crs="wgs84",
        fields=FieldMap(code="CODE2", default_level=Level.COMMUNITY),
    )
    assert (len(base.grids), len(upper.grids)) == (437, 19)
    assert base.errors == upper.errors == ()
    assert {grid.parent for grid in base.grids} == {grid.code for grid in upper.grids}
    total = sum(grid.area_km2 for grid in base.grids)
    assert total == pytest.approx(sum(grid.area_km2 for grid in upper.grids), abs=1e-4)
    assert total == pytest.approx(58.295, abs=0.001)


def test_real_counties_in_gcj02(shared_data: Path):
    """The county outlines come as features and as bare geometries, and are moved out of GCJ-02."""
    feature = propose_grids(shared_data / "county-polygons-datav" / "county_320412.json", crs="gcj02")
    fence = propose_grids(shared_data / "divisions-five-levels-vonng" / "fences" / "320412.json", crs="gcj02")
    assert [(grid.code, grid.name) for grid in feature.grids] == [("320412", "武进区")]
    assert [grid.code for grid in fence.grids] == [""]
    assert feature.grids[0].area_km2 == pytest.approx(1066, rel=0.05)
    assert shape.contains(shape.from_wkb(fence.grids[0].geometry), 120.0446, 31.7704)
    unmoved = propose_grids(shared_data / "divisions-five-levels-vonng" / "fences" / "320412.json", crs="wgs84")
    a = shape.middle(shape.from_wkb(unmoved.grids[0].geometry))
    b = shape.middle(shape.from_wkb(fence.grids[0].geometry))
    assert a is not None
    assert b is not None
    assert shape.metres_between(a, b) == pytest.approx(508, abs=25)
    cities = sorted((shared_data / "county-polygons-datav").glob("city_*.json"))
    assert [len(propose_grids(path, crs="gcj02").grids) for path in cities] == [6, 10, 13, 8, 6]


def test_a_polygon_that_crosses_itself_is_named_with_the_place(tmp_path: Path):
    """The bow tie is refused with the place of its crossing in WGS-84; the good neighbour comes in."""
    path = written(tmp_path, collection(polygon(代码=CODE), polygon(BOW_TIE, 代码="320412003200002")))
    proposal = propose_grids(path, crs="wgs84")
    assert [grid.code for grid in proposal.grids] == [CODE]
    (problem,) = proposal.errors
    assert (problem.code, problem.feature) == ("geo.self_crossing", 2)
    assert (problem.facts["lon"], problem.facts["lat"]) == (pytest.approx(LON + 0.005), pytest.approx(LAT + 0.005))
    assert problem.sentence().startswith("a.geojson 第 2 个图形：边界在（120.055，31.775）处自己与自己相交")
    mended = propose_grids(path, crs="wgs84", repair=True)
    assert len(mended.grids) == 2
    assert [note.code for note in mended.notes] == ["geo.repaired"]
    assert shapely.from_wkb(mended.grids[1].geometry).is_valid


@pytest.mark.parametrize(
    ("ring", "crs", "expected"),
    [
        ([[y, x] for x, y in RING], "wgs84", "geo.swapped"),
        ([[40510000 + (x - LON) * 1e5, 3510000 + (y - LAT) * 1e5] for x, y in RING], "wgs84", "geo.projected"),
        ([[x + 200, y] for x, y in RING], "wgs84", "geo.range"),
        ([[x, LAT] for x, _ in RING], "wgs84", "geo.no_area"),
        ([[1e300, 1e300], [1e301, 1e300], [1e301, 1e301], [1e300, 1e300]], "EPSG:4528", "geo.outside_crs"),
    ],
)
def test_the_wrong_coordinate_system_is_seen(tmp_path: Path, ring: Any, crs: str, expected: str):
    """Swapped axes, metres taken for degrees, places not on Earth, lines without area: each by its name."""
    proposal = propose_grids(written(tmp_path, polygon(ring)), crs=crs)
    assert error_codes(proposal)[0] in (expected, "geo.invalid", "geo.too_few_points")
    if expected != "geo.no_area":
        assert error_codes(proposal) == [expected]
    if expected == "geo.projected":
        assert proposal.errors[0].facts["epsg"] == "EPSG:4528"


@pytest.mark.parametrize("crs", ["gcj02", "bd09", "cgcs2000", "EPSG:4527", "epsg:4549"])
def test_every_choice_leads_to_the_same_place(tmp_path: Path, crs: str):
    """The same square written in any system comes out where it is, to a centimetre."""
    import pyproj

    if crs.lower().startswith("epsg"):
        there = pyproj.Transformer.from_crs(4326, crs, always_xy=True).transform
    else:

        def there(x: float, y: float) -> tuple[float, float]:
            return datum.from_wgs84(x, y, Datum(crs))

    ring = [list(there(x, y)) for x, y in RING]
    (grid,) = propose_grids(written(tmp_path, polygon(ring)), crs=crs).grids
    found = shapely.from_wkb(grid.geometry)
    assert found.symmetric_difference(shapely.Polygon(RING)).area < 1e-8
    assert found.hausdorff_distance(shapely.Polygon(RING)) < 1e-7


@pytest.mark.parametrize("crs", ["", "mars", "EPSG:999999", "EPSG:1234567", "epsg:-1"])
def test_the_choice_is_forced(tmp_path: Path, crs: str):
    """Without a known coordinate system nothing is read."""
    with pytest.raises(Refused) as refusal:
        propose_grids(written(tmp_path, polygon()), crs=crs)
    assert refusal.value.code in ("crs.missing", "crs.unknown")


def test_best_datum_tells_which_choice_fits():
    """Points written in GCJ-02 fall into their grid only when read as GCJ-02."""
    inside = shapely.Polygon(RING).buffer(-0.0005)
    rng = np.random.default_rng(7)
    points = np.column_stack([rng.uniform(LON + 0.001, LON + 0.009, 50), rng.uniform(LAT + 0.001, LAT + 0.009, 50)])
    moved = np.array([datum.wgs84_to_gcj02(x, y) for x, y in points])
    rates = geo_crs.best_datum(moved, lambda found: shapely.contains_xy(inside, found[:, 0], found[:, 1]))
    assert rates["gcj02"] == 1.0
    assert rates["wgs84"] < 0.8


def test_columns_codes_and_levels(tmp_path: Path):
    """Headings are understood, codes checked, a code given twice and a count in words are named by cell."""
    path = written(
        tmp_path,
        collection(
            polygon(网格编码=CODE, 网格名称="第一网格(专属)", 上级编码="320412003200", 户数="１,203", 级别="基础网格"),
            polygon(网格编码=CODE),
            polygon(网格编码="320412003299001"),
            polygon(网格编码="320412003200002", 户数="三百"),
            polygon(网格编码=3.20412003200003e17),
            polygon(网格编码="320412003200004", 级别="大网格"),
        ),
    )
    proposal = propose_grids(path, crs="wgs84", scheme=code_schemes.scheme(), villages={"320412003200"})
    first, last = proposal.grids
    assert (first.code, first.parent, first.households) == (CODE, "320412003200", 1203)
    assert first.kind is GridKind.EXCLUSIVE
    assert defined(None, first.code, first.facts()).area_km2 == pytest.approx(1.05, abs=0.02)
    assert last.code == "320412003200004"
    assert [(p.feature, p.code, p.value) for p in proposal.errors] == [
        (2, "geo.code_twice", CODE),
        (4, "geo.bad_count", "三百"),
        (5, "geo.code_number", "3.20412003200003e+17"),
        (3, "division.unknown_village", "320412003299001"),
    ]
    assert [(note.code, note.value) for note in proposal.notes] == [("geo.bad_level", "大网格")]


def shapefile(folder: Path, *, encoding: str, keep_cpg: bool, crs: str = "EPSG:4326") -> Path:
    path = folder / "grids.shp"
    raw.write(
        path,
        geometry=np.array([shapely.to_wkb(shapely.Polygon(RING))], dtype=object),
        field_data=[np.array([CODE], dtype=object), np.array(["潞城村第一网格"], dtype=object)],
        fields=["code", "name"],
        geometry_type="Polygon",
        crs=crs,
        driver="ESRI Shapefile",
        encoding=encoding,
    )
    if not keep_cpg:
        path.with_suffix(".cpg").unlink(missing_ok=True)
    return path


@pytest.mark.parametrize("encoding", ["UTF-8", "GB18030"])
@pytest.mark.parametrize("keep_cpg", [True, False])
def test_shapefiles_in_both_encodings(tmp_path: Path, encoding: str, keep_cpg: bool):
    """Chinese names are right with a .cpg and without one, loose and zipped, turned the right way round."""
    path = shapefile(tmp_path, encoding=encoding, keep_cpg=keep_cpg)
    archive = tmp_path / "网格.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for part in tmp_path.glob("grids.*"):
            packed.write(part, f"成果/{part.name}")
    for found in (propose_grids(path, crs="wgs84"), propose_grids(archive, crs="wgs84")):
        assert [(grid.code, grid.name) for grid in found.grids] == [(CODE, "潞城村第一网格")]
        assert found.problems == ()
        assert shapely.from_wkb(found.grids[0].geometry).equals(shapely.Polygon(RING))


def test_a_declared_system_that_differs_is_told(tmp_path: Path):
    """The file says WGS-84, the person says GCJ-02: it is done as the person says, and told."""
    proposal = propose_grids(shapefile(tmp_path, encoding="UTF-8", keep_cpg=True), crs="gcj02")
    assert [note.code for note in proposal.notes] == ["geo.crs_declared"]
    assert len(proposal.grids) == 1


@pytest.mark.parametrize(("driver", "name"), [("KML", "a.kml"), ("GPKG", "a.gpkg")])
def test_kml_and_geopackage(tmp_path: Path, driver: str, name: str):
    """KML and GeoPackage come in with their names."""
    path = tmp_path / name
    raw.write(
        path,
        geometry=np.array(
            [shapely.to_wkb(shapely.Polygon(RING)), shapely.to_wkb(shapely.Point(LON, LAT))], dtype=object
        ),
        field_data=[np.array(["第一网格", "村委会"], dtype=object)],
        fields=["Name"],
        geometry_type="Unknown",
        crs="EPSG:4326",
        driver=driver,
    )
    proposal = propose_grids(path, crs="wgs84")
    assert [grid.name for grid in proposal.grids] == ["第一网格"]
    assert {note.code for note in proposal.notes} == {"geo.not_polygon", "geo.no_code"}
    assert proposal.errors == ()


def zipped(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        for name, data in members.items():
            packed.writestr(name, data)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "geo.empty"),
        (b"   \n", "geo.empty"),
        (b"\x00\x01\x02", "geo.unknown_format"),
        (b"<html><table>", "geo.unknown_format"),
        (b"%PDF-1.7", "geo.unknown_format"),
        (b"PK\x03\x04 broken", "geo.zip_broken"),
        (zipped(a=b"x"), "geo.zip_without_shp"),
        (zipped(**{"a.shp": b"x", "b.shp": b"y"}), "geo.zip_without_shp"),
        (zipped(**{"a.shp": b"x"}), "geo.shp_part_missing"),
        (zipped(**{"../../a.shp": b"x", "../../a.shx": b"x", "../../a.dbf": b"x"}), "geo.unreadable"),
        (b"\x00\x00\x27\x0a" + b"\x00" * 96, "geo.shp_part_missing"),
        (b"SQLite format 3\x00" + b"\x00" * 100, "geo.unreadable"),
        (b"<?xml version='1.0'?><kml><Document>", "geo.unreadable"),
        (b"<!DOCTYPE k [<!ENTITY a 'b'>]><kml>&a;</kml>", "geo.entities"),
        (b"[" * 100_000, "geo.too_deep"),
        (b'{"type":"Point","coordinates":[NaN,1]}', "geojson.not_a_number"),
        (b'{"type":"Point","coordinates":[' + b"9" * 5000 + b",1]}", "geojson.not_a_number"),
        (b'{"type":"Polygon"', "geojson.syntax"),
        (b"\xff\xff{", "geo.unknown_format"),
        (b'{"a":"\xff\xff\xff"}', "geo.encoding"),
    ],
)
def test_rubbish_is_refused_in_words(tmp_path: Path, content: bytes, expected: str):
    """Whatever is thrown at the import ends in one refusal with a sentence."""
    with pytest.raises(Refused) as refusal:
        propose_grids(written(tmp_path, content, "x.bin"), crs="wgs84")
    assert refusal.value.code == expected
    assert sentence(refusal.value) != expected


def test_a_missing_file_and_one_too_big(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A file that is gone is a fault of the machine; one over the limit is refused before it is read."""
    with pytest.raises(RoomError, match="file_unreadable"):
        propose_grids(tmp_path / "none.geojson", crs="wgs84")
    monkeypatch.setattr(geo_source, "MAX_BYTES", 10)
    with pytest.raises(Refused, match="too_big"):
        propose_grids(written(tmp_path, polygon()), crs="wgs84")


def test_collections_inside_collections(tmp_path: Path):
    """Polygons inside nested collections become one outline; endless nesting is named."""
    inner: dict[str, Any] = {"type": "Polygon", "coordinates": [RING]}
    for _ in range(3):
        inner = {"type": "GeometryCollection", "geometries": [inner]}
    assert len(propose_grids(written(tmp_path, inner), crs="wgs84").grids) == 1
    for _ in range(90):
        inner = {"type": "GeometryCollection", "geometries": [inner]}
    assert error_codes(propose_grids(written(tmp_path, inner), crs="wgs84")) == ["geo.too_deep"]


def test_gb18030_geojson(tmp_path: Path):
    """A GeoJSON saved in GB18030 keeps its Chinese names."""
    text = json.dumps(polygon(名称="潞城村"), ensure_ascii=False).encode("gb18030")
    assert propose_grids(written(tmp_path, text), crs="wgs84").grids[0].name == "潞城村"


def test_two_seconds_a_megabyte(tmp_path: Path):
    """A thousand polygons of 65 corners are read with less than two seconds of work a megabyte."""
    import time

    features = [
        polygon(shapely.get_coordinates(shapely.Point(LON + at * 0.0002, LAT).buffer(0.0001)).tolist(), code=f"g{at}")
        for at in range(1_000)
    ]
    path = written(tmp_path, collection(*features))
    start = time.process_time()
    proposal = propose_grids(path, crs="gcj02")
    assert len(proposal.grids) == 1_000
    assert time.process_time() - start < 2.0 * path.stat().st_size / 1_048_576


def test_a_zipped_kml(tmp_path: Path):
    """A KMZ is a zip around one KML and is read as such."""
    corners = " ".join(f"{x},{y},0" for x, y in RING)
    kml = (
        '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark>'
        "<name>第一网格</name><Polygon><outerBoundaryIs><LinearRing><coordinates>"
        f"{corners}</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></Document></kml>"
    )
    proposal = propose_grids(written(tmp_path, zipped(**{"doc.kml": kml.encode()}), "a.kmz"), crs="wgs84")
    assert [(grid.name, grid.code) for grid in proposal.grids] == [("第一网格", "")]


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.sampled_from(["Point", "Polygon", "Feature", "x"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["type", "coordinates", "geometry", "features", "bbox", "id"]), inner)
    ),
    max_leaves=12,
)
geometries = st.fixed_dictionaries(
    {
        "type": st.sampled_from(["Polygon", "MultiPolygon", "GeometryCollection", "LineString"]),
        "coordinates": st.lists(
            st.lists(st.lists(st.floats(-200, 200), min_size=2, max_size=3), max_size=6), max_size=3
        )
        | json_values,
    }
)


@given(
    json_values
    | geometries
    | geometries.map(lambda found: collection(polygon(), {"type": "Feature", "geometry": found}))
)
def test_any_json_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, content: Any):
    """Whatever valid or invalid GeoJSON comes, the answer is grids and problems, or a refusal with words."""
    path = written(tmp_path_factory.mktemp("any"), json.dumps(content).encode())
    try:
        proposal = propose_grids(path, crs="wgs84", repair=True)
    except RoomError as refusal:
        assert sentence(refusal) != refusal.code
        return
    assert proposal.grids or proposal.errors
    assert all(problem.sentence() for problem in proposal.problems)
    assert all(shapely.from_wkb(grid.geometry).is_valid for grid in proposal.grids)
