"""Why a clock ends when it does: every kind of clock explains itself in at most ten lines."""

from commandroom.clock_text import clock_word, reasons
from commandroom.domain.clocks import Clock
from commandroom.domain.instant import HOUR, at
from commandroom.domain.workcalendar import WorkCalendar
from commandroom.sync import first_calendar


def _calendar(version: str) -> WorkCalendar:
    assert version == "1"
    return first_calendar.calendar()


def _clock(**facts: object) -> Clock:
    values: dict[str, object] = {
        "kind": "C4", "order": 1, "stage": "", "started_at": at(2026, 2, 13, 16, 30), "amount": 4.0,
        "unit": "work_hour", "calendar": "1", "due_at": at(2026, 2, 14, 11, 30), "warn_at": at(2026, 2, 14, 10, 40),
    }
    return Clock(**{**values, **facts})  # type: ignore[arg-type]


def test_a_working_clock_ends_with_its_due_time() -> None:
    """Friday 16:30 and four working hours end on the make-up Saturday at 11:30, and the last line says so."""
    lines = reasons(_clock(), _calendar)
    assert 3 <= len(lines) <= 10
    assert "11:30" in lines[-1]
    assert any("调休" in line for line in lines)


def test_a_clock_cut_by_the_source_says_so() -> None:
    """Under an external deadline the effective end is named, not only the list's."""
    cut = at(2026, 2, 14, 9, 0)
    lines = reasons(_clock(due_at=cut, cap_at=cut), _calendar)
    assert "2026-02-14 09:00" in lines[-1]
    assert "11:30" in lines[-2]


def test_an_external_deadline_is_named_as_one() -> None:
    """C8 is given by another platform and never pauses here."""
    lines = reasons(_clock(kind="C8", unit="absolute", amount=0.0), _calendar)
    assert any("来源平台" in line for line in lines)


def test_a_held_clock_says_what_is_left() -> None:
    """A paused clock names the pause and what is left, not an end."""
    held = _clock(running="paused", paused_at=at(2026, 2, 13, 16, 30) + HOUR // 2)
    assert "暂停" in reasons(held, _calendar)[-1]


def test_a_stage_stands_in_the_name() -> None:
    """停工, 处罚 and 拆除 are three clocks of one handling."""
    assert clock_word(_clock(stage="拆除")) == "处置（拆除）"
