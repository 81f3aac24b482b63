"""Words, heads and widths of a table on paper: one line a cell, columns as wide as they need."""

from collections.abc import Sequence

from commandroom.reports.svg import WIDTH, measure

LONG_WIDTH = 637.8
"""The length of the text area of GB/T 9704-2012 (225 mm) in points: the width of a table that lies across."""
_LONG = 60
_RUN = 14


def clean(words: str) -> str:
    """Text without signs that no print can hold (controls, halves of pairs)."""
    kept = "".join(sign for sign in words if sign in "\n\t" or (ord(sign) >= 32 and ord(sign) != 127))
    return kept.encode("utf-8", "replace").decode()


def cell_words(words: str) -> str:
    """The words of a cell: one line of at most 60 signs, long runs without a space may break anywhere."""
    line = " ".join(clean(words).split())
    line = line if len(line) <= _LONG else line[: _LONG - 1] + "…"
    pieces, run = [], 0
    for sign in line:
        run = run + 1 if " " < sign < "\u2e80" and sign != "-" else 0
        pieces.append(sign)
        if run == _RUN:
            pieces.append("\u200b")
            run = 0
    return "".join(pieces)


def split_head(head: str, place: int, columns: int, wide: Sequence[int]) -> str:
    """A head of four signs and more in two lines where a table has many columns."""
    crowded = columns > 7 and place not in wide
    return f"{head[:2]}\n{head[2:]}" if crowded and len(head) > 3 else head


def widths(
    heads: Sequence[str], rows: Sequence[Sequence[str]], wide: Sequence[int], size: float, across: float = WIDTH
) -> list[float]:
    """The width of each column in points: narrow ones as wide as they need, wide ones take what is left."""
    needs = []
    for column, head in enumerate(heads):
        cells = max((measure(row[column], size) for row in rows), default=0.0)
        named = max(measure(line, size) for line in head.split("\n"))
        needs.append(max(cells, named) + 8.0)
    left = across - sum(need for column, need in enumerate(needs) if column not in wide)
    wanted = sum(needs[column] for column in wide)
    if wide and wanted > left > 64.0 * len(wide):
        return [round(left * need / wanted if column in wide else need, 2) for column, need in enumerate(needs)]
    return [round(need * across / sum(needs), 2) for need in needs]
