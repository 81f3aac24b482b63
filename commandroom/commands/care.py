"""verify, rebuild, backup, restore: care for the room's file."""

import argparse
from dataclasses import asdict
from pathlib import Path

from commandroom.actions.backed_up import note_backup
from commandroom.commands.session import Session
from commandroom.domain.errors import Refused
from commandroom.domain.people import Right, permits
from commandroom.store import backup
from commandroom.store.work import Work
from commandroom.text import sentence, tr


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]", shared: argparse.ArgumentParser) -> None:
    """The arguments of these commands."""
    verify = commands.add_parser("verify", parents=[shared], help=tr("验证台账、重算和数据库"))
    verify.set_defaults(run=run_verify)
    rebuild = commands.add_parser("rebuild", parents=[shared], help=tr("由台账重建全部数据表"))
    rebuild.set_defaults(run=run_rebuild)
    make = commands.add_parser("backup", parents=[shared], help=tr("备份到一个文件，并验证"))
    make.add_argument("file", type=Path)
    make.set_defaults(run=run_backup)
    put = commands.add_parser("restore", parents=[shared], help=tr("由备份恢复到空文件夹"))
    put.add_argument("file", type=Path)
    put.set_defaults(run=run_restore)


def run_verify(session: Session) -> int:
    """Prove the room; exit 1 when something is not as it must be."""
    with session.room() as room:
        proof = room.prove(session.progress)
    findings = [
        {"code": one.code, "where": one.where, "message": sentence(Refused(one.code, where=one.where))}
        for one in proof.findings
    ]
    if proof.ok:
        words = tr("验证通过：{entries} 条台账，重算与现表一致。", entries=proof.entries)
        return session.answer({"entries": proof.entries, "findings": []}, words)
    refusal = Refused("verify.not_sound", count=len(findings), first=findings[0]["message"])
    return session.refuse(refusal, {"entries": proof.entries, "findings": findings})


def run_rebuild(session: Session) -> int:
    """Fold the whole journal again into the live tables; for who may configure."""
    with session.room() as room:
        actor = session.signed_in(room)
        room.do(require_configuring, actor=actor)
        subjects = room.rebuild(session.progress)
    return session.answer({"subjects": subjects}, tr("已由台账重建 {count} 个对象。", count=subjects))


def require_configuring(work: Work) -> None:
    """Raise Refused("who.not_permitted") for who may not configure the room."""
    if not permits(work.actor, Right.CONFIG):
        raise Refused("who.not_permitted", person=work.actor.name or work.actor.id, verb="rebuild", word=tr("重建"))


def run_backup(session: Session) -> int:
    """One proved file with the whole room in it."""
    made = backup.backup(session.folder, session.arguments.file, session.clock())
    with session.room() as room:
        room.do(note_backup, session.arguments.file.name, made.made_at, made.entries, made.head)
    words = tr("已备份 {entries} 条台账到 {file}，已验证。", entries=made.entries, file=session.arguments.file)
    return session.answer({"file": str(session.arguments.file), **asdict(made)}, words)


def run_restore(session: Session) -> int:
    """A room out of a backup, in an empty folder."""
    made = backup.restore(session.arguments.file, session.folder)
    words = tr("已恢复“{name}”（{made} 的备份）到 {folder}。", name=made.name, made=made.made, folder=session.folder)
    return session.answer({"room": str(session.folder), **asdict(made)}, words)
