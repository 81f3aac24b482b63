"""Events as plain rows, as the queue's columns, and as a reader gives them: the ground of the month's tests."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from commandroom.domain.places import Grid, Level
from commandroom.store.queue.columns import LATE, LIVE, TIMES, Columns
from commandroom.store.queue.figures import Figures

VILLAGES = ("320412003001", "320412003200")
GRIDS = (
    Grid("320412003", "潞城街道", "", Level.TOWN, households=900),
    Grid(VILLAGES[0], "富民社区", "320412003", Level.COMMUNITY, households=400),
    Grid(VILLAGES[1], "潞城村", "320412003", Level.COMMUNITY, households=500),
    Grid("320412003001001", "第一网格", VILLAGES[0], Level.BASE, households=400),
    Grid("320412003200001", "第一网格", VILLAGES[1], Level.BASE, households=500),
    Grid("320412003001001-01", "微网格", "320412003001001", Level.MICRO, households=40),
)
CODES = ("", "320412003001001", "320412003001001-01", "320412003200001", VILLAGES[1], "999999999")
BLANK: dict[str, Any] = {
    **{column.name: "" if column.coded else 0 for column in (*LIVE, *TIMES)},
    "late": 0, "paused": 0, "proposal": "", "solved": "", "merged_into": "", "id": "", "number": "", "title": "",
    "place": "", "lon": None, "lat": None, "reporter": "", "security": "normal", "clocks": (),
}  # fmt: skip


@dataclass(frozen=True)
class Unit:
    """As much of a unit as a report reads."""

    id: str
    name: str
    short: str = ""


@dataclass
class RowsReader:
    """Answers the reads of a report from plain rows; refuses any other."""

    events: list[dict[str, Any]]
    settings: dict[str, Any] = field(default_factory=lambda: {"name": "潞城街道指挥室", "place": "经开区潞城街道"})

    def rows(self, sql: str, values: Any = ()) -> list[Any]:
        """The rows of one of the few SELECTs a report makes."""
        wanted = set(values)
        if "FROM event e JOIN clock c" in sql:
            return [
                (event["row"], *clock) for event in self.events if event["row"] in wanted for clock in event["clocks"]
            ]
        column = "id" if "WHERE id =" in sql else "row"
        found = [event for event in self.events if event[column] in wanted]
        if "solved = 'yes'" in sql:
            found = [event for event in found if event["solved"] == "yes"]
        names = sql.removeprefix("SELECT ").partition(" FROM")[0].split(", ")
        return [tuple(event[name] for name in names) for event in found]

    def all(self, kind: str) -> tuple[Any, ...]:
        """Grids and units."""
        return {"grid": GRIDS, "unit": (Unit("cg", "城管所"), Unit("pcs", "派出所"))}.get(kind, ())

    def find(self, kind: str, ident: str) -> Any:
        """Nothing else is known."""
        del kind, ident

    def setting(self, name: str, default: Any = None) -> Any:
        """Name and place of the room."""
        return self.settings.get(name, default)


def event(row: int, **facts: Any) -> dict[str, Any]:
    """One event with these facts; what is left out is blank."""
    assert facts.keys() <= BLANK.keys(), facts.keys() - BLANK.keys()
    return {**BLANK, "row": row, "id": f"{row:032x}", "number": f"320412003-A1-{row:04d}", **facts}


def columns(events: list[dict[str, Any]]) -> Figures:
    """The same events as the queue holds them."""
    live, times = Columns("live", LIVE), Columns("times", TIMES)
    if events:
        rows = np.array([one["row"] for one in events], "i8")
        ready = [{**one, "flags": LATE if one["late"] else 0} for one in events]
        live.put(rows, [tuple(one[column.name] for column in LIVE) for one in ready])
        times.put(rows, [tuple(one[column.name] for column in TIMES) for one in ready])
    return Figures.of(live, times)


def busy_month(start: int, titles: tuple[str, ...] = ("绿地脏乱",)) -> list[dict[str, Any]]:
    """Some events from the first second of a month on: closed, late, open, merged, without a place."""
    made = []
    for row in range(1, 41):
        reported = start + row * 3600 * 17
        facts: dict[str, Any] = {
            "reported_at": reported, "category": ("livelihood", "environment", "")[row % 3], "grid": CODES[row % 6],
            "source": ("12345", "gridworker")[row % 2], "tier": row % 5, "unit": ("cg", "pcs")[row % 2],
            "title": titles[row % len(titles)], "place": titles[(row + 1) % len(titles)], "reporter": "张建国",
        }  # fmt: skip
        if row % 7 == 0:
            facts |= {"state": "merged", "merged_into": f"{1:032x}", "closed_at": reported + 60}
        else:
            due, finished = reported + 86_400, 0 if row % 5 == 0 else reported + (row % 4) * 40_000
            facts |= {
                "state": "closed" if finished else "handling", "filed_at": reported + 300, "handle_due_at": due,
                "dispatched_at": reported + 600, "accepted_at": reported + 900, "finished_at": finished,
                "closed_at": finished + 3600 if finished else 0, "late": int(finished > due), "rework": row % 2,
                "satisfaction": "satisfied" if finished else "", "solved": "yes" if finished else "",
                "revisited_at": finished + 7200 if finished else 0,
                "clocks": (("C1", reported + 1800, reported + 300, "stopped", 0),
                           ("C4", due, finished, "stopped" if finished else "running", 0)),
            }  # fmt: skip
        made.append(event(row, **facts))
    return made
