"""The headless door: import, export, report, verify, rebuild, backup, restore, demo and the daily steps."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from commandroom import text
from commandroom.commands import care, exchange, founding, report, work
from commandroom.commands.session import Session
from commandroom.domain.errors import RoomError
from commandroom.text import tr


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--room", type=Path, metavar="FOLDER", help=tr("指挥室所在文件夹，默认为用户数据文件夹"))
    shared.add_argument("--json", action="store_true", help=tr("标准输出只给一个 JSON 对象"))
    password_from = tr("登录账号，密码取自 COMMANDROOM_PASSWORD 或提示")
    shared.add_argument("--as", dest="person", metavar="NAME", help=password_from)
    shared.add_argument("--language", choices=text.LANGUAGES, default="zh_CN")
    top = argparse.ArgumentParser(prog="commandroom", description=tr("乡镇（街道）综合信息指挥室"))
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for group in (founding, exchange, report, work, care):
        group.add(commands, shared)
    return top


def main(words: Sequence[str] | None = None) -> int:
    """Run one command: exit 0 done, 1 refused with the reason, 2 usage."""
    given = parser().parse_args(words)
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
