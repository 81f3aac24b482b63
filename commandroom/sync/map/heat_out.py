"""The heat as it leaves on an exported map: squares of a month with their steps, the colours in words."""

import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from commandroom.domain.instant import DAY, Instant, day_start, local_date
from commandroom.store import heat
from commandroom.store.reader import Reader
from commandroom.text import tr

DIGITS = 4
"""Decimals of a corner: squares are a thousandth of a degree wide."""


@dataclass(frozen=True, slots=True)
class HeatOut:
    """Squares as lon, lat of the middle, count and step 0..4; the words of the steps that there are."""

    title: str
    squares: tuple[tuple[float, float, int, int], ...]
    words: tuple[str, ...]

    def features(self, ramp: Sequence[str]) -> list[dict[str, Any]]:
        """One GeoJSON polygon for each square, with its colour and the facts of its pop-up."""
        half = heat.CELL / 2
        found = []
        for lon, lat, count, step in self.squares:
            west, east, south, north = (round(one, DIGITS) for one in (lon - half, lon + half, lat - half, lat + half))
            ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
            properties = {
                "n": tr("约100米见方内 {count} 件", count=count), "f": [[tr("统计"), self.title]],
                "style": {"fillColor": ramp[step], "fillOpacity": 0.8, "weight": 0.5, "color": "#55616E"},
            }  # fmt: skip
            geometry = {"type": "Polygon", "coordinates": [ring]}
            found.append({"type": "Feature", "properties": properties, "geometry": geometry})
        return found

    def legend(self, ramp: Sequence[str]) -> str:
        """What the squares mean, for the card at the foot."""
        colours = ramp[len(ramp) - len(self.words) :]
        rows = "".join(
            f'<li><i style="background:{colour}"></i>{html.escape(tr("每格 {count} 件", count=word))}</li>'
            for colour, word in zip(colours, self.words, strict=True)
        )
        return f"<p>{html.escape(self.title)}</p><ul>{rows}</ul>"


def last_heat(reader: Reader, now: Instant) -> HeatOut | None:
    """The heat of the last whole month; of this one while there is none; None without an event with a place."""
    this = local_date(now).replace(day=1)
    before = local_date(day_start(this) - DAY).replace(day=1)
    for month, until in ((before, day_start(this)), (this, now + 1)):
        spots = heat.read(reader, day_start(month), until)
        if spots:
            steps, words = heat.stepped(spots)
            squares = tuple((spot.lon, spot.lat, spot.count, step) for spot, step in zip(spots, steps, strict=True))
            return HeatOut(tr("{year}年{month}月 热力", year=month.year, month=month.month), squares, words)
    return None
