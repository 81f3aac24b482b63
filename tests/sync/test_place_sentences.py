"""Every reason of the importers of places has its sentence."""

import re

import pytest

from commandroom import resources
from commandroom.text import sentences

FILES = (
    "domain/codes", "domain/division_codes", "domain/identifiers", "domain/places", "domain/place_tree",
    "domain/norms", "domain/shape", "store/locate", "store/code_schemes", "geometry/coverage",
    "sync/geo/division_import", "sync/geo/geo_crs", "sync/geo/geo_import", "sync/geo/geo_source",
    "sync/geo/geojson_reader",
)  # fmt: skip
CODE = re.compile(
    r'"((?:division|code|scheme|grid|shape|norm|norms|identity|credit|phone|crs|geo|geojson|coverage)\.[a-z_]+)"'
)


@pytest.mark.parametrize("file", FILES)
def test_every_code_has_its_sentence(file: str):
    """No reason named in the source is without words."""
    text = (resources.root().parent / "commandroom" / f"{file}.py").read_text("utf-8")
    assert [code for code in sorted(set(CODE.findall(text))) if code not in sentences()] == []
