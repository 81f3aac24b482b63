"""What every command shares: the room it speaks of, who signs in, and how it answers."""

import argparse
import getpass
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from commandroom import clock as clocks
from commandroom.domain.errors import Refused, RoomError
from commandroom.room import Room
from commandroom.text import sentence, tr

PASSWORD = "COMMANDROOM_PASSWORD"
NEW_PASSWORD = "COMMANDROOM_NEW_PASSWORD"


def default_room() -> Path:
    """The user's data folder, where the room stands unless another is named."""
    import platformdirs

    return Path(platformdirs.user_data_dir("commandroom", appauthor=False)) / "room"


@dataclass(slots=True)
class Session:
    """One run of one command."""

    arguments: argparse.Namespace
    clock: clocks.Clock = clocks.computer

    @property
    def folder(self) -> Path:
        """The room's folder."""
        chosen: Path | None = self.arguments.room
        return chosen if chosen is not None else default_room()

    def room(self) -> Room:
        """The room, opened."""
        return Room.open(self.folder, self.clock)

    def signed_in(self, room: Room) -> str:
        """The account that acts, after its password was proved.

        Raises Refused("who.not_signed_in") without ``--as``, Refused("who.no_password") when there is nobody
        to ask and no variable, Refused("who.wrong_password").
        """
        name: str = self.arguments.person or ""
        if not name:
            raise Refused("who.not_signed_in")
        return room.sign_in(name, asked_password(PASSWORD, tr("{name} 的密码：", name=name))).id

    def say(self, words: str) -> None:
        """A message for a person, on standard error."""
        sys.stderr.write(_writable(words) + "\n")

    def progress(self, done: int, total: int | None = None) -> None:
        """How far a long work has come, on standard error, when a person is watching."""
        if sys.stderr.isatty():
            end = "" if total is None else f"/{total}"
            sys.stderr.write(f"\r{done}{end}")
            if total is not None and done >= total:
                sys.stderr.write("\n")
            sys.stderr.flush()

    def answer(self, facts: dict[str, Any], words: str = "") -> int:
        """The answer of a command that was done: one JSON object, or words; exit 0."""
        if self.arguments.json:
            sys.stdout.write(_writable(_json({"ok": True, **facts})) + "\n")
        else:
            sys.stdout.write(_writable(words or "\n".join(f"{key}: {value}" for key, value in facts.items())) + "\n")
        return 0

    def refuse(self, error: RoomError, facts: dict[str, Any] | None = None) -> int:
        """The answer of a command that was refused: the reason in words; exit 1."""
        words = sentence(error)
        if self.arguments.json:
            reason = {"code": error.code, "facts": plain(error.facts), "message": words}
            answer = {"ok": False, "refused": reason, **(facts or {})}
            sys.stdout.write(_writable(_json(answer)) + "\n")
        self.say(words)
        return 1


def _writable(words: str) -> str:
    """Words without the remains of bytes that were no text (a file's name, a mistyped argument)."""
    return words.encode("utf-8", "replace").decode("utf-8")


def _json(answer: dict[str, Any]) -> str:
    """One object that every reader of JSON takes: a number that is none is a fault here, not there."""
    return json.dumps(answer, ensure_ascii=False, allow_nan=False)


def asked_password(variable: str, prompt: str) -> str:
    """A password from the environment, else from a prompt without echo."""
    given = os.environ.get(variable)
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise Refused("who.no_password")
    return getpass.getpass(prompt)


def plain(value: Any) -> Any:
    """A value as JSON can hold it."""
    if isinstance(value, dict):
        return {str(name): plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(one) for one in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)
