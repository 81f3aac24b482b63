"""Likely duplicates of a case being typed in, among the open and recent ones, each with its reasons in words."""

from dataclasses import dataclass
from enum import StrEnum
from math import cos, radians
from typing import Any

from commandroom.domain.event import OPEN, State
from commandroom.domain.instant import DAY, HOUR, MINUTE, Instant
from commandroom.domain.masking import mask_case
from commandroom.domain.shape import metres_between
from commandroom.span_text import span
from commandroom.text import mark, tr

WINDOW = 14 * DAY
NEWEST = 4_000
"""The cases looked at: those reported in the window, at most so many of the newest (index on reported_at)."""
MOST = 5
NEAR_M = 300.0
LEAST = 45.0
_M_PER_DEGREE = 111_320.0
_KEPT = sorted(state.value for state in (*OPEN, State.CLOSED))
_COLUMNS = (
    "id, number, title, place, state, category, item, phone, grid, lon, lat, reported_at, occurred_at, source_no,"
    " text, reporter"
)
_RECENT = (
    f"SELECT {_COLUMNS} FROM (SELECT * FROM event INDEXED BY event_reported WHERE reported_at >= :since"
    " AND reported_at <= :until ORDER BY reported_at DESC LIMIT :most)"
    " WHERE id <> :self AND (phone <> '' AND phone = :phone OR source_no <> '' AND source_no = :source_no"
    " OR grid <> '' AND grid = :grid OR lat BETWEEN :south AND :north AND lon BETWEEN :west AND :east"
    " OR place <> '' AND substr(place, 1, 4) = substr(:place, 1, 4)"
    " OR title <> '' AND substr(title, 1, 4) = substr(:title, 1, 4))"
    f" AND state IN ({', '.join(repr(state) for state in _KEPT)})"
)


class Advice(StrEnum):
    """What to do about it."""

    MERGE = "merge"
    REPEAT = "repeat"
    LOOK = "look"


ADVICE_WORDS = {
    Advice.MERGE: mark("同一件事，可并入"),
    Advice.REPEAT: mark("同一来电人再次来电，登记为重复来电"),
    Advice.LOOK: mark("已结案，先看一看"),
}
"""MERGE and REPEAT both keep the new call as a case of its own that hangs on the first: no caller is lost."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What is known of the case being typed in; "" and None where nothing is. ``ident``: its own draft."""

    title: str = ""
    text: str = ""
    place: str = ""
    phone: str = ""
    category: str = ""
    item: str = ""
    grid: str = ""
    lon: float | None = None
    lat: float | None = None
    at: Instant = 0
    source_no: str = ""
    ident: str = ""

    @property
    def worth_asking(self) -> bool:
        """Whether enough is known to compare by."""
        return bool(self.phone or self.source_no or self.lat is not None or len(self.place) > 3 or len(self.title) > 3)


@dataclass(frozen=True, slots=True)
class Similar:
    """One likely duplicate: the case, how sure (0–100), why in words, and what to do; persons masked."""

    id: str
    number: str
    title: str
    place: str
    state: str
    score: float
    reasons: tuple[str, ...]
    advice: Advice

    @property
    def words(self) -> str:
        """The reasons in one line: 120 米、40 分钟前、同类、同一来电."""
        return tr("、").join(self.reasons)


def similar(reader: Any, sought: Sought, now: Instant, most: int = MOST) -> list[Similar]:
    """The likeliest duplicates, best first, at most ``most``; ``reader``: a DB-API connection (Reader.raw)."""
    if not sought.worth_asking:
        return []
    rows = reader.execute(_RECENT, _values(sought, now)).fetchall()
    found = [one for row in rows if (one := _compared(row, sought, now)) is not None]
    found.sort(key=lambda one: (-one.score, one.number))
    return found[:most]


