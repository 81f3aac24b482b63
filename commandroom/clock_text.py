"""Why a clock of a case ends when it does, in at most ten lines: its limit, and what cut it short."""

from collections.abc import Callable

from commandroom.deadline_text import words
from commandroom.domain.clocks import Clock, Running
from commandroom.domain.deadline_lines import explain
from commandroom.domain.instant import stamp
from commandroom.domain.workcalendar import WorkCalendar
from commandroom.domain.worktime import Limit, TimeUnit
from commandroom.text import mark, tr

CLOCK_WORDS = {
    "C1": mark("受理"),
    "C1b": mark("核实"),
    "C2": mark("派单"),
    "C3": mark("签收"),
    "C4": mark("处置"),
    "C5": mark("核查"),
    "C6": mark("结案"),
    "C7": mark("回访"),
    "C8": mark("总时限"),
}
"""The clocks of domain.md §5.3."""


def clock_word(clock: Clock) -> str:
    """``处置`` or ``处置（拆除）``: what a clock is called on screens and prints."""
    word = tr(CLOCK_WORDS.get(clock.kind, clock.kind))
    return tr("{word}（{stage}）", word=word, stage=clock.stage) if clock.stage else word


def reasons(clock: Clock, calendar: Callable[[str], WorkCalendar]) -> list[str]:
    """The lines of [为什么]; ``calendar`` gives a version of the working calendar by its name."""
    if clock.unit == "absolute":
        return [
            tr("{start} 起计", start=stamp(clock.started_at)),
            tr("期限由来源平台给定，为 {due}，本级不暂停、不顺延", due=stamp(clock.due_at)),
        ]
    limit = Limit(clock.amount, TimeUnit(clock.unit))
    pauses = list(clock.pauses)
    held = [(clock.paused_at, None)] if clock.running == Running.PAUSED else []
    lines = explain(calendar(clock.calendar), clock.started_at, limit, pauses=[*pauses, *held])
    if clock.cap_at and clock.due_at == clock.cap_at and not held:
        kept = [lines[0], lines[-1]]
        cut = tr("来源平台的期限更早，扣除写答复的时间，实际截止 {due}", due=stamp(clock.due_at))
        return [*words(kept), cut]
    return words(lines)
