"""Instants: whole seconds since the Unix epoch in UTC, shown at +08:00."""

from datetime import date, datetime, timedelta, timezone

Instant = int
"""Seconds since 1970-01-01T00:00:00Z. China has one civil time, +08:00, without summer time since 1991."""

MINUTE = 60
HOUR = 3600
DAY = 86400
SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
_OFFSET = 8 * HOUR


def local(at: Instant) -> datetime:
    """The civil date and time (+08:00) of an instant."""
    return datetime.fromtimestamp(at, SHANGHAI)


def instant(when: datetime) -> Instant:
    """The instant of a civil time; a naive value is taken as +08:00. Fractions of a second are dropped."""
    aware = when if when.tzinfo is not None else when.replace(tzinfo=SHANGHAI)
    return int(aware.timestamp())


def at(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> Instant:
    """The instant of a civil date and time (+08:00)."""
    return instant(datetime(year, month, day, hour, minute, second, tzinfo=SHANGHAI))


def local_date(at: Instant) -> date:
    """The civil date (+08:00) of an instant."""
    return local(at).date()


def day_start(day: date) -> Instant:
    """The instant of 00:00 (+08:00) of a civil date."""
    return (day.toordinal() - 719163) * DAY - _OFFSET


def day_number(at: Instant) -> int:
    """The civil day (+08:00) of an instant, as days since 1970-01-01."""
    return (at + _OFFSET) // DAY


def stamp(at: Instant) -> str:
    """``2026-11-05 14:32``, as lists and prints write it."""
    return local(at).strftime("%Y-%m-%d %H:%M")
