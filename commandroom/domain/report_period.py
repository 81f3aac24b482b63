"""ReportPeriod: the day, week, month, quarter, half-year or year that a paper speaks of, at +08:00."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from commandroom.domain.errors import Refused
from commandroom.domain.instant import Instant, day_start, local_date

DAY, WEEK, MONTH, QUARTER, HALF, YEAR = "day", "week", "month", "quarter", "half", "year"
KINDS = (DAY, WEEK, MONTH, QUARTER, HALF, YEAR)
_MONTHS = {MONTH: 1, QUARTER: 3, HALF: 6, YEAR: 12}
_FORMS = {
    DAY: r"\d{4}-\d{2}-\d{2}", WEEK: r"(\d{4})-W(\d{2})", MONTH: r"(\d{4})-(\d{2})", QUARTER: r"(\d{4})-Q([1-4])",
    HALF: r"(\d{4})-H([12])", YEAR: r"(\d{4})",
}  # fmt: skip
EXAMPLES = {
    DAY: "2026-11-05", WEEK: "2026-W45", MONTH: "2026-11", QUARTER: "2026-Q4", HALF: "2026-H2", YEAR: "2026",
}  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class ReportPeriod:
    """A stretch of whole days by its kind and first day; weeks begin on Monday (GB/T 7408)."""

    kind: str
    first: date

    @classmethod
    def of(cls, kind: str, at: Instant) -> "ReportPeriod":
        """The period of a kind that an instant lies in."""
        return cls.around(kind, local_date(at))

    @classmethod
    def around(cls, kind: str, day: date) -> "ReportPeriod":
        """The period of a kind that a day lies in."""
        if kind == DAY:
            return cls(kind, day)
        if kind == WEEK:
            return cls(kind, day - timedelta(days=day.weekday()))
        months = _MONTHS[kind]
        return cls(kind, date(day.year, (day.month - 1) // months * months + 1, 1))

    @classmethod
    def read(cls, kind: str, word: str) -> "ReportPeriod":
        """The period of a word like ``2026-W45`` or ``2026-Q4``; Refused("report.wrong_period")."""
        found = re.fullmatch(_FORMS[kind], word.strip())
        try:
            if found is None:
                raise ValueError(word)
            if kind == DAY:
                return cls(kind, date.fromisoformat(found[0]))
            year = int(found[1])
            if kind == WEEK:
                return cls(kind, date.fromisocalendar(year, int(found[2]), 1))
            return cls(kind, date(year, 1 if kind == YEAR else (int(found[2]) - 1) * _MONTHS[kind] + 1, 1))
        except ValueError as error:
            raise Refused("report.wrong_period", value=word, example=EXAMPLES[kind]) from error

    @property
    def key(self) -> str:
        """``2026-11-05``, ``2026-W45``, ``2026-11``, ``2026-Q4``, ``2026-H2``, ``2026``."""
        day = self.first
        if self.kind == DAY:
            return day.isoformat()
        if self.kind == WEEK:
            year, week, _ = day.isocalendar()
            return f"{year:04d}-W{week:02d}"
        number = (day.month - 1) // _MONTHS[self.kind] + 1
        ends = {MONTH: f"-{number:02d}", QUARTER: f"-Q{number}", HALF: f"-H{number}", YEAR: ""}
        return f"{day.year:04d}{ends[self.kind]}"

    def moved(self, steps: int) -> "ReportPeriod":
        """So many periods later (earlier when negative)."""
        if self.kind in (DAY, WEEK):
            return ReportPeriod(self.kind, self.first + timedelta(days=steps * (1 if self.kind == DAY else 7)))
        year, month = divmod(self.first.year * 12 + self.first.month - 1 + steps * _MONTHS[self.kind], 12)
        return ReportPeriod(self.kind, date(year, month + 1, 1))

    @property
    def after(self) -> date:
        """The first day after it."""
        return self.moved(1).first

    @property
    def last(self) -> date:
        """Its last day."""
        return self.after - timedelta(days=1)

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.after - self.first).days

    @property
    def start(self) -> Instant:
        """00:00 of its first day."""
        return day_start(self.first)

    @property
    def end(self) -> Instant:
        """00:00 of the first day after it."""
        return day_start(self.after)

    def parts(self, kind: str) -> tuple["ReportPeriod", ...]:
        """The periods of a smaller kind that begin in it: the months of a quarter."""
        found, one = [], ReportPeriod.around(kind, self.first)
        while one.first < self.after:
            if one.first >= self.first:
                found.append(one)
            one = one.moved(1)
        return tuple(found)


def fits(kind: str, word: str) -> bool:
    """Whether a word is written as periods of a kind are."""
    return re.fullmatch(_FORMS[kind], word) is not None
