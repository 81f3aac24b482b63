"""What tests of the headless door stand on: one small demonstration room for each file."""

from pathlib import Path

import pytest

from commandroom import demo


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small demonstration room as of 2026-11-05 14:30."""
    made = tmp_path_factory.mktemp("demo") / "room"
    demo.build(made, size="small", now="2026-11-05T14:30")
    return made
