"""plans: grid plans listed, shown, signed, sent back, dropped; figures on a plan's or a former boundary."""

import argparse
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from commandroom.commands.session import Session, plain
from commandroom.domain import grid_plan
from commandroom.domain.errors import Refused
from commandroom.domain.grid_plan import GridPlan, PlanState
from commandroom.domain.instant import at, stamp
from commandroom.text import mark, tr

STATES = {
    PlanState.DRAFT: mark("草案"), PlanState.ADJUSTED: mark("已提交"), PlanState.APPROVED: mark("已批准"),
    PlanState.DROPPED: mark("已作废"),
}  # fmt: skip
KINDS = {
    "new": mark("新增"), "gone": mark("撤去"), "moved": mark("边界"), "changed": mark("改名等"), "noded": mark("拐点"),
}  # fmt: skip
DAYS = 365


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]", shared: argparse.ArgumentParser) -> None:
    """The arguments of these commands."""
    plans = commands.add_parser("plans", help=tr("网格方案：列出、查看、提交、批准；按方案或从前的边界统计"))
    kinds = plans.add_subparsers(dest="plans", required=True, metavar="STEP")
    listed = kinds.add_parser("list", parents=[shared], help=tr("列出方案"))
    listed.add_argument("--all", action="store_true", help=tr("已批准、已作废的也列出"))
    listed.set_defaults(run=run_list)
    for name, run, words in (
        ("show", run_show, tr("方案改了什么，留下多少空隙和重叠")),
        ("submit", run_step, tr("提交草案")),
        ("approve", run_step, tr("批准：现行网格随之改变")),
        ("send-back", run_step, tr("退回草案")),
        ("drop", run_step, tr("作废")),
    ):
        step = kinds.add_parser(name, parents=[shared], help=words)
        step.add_argument("plan", metavar="PLAN", help=tr("方案的名称，或它的内部编号"))
        if name == "approve":
            step.add_argument("--paper", default="", metavar="TEXT", help=tr("审定文号"))
            step.add_argument("--on", default="", metavar="YYYY-MM-DD", help=tr("从哪天起算，默认今天"))
        elif name in ("send-back", "drop"):
            step.add_argument("--reason", default="", metavar="TEXT")
        step.set_defaults(run=run)
    figures = kinds.add_parser("figures", parents=[shared], help=tr("同一批案件在现行边界和另一边界上的件数"))
    other = figures.add_mutually_exclusive_group(required=True)
    other.add_argument("--plan", default="", metavar="PLAN", help=tr("方案的边界"))
    other.add_argument("--day", default="", metavar="YYYY-MM-DD", help=tr("那一天结束时的边界"))
    figures.add_argument("--days", type=int, default=DAYS, metavar="N", help=tr("近多少天上报的案件"))
    figures.set_defaults(run=run_figures)


def run_list(session: Session) -> int:
    """The open plans, or all there ever were, the newest first."""
    with session.room() as room:
        reader = room.reader()
        try:
            found = _plans(reader, ever=session.arguments.all)
        finally:
            reader.close()
    lines = [f"{plan.id}  {tr(STATES[plan.state])}  {stamp(plan.opened_at)}  {plan.name}" for plan in found]
    return session.answer({"plans": [_told(plan) for plan in found]}, "\n".join(lines) or tr("没有方案。"))


def run_show(session: Session) -> int:
    """What a plan changes; while it is open also the gaps and overlaps of the families it touches."""
    from commandroom.actions.grid_plans import problems
    from commandroom.reports import on_boundary

    with session.room() as room:
        reader = room.reader()
        try:
            plan = _find(reader, session.arguments.plan)
            if plan.retired:
                return session.answer(_told(plan), _headline(plan))
            standing, drafted = on_boundary.today(reader), on_boundary.of_plan(reader, plan.id)
            changes = grid_plan.changes(standing, drafted)
            _, after = problems(standing, drafted)
        finally:
            reader.close()
    answer = _told(plan) | {
        "changes": [plain(asdict(one)) for one in changes],
        "overlaps": len(after.overlaps), "gaps": len(after.gaps), "outside": len(after.outside),
    }  # fmt: skip
    lines = [_headline(plan), *(f"{tr(KINDS[one.kind])}  {one.code}  {one.name}" for one in changes)]
    lines.append(tr("重叠 {overlaps} 处，空隙 {gaps} 处，伸出上级 {outside} 处", overlaps=len(after.overlaps),
                    gaps=len(after.gaps), outside=len(after.outside)))  # fmt: skip
    return session.answer(answer, "\n".join(lines))


