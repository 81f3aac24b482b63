"""Find the grid of a position, and say how it was found (T1; domain.md §5.13 rule 11)."""

from collections.abc import Mapping
from typing import Any

from commandroom.domain.errors import Refused
from commandroom.domain.event import GridMethod
from commandroom.store.work import Work


def grounded(work: Work, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The grid facts for a case: by its position, else as stated; otherwise it waits in its own list.

    Raises Refused("intake.unknown_grid") for a stated grid that is not in the list,
    Refused("intake.wrong_position") for a position that is not on the globe.
    """
    lon, lat = facts.get("lon"), facts.get("lat")
    stated = str(facts.get("grid") or "")
    if (lon is None) != (lat is None):
        raise Refused("intake.wrong_position", lon=lon, lat=lat)
    if lon is not None and lat is not None:
        if not (-180 <= lon <= 180 and -90 <= lat <= 90):
            raise Refused("intake.wrong_position", lon=lon, lat=lat)
        if stated and facts.get("grid_method") == GridMethod.MANUAL:
            return {"grid": stated, "grid_method": GridMethod.MANUAL.value}
        found = work.locate(lon, lat)
        if found:
            return {"grid": found, "grid_method": GridMethod.POLYGON.value}
    if stated:
        if work.find("grid", stated) is None:
            raise Refused("intake.unknown_grid", grid=stated)
        manual = facts.get("grid_method") == GridMethod.MANUAL
        return {"grid": stated, "grid_method": (GridMethod.MANUAL if manual else GridMethod.STATED).value}
    return {"grid": "", "grid_method": GridMethod.REQUIRED.value}
