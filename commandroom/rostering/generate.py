"""Make a month's roster: the fewest broken rules first, then as even as it can be; the same input, the same roster."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from commandroom.domain import cover
from commandroom.domain.roster import Duty, duty_id
from commandroom.domain.rules import Broken, Gap
from commandroom.rostering import gaps as gaps_of
from commandroom.rostering.even import even
from commandroom.rostering.fewest import fewest
from commandroom.rostering.judge import judge
from commandroom.rostering.problem import Problem


@dataclass(frozen=True, slots=True)
class Drafted:
    """A month as the engine would have it: its duties (those that stay too), and what they break.

    ``complete``: no rule is broken. ``proven``: no roster breaks fewer rules.
    """

    month: str
    duties: tuple[Duty, ...]
    broken: tuple[Broken, ...]
    gaps: tuple[Gap, ...]
    proven: bool
    afresh: bool = False

    @property
    def complete(self) -> bool:
        """Whether every rule is kept."""
        return not self.broken


def _never() -> bool:
    return False


def generate(problem: Problem, cancelled: Callable[[], bool] = _never) -> Drafted:
    """Fill a month; pure, to be run in a thread of its own.

    ``cancelled`` is asked now and then; raises fewest.StoppedError soon after it says yes.
    """
    found = fewest(problem, soft=False, cancelled=cancelled)
    if found.cost > 0.5 and not {"rest", "hours"} <= problem.firm:
        other = fewest(problem, soft=True, cancelled=cancelled)
        found = other if other.cost < found.cost - 0.5 else replace(found, proven=found.proven and other.proven)
    held = even(problem, found.held, cancelled)
    duties = _duties(problem, held)
    picture = problem.picture.with_duties(duties)
    days = cover.month_days(problem.month)
    balances = {person: -goals[0] for person, goals in problem.goals.items()}
    return Drafted(
        problem.month, duties, judge(picture), gaps_of.of(picture, days[0], days[-1], balances), found.proven,
        problem.afresh,
    )  # fmt: skip


def _duties(problem: Problem, held: tuple[tuple[str, ...], ...]) -> tuple[Duty, ...]:
    """The duties of the month: those of the room, with whoever was found for them."""
    days = set(cover.month_days(problem.month))
    made = {duty.id: duty for duty in problem.picture.duties if duty.day in days}
    for task, people in zip(problem.tasks, held, strict=True):
        for day, span in zip(task.days, task.spans, strict=True):
            ident = duty_id(day, task.post, task.shift)
            before = made.get(ident) or Duty(ident, day, task.post, task.shift, (), *span)
            if people:
                made[ident] = replace(before, people=(*before.people, *people))
    return tuple(sorted(made.values(), key=lambda duty: (duty.start, duty.id)))
