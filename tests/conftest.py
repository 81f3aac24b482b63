"""What every test stands on: its own home, a strange time zone, a clock moved by hand, the real files."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.helpers.clock import MovableClock

if TYPE_CHECKING:
    from commandroom.room import Room
    from tests.helpers import rooms

REPOSITORY = Path(__file__).resolve().parent.parent
SHARED_DATA = Path(os.environ.get("COMMANDROOM_SHARED_DATA", REPOSITORY.parent / "shared" / "data"))
HOME = pytest.StashKey[str]()

settings.register_profile("normal", max_examples=100, deadline=None, derandomize=True, database=None)
settings.register_profile("long", max_examples=2_000, deadline=None, database=None)
settings.load_profile(os.environ.get("COMMANDROOM_TESTS", "normal"))


def pytest_configure(config: pytest.Config) -> None:
    """Keep tests off the user's folders, off the screen, and off the machine's own time zone.

    The caches stay in build/ from run to run: a cold font cache costs seconds. The zone is one with half
    hours and summer time, so that anything that reads the machine's local time shows.
    """
    home = tempfile.mkdtemp(prefix="commandroom-tests-")
    config.stash[HOME] = home
    for name in ("DATA", "CONFIG", "STATE"):
        os.environ[f"XDG_{name}_HOME"] = str(Path(home) / name.lower())
    os.environ["XDG_CACHE_HOME"] = str(REPOSITORY / "build" / "tests" / "cache")
    os.environ["HOME"] = home
    os.environ["XDG_RUNTIME_DIR"] = str(Path(home) / "run")
    (Path(home) / "run").mkdir(mode=0o700)
    os.environ["TZ"] = "America/St_Johns"
    time.tzset()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    for name in [name for name in os.environ if name.startswith("COMMANDROOM_PASSWORD")]:
        del os.environ[name]


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing behind."""
    shutil.rmtree(config.stash[HOME], ignore_errors=True)


@pytest.fixture
def clock() -> MovableClock:
    """A clock standing at 2026-07-01 12:00 +08:00."""
    return MovableClock()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real files; the test is skipped where the folder is not beside the repository."""
    if not (SHARED_DATA / "INDEX.md").is_file():
        pytest.skip(f"the real files are not at {SHARED_DATA} (set COMMANDROOM_SHARED_DATA)")
    return SHARED_DATA


@pytest.fixture(scope="session")
def template_room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a small founded room, closed; copy it, never open it."""
    from tests.helpers import rooms

    return rooms.make(tmp_path_factory.mktemp("template") / "room")


@pytest.fixture
def room_clock() -> "rooms.Clock":
    """The clock of the small room, at a Thursday morning."""
    from tests.helpers import rooms

    return rooms.Clock()


@pytest.fixture
def small_room(template_room: Path, tmp_path: Path, room_clock: "rooms.Clock") -> "Iterator[Room]":
    """A copy of the small room, open at ``room_clock``."""
    from tests.helpers import rooms

    with rooms.copied(template_room, tmp_path / "room", room_clock) as room:
        yield room
