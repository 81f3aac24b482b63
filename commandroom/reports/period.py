"""Month and Basis: which events a report counts, and by which of their moments."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from commandroom.domain.errors import Refused
from commandroom.domain.instant import DAY, Instant, day_start, local, local_date
from commandroom.text import mark, tr


class Basis(StrEnum):
    """The moment by which an event belongs to a month (domain.md §3.5: selectable and printed)."""

    REPORTED = "reported"
    FILED = "filed"
    CLOSED = "closed"


BASIS_WORDS = {
    Basis.REPORTED: mark("按上报时间"),
    Basis.FILED: mark("按立案时间"),
    Basis.CLOSED: mark("按办结时间"),
}


def basis(word: str) -> Basis:
    """The basis of a word; Refused("report.wrong_basis")."""
    try:
        return Basis(word)
    except ValueError as error:
        raise Refused("report.wrong_basis", value=word, known="、".join(Basis)) from error


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """One calendar month at +08:00."""

    year: int
    month: int

    @classmethod
    def read(cls, word: str) -> "Month":
        """The month of a word like ``2026-10``; Refused("report.wrong_month")."""
        found = re.fullmatch(r"(\d{4})-(\d{1,2})", word.strip())
        if found is None or not 1 <= int(found[2]) <= 12 or int(found[1]) < 1970:
            raise Refused("report.wrong_month", value=word)
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, at: Instant) -> "Month":
        """The month an instant lies in."""
        day = local_date(at)
        return cls(day.year, day.month)

    def moved(self, months: int) -> "Month":
        """So many months later (earlier when negative)."""
        year, month = divmod(self.year * 12 + self.month - 1 + months, 12)
        return Month(year, month + 1)

    @property
    def start(self) -> Instant:
        """00:00 of its first day."""
        return day_start(date(self.year, self.month, 1))

    @property
    def end(self) -> Instant:
        """00:00 of the first day after it."""
        after = self.moved(1)
        return day_start(date(after.year, after.month, 1))

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.end - self.start) // DAY

    @property
    def key(self) -> str:
        """``2026-10``."""
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def words(self) -> str:
        """``2026年10月``."""
        return tr("{year}年{month}月", year=self.year, month=self.month)

    def require_begun(self, now: Instant) -> None:
        """Raise Refused("report.future_month") for a month of which no day has begun."""
        if self.start > now:
            raise Refused("report.future_month", month=self.words, today=day_words(now))

    def unfinished(self, now: Instant) -> bool:
        """Whether it still runs."""
        return now < self.end


def day_words(at: Instant) -> str:
    """``2026年11月5日``, without leading zeros (GB/T 9704-2012)."""
    day = local(at)
    return tr("{year}年{month}月{day}日", year=day.year, month=day.month, day=day.day)


def moment_words(at: Instant) -> str:
    """``2026年11月5日14时30分``."""
    when = local(at)
    return tr("{day}{hour}时{minute:02d}分", day=day_words(at), hour=when.hour, minute=when.minute)
