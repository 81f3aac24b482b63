"""The headless door: import, export, report, verify, rebuild, backup, restore, demo and the daily steps."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from commandroom import text
from commandroom.commands import care, exchange, founding, plans, report, roster, work
from commandroom.commands.session import Session
from commandroom.domain.errors import RoomError
from commandroom.text import tr


class WrongUsage(Exception):  # noqa: N818 - an answer to the person at the keyboard
    """The command line says something no command takes; the text says what."""


class CommandLine(argparse.ArgumentParser):
    """Leaves the answer to wrong usage to the door."""

    def error(self, message: str) -> NoReturn:
        """Raise WrongUsage with the usage on standard error."""
        self.print_usage(sys.stderr)
        raise WrongUsage(f"{self.prog}: {message}")


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--room", type=Path, metavar="FOLDER", help=tr("指挥室所在文件夹，默认为用户数据文件夹"))
    shared.add_argument("--json", action="store_true", help=tr("标准输出只给一个 JSON 对象"))
    password_from = tr("登录账号，密码取自 COMMANDROOM_PASSWORD 或提示")
    shared.add_argument("--as", dest="person", metavar="NAME", help=password_from)
    shared.add_argument("--language", choices=text.LANGUAGES, default="zh_CN")
    top = CommandLine(prog="commandroom", description=tr("乡镇（街道）综合信息指挥室"))
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for group in (founding, exchange, report, roster, plans, work, care):
        group.add(commands, shared)
    return top


def main(words: Sequence[str] | None = None) -> int:
    """Run one command: exit 0 done, 1 refused with the reason, 2 usage."""
    try:
        given = parser().parse_args(words)
    except WrongUsage as wrong:
        sys.stderr.write(f"{wrong}\n")
        if "--json" in (sys.argv[1:] if words is None else words):
            json.dump({"ok": False, "usage": str(wrong)}, sys.stdout, ensure_ascii=False)
            sys.stdout.write("\n")
        return 2
    text.use(given.language)
    session = Session(given)
    try:
        return int(given.run(session))
    except RoomError as error:
        return session.refuse(error)
    except KeyboardInterrupt:
        session.say(tr("已中断，没有写入未完成的内容。"))
        return 1


if __name__ == "__main__":
    sys.exit(main())
