"""Report charts as SVG: three lines day by day, squares of hour by weekday, boxes of the stages."""

from collections.abc import Sequence
from math import log10

from commandroom.reports import chart_svg
from commandroom.reports.chart_data import HOURS, WEEKDAYS, Box, Charts
from commandroom.reports.chart_svg import Series
from commandroom.reports.svg import HUE, INK, QUIET, WIDTH, Sheet, clipped, measure
from commandroom.text import tr

SIZE = 9.0
STEPS = ("#E3F0F6", "#B9D9E7", "#82BAD2", "#4393B6", "#0B6E99")
_EMPTY = "#f3f4f6"
TIMES = ((1 / 60, "1′"), (10 / 60, "10′"), (1, "1h"), (4, "4h"), (24, "1d"), (72, "3d"), (240, "10d"), (720, "30d"))


def chart(families: Sequence[str], charts: Charts, code: str) -> str:
    """One of the charts of the month page: trend, stack, week, boxes."""
    if code == "trend":
        longest = max(len(one.values) for one in charts.days)
        series = [
            Series(one.month.words, (*one.values, *[None] * (longest - len(one.values)))) for one in charts.days
        ]
        return chart_svg.lines(families, [str(day + 1) for day in range(longest)], series)
    if code == "stack":
        stack = charts.stack
        names = range(len(stack.names))
        met = [place for place in range(len(stack.series)) if any(stack.count(name, place) for name in names)]
        return chart_svg.stacked(
            families, stack.names,
            [Series(stack.series[place], tuple(float(stack.count(name, place)) for name in names)) for place in met],
        )  # fmt: skip
    return week(families, charts) if code == "week" else boxes(families, charts.boxes)


def week(families: Sequence[str], charts: Charts) -> str:
    """Seven rows of twenty-four squares, each with its count."""
    words = [tr(word) for word in WEEKDAYS]
    left = max(measure(word, SIZE) for word in words) + 6
    step = (WIDTH - left) / HOURS
    sheet = Sheet(WIDTH, 7 * step + 16, families)
    counts = charts.week.counts.tolist()
    most = max(counts, default=0)
    for day, word in enumerate(words):
        top = day * step
        sheet.text(left - 4, top + step / 2 + 3, word, SIZE, anchor="end")
        for hour in range(HOURS):
            count = counts[day * HOURS + hour]
            shade = min((count * len(STEPS) - 1) // most, len(STEPS) - 1) if count else -1
            sheet.box(left + hour * step, top, step - 0.6, step - 0.6, STEPS[shade] if count else _EMPTY)
            if count:
                colour = "#ffffff" if shade > 2 else INK
                middle = left + (hour + 0.5) * step
                sheet.text(middle, top + step / 2 + 2.6, str(count), 7, anchor="middle", colour=colour)
    for hour in range(0, HOURS, 2):
        sheet.text(left + (hour + 0.5) * step, 7 * step + 10, str(hour), 8, anchor="middle", colour=QUIET)
    return sheet.svg()


def boxes(families: Sequence[str], found: Sequence[Box]) -> str:
    """A row for each stage: whiskers from 5 to 95 of 100, box between the quartiles, a line at the median."""
    named = [tr("{stage} {count}件", stage=one.word, count=one.count) for one in found]
    left = min(max((measure(word, SIZE) for word in named), default=0.0), WIDTH * 0.3) + 8
    row = 20.0
    sheet = Sheet(WIDTH, row * max(len(found), 1) + 18, families)
    low = log10(1 / 60)
    high = max([log10(24), *(_log(one.high) for one in found)])

    def x(hours: float) -> float:
        return left + (WIDTH - left - 6) * (_log(hours) - low) / (high - low)

    base = row * max(len(found), 1)
    for hours, word in TIMES:
        if _log(hours) <= high:
            sheet.line(x(hours), 0, x(hours), base, "#e3e6ea", 0.4)
            sheet.text(x(hours), base + 11, word, 8, anchor="middle", colour=QUIET)
    for place, one in enumerate(found):
        middle = row * (place + 0.5)
        sheet.text(left - 6, middle + 3, clipped(named[place], SIZE, left - 8), SIZE, anchor="end")
        sheet.line(x(one.low), middle, x(one.high), middle, QUIET, 0.8)
        sheet.box(x(one.first), middle - 6, max(x(one.third) - x(one.first), 1.0), 12, HUE[2])
        sheet.line(x(one.middle), middle - 6, x(one.middle), middle + 6, INK, 1.4)
    return sheet.svg()


def _log(hours: float) -> float:
    return log10(max(hours, 1 / 60))
