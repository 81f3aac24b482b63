"""What the month is measured beside: the same counts by DuckDB on its own copy, the same paper by LibreOffice."""

import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

import numpy as np

from commandroom.store.queue.columns import LATE
from commandroom.store.queue.figures import Figures

COLUMNS = (
    "state", "category", "source", "unit", "grid", "satisfaction", "tier", "flags", "reported_at", "filed_at",
    "dispatched_at", "closed_at", "handle_due_at", "revisited_at", "rework", "returns", "redispatches",
)  # fmt: skip
UNFILED = (
    "'draft','reported','need_info','verifying_source','admission_review','rejected','merged','voided','void_review',"
    "'conf_handed'"
)
FILED = f"((filed_at > 0 AND state <> 'merged') OR state NOT IN ({UNFILED}))"
DONE = "state IN ('closed','archived')"
COUNTS = f"""
SELECT count(*) reported, count(*) FILTER ({FILED} OR state = 'voided') valid, count(*) FILTER ({FILED}) filed,
  count(*) FILTER ({DONE}) closed, count(*) FILTER ({DONE} AND flags & {LATE} = 0) on_time,
  count(*) FILTER (NOT {DONE} AND state NOT IN ('merged','rejected','voided','conf_handed')) open,
  count(*) FILTER (dispatched_at > 0) dispatched,
  count(*) FILTER (dispatched_at > 0 AND redispatches = 0) never_redispatched,
  sum(rework) rework, sum(returns) returned, count(*) FILTER (state = 'merged') merged,
  count(*) FILTER (revisited_at > 0) revisited,
  count(*) FILTER (satisfaction IN ('satisfied','mostly')) content,
  count(*) FILTER (satisfaction IN ('satisfied','mostly','unsatisfied')) rated,
  count(*) FILTER (tier = 1 AND {DONE}) self_closed, count(*) FILTER (tier = 3) town, count(*) FILTER (tier = 4) county,
  (SELECT count(*) FROM event WHERE handle_due_at >= $1 AND handle_due_at < $2 AND {FILED}) due
FROM event WHERE reported_at >= $1 AND reported_at < $2 AND state <> 'draft'
"""
"""The event figures of the table in one statement."""


def duck(figures: Figures, path: Path) -> Any:
    """A DuckDB database on disk with the same columns, its own copy; its native types and compression."""
    import duckdb
    import pandas as pd

    path.unlink(missing_ok=True)
    frame = {}
    for name in COLUMNS:
        column = figures.numbers[name]
        if name in figures.texts:
            frame[name] = pd.Categorical.from_codes(column.astype("i4"), list(figures.texts[name]))
        else:
            frame[name] = column.astype("i8")
    table = pd.DataFrame(frame)
    connection = duckdb.connect(str(path))
    connection.register("given", table)
    connection.execute("CREATE TABLE event AS SELECT * FROM given ORDER BY reported_at")
    connection.unregister("given")
    connection.execute("CHECKPOINT")
    return connection


def counted(connection: Any, since: int, until: int) -> dict[str, int]:
    """The event figures by DuckDB."""
    found = connection.execute(COUNTS, [since, until])
    names = [column[0] for column in found.description]
    return {name: int(value or 0) for name, value in zip(names, found.fetchone(), strict=True)}


def by_libreoffice(document: bytes, folder: Path) -> float | None:
    """Seconds LibreOffice takes to make a PDF of a .docx without a window; None where it is not installed."""
    office = shutil.which("soffice")
    if office is None:
        return None
    (folder / "paper.docx").write_bytes(document)
    order = [office, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf"]
    taken = []
    for _ in range(2):  # the first run makes its profile
        begun = time.perf_counter()
        subprocess.run([*order, "--outdir", str(folder), str(folder / "paper.docx")], check=True, capture_output=True)
        taken.append(time.perf_counter() - begun)
    assert (folder / "paper.pdf").stat().st_size > 10_000
    return min(taken)


def span_of(figures: Figures, until: int, events: int) -> int:
    """From when on so many events were reported before ``until``."""
    reported = np.sort(figures.numbers["reported_at"].astype("i8"))
    place = int(np.searchsorted(reported, until))
    return int(reported[max(0, place - events)])
