"""Import of a 100,000-row, 20-column workbook into the journal, beside calamine + executemany and pandas."""

import argparse
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from commandroom import demo
from commandroom.room import Room
from commandroom.store import engine
from commandroom.sync.inbox import import_events
from tests.bench.sheet_maker import make

ROWS = 100_000


def seconds(work: Callable[[], Any]) -> float:
    """Wall seconds of one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def raw(book: Path, folder: Path) -> None:
    """The limit: calamine reads, one executemany writes the same rows into an encrypted database like ours."""
    from python_calamine import CalamineWorkbook

    rows = CalamineWorkbook.from_path(str(book)).get_sheet_by_index(0).to_python()
    connection = engine.connect(folder / "raw.db", "0" * 64)
    width = len(rows[-1])
    connection.execute(f"CREATE TABLE raw ({', '.join(f'c{n}' for n in range(width))})")
    connection.execute("BEGIN IMMEDIATE")
    marks = ", ".join("?" * width)
    values = ([str(cell) if not isinstance(cell, int | float) else cell for cell in row] for row in rows)
    connection.executemany(f"INSERT INTO raw VALUES ({marks})", values)
    connection.execute("COMMIT")
    connection.close()


def pandas_way(book: Path, folder: Path) -> None:
    """What a script would do: pandas.read_excel and to_sql, no validation, no duplicates, no journal."""
    import pandas

    frame = pandas.read_excel(book, engine="calamine")
    with sqlite3.connect(folder / "pandas.db") as connection:
        frame.to_sql("raw", connection)


def table(rows: int) -> list[str]:
    """The lines of the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        book = folder / "book.xlsx"
        make(book, rows)
        demo.build(folder / "room", size="small", now="2026-11-05T14:30")
        limit = seconds(lambda: raw(book, folder))
        beside = seconds(lambda: pandas_way(book, folder))
        with Room.open(folder / "room") as room:
            ours = seconds(lambda: import_events(room.do, book, "hotline-12345", "diaodu1", room.clock()))
            again = import_events(room.do, book, "hotline-12345", "diaodu1", room.clock())
            repeat = seconds(lambda: import_events(room.do, book, "hotline-12345", "diaodu1", room.clock()))
            count = room.counted()[0]
        shutil.rmtree(folder / "room")
    lines = [f"import of {rows:,} rows x 20 columns; {count:,} events then in the room; again: {again.same:,} same"]
    for title, spent in (
        ("calamine + executemany, encrypted (the limit)", limit),
        ("pandas.read_excel + to_sql, no checks", beside),
        ("into the journal: validated, looked up, chained", ours),
        ("the same file again: nothing changes", repeat),
    ):
        share, each = spent / limit, spent / rows * 1e6
        lines.append(f"  {title:<52} {spent:7.2f} s   {share:5.2f} x limit   {each:6.0f} us a row")
    return lines


@pytest.mark.bench
def test_import_figures(capsys: pytest.CaptureFixture[str]) -> None:
    """Prints the figures of a large import; times are never asserted."""
    with capsys.disabled():
        print("\n" + "\n".join(table(ROWS)))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=ROWS)
    print("\n".join(table(parser.parse_args().rows)))
