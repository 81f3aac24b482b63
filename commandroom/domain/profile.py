"""Profile: everything a founding document fixes in numbers and labels, as one typed value."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from commandroom.domain.norms import Norms
from commandroom.domain.places import Level
from commandroom.domain.worktime import Limit


class Secretary(StrEnum):
    """Whether the village secretary is the grid head (domain.md §1.6: the documents contradict each other)."""

    MUST = "must"
    MUST_NOT = "must_not"
    MAY = "may"


@dataclass(frozen=True, slots=True)
class LevelLabel:
    """A level of the grid tree, top down, and what it is called here."""

    level: Level
    label: str


@dataclass(frozen=True, slots=True)
class Slot:
    """How many people of a kind a staffing formula wants; ``most`` None is without end ("X", "N")."""

    role: str
    label: str
    least: int
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Staffing:
    """A staffing formula of one scope (base, micro, exclusive, district, town, centre)."""

    scope: str
    formula: str
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class GridHead:
    """Who heads a grid here."""

    secretary: Secretary
    label: str


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the closed loop as this document calls it, and the states it covers."""

    label: str
    states: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rung:
    """A rung of the ladder of cases: tier (who closes), or importance, or both; "" and 0 = any."""

    label: str
    who: str
    tier: int = 0
    importance: str = ""


@dataclass(frozen=True, slots=True)
class ClockDefault:
    """The default limit of a clock (domain.md §5.3), its urgent variant, and whether it needs a staffed seat."""

    limit: Limit
    staffed: bool
    urgent: Limit | None = None


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade of an appraisal scale and the score from which it is given."""

    label: str
    least: float


@dataclass(frozen=True, slots=True)
class Appraisal:
    """How workers and grids are judged here."""

    title: str
    period: str
    dimensions: tuple[str, ...]
    grades: tuple[Grade, ...]
    two_way: bool
    last_place: bool

    def grade(self, score: float) -> str:
        """The label of a score; grades stand from the best down."""
        return next((grade.label for grade in self.grades if score >= grade.least), self.grades[-1].label)


@dataclass(frozen=True, slots=True)
class Obligation:
    """Something a role owes every period (visit, patrol, analysis)."""

    label: str
    role: str
    period: str
    least: int
    warn_day: int = 0


@dataclass(frozen=True, slots=True)
class Supervision:
    """When the ladder of reminders climbs by itself, and what it costs (domain.md §5.5)."""

    remind_from: float
    yellow_days: int
    red_days: int
    circular_days: int
    red_rework: int
    yellow_score: int
    red_score: int
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Whistle:
    """Limits of a whistle order (domain.md §5.6)."""

    label: str
    sign: Limit
    contact: Limit
    attend_daily: Limit
    attend_hard: Limit
    attend_emergency: Limit
    solve: Limit


@dataclass(frozen=True, slots=True)
class DutyNorm:
    """What a roster must hold (domain.md §5.9)."""

    dispatchers: int
    seat_least: int
    day_seat_least: int
    leaders_a_day: int
    rest_hours: int
    week_hours: int
    night_weight: int
    weekend_weight: int
    holiday_weight: int
    memory_years: int
    gap_alarm_hours: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """Single figures of the road of a case."""

    light: float
    undispatched_alarm: float
    reopen_days: int
    sampling_percent: int
    undo_seconds: int
    ask_most: int
    rework_least_share: float
    reply_buffer: Limit
    return_within: Limit
    suspend_days: int
    check_by_grid: bool
    self_handle_tier: int


@dataclass(frozen=True, slots=True)
class Profile:
    """One founding document as parameters."""

    code: str
    name: str
    place: str
    levels: tuple[LevelLabel, ...]
    exclusive_label: str
    norms: Norms
    exclusive_classes: tuple[str, ...]
    business_lines: tuple[str, ...]
    tracks: tuple[str, ...]
    staffing: tuple[Staffing, ...]
    grid_head: GridHead
    contact_groups: tuple[str, ...]
    stages: tuple[Stage, ...]
    ladder: tuple[Rung, ...]
    clocks: Mapping[str, ClockDefault]
    handle: Mapping[str, Limit]
    """The handling limit by importance where an item names none."""
    rules: Rules
    supervision: Supervision
    whistle: Whistle
    duty: DutyNorm
    appraisal: Appraisal
    obligations: tuple[Obligation, ...]
    subsidy_yuan: int
    """Reward per grid and month in yuan; 0 = none."""

    def limit(self, clock: str, urgent: bool = False) -> Limit:
        """The default limit of a clock; the urgent one where there is one. KeyError for an unknown clock."""
        default = self.clocks[clock]
        return default.urgent if urgent and default.urgent is not None else default.limit

    def stage_of(self, state: str) -> str:
        """What this document calls the stage a state belongs to; "" when it belongs to none."""
        return next((stage.label for stage in self.stages if state in stage.states), "")

    def rung_of(self, tier: int, importance: str) -> str:
        """The label of the rung a case stands on; "" when none fits."""
        for rung in self.ladder:
            if rung.tier in (0, tier) and rung.importance in ("", importance):
                return rung.label
        return ""

    def level_label(self, level: Level) -> str:
        """What a level of the grid tree is called here; "" when this document has no such level."""
        return next((one.label for one in self.levels if one.level == level), "")
