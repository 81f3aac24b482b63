"""roster: make a month, publish and lock it; its gaps, its rules, its score."""

import argparse
import time
from collections.abc import Callable, Mapping
from typing import Any

from commandroom.commands.session import Session, plain
from commandroom.domain.cover import month_days
from commandroom.domain.errors import Refused
from commandroom.domain.month_roster import MonthRoster
from commandroom.domain.rules import Broken, Gap
from commandroom.text import tr


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]", shared: argparse.ArgumentParser) -> None:
    """The arguments of these commands."""
    roster = commands.add_parser("roster", help=tr("值班表：排班、发布、锁定、缺口、评分"))
    kinds = roster.add_subparsers(dest="roster", required=True, metavar="STEP")
    for name, run, words in (
        ("draft", run_draft, tr("按规则排一个月的班，存为草稿")),
        ("publish", run_state, tr("发布：此后改班要写理由")),
        ("take-back", run_state, tr("收回为草稿")),
        ("lock", run_state, tr("锁定：不能再改")),
        ("unlock", run_state, tr("解锁")),
        ("gaps", run_gaps, tr("缺口：为什么，谁能顶上，其他人为什么不能")),
    ):
        step = kinds.add_parser(name, parents=[shared], help=words)
        step.add_argument("month", metavar="YYYY-MM")
        if name == "draft":
            step.add_argument("--afresh", action="store_true", help=tr("全部重排，不保留已排的人"))
            step.add_argument("--rather-empty", action="store_true", help=tr("宁可空岗，也不超时、不减休息"))
            step.add_argument("--dry-run", action="store_true", help=tr("只看结果，不存"))
        elif name in ("take-back", "unlock"):
            step.add_argument("--reason", default="", metavar="TEXT")
        step.set_defaults(run=run)
    score = kinds.add_parser("score", parents=[shared], help=tr("今后 52 周值班表的评分和各项说明"))
    score.set_defaults(run=run_score)


def run_draft(session: Session) -> int:
    """Make a month and take it over as a draft, in the name of the person signed in."""
    from commandroom.actions import roster
    from commandroom.rostering import generate, problem

    given = session.arguments
    _require_month(given.month)
    firm = ("rest", "hours") if given.rather_empty else ()
    with session.room() as room:
        actor = None if given.dry_run else session.signed_in(room)
        reader = room.reader()
        try:
            begun = time.perf_counter()
            asked = problem.of(reader, given.month, afresh=given.afresh, firm=firm)
            drafted = generate.generate(asked)
            seconds = round(time.perf_counter() - begun, 2)
            names = _names(reader)
        finally:
            reader.close()
        answer: dict[str, Any] = {
            "month": given.month, "complete": drafted.complete, "proven": drafted.proven, "seconds": seconds,
            "duties": len(drafted.duties), "broken": [_broken(one, names) for one in drafted.broken],
            "gaps": [_gap(one, names) for one in drafted.gaps],
        }  # fmt: skip
        if actor is not None:
            counts = room.do(roster.draft_month, given.month, drafted, actor=actor).result
            answer |= {"new": counts.new, "changed": counts.changed, "same": counts.same}
    words = tr("{month} 已排好，没有违反任何规则。", month=given.month)
    if not drafted.complete:
        words = tr("{month} 已排好，有 {count} 处规则无法满足：", month=given.month, count=len(drafted.broken))
    return session.answer(answer, "\n".join([words, *(one["message"] for one in answer["broken"])]))


def run_state(session: Session) -> int:
    """Publish, take back, lock or unlock a month."""
    from commandroom.actions import roster

    given = session.arguments
    steps: Mapping[str, Callable[..., MonthRoster]] = {
        "publish": roster.publish, "take-back": roster.take_back, "lock": roster.lock, "unlock": roster.unlock,
    }  # fmt: skip
    _require_month(given.month)
    facts = {"reason": given.reason} if hasattr(given, "reason") else {}
    with session.room() as room:
        actor = session.signed_in(room)
        done = room.do(steps[given.roster], given.month, actor=actor, **facts).result
    answer = {
        "month": done.id, "state": done.state.value, "published_by": done.published_by,
        "published_at": done.published_at, "locked_by": done.locked_by, "locked_at": done.locked_at,
    }  # fmt: skip
    return session.answer(answer, tr("{month} 的值班表：{state}", month=done.id, state=_state_word(done)))


def _state_word(roster: MonthRoster) -> str:
    from commandroom.reports.roster_words import MONTH_STATES

    return tr(MONTH_STATES[roster.state])


def run_gaps(session: Session) -> int:
    """The gaps of a month with everybody who could or could not fill each, and the rules it breaks."""
    from commandroom.rostering import gaps, judge, load, picture

    month = session.arguments.month
    days = _require_month(month)
    with session.room() as room:
        reader = room.reader()
        try:
            seen = picture.gather(reader, days[0], days[-1])
            balances = {one.person: one.balance for one in load.before(reader, month)}
            found = gaps.of(seen, days[0], days[-1], balances)
            broken = judge.month(reader, month)
            names = _names(reader)
        finally:
            reader.close()
    answer = {
        "month": month, "gaps": [_gap(one, names) for one in found], "broken": [_broken(one, names) for one in broken],
    }  # fmt: skip
    lines = [tr("{month}：缺口 {count} 处，违反规则 {broken} 处", month=month, count=len(found), broken=len(broken))]
    for one in answer["gaps"]:
        assert isinstance(one, dict)
        lines += [one["message"], *(f"  {words}" for words in one["candidates"])]
    return session.answer(answer, "\n".join(lines))


def run_score(session: Session) -> int:
    """The score of the coming 52 weeks, part by part."""
    from commandroom.reports.roster_words import part_words
    from commandroom.rostering import coming

    with session.room() as room:
        reader = room.reader()
        try:
            found = coming.score(reader, room.clock())
        finally:
            reader.close()
    parts = [
        {"name": one.name, "points": one.points, "most": one.most, "facts": plain(dict(one.facts)),
         "message": part_words(one)}
        for one in found.parts
    ]  # fmt: skip
    lines = [tr("{first} 至 {last}：{points} 分", first=found.first, last=found.last, points=found.points)]
    lines += [str(part["message"]) for part in parts]
    return session.answer(
        {"points": found.points, "first": found.first, "last": found.last, "parts": parts}, "\n".join(lines)
    )


def _require_month(month: str) -> tuple[str, ...]:
    try:
        return month_days(month)
    except ValueError:
        raise Refused("roster.no_month", month=month) from None


def _names(reader: Any) -> dict[str, str]:
    return {person.id: person.name or person.id for person in reader.all("person")}


def _broken(one: Broken, names: Mapping[str, str]) -> dict[str, Any]:
    from commandroom.reports.roster_words import broken_words

    return {
        "rule": one.rule, "day": one.day, "post": one.post, "shift": one.shift, "people": list(one.people),
        "message": broken_words(one, names),
    }  # fmt: skip


def _gap(one: Gap, names: Mapping[str, str]) -> dict[str, Any]:
    from commandroom.reports.roster_words import candidate_words, gap_title, gap_words

    return {
        "duty": one.duty, "day": one.day, "post": one.post, "shift": one.shift, "start": one.start, "end": one.end,
        "lacking": one.lacking, "could": [candidate.person for candidate in one.fitting],
        "candidates": [candidate_words(candidate, names) for candidate in one.candidates],
        "message": tr("{gap}：{why}", gap=gap_title(one), why=gap_words(one, names)),
    }  # fmt: skip
