"""queue, show, do, watch: see the work and take a step."""

import argparse
from dataclasses import asdict
from typing import Any

from commandroom.actions import duty_watch, steps, watch
from commandroom.commands import facts
from commandroom.commands.session import Session, plain
from commandroom.domain.errors import Refused
from commandroom.text import tr


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]", shared: argparse.ArgumentParser) -> None:
    """The arguments of these commands."""
    queue = commands.add_parser("queue", parents=[shared], help=tr("列出事件"))
    queue.add_argument("--filter", action="append", default=[], metavar="NAME=VALUE", help=tr("筛选，可多次"))
    queue.add_argument("--search", default="", help=tr("全文搜索，一个字起"))
    queue.add_argument("--sort", default="nearest")
    queue.add_argument("--limit", type=_count, default=50)
    queue.add_argument("--offset", type=_count, default=0)
    queue.set_defaults(run=run_queue)

    show = commands.add_parser("show", parents=[shared], help=tr("一件事的全部经过"))
    show.add_argument("event", help=tr("编号、来源编号或内部编号"))
    show.set_defaults(run=run_show)

    do = commands.add_parser("do", parents=[shared], help=tr("做一步：do dispatch 编号 unit=cg"))
    do.add_argument("action", metavar="ACTION", help="、".join(steps.BY_VERB))
    do.add_argument("event", metavar="EVENT", help=tr("编号；新事件用 -"))
    do.add_argument("facts", nargs="*", metavar="NAME=VALUE")
    do.set_defaults(run=run_do)

    tick = commands.add_parser("watch", parents=[shared], help=tr("记下已到期的时限"))
    tick.set_defaults(run=run_watch)


def _count(word: str) -> int:
    """A number of rows; a negative one is wrong usage, not another way to count."""
    number = int(word)
    if number < 0:
        raise argparse.ArgumentTypeError(tr("不能小于 0"))
    return number


def run_queue(session: Session) -> int:
    """The events a filter shows, the nearest clock first."""
    from commandroom.commands.listing import listed

    given = session.arguments
    with session.room() as room:
        answer = listed(room, given.filter, given.search, given.sort, given.limit, given.offset)
    lines = [tr("共 {count} 件，显示 {shown} 件", count=answer["count"], shown=len(answer["events"]))]
    lines += [
        f"{one['number']}  {one['state_word']}  {one['time_left'] or '—'}  {one['title']}  {one['place']}"
        for one in answer["events"]
    ]
    return session.answer(answer, "\n".join(lines))


def run_show(session: Session) -> int:
    """One event with its orders, clocks and timeline; personal data masked."""
    from commandroom.commands.listing import shown

    with session.room() as room:
        answer = shown(room, session.arguments.event)
    return session.answer(answer, "\n".join(answer["lines"]))


def run_do(session: Session) -> int:
    """One step in the name of the person signed in."""
    given = session.arguments
    action = steps.BY_VERB.get(given.action)
    if action is None:
        raise Refused("do.unknown_action", action=given.action, known="、".join(steps.BY_VERB))
    with session.room() as room:
        actor = session.signed_in(room)
        known = facts.read(given.facts, action)
        missing = facts.lacking(action, known)
        if missing:
            raise Refused("do.facts_missing", action=given.action, facts="、".join(missing))
        reader = room.reader()
        try:
            ident = _event(reader, given.action, given.event)
            if "master" in known:
                known["master"] = _event(reader, "merge", known["master"])
            if ident:
                known["event"] = ident
            done = room.do(action, actor=actor, **known)
            touched = sorted(done.changes.of("event"))
            ident = ident or (done.result if isinstance(done.result, str) else "")
            event = reader.event(ident) if ident else None
        finally:
            reader.close()
    answer: dict[str, Any] = {"action": given.action, "events": touched, "result": plain(done.result)}
    if event is not None:
        answer |= {"event": event.id, "number": event.number, "state": event.state}
    return session.answer(answer, tr("已完成：{action} {number}", action=given.action, number=answer.get("number", "")))


def _event(reader: Any, action: str, name: str) -> str:
    if name == "-" and action in steps.NEW:
        return ""
    found = reader.find_event(name)
    if found is None:
        raise Refused("event.unknown", event=name)
    return str(found)


def run_watch(session: Session) -> int:
    """Record the clocks that ran out and the duty alarms that are due, as the room itself."""
    with session.room() as room:
        looked = room.do(watch.look).result
        duty = room.do(duty_watch.look).result
    found = [
        {"event": one.event, "number": one.number, "clock": one.kind, "order": one.order, "nominal": one.nominal,
         "unseen": one.unseen}
        for one in looked.lapses
    ]
    if looked.frozen:
        words = tr("本机时间不可信，没有判定任何时限。请核对时间，由负责人在窗口里确认。")
        return session.answer({"lapses": [], "gaps": [], "handovers": [], "frozen": True}, words)
    answer = {
        "lapses": found, "gaps": [plain(asdict(one)) for one in duty.gaps],
        "handovers": [plain(asdict(one)) for one in duty.handovers], "frozen": False,
    }  # fmt: skip
    words = tr(
        "记下 {count} 个到期的时限，{gaps} 处值班缺口，{late} 次没有按时交接。",
        count=len(found), gaps=len(duty.gaps), late=len(duty.handovers),
    )  # fmt: skip
    return session.answer(answer, words)