def run_step(session: Session) -> int:
    """Submit, approve, send back or drop a plan, in the name of the person signed in."""
    from commandroom.actions import grid_plans

    given = session.arguments
    steps: Mapping[str, tuple[Callable[..., Any], dict[str, str]]] = {
        "submit": (grid_plans.submit, {}),
        "approve": (grid_plans.approve, {"paper": getattr(given, "paper", ""), "on": getattr(given, "on", "")}),
        "send-back": (grid_plans.send_back, {"note": getattr(given, "reason", "")}),
        "drop": (grid_plans.drop, {"note": getattr(given, "reason", "")}),
    }  # fmt: skip
    if getattr(given, "on", ""):
        _day(given.on)
    with session.room() as room:
        actor = session.signed_in(room)
        reader = room.reader()
        try:
            plan = _find(reader, given.plan)
        finally:
            reader.close()
        step, facts = steps[given.plans]
        done = room.do(step, plan.id, actor=actor, **facts).result
        reader = room.reader()
        try:
            plan = _find(reader, plan.id)
        finally:
            reader.close()
    return session.answer(_told(plan) | ({"done": done} if isinstance(done, dict) else {}), _headline(plan))


def run_figures(session: Session) -> int:
    """The grids in which the other boundary differs, with the cases, open and overdue ones on each."""
    from commandroom.reports import on_boundary

    given = session.arguments
    end = at(*_day(given.day), 23, 59, 59) if given.day else 0
    with session.room() as room:
        reader = room.reader()
        try:
            if given.plan:
                other = on_boundary.of_plan(reader, _find(reader, given.plan).id)
            else:
                other = on_boundary.on_day(reader, end)
            rows, there = on_boundary.compared(reader, other, given.days, room.clock())
        finally:
            reader.close()
    answer = {
        "days": given.days, "placed": {how or "nowhere": count for how, count in sorted(there.placed.items())},
        "grids": [
            {"code": one.code, "name": one.name, "now": plain(asdict(one.now)) if one.now else None,
             "other": plain(asdict(one.other)) if one.other else None}
            for one in rows
        ],
    }  # fmt: skip
    lines = [tr("网格  现行件数  对照件数")]
    lines += [
        f"{one.name}  {one.now.events if one.now else '—'}  {one.other.events if one.other else '—'}" for one in rows
    ]
    return session.answer(answer, "\n".join(lines) if rows else tr("与现行边界没有不同。"))


def _plans(reader: Any, *, ever: bool) -> list[GridPlan]:
    records = reader.known.records(reader.connection, "grid_plan").values()
    found = [reader.known.value(record) for record in records]
    return sorted((plan for plan in found if ever or not plan.retired), key=lambda plan: -plan.opened_at)


def _find(reader: Any, name: str) -> GridPlan:
    """By id, by name, or by how the id begins; Refused("plan.not_found") when it is none or several."""
    plans = _plans(reader, ever=True)
    for fits in (
        [plan for plan in plans if plan.id == name],
        [plan for plan in plans if plan.name == name],
        [plan for plan in plans if name and plan.id.startswith(name)],
    ):
        if len(fits) == 1:
            return fits[0]
    raise Refused("plan.not_found", plan=name)


def _day(words: str) -> tuple[int, int, int]:
    try:
        day = date.fromisoformat(words)
    except ValueError:
        raise Refused("plan.no_day", day=words) from None
    return day.year, day.month, day.day


def _told(plan: GridPlan) -> dict[str, Any]:
    facts: dict[str, Any] = plain(asdict(plan))
    return {**facts, "state": plan.state.value}


def _headline(plan: GridPlan) -> str:
    return tr("{name}（{id}）：{state}", name=plan.name, id=plan.id, state=tr(STATES[plan.state]))
