"""What the room does next by itself about a running clock, and when (domain.md §5.3)."""

from dataclasses import dataclass
from enum import StrEnum

from commandroom.domain.instant import Instant


class Auto(StrEnum):
    """The steps the room takes by itself, as far as they are built."""

    WARN = "warn"
    RECORD = "record"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class NextStep:
    """A step and its moment; ``at`` is 0 for none."""

    auto: Auto
    at: Instant


def next_step(due_at: Instant, warn_at: Instant, now: Instant, *, noted: bool) -> NextStep:
    """It turns yellow at its warning, is recorded as late right after its end; then nothing more by itself."""
    if noted:
        return NextStep(Auto.NONE, 0)
    if now < warn_at < due_at:
        return NextStep(Auto.WARN, warn_at)
    return NextStep(Auto.RECORD, due_at + 1)
