"""Deadlines of a working room: prefix sums against a naive walk over the days."""

import random
import time
from collections.abc import Callable
from datetime import date

import numpy as np
import pytest

from commandroom.domain import worktime
from commandroom.domain.instant import DAY, at
from commandroom.domain.workcalendar import DayRule, WorkCalendar, civil_day, day_number
from commandroom.domain.worktime import Limit, TimeUnit
from commandroom.store import deadlines
from commandroom.sync.holidays import first_calendar

MANY = 200_000
WALKED = 2_000
START = at(2026, 1, 5)


def timed(work: Callable[[], object], times: int = 5) -> float:
    """The median of some runs, in seconds."""
    runs = []
    for _ in range(times):
        begin = time.perf_counter()
        work()
        runs.append(time.perf_counter() - begin)
    return sorted(runs)[times // 2]


def day_walk(calendar: WorkCalendar, start: int, limit: Limit) -> int:
    """The end of a 工作时 or 工作日 limit as one would write it first: day after day, each asked for its hours."""
    number, second = divmod(start + 8 * 3600, DAY)
    left = limit.seconds
    if limit.in_days:
        days = int(limit.amount)
        while days:
            number += 1
            a, b, c, d = calendar.parts_of(number)
            days -= (b > a) or (d > c)
        return (number + 1) * DAY - 8 * 3600
    while True:
        a, b, c, d = calendar.parts_of(number)
        for begin, end in ((max(a, second), b), (max(c, second), d)):
            if end - begin >= left:
                return number * DAY - 8 * 3600 + begin + left
            left -= max(0, end - begin)
        number, second = number + 1, 0


def main() -> None:
    """Print the table."""
    dice = random.Random(1)
    old = first_calendar("old")
    eve = day_number(date(2027, 2, 5))
    new = old.with_table("new", 2027, [DayRule(civil_day(eve + n), "春节", works=False) for n in range(9)])
    starts = np.array([START + dice.randrange(380 * DAY) for _ in range(MANY)], dtype=np.int64)
    units = np.array([dice.choice([0, 0, 1, 1, 2, 3]) for _ in range(MANY)])
    amounts = np.array([float(dice.randrange(1, 30)) for _ in range(MANY)])
    limits = (Limit(amount, deadlines.UNITS[unit]) for amount, unit in zip(amounts.tolist(), units, strict=True))
    pairs = list(zip(starts.tolist(), limits, strict=True))
    work = [(s, limit) for s, limit in pairs if limit.unit in (TimeUnit.WORK_HOUR, TimeUnit.WORK_DAY)][:WALKED]
    found = deadlines.due(old, starts, amounts, units)
    assert found.tolist() == [worktime.due(old, s, limit) for s, limit in pairs]
    assert [day_walk(old, s, limit) for s, limit in work] == [worktime.due(old, s, limit) for s, limit in work]

    batch = timed(lambda: deadlines.due(old, starts, amounts, units))
    both = timed(lambda: deadlines.moved(old, new, starts, amounts, units))
    single = timed(lambda: [worktime.due(old, s, limit) for s, limit in pairs], 3)
    walk = timed(lambda: [day_walk(old, s, limit) for s, limit in work], 3) / len(work) * MANY
    cold = timed(lambda: worktime.due(first_calendar("cold"), START, Limit(4, TimeUnit.WORK_HOUR)), 3)
    changed = len(deadlines.moved(old, new, starts, amounts, units))
    print(f"\n{MANY:,} deadlines, four units".ljust(62), "ms", "ratio", sep="\t")
    for name, seconds in (
        ("numpy batch", batch),
        (f"old and new calendar, {changed:,} moved", both),
        (f"worktime.due one by one ({single / MANY * 1e6:.2f} µs each)", single),
        (f"naive day walk (from {len(work):,} in work units)", walk),
        ("first deadline of a new calendar (reads three tables)", cold),
    ):
        print(f"{name}".ljust(60), f"{seconds * 1e3:,.1f}", f"{seconds / batch:,.1f}", sep="\t")


@pytest.mark.bench
def test_bench_worktime() -> None:
    """The table, with the answers compared."""
    main()


if __name__ == "__main__":
    main()
