"""Event and State: what one municipal case is."""

from dataclasses import dataclass
from enum import StrEnum

from commandroom.domain.clocks import Clock, Running
from commandroom.domain.instant import Instant
from commandroom.domain.order import Order, OrderRole


class State(StrEnum):
    """Where a case stands.

    DRAFT → REPORTED → FILED → DISPATCHED → HANDLING → PENDING_CHECK → PENDING_CLOSE → CLOSED → ARCHIVED,
    with the side roads of domain.md §5.1. The legal steps between them are the table of ``lifecycle``.
    """

    DRAFT = "draft"
    REPORTED = "reported"
    NEED_INFO = "need_info"
    VERIFYING_SOURCE = "verifying_source"
    ADMISSION_REVIEW = "admission_review"
    REJECTED = "rejected"
    FILED = "filed"
    DISPATCHED = "dispatched"
    HANDLING = "handling"
    RETURN_REVIEW = "return_review"
    SUSPENDED = "suspended"
    ESCALATED = "escalated"
    PENDING_CHECK = "pending_check"
    PENDING_CLOSE = "pending_close"
    CLOSED = "closed"
    ARCHIVED = "archived"
    VOID_REVIEW = "void_review"
    VOIDED = "voided"
    MERGED = "merged"
    CONF_HANDED = "conf_handed"


TERMINAL = frozenset({State.ARCHIVED, State.REJECTED, State.VOIDED, State.MERGED, State.CONF_HANDED})
"""No step leads out and no clock runs; CLOSED can be reopened and still waits for its revisit."""

OPEN = frozenset(State) - TERMINAL - {State.CLOSED, State.DRAFT}
"""What the room still owes somebody."""


class ClosingType(StrEnum):
    """How a case ended (domain.md §4.1)."""

    NORMAL = "normal"
    OVERDUE = "overdue"
    ERROR = "error"
    SPECIAL = "special"
    SELF = "self"
    RECORD_ONLY = "record_only"
    PROCEDURAL = "procedural"
    INTERIM = "interim"
    SUBSTANTIVE = "substantive"


class Source(StrEnum):
    """Where a case came from (哨源)."""

    GRIDWORKER = "gridworker"
    HOTLINE = "12345"
    PHONE = "phone"
    VISIT = "visit"
    WECHAT = "wechat"
    WEB = "web"
    VIDEO = "video"
    PATROL = "patrol"
    UPSTREAM = "upstream"
    LETTER = "letter"
    MEDIA = "media"
    STATION = "station"
    OTHER = "other"


class GridMethod(StrEnum):
    """How a case got its grid."""

    POLYGON = "polygon"
    STATED = "stated"
    MANUAL = "manual"
    REQUIRED = "manual_required"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A step that one person proposed and another must confirm (four eyes)."""

    verb: str
    by: str
    at: Instant
    reason: str


@dataclass(frozen=True, slots=True)
class Event:
    """One municipal case as its journal entries have made it; instants are 0 while not set."""

    id: str
    step: int
    state: str
    number: str = ""
    source: str = Source.OTHER.value
    source_system: str = ""
    source_no: str = ""
    title: str = ""
    text: str = ""
    place: str = ""
    reporter: str = ""
    phone: str = ""
    category: str = ""
    item: str = ""
    importance: str = ""
    tier: int = 0
    urgency: str = "normal"
    severity: str = ""
    security: str = "normal"
    lon: float | None = None
    lat: float | None = None
    grid: str = ""
    grid_method: str = GridMethod.REQUIRED.value
    occurred_at: Instant = 0
    reported_at: Instant = 0
    reported_by: str = ""
    filed_at: Instant = 0
    filed_by: str = ""
    dispatched_at: Instant = 0
    accepted_at: Instant = 0
    finished_at: Instant = 0
    checked_at: Instant = 0
    checked_by: str = ""
    closed_at: Instant = 0
    closing_type: str = ""
    result: str = ""
    unit: str = ""
    external_due_at: Instant = 0
    came_from: str = ""
    proposal: Proposal | None = None
    orders: tuple[Order, ...] = ()
    clocks: tuple[Clock, ...] = ()
    handlers: tuple[str, ...] = ()
    cycle: int = 1
    rework: int = 0
    returns: int = 0
    redispatches: int = 0
    asked: int = 0
    merged_into: str = ""
    absorbed: tuple[str, ...] = ()
    split_from: str = ""
    split_into: tuple[str, ...] = ()
    satisfaction: str = ""
    solved: str = ""
    revisited_at: Instant = 0
    fingerprint: str = ""
    edited_at: Instant = 0
    source_key: str = ""
    extra: tuple[tuple[str, str], ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether the room still owes something."""
        return self.state in OPEN

    @property
    def lead(self) -> Order | None:
        """The one lead order that counts, if there is one."""
        for order in reversed(self.orders):
            if order.role == OrderRole.LEAD and order.live:
                return order
        return None

    def order_of(self, unit: str) -> Order | None:
        """The order of a unit that counts."""
        for order in reversed(self.orders):
            if order.unit == unit and order.live:
                return order
        return None

    @property
    def running(self) -> tuple[Clock, ...]:
        """The clocks that count or are held."""
        return tuple(clock for clock in self.clocks if clock.running != Running.STOPPED)

    @property
    def nearest(self) -> Clock | None:
        """The running clock that ends first."""
        counting = [clock for clock in self.clocks if clock.running == Running.RUNNING]
        return min(counting, key=lambda clock: clock.due_at) if counting else None

    @property
    def handle_late(self) -> bool:
        """Whether a handling clock of an order that counts (this cycle's) ended, or stands, after its time."""
        live = {order.no for order in self.orders if order.live}
        return any(
            clock.kind == "C4" and clock.order in live and (clock.noted or clock.stopped_at > clock.due_at)
            for clock in self.clocks
        )
