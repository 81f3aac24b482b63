"""Report charts as SVG: bars, stacked bars, columns, lines; one hue and greys, every value also as a number."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from commandroom.reports.svg import GREYS, HUE, INK, QUIET, RULE, WIDTH, Sheet, clipped, measure

SHADES = (*HUE, *reversed(GREYS))
SIZE = 9.0
ROW = 17.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label, its length, and how its value is written; ``value`` None draws none."""

    label: str
    value: float | None
    written: str


@dataclass(frozen=True, slots=True)
class Series:
    """One line or one colour of a stack; None = no value there."""

    name: str
    values: tuple[float | None, ...]


def nice(most: float) -> tuple[float, float]:
    """A round end of an axis from 0 that holds ``most``, and its step (four to six steps)."""
    if most <= 0:
        return 1.0, 1.0
    rough = most / 5
    power = 10 ** floor(log10(rough))
    step = next(power * part for part in (1, 2, 2.5, 5, 10) if power * part >= rough)
    step = max(step, 1.0) if most >= 1 else step
    return ceil(most / step - 1e-9) * step, step


def _mark(value: float) -> str:
    return f"{value:.0f}" if value == int(value) else f"{value:g}"


def bars(families: Sequence[str], values: Sequence[Bar], whole: float | None = None) -> str:
    """Horizontal bars, the value written behind each; ``whole``: the length that fills the width."""
    left = min(max((measure(bar.label, SIZE) for bar in values), default=0.0), WIDTH * 0.34) + 8
    right = max((measure(bar.written, SIZE) for bar in values), default=0.0) + 10
    sheet = Sheet(WIDTH, ROW * max(len(values), 1) + 6, families)
    most = max([bar.value or 0 for bar in values] + [whole or 0])
    room = WIDTH - left - right
    for place, bar in enumerate(values):
        middle = 3 + ROW * place + ROW / 2
        sheet.text(left - 6, middle + 3.2, clipped(bar.label, SIZE, left - 8), SIZE, anchor="end")
        if whole:
            sheet.box(left, middle - 5, room, 10, "#eef0f2")
        length = room * (bar.value or 0) / most if most else 0.0
        sheet.box(left, middle - 5, length, 10, HUE[1])
        at = left + (room if whole else length) + 4
        sheet.text(at, middle + 3.2, bar.written, SIZE, colour=INK)
    sheet.line(left, 1, left, sheet.height - 1, QUIET, 0.7)
    return sheet.svg()


def stacked(families: Sequence[str], labels: Sequence[str], series: Sequence[Series]) -> str:
    """Horizontal stacked bars with a legend above; counts stand in the pieces that have room, the sum behind."""
    left = min(max((measure(label, SIZE) for label in labels), default=0.0), WIDTH * 0.3) + 8
    sums = [sum(one.values[place] or 0 for one in series) for place in range(len(labels))]
    right = max((measure(_mark(total), SIZE) for total in sums), default=0.0) + 10
    spots, high = _legend_spots([one.name for one in series])
    sheet = Sheet(WIDTH, high + ROW * max(len(labels), 1) + 6, families)
    for place, (one, (x, y)) in enumerate(zip(series, spots, strict=True)):
        sheet.box(x, y - 7.5, 9, 9, SHADES[place % len(SHADES)])
        sheet.text(x + 12, y, one.name, SIZE)
    room, most = WIDTH - left - right, max(sums, default=0)
    for row, label in enumerate(labels):
        middle = high + 3 + ROW * row + ROW / 2
        sheet.text(left - 6, middle + 3.2, clipped(label, SIZE, left - 8), SIZE, anchor="end")
        x = left
        for place, one in enumerate(series):
            value = one.values[row] or 0
            length = room * value / most if most else 0.0
            sheet.box(x, middle - 6, max(length - 0.4, 0), 12, SHADES[place % len(SHADES)])
            if length > measure(_mark(value), 7) + 3:
                dark = place % len(SHADES) in (0, 1, 2, 6, 7)
                sheet.text(x + length / 2, middle + 2.5, _mark(value), 7, anchor="middle",
                           colour="#ffffff" if dark else INK)  # fmt: skip
            x += length
        sheet.text(x + 4, middle + 3.2, _mark(sums[row]), SIZE)
    sheet.line(left, high, left, sheet.height - 1, QUIET, 0.7)
    return sheet.svg()


