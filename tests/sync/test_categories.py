"""The category that a source's own words mean: from the real files, by the rules of their profiles."""

from collections import Counter
from pathlib import Path

import pytest

from commandroom.domain.catalog import CATEGORY_WORDS
from commandroom.sync import table_reading


@pytest.mark.parametrize(
    ("file", "least", "sure"),
    [
        ("zhuhai-12345-gbk/投诉数据.csv", 0.6, "livelihood"),
        ("fuzhou-12345-river-xlsx/诉求数据汇总.xlsx", 1.0, "environment"),
        ("baltimore-311/311_sample.csv", 0.95, "city_management"),
    ],
)
def test_real_files_say_categories(shared_data: Path, file: str, least: float, sure: str) -> None:
    """Most cases get one of the eight; where the file is silent none is made up."""
    found = Counter(
        event.category
        for part in table_reading.read_plan(table_reading.plan(shared_data / file, "auto"))
        for event in part.events
    )
    assert set(found) <= {*(category.value for category in CATEGORY_WORDS), ""}
    assert 1 - found[""] / found.total() >= least
    assert found[sure] > 0
