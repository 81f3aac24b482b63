"""How an entry moves the clocks of an event: the clock columns of the table of steps."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from commandroom.domain.clocks import NEVER, Clock, ClockKind, Running
from commandroom.domain.errors import Refused
from commandroom.domain.event import TERMINAL, State
from commandroom.domain.journal import Entry
from commandroom.domain.lifecycle import Step

Clocks = tuple[Clock, ...]
_STOPPED, _RUNNING, _PAUSED = Running.STOPPED.value, Running.RUNNING.value, Running.PAUSED.value
_CLOSED = State.CLOSED.value
# plain text: looking a member up by its name costs more than all the rest of a comparison


def turn(clocks: Clocks, step: Step, entry: Entry, state: str) -> Clocks:
    """The clocks after an entry: stopped, held and resumed by the table, started by the entry's facts."""
    facts = entry.facts
    if not (clocks or "clocks" in facts):
        return clocks
    if entry.verb == "overdue":
        return _noted(clocks, facts)
    if entry.verb == "recompute":
        return _recomputed(clocks, facts["clocks"])
    if strange := {start["kind"] for start in facts.get("clocks", ())} - set(step.starts):
        raise Refused("event.wrong_clock", verb=entry.verb, clock="、".join(sorted(strange)))
    if entry.verb == "progress":
        return _stage_done(clocks, entry)
    moved = list(clocks)
    if step.stops or step.pauses or step.resumes:
        only = facts.get("withdrawn", facts.get("order"))
        for place, clock in enumerate(moved):
            if clock.running == _STOPPED or (only is not None and clock.order not in (0, only)):
                continue
            moved[place] = _moved(clock, step, entry)
    if "clocks" in facts:
        wanted = [made(start) for start in facts["clocks"]]
        kinds = {(clock.kind, clock.order, clock.stage) for clock in wanted}
        moved = [
            clock.stop(entry.at)
            if clock.running != _STOPPED and (clock.kind, clock.order, clock.stage) in kinds
            else clock
            for clock in moved
        ]
        moved.extend(wanted)
    if state in TERMINAL or state == _CLOSED:
        kept = ClockKind.REVISIT if state == _CLOSED else ""
        moved = [
            clock if clock.running == _STOPPED or clock.kind == kept else clock.stop(entry.at) for clock in moved
        ]
    return tuple(moved)


def _stage_done(clocks: Clocks, entry: Entry) -> Clocks:
    """A stage of the handling that is done (到场, 停工, …) ends its own clock; the others go on (T14, L4)."""
    stage, order = entry.facts.get("stage"), entry.facts.get("order")
    if not stage:
        return clocks
    return tuple(
        clock.stop(entry.at)
        if clock.kind == ClockKind.HANDLE
        and clock.order == order
        and clock.stage == stage
        and clock.running != _STOPPED
        else clock
        for clock in clocks
    )


def _moved(clock: Clock, step: Step, entry: Entry) -> Clock:
    if clock.kind in step.stops:
        return clock.stop(entry.at)
    if clock.kind in step.pauses and clock.running == _RUNNING:
        return clock.pause(entry.at, entry.facts.get("left", {}).get(clock.kind, 0.0))
    if clock.kind in step.resumes and clock.running == _PAUSED:
        ends = entry.facts.get("resumed", {}).get(clock.kind)
        return clock.resume(entry.at, ends["due"], ends["warn"]) if ends else clock.stop(entry.at)
    return clock


def made(start: Mapping[str, Any]) -> Clock:
    """The clock that the facts of an entry start."""
    return Clock(
        start["kind"],
        start.get("order", 0),
        start.get("stage", ""),
        start["start"],
        start["amount"],
        start["unit"],
        start["calendar"],
        start["due"],
        start["warn"],
        start.get("cap", NEVER),
    )


def _same(clock: Clock, facts: Mapping[str, Any]) -> bool:
    return (
        clock.kind == facts["clock"]
        and clock.order == facts.get("order", 0)
        and clock.stage == facts.get("stage", "")
        and clock.running != _STOPPED
    )


def _noted(clocks: Clocks, facts: Mapping[str, Any]) -> Clocks:
    return tuple(replace(clock, noted=True) if _same(clock, facts) else clock for clock in clocks)


def _recomputed(clocks: Clocks, wanted: Iterable[Mapping[str, Any]]) -> Clocks:
    moved = list(clocks)
    for change in wanted:
        for place, clock in enumerate(moved):
            if _same(clock, change):
                moved[place] = replace(
                    clock,
                    due_at=change["due"],
                    warn_at=change["warn"],
                    calendar=change["calendar"],
                    noted=False,
                )
    return tuple(moved)