def _values(sought: Sought, now: Instant) -> dict[str, Any]:
    lat = sought.lat if sought.lat is not None else 999.0
    lon = sought.lon if sought.lon is not None else 999.0
    up = NEAR_M / _M_PER_DEGREE
    across = up / max(cos(radians(min(abs(lat), 89.0))), 0.01)
    return {
        "since": now - WINDOW, "until": now + DAY, "most": NEWEST, "self": sought.ident, "phone": sought.phone,
        "source_no": sought.source_no, "grid": sought.grid, "south": lat - up, "north": lat + up,
        "west": lon - across, "east": lon + across, "place": sought.place if len(sought.place) >= 4 else "\0",
        "title": sought.title if len(sought.title) >= 4 else "\0",
    }  # fmt: skip


def _compared(row: Any, sought: Sought, now: Instant) -> Similar | None:
    ident, number, title, place, state, category, item, phone = row[:8]
    grid, lon, lat, reported, occurred, source_no, text, reporter = row[8:]
    score, reasons = 0.0, []
    if sought.source_no and source_no == sought.source_no:
        score += 60
        reasons.append(tr("同一来源编号"))
    where, said = _where(sought, lon, lat, grid, place)
    score += where
    reasons += said
    when, said = _when(sought.at or now, occurred or reported)
    score += when
    reasons += said
    if sought.item and item == sought.item:
        score += 22
        reasons.append(tr("同一事项"))
    elif sought.category and category == sought.category:
        score += 12
        reasons.append(tr("同类"))
    same_caller = bool(sought.phone) and phone == sought.phone
    if same_caller:
        score += 28
        reasons.append(tr("同一来电"))
    alike = _alike(sought, title, text)
    if alike >= 55:
        score += (alike - 45) * 0.6
        reasons.append(tr("文字相近 {percent}%", percent=round(alike)))
    if score < LEAST or len(reasons) < 2 or not (where or same_caller or alike >= 75 or source_no == sought.source_no):
        return None
    advice = Advice.LOOK if state not in OPEN else Advice.REPEAT if same_caller else Advice.MERGE
    shown, where_shown = mask_case(title, reporter), mask_case(place, reporter)
    return Similar(ident, number, shown, where_shown, state, min(score, 100.0), tuple(reasons), advice)


def _where(
    sought: Sought, lon: float | None, lat: float | None, grid: str, place: str
) -> tuple[float, list[str]]:
    from rapidfuzz import fuzz

    if None not in (sought.lon, sought.lat, lon, lat):
        metres = metres_between((sought.lon, sought.lat), (lon, lat))  # type: ignore[arg-type]
        if metres <= NEAR_M:
            shown = tr("同一位置") if metres < 15 else tr("{metres} 米", metres=round(metres / 10) * 10)
            return 40 * (1 - metres / (2 * NEAR_M)), [shown]
        return 0.0, []
    if sought.place and place:
        same = fuzz.ratio(sought.place, place)
        if sought.place == place or same >= 80:
            return 30.0, [tr("同一地点") if sought.place == place else tr("地点相近")]
    if sought.grid and grid == sought.grid:
        return 16.0, [tr("同一网格")]
    return 0.0, []


def _when(at: Instant, other: Instant) -> tuple[float, list[str]]:
    apart = abs(at - other)
    shown = tr("{span}前", span=span(apart)) if other <= at else tr("{span}后", span=span(apart))
    if apart < MINUTE:
        shown = tr("同时")
    points = 18.0 if apart <= 2 * HOUR else 12.0 if apart <= DAY else 6.0 if apart <= 3 * DAY else 0.0
    return points, [shown]


def _alike(sought: Sought, title: str, text: str) -> float:
    from rapidfuzz import fuzz

    scores = [0.0]
    if sought.title and title:
        scores.append(fuzz.ratio(sought.title, title))
        if min(len(sought.title), len(title)) >= 6:
            scores.append(fuzz.partial_ratio(sought.title, title) * 0.9)
    if len(sought.text) >= 12 and len(text) >= 12:
        scores.append(fuzz.ratio(sought.text[:400], text[:400]))
    return max(scores)
