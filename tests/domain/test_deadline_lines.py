"""A deadline explains itself in ten lines whose amounts add up."""

from hypothesis import given, settings
from hypothesis import strategies as st

from commandroom import deadline_text
from commandroom.domain.deadline_lines import MOST_LINES, explain
from commandroom.domain.instant import DAY, HOUR, Instant, at
from commandroom.domain.worktime import Limit, TimeUnit, due, remaining
from tests.domain.test_worktime import CALENDAR, limits, seeds, starts
from tests.helpers.work_calendars import made

pauses = st.lists(st.tuples(st.integers(-DAY, 30 * DAY), st.integers(0, 9 * DAY)), max_size=6)


@settings(max_examples=2_000)
@given(seeds, starts, limits(), pauses, st.booleans())
def test_ten_lines_that_add_up(
    seed: int, start: Instant, limit: Limit, spans: list[tuple[int, int]], extended: bool
) -> None:
    """Whatever the calendar, the pauses and the extensions."""
    calendar = made(seed)
    held = [(start + ahead, start + ahead + length) for ahead, length in spans]
    more = [Limit(2, limit.unit)] * extended
    lines = explain(calendar, start, limit, pauses=held, extensions=more)
    whole = limit.plus(more[0]) if more else limit
    total = int(whole.amount) if whole.in_days else whole.seconds
    assert len(lines) <= MOST_LINES
    assert lines[0].code == "start"
    assert lines[-1].code == "end"
    assert lines[-1].facts["due"] == due(calendar, start, whole, held)
    assert sum(line.facts["amount"] for line in lines[1:] if "amount" in line.facts) == total
    said = deadline_text.words(lines)
    assert len(said) == len(lines)
    assert all("{" not in line for line in said)


@settings(max_examples=500)
@given(seeds, starts, limits(), st.integers(0, 30 * DAY))
def test_a_held_clock_says_what_is_left(seed: int, start: Instant, limit: Limit, ahead: int) -> None:
    """Used and left are the limit; before its end the last line is no end."""
    calendar, moment = made(seed), start + ahead
    lines = explain(calendar, start, limit, pauses=[(moment, None)])
    if moment >= due(calendar, start, limit):
        assert lines[-1].code == "end"
        return
    facts = lines[-1].facts
    total = int(limit.amount) if limit.in_days else limit.seconds
    assert lines[-1].code == "standing"
    assert facts["used"] + facts["left"] == total
    assert sum(line.facts["amount"] for line in lines[1:] if "amount" in line.facts) == facts["used"]
    if not limit.in_days:
        assert facts["left"] == remaining(calendar, start, limit, moment)
    assert len(deadline_text.words(lines)) == len(lines) <= MOST_LINES


def test_words_of_the_spring_festival() -> None:
    """The second vector of domain.md §2.11, as a clerk reads it."""
    lines = explain(CALENDAR, at(2026, 2, 14, 17), Limit(2, TimeUnit.WORK_HOUR))
    assert deadline_text.words(lines) == [
        "2026-02-14 周六 17:00 起，限 2 工作时（日历 t）",
        "2026-02-14 周六 17:00–17:30，计 30 分钟",
        "2026-02-24 周二 08:30–10:00，计 1 小时 30 分",
        "不计：假 2026-02-15–02-23（9 天）",
        "调休上班，计入：2026-02-14 周六",
        "合计 工作时间 2 小时，截止 2026-02-24 周二 10:00",
    ]


def test_words_of_workdays_with_everything() -> None:
    """Pause, extension, holiday, make-up day and an unknown year, in order."""
    held = [(at(2026, 12, 30, 10), at(2027, 1, 4, 15))]
    lines = explain(CALENDAR, at(2026, 12, 28, 10), Limit(3, TimeUnit.WORK_DAY), pauses=held,
                    extensions=[Limit(1, TimeUnit.WORK_DAY)])  # fmt: skip
    assert deadline_text.words(lines) == [
        "2026-12-28 周一 10:00 起，限 3 个工作日，当日不计（日历 t）",
        "2026-12-29 周二，计 1 个工作日",
        "2027-01-04 周一 至 2027-01-06 周三，计 3 个工作日",
        "不计：其余休息日 2 天",
        "暂停不计：2026-12-30 10:00 至 2027-01-04 15:00",
        "延期 1 次，共加 1 个工作日",
        "注意：2027 年放假安排尚未导入，暂按平常的星期计算，导入后可能变动",
        "合计 4 个工作日，截止 2027-01-06 周三 24:00",
    ]


def test_long_limits_are_merged() -> None:
    """Weeks first, one line each; when they are too many, the first day, the last, and all between."""
    lines = explain(CALENDAR, at(2026, 7, 6, 10), Limit(400, TimeUnit.WORK_HOUR))
    assert [line.code for line in lines] == ["start", "work", "work", "work", "skipped", "end"]
    assert lines[2].facts["each"] == int(7.5 * HOUR)
