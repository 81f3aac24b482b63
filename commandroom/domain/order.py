"""Order: one unit's share of an event (lead or co)."""

from dataclasses import dataclass
from enum import StrEnum

from commandroom.domain.instant import Instant


class OrderRole(StrEnum):
    """Who answers for the whole, and who helps."""

    LEAD = "lead"
    CO = "co"


class OrderState(StrEnum):
    """Where one unit stands with its share."""

    SENT = "sent"
    ACCEPTED = "accepted"
    FINISHED = "finished"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    WAIVED = "waived"


LIVE = frozenset({OrderState.SENT, OrderState.ACCEPTED, OrderState.FINISHED})
OPEN = frozenset({OrderState.SENT, OrderState.ACCEPTED})


@dataclass(frozen=True, slots=True)
class Order:
    """One unit's share of an event; ``no`` counts from 1 inside the event."""

    no: int
    unit: str
    role: str
    state: str
    sent_at: Instant
    sent_by: str
    requirement: str = ""
    accepted_at: Instant = 0
    accepted_by: str = ""
    finished_at: Instant = 0
    finished_by: str = ""
    result: str = ""

    @property
    def live(self) -> bool:
        """Whether it still counts (sent, accepted or finished)."""
        return self.state in LIVE

    @property
    def open(self) -> bool:
        """Whether its unit still owes something."""
        return self.state in OPEN