def _legend_spots(names: Sequence[str]) -> tuple[list[tuple[float, float]], float]:
    spots, x, y = [], 0.0, 10.0
    for name in names:
        wide = measure(name, SIZE) + 26
        if x + wide > WIDTH and x:
            x, y = 0.0, y + 14
        spots.append((x, y))
        x += wide
    return spots, (y + 10 if names else 0.0)


def columns(families: Sequence[str], labels: Sequence[str], values: Sequence[float | None]) -> str:
    """Upright columns over an axis of counts; labels thin out where they would touch; None draws none."""
    sheet, base, room = _frame(families, [value or 0 for value in values], 132)
    left, end = room
    top, _ = nice(max((value or 0 for value in values), default=0))
    pitch = (WIDTH - left) / max(len(labels), 1)
    every = max(1, ceil((max((measure(label, 8) for label in labels), default=0) + 4) / pitch))
    for place, value in enumerate(values):
        x = left + pitch * place
        high = (base - end) * (value or 0) / top
        sheet.box(x + pitch * 0.16, base - high, pitch * 0.68, high, HUE[1])
        if value and pitch > measure(_mark(value), 7):
            sheet.text(x + pitch / 2, base - high - 2.5, _mark(value), 7, anchor="middle", colour=QUIET)
        if place % every == 0:
            sheet.text(x + pitch / 2, base + 11, labels[place], 8, anchor="middle")
    sheet.line(left, base, WIDTH, base, QUIET, 0.7)
    return sheet.svg()


def lines(families: Sequence[str], labels: Sequence[str], series: Sequence[Series]) -> str:
    """Lines over an axis of counts, the second one dashed and grey; every corner carries its number."""
    found = [value for one in series for value in one.values if value is not None]
    sheet, base, (left, end) = _frame(families, found, 150, 18)
    top, _ = nice(max(found, default=0))
    pitch = (WIDTH - left) / max(len(labels), 1)
    x = left
    for place, one in enumerate(series):
        colour = (HUE[1], QUIET, HUE[2], GREYS[2])[place % 4]
        sheet.path([(x, 6), (x + 18, 6)], colour, 1.6, dashed=place % 2 == 1)
        sheet.text(x + 22, 9, one.name, SIZE)
        x += measure(one.name, SIZE) + 40
        corners = [
            (left + pitch * (spot + 0.5), base - (base - end) * value / top)
            for spot, value in enumerate(one.values)
            if value is not None
        ]
        sheet.path(corners, colour, 1.6, dashed=place % 2 == 1)
        for (cx, cy), value in zip(corners, [v for v in one.values if v is not None], strict=True):
            sheet.dot(cx, cy, 2.1, colour)
            below = place % 2 == 1
            sheet.text(cx, cy + 10 if below else cy - 4.5, _mark(value), 7.5, anchor="middle", colour=colour)
    every = max(1, ceil((max((measure(label, 8) for label in labels), default=0) + 4) / pitch))
    for spot, label in enumerate(labels):
        if spot % every == 0:
            sheet.text(left + pitch * (spot + 0.5), base + 11, label, 8, anchor="middle")
    sheet.line(left, base, WIDTH, base, QUIET, 0.7)
    return sheet.svg()


def _frame(
    families: Sequence[str], values: Sequence[float], high: float, above: float = 0.0
) -> tuple[Sheet, float, tuple[float, float]]:
    """A sheet with a scale of counts: the sheet, the y of zero, and (left edge, y of the top value)."""
    top, step = nice(max(values, default=0))
    left = measure(_mark(top), 8) + 8
    sheet = Sheet(WIDTH, high + above, families)
    base, end = high + above - 16, above + 10.0
    value = 0.0
    while value <= top + 1e-9:
        y = base - (base - end) * value / top
        sheet.line(left, y, WIDTH, y, RULE if value else QUIET, 0.4)
        sheet.text(left - 4, y + 2.8, _mark(value), 8, anchor="end", colour=QUIET)
        value += step
    return sheet, base, (left, end)
