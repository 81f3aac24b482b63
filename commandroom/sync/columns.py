"""Clean whole columns at once: one compiled converter per field, slow only where a cell is wrong."""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from commandroom.domain.datum import Datum, to_wgs84
from commandroom.domain.errors import Refused
from commandroom.sync import cells
from commandroom.sync.cells import FIRST_YEAR, LAST_YEAR
from commandroom.sync.table_header import header_key

Flaws = list[tuple[int, Refused]]
"""Index of a row in the slice, and why its cell cannot be taken."""
Converter = Callable[[Sequence[Any], Flaws], list[Any]]
"""Takes the cells of one column, gives as many values, adds what is wrong to the flaws."""

_CACHED = 50_000
_DAY_ALONE = 10
"""Texts this short are days, which repeat; longer ones hold a time of day and hardly do."""
_ISO_LENGTHS = (16, 19)
_DECIMALS = 7
"""Degrees are kept to a centimetre, so that csv and xlsx of the same file tell the same place."""


def each(clean: Callable[[Any], Any], empty: Any) -> Converter:
    """A converter that applies a cleaner to each cell; a wrong cell becomes ``empty`` and a flaw."""

    def convert(values: Sequence[Any], flaws: Flaws) -> list[Any]:
        try:
            return [clean(value) for value in values]
        except Refused:
            return [_try(clean, index, value, empty, flaws) for index, value in enumerate(values)]

    return convert


def _try(clean: Callable[[Any], Any], index: int, value: Any, empty: Any, flaws: Flaws) -> Any:
    try:
        return clean(value)
    except Refused as refusal:
        flaws.append((index, refusal))
        return empty


class _Answers(dict[Any, Any]):
    """What a cleaner said to each text it has seen; columns repeat themselves."""

    def __init__(self, clean: Callable[[Any], Any]) -> None:
        super().__init__()
        self._clean = clean

    def __missing__(self, value: Any) -> Any:
        answer = self._clean(value)
        if len(self) >= _CACHED:
            self.clear()
        self[value] = answer
        return answer


def _only_text(values: Sequence[Any]) -> bool:
    return set(map(type, values)) == {str}


def _restored(texts: list[str]) -> list[str]:
    return [cells.restored(text) for text in texts] if "_xFFF" in "\x1f".join(texts) else texts


def text_column(nulls: frozenset[str], clean: Callable[[Any], str] = cells.plain_text) -> Converter:
    """Text without outer white space; a null word of the source is empty."""

    def one(value: Any) -> str:
        text = clean(value)
        return "" if text in nulls else text

    slow = each(one, "")

    def convert(values: Sequence[Any], flaws: Flaws) -> list[Any]:
        if not _only_text(values):
            return slow(values, flaws)
        texts = _restored([value.strip() for value in values])
        return texts if nulls.isdisjoint(texts) else ["" if text in nulls else text for text in texts]

    return convert if clean is cells.plain_text else slow


def moment_column(order: cells.DateOrder, nulls: frozenset[str], *, from_1904: bool) -> Converter:
    """Instants; None for an empty cell or a null word."""

    def one(value: Any) -> int | None:
        if type(value) is datetime and FIRST_YEAR <= value.year <= LAST_YEAR:
            days = value.toordinal() - 719_163
            return days * 86_400 + (value.hour - 8) * 3_600 + value.minute * 60 + value.second
        if type(value) is str:
            if not value or value.strip() in nulls:
                return None
            if len(value) <= _DAY_ALONE:
                return days_alone[value]  # type: ignore[no-any-return] # a dict of answers
            if len(value) in _ISO_LENGTHS and value[4] in "-/":
                try:
                    exact = datetime.fromisoformat(value.replace("/", "-"))
                except ValueError:
                    return cells.moment(value, order, from_1904=from_1904)
                if FIRST_YEAR <= exact.year <= LAST_YEAR and value.isascii():
                    days = exact.toordinal() - 719_163
                    return days * 86_400 + (exact.hour - 8) * 3_600 + exact.minute * 60 + exact.second
        return cells.moment(value, order, from_1904=from_1904)

    def day(value: str) -> int | None:
        return cells.moment(value, order, from_1904=from_1904)

    days_alone = _Answers(day)
    return each(one, None)


def number_column(nulls: frozenset[str]) -> Converter:
    """Numbers; None for an empty cell or a null word."""

    def one(value: Any) -> float | None:
        if isinstance(value, str) and value.strip() in nulls:
            return None
        return cells.number(value)

    return each(one, None)


def word_column(translation: Mapping[str, Any], nulls: frozenset[str], unknown: dict[str, int]) -> Converter:
    """What each word of the source means, None when nothing; unknown words are counted, not refused."""

    def one(value: Any) -> Any:
        word = cells.plain_text(value)
        if not word or word in nulls:
            return None
        return translation.get(header_key(word))

    slow = each(one, None)
    answers = _Answers(one)

    def convert(values: Sequence[Any], flaws: Flaws) -> list[Any]:
        meanings = [answers[value] for value in values] if _only_text(values) else slow(values, flaws)
        if None in meanings:
            for value, meaning in zip(values, meanings, strict=True):
                if meaning is None and value:
                    word = cells.verbatim(value).strip()
                    if word and word not in nulls:
                        unknown[word] = unknown.get(word, 0) + 1
        return meanings

    return convert


def kept_column(nulls: frozenset[str]) -> Converter:
    """Cells kept verbatim beside the clean fields; never wrong."""

    def convert(values: Sequence[Any], flaws: Flaws) -> list[Any]:
        kept = _restored(list(values) if _only_text(values) else [cells.verbatim(value) for value in values])
        return kept if nulls.isdisjoint(kept) else ["" if text in nulls else text for text in kept]

    return convert


def rounded_degree_column(values: Sequence[Any], flaws: Flaws) -> list[str]:
    """Degrees that were rounded to whole ones, verbatim: they are no position and are not lost either."""
    whole = [cells.verbatim(value).strip() for value in values]
    return [text if text.lstrip("-").removesuffix(".0").isdecimal() else "" for text in whole]


Position = tuple[float, float] | None


def positions(
    lons: Sequence[float | None], lats: Sequence[float | None], datum: Datum, *, drop_whole: bool, flaws: Flaws
) -> list[Position]:
    """WGS-84 positions of two columns of degrees; None where either is missing, both are 0, or, with
    ``drop_whole``, both were rounded to whole degrees.

    A flaw "cell.position_range" where a number is no degree or the two are the wrong way round.
    """
    if not any(lon is not None for lon in lons):
        return [None] * len(lons)
    found: list[Position] = []
    for index, (lon, lat) in enumerate(zip(lons, lats, strict=True)):
        if lon is None or lat is None or (lon == 0 and lat == 0):
            found.append(None)
        elif not (-180 <= lon <= 180 and -90 <= lat <= 90):
            flaws.append((index, Refused("cell.position_range")))
            found.append(None)
        elif drop_whole and lon == int(lon) and lat == int(lat):
            found.append(None)
        else:
            if datum in (Datum.GCJ02, Datum.BD09):
                lon, lat = to_wgs84(lon, lat, datum)
            found.append((round(lon, _DECIMALS), round(lat, _DECIMALS)))
    return found


def squeezed(text: str) -> str:
    """Text reduced to what identifies it: NFKC, no white space, lower case."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return "".join(text.split()).casefold()
