"""Close, revisit, reopen, archive, void."""

from typing import Any

from commandroom.actions import timing
from commandroom.domain.clocks import ClockKind
from commandroom.domain.errors import Refused
from commandroom.domain.event import ClosingType
from commandroom.domain.instant import DAY
from commandroom.store.work import Work


def close(work: Work, event: str, closing_type: str = "", note: str = "") -> None:
    """Close a checked case (T23): normal or overdue by its handling clock unless said otherwise; C7 starts."""
    before = work.event(event)
    if closing_type and closing_type not in frozenset(ClosingType):
        raise Refused("close.unknown_type", value=closing_type[:80], known="、".join(ClosingType))
    if closing_type == ClosingType.NORMAL and before.handle_late:
        raise Refused("close.late_is_not_normal", number=before.number)
    kind = closing_type or (ClosingType.OVERDUE if before.handle_late else ClosingType.NORMAL)
    facts: dict[str, Any] = {
        "closing_type": ClosingType(kind).value,
        "clocks": [timing.default(work, "C7", before)],
    }
    if note:
        facts["note"] = note
    work.record("event", event, "close", facts)


def revisit(work: Work, event: str, satisfaction: str, solved: str = "", note: str = "") -> None:
    """Ask the reporter (T24): satisfied, mostly, unsatisfied or unreachable; solved "yes" or "no"; C7 stops."""
    if satisfaction not in SATISFACTION:
        raise Refused("close.unknown_satisfaction", value=satisfaction, known="、".join(SATISFACTION))
    if solved not in ("", "yes", "no"):
        raise Refused("intake.wrong_value", field="solved", value=solved[:80], known="yes、no")
    facts = {"satisfaction": satisfaction}
    if solved:
        facts["solved"] = solved
    if note:
        facts["note"] = note
    work.record("event", event, "revisit", facts)


SATISFACTION = ("satisfied", "mostly", "unsatisfied", "unreachable")
"""满意, 基本满意, 不满意, 未联系上 (domain.md §2.7)."""


def reopen(work: Work, event: str, reason: str, unit: str = "") -> None:
    """Open a closed case again within the profile's days (T25): to a unit, the last one, or back to filing."""
    before = work.event(event)
    days = work.profile().rules.reopen_days
    if before.closed_at and work.now > before.closed_at + days * DAY:
        raise Refused("close.too_late_to_reopen", number=before.number, days=days)
    facts: dict[str, Any] = {"reason": reason}
    target = unit or before.unit
    known = work.find("unit", target) if target and before.item else None
    if known is not None and known.active:
        facts["orders"] = [{"unit": target, "role": "lead"}]
        facts["clocks"] = timing.handling(work, before, len(before.orders) + 1)
    else:
        facts["clocks"] = [timing.default(work, "C2", before)]
    work.record("event", event, "reopen", facts)


def archive(work: Work, event: str) -> None:
    """Put a closed case away for good (T26): when its revisit is done or its time for it is over."""
    before = work.event(event)
    if not before.revisited_at and any(
        clock.kind == ClockKind.REVISIT and clock.due_at >= work.now for clock in before.running
    ):
        raise Refused("close.not_revisited", number=before.number)
    work.record("event", event, "archive", {})


def propose_void(work: Work, event: str, reason: str) -> None:
    """Propose that a case counts for nothing: a test, a repetition, nonsense (T27)."""
    work.record("event", event, "propose_void", {"reason": reason})


def void(work: Work, event: str) -> None:
    """Confirm it (T27, four eyes)."""
    work.record("event", event, "void", {})
