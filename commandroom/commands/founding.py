"""create, demo, account, unit, set: make a room and who is in it."""

import argparse
import os

from commandroom import profiles
from commandroom.actions import define, grids, room_settings
from commandroom.commands.session import NEW_PASSWORD, PASSWORD, Session, asked_password
from commandroom.domain.people import LAW, Role
from commandroom.first_start import found_room
from commandroom.store import credentials
from commandroom.store.work import Work
from commandroom.text import tr

RETIRED = ("unit", "grid", "item", "person")
"""What can be given up by command."""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]", shared: argparse.ArgumentParser) -> None:
    """The arguments of these commands."""
    create = commands.add_parser("create", parents=[shared], help=tr("建立一个指挥室"))
    create.add_argument("--name", required=True, help=tr("名称，例如 潞城街道综合信息指挥室"))
    create.add_argument("--code", required=True, help=tr("行政区划代码，9 位或 12 位"))
    create.add_argument("--profile", default="L", choices=profiles.CODES, help=tr("方案 Y、B、D、J 或 L"))
    create.add_argument("--admin", default="admin", help=tr("第一个管理员的账号，密码取自 {name}", name=NEW_PASSWORD))
    create.add_argument("--device", default="A1", help=tr("本机编号，写进事件编号"))
    create.set_defaults(run=run_create)

    demo = commands.add_parser("demo", parents=[shared], help=tr("生成示范街道，每次相同"))
    demo.add_argument("--size", default="town", help=tr("small、town、county，或事件总数"))
    demo.add_argument("--seed", type=int, default=2026)
    demo.add_argument("--now", default="", help=tr("示范的“现在”，例如 2026-11-05T14:30；默认为本机时间"))
    demo.set_defaults(run=run_demo)

    account = commands.add_parser("account", parents=[shared], help=tr("设立或更改账号"))
    account.add_argument("account")
    account.add_argument("--name", help=tr("姓名"))
    account.add_argument("--role", action="append", choices=[role.value for role in Role])
    account.add_argument("--unit")
    account.add_argument("--grid", action="append")
    account.add_argument("--phone")
    account.add_argument("--post", help=tr("职务"))
    account.add_argument("--certificate", action="append", choices=[LAW, "none"], dest="certificates",
                         help=tr("证件：law 行政执法证，none 没有"))  # fmt: skip
    account.add_argument("--active", action="store_true", default=None, help=tr("启用"))
    account.add_argument("--inactive", dest="active", action="store_false", help=tr("停用，不能再登录"))
    account.add_argument("--password", action="store_true", help=tr("设置密码，取自 {name} 或提示", name=NEW_PASSWORD))
    account.set_defaults(run=run_account)

    put = commands.add_parser("set", parents=[shared], help=tr("更改指挥室设置"))
    put.add_argument("settings", nargs="+", metavar="NAME=VALUE", help="、".join(room_settings.NAMES))
    put.set_defaults(run=run_set)

    unit = commands.add_parser("unit", parents=[shared], help=tr("设立或更改单位"))
    unit.add_argument("unit")
    unit.add_argument("--name", required=True)
    unit.add_argument("--short", default="")
    unit.add_argument("--phone", default="")
    unit.set_defaults(run=run_unit)

    end = commands.add_parser("retire", parents=[shared], help=tr("停用单位、网格、事项或账号，编码不再使用"))
    end.add_argument("kind", choices=RETIRED)
    end.add_argument("id", metavar="ID")
    end.add_argument("reason", nargs="?", default="")
    end.set_defaults(run=run_retire)


def run_set(session: Session) -> int:
    """Change settings of the room."""
    given = session.arguments
    wanted = dict(word.partition("=")[::2] for word in given.settings)
    with session.room() as room:
        room.do(room_settings.change, actor=session.signed_in(room), **wanted)
    return session.answer({"settings": wanted}, tr("已保存。"))


def run_create(session: Session) -> int:
    """Make a room: its name, code, profile and first administrator."""
    given = session.arguments
    password = asked_password(NEW_PASSWORD if NEW_PASSWORD in os.environ else PASSWORD, tr("管理员的新密码："))
    credentials.require_strength(password, given.admin)
    found_room(
        session.folder,
        session.clock,
        name=given.name,
        code=given.code,
        profile=given.profile,
        admin=given.admin,
        password=password,
        device=given.device,
    )
    facts = {"room": str(session.folder), "name": given.name, "profile": given.profile, "admin": given.admin}
    return session.answer(facts, tr("已建立“{name}”，在 {folder}。", name=given.name, folder=session.folder))


def run_demo(session: Session) -> int:
    """Make the demonstration town."""
    from commandroom import demo

    given = session.arguments
    made = demo.build(
        session.folder, size=given.size, seed=given.seed, now=given.now, clock=session.clock, progress=session.progress
    )
    words = tr(
        "示范街道已就绪：{events} 件事件，{entries} 条台账，用时 {seconds} 秒。账号 {accounts}，密码 {password}",
        events=made.events,
        entries=made.entries,
        seconds=f"{made.seconds:.1f}",
        accounts="、".join(made.accounts),
        password=made.password,
    )
    facts = {
        "room": str(session.folder),
        "events": made.events,
        "entries": made.entries,
        "open": made.open,
        "seconds": round(made.seconds, 2),
        "accounts": list(made.accounts),
        "password": made.password,
        "now": made.now,
    }
    return session.answer(facts, words)


def run_account(session: Session) -> int:
    """Define an account and give it a password."""
    given = session.arguments
    held = None if given.certificates is None else [one for one in given.certificates if one != "none"]
    facts = {
        name: value
        for name, value in (
            ("name", given.name),
            ("roles", given.role),
            ("unit", given.unit),
            ("grids", given.grid),
            ("phone", given.phone),
            ("post", given.post),
            ("certificates", held),
            ("active", given.active),
        )
        if value is not None
    }
    with session.room() as room:
        actor = session.signed_in(room)
        password = asked_password(NEW_PASSWORD, tr("新密码：")) if given.password else ""
        if password:
            credentials.require_strength(password, given.account)
        outcome = room.do(define.define_person, given.account, actor=actor, **facts).result
        if given.password:
            room.set_password(given.account, password, actor)
    return session.answer({"account": given.account, "outcome": outcome})


def run_unit(session: Session) -> int:
    """Define a unit."""
    given = session.arguments
    facts = {"name": given.name, "short": given.short or given.name, "phone": given.phone}
    with session.room() as room:
        outcome = room.do(define.define, "unit", given.unit, facts, actor=session.signed_in(room)).result
    return session.answer({"unit": given.unit, "outcome": outcome})


def run_retire(session: Session) -> int:
    """Give up a unit, a grid, an item or an account; a grid by the rules of the tree of places."""
    given = session.arguments
    with session.room() as room:
        actor = session.signed_in(room)
        if given.kind == "grid":
            room.do(grids.retire, given.id, given.reason, actor=actor)
        else:
            room.do(_retire, given.kind, given.id, given.reason, actor=actor)
    return session.answer({"kind": given.kind, "id": given.id}, tr("已停用 {id}。", id=given.id))


def _retire(work: Work, kind: str, ident: str, reason: str) -> None:
    """Retire one record; an item named by its code alone goes with all its versions."""
    keys = [item.key for item in work.all("item") if item.code == ident] if kind == "item" else []
    for key in keys or [ident]:
        define.retire(work, kind, key, reason)
