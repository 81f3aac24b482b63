"""Who can do something about it: refusals (the user), faults (the environment); all else is a bug."""

from typing import Any


class RoomError(Exception):
    """Root of everything the room says on purpose: a dotted code and the facts of the case, no prose.

    The words for a code stand in ``resources/i18n/sentences/*.toml`` and are made by :mod:`commandroom.text`.
    """

    def __init__(self, code: str, /, **facts: Any) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (type(self), self.code, self.facts)

    def __str__(self) -> str:
        facts = ", ".join(f"{name}={value!r}" for name, value in self.facts.items())
        return f"{self.code}({facts})"


def _again(kind: type[RoomError], code: str, facts: dict[str, Any]) -> RoomError:
    """The same answer on the other side of a wall between two processes."""
    return kind(code, **facts)


class Refused(RoomError):  # noqa: N818 - a refusal is an answer, not an error of the program
    """A rule says no, or what was given cannot be used; the user can do something about it."""


class Unavailable(RoomError):  # noqa: N818
    """The environment says no: disk, file, database, library; a person must look at the machine."""
