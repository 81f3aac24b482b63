"""Where the wall stood: kept beside the user's other window settings, outside the journal, read at the start."""

import contextlib
import json
import os
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

SIDE_TILES = ("today", "duty", "alerts")
"""The tiles that take turns; the map and the pressure stay."""
SECONDS = 20
FASTEST, SLOWEST = 5, 3600


@dataclass(frozen=True, slots=True)
class MonitorState:
    """What one monitor shows: the tiles that take turns, for how long each, and which stood there last."""

    tiles: tuple[str, ...] = SIDE_TILES
    seconds: int = SECONDS
    page: str = SIDE_TILES[0]


@dataclass(frozen=True, slots=True)
class WallState:
    """Whether the wall is open, on which monitor (its name), and every monitor's own rotation."""

    open: bool = False
    monitor: str = ""
    monitors: dict[str, MonitorState] = field(default_factory=dict)

    def of(self, monitor: str) -> MonitorState:
        """The rotation of a monitor."""
        return self.monitors.get(monitor, MonitorState())

    def with_monitor(self, monitor: str, state: MonitorState) -> "WallState":
        """The same with another rotation of a monitor."""
        return replace(self, monitors={**self.monitors, monitor: state})


def default_path() -> Path:
    """The file in the user's own settings."""
    import platformdirs

    return Path(platformdirs.user_config_dir("commandroom", appauthor=False)) / "wall.json"


def load(path: Path) -> WallState:
    """The state as kept; the usual one where there is none or it cannot be read as one."""
    try:
        told = json.loads(path.read_text("utf-8"))
        monitors = {str(name): _monitor(one) for name, one in told["monitors"].items()}
        return WallState(bool(told["open"]), str(told["monitor"]), monitors)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return WallState()


def _monitor(told: dict[str, Any]) -> MonitorState:
    tiles = tuple(tile for tile in told["tiles"] if tile in SIDE_TILES) or SIDE_TILES
    page = told["page"] if told["page"] in tiles else tiles[0]
    return MonitorState(tiles, min(max(int(told["seconds"]), FASTEST), SLOWEST), page)


def keep(path: Path, state: WallState) -> None:
    """Write the state so that a power cut leaves the old one or the new one; a full disk costs only the memory."""
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(".new")
        with fresh.open("w", encoding="utf-8") as file:
            file.write(json.dumps(asdict(state), ensure_ascii=False, indent=1))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
