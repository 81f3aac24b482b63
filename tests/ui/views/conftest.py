"""The desk page on a copy of one small demonstration town."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from shiboken6 import delete

from tests.helpers.clock import MovableClock
from tests.helpers.desk_stage import NOW, Stage, copied, small_town, staged
from tests.helpers.small_room import Run
from ui.theme import Theme


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small demonstration town; do not write in it."""
    return small_town(tmp_path_factory.mktemp("town") / "room")


@pytest.fixture
def stage(
    town: Path, tmp_path: Path, theme: Theme, loop: asyncio.AbstractEventLoop, run: Run[Any]
) -> Iterator[Stage]:
    """The desk page with a dispatcher at it."""
    broken: list[BaseException] = []
    made = run(staged(copied(town, tmp_path / "room"), MovableClock(NOW), theme, loop))
    made.desk.broken.connect(broken.append)
    yield made
    made.window.close()
    delete(made.window)
    run(made.desk.close())
    assert broken == []
