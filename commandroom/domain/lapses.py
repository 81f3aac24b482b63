"""How late an alarm came: on time, caught up after nobody looked, or too late to be one (domain.md §5.5)."""

from enum import StrEnum

from commandroom.domain.instant import DAY

ASLEEP = 300
"""A clock that ran out longer ago (seconds) than this was missed: nobody was looking."""
STALE_AFTER = DAY
"""An alarm later than this rings for nobody: it stands in the list and in the figures only."""


class Judgement(StrEnum):
    """How an alarm stands to the moment it was for."""

    ON_TIME = "on_time"
    CATCH_UP = "catch_up"
    STALE = "stale"


def judge(unseen: int) -> Judgement:
    """The judgement of an alarm that was recorded so many seconds after its nominal moment."""
    if unseen <= ASLEEP:
        return Judgement.ON_TIME
    return Judgement.CATCH_UP if unseen <= STALE_AFTER else Judgement.STALE
