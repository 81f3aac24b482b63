"""Reading a 100,000 x 20 workbook: calamine alone, with our validation, and pandas, in one run."""

import gc
import time
from collections.abc import Callable
from pathlib import Path

from commandroom.sync.table_reading import plan, read_plan
from tests.bench.sheet_maker import make

ROWS = 100_000
FILE = Path(__file__).resolve().parents[2] / "build" / "bench" / f"orders-{ROWS}.xlsx"


def calamine_alone() -> int:
    """Every row as a Python list, as the tables are read."""
    import python_calamine as calamine

    book = calamine.CalamineWorkbook.from_path(str(FILE))
    return sum(1 for _row in book.get_sheet_by_index(0).iter_rows()) - 1


def ours() -> int:
    """Recognised, opened, header found, read, every cell cleaned and checked, identified, fingerprinted."""
    events = 0
    for piece in read_plan(plan(FILE, "hotline-12345")):
        if piece.wrong:
            raise ValueError(piece.wrong[0].sentence)
        events += len(piece.events)
    return events


def with_pandas() -> int:
    """pandas.read_excel by the same reader; no validation at all."""
    import pandas as pd

    return len(pd.read_excel(FILE, engine="calamine"))


def with_openpyxl() -> int:
    """pandas.read_excel as it comes."""
    import pandas as pd

    return len(pd.read_excel(FILE, engine="openpyxl"))


def measure(work: Callable[[], int]) -> float:
    """Processor seconds of one run (all ways work in one thread), after its rows were counted."""
    gc.collect()
    start = time.process_time()
    count = work()
    taken = time.process_time() - start
    if count != ROWS:
        raise ValueError(f"{work.__name__} read {count} rows")
    return taken


def table(slow: bool = True) -> list[tuple[str, float, float]]:
    """(what, seconds, times calamine) for each way; calamine is measured before and after, the better counts."""
    make(FILE, ROWS)
    first = measure(calamine_alone)
    own = measure(ours)
    limit = min(first, measure(calamine_alone))
    found = [("calamine alone", limit, 1.0), ("commandroom: read, clean, check, fingerprint", own, own / limit)]
    others = (with_pandas, with_openpyxl) if slow else ()
    for work in others:
        taken = measure(work)
        found.append((f"pandas.read_excel ({'calamine' if work is with_pandas else 'openpyxl'})", taken, taken / limit))
    return found


def main() -> None:
    """Print the table."""
    found = table()
    limit = found[0][1]
    for what, seconds, ratio in found:
        print(f"{what:50} {seconds:7.2f} s  {ratio:5.2f} x  {(seconds - limit) / ROWS * 1e6:7.1f} µs a row beyond")


if __name__ == "__main__":
    main()
