"""Given: what a person adds to a paper by hand; kept per paper and period in the journal (kind ``paper``)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from commandroom.reports import told
from commandroom.reports.paper import Head

KIND = "paper"
LASTING = ("addressee", "signer", "mark", "copies", "printed_by")
"""What stays from one period to the next until somebody changes it; the words of a period do not."""
WORDS = ("problems", "next_steps", "cases", "addressee", "signer", "number", "mark", "issue", "copies", "printed_by")


class Records(Protocol):
    """The part of a reader that finds reference data."""

    def all(self, kind: str) -> tuple[Any, ...]:
        """The values of a kind that are not retired."""

    def find(self, kind: str, ident: str) -> Any:
        """One value, None when there is none."""

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        """The rows of a SELECT."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a person adds by hand; what is left empty is printed as lines to write on, or left out.

    ``chosen``: ids of the events that are told as cases, in order; ``cases``: more of them in free words.
    """

    problems: str = ""
    next_steps: str = ""
    cases: str = ""
    addressee: str = ""
    signer: str = ""
    number: str = ""
    mark: str = ""
    issue: str = ""
    copies: str = ""
    printed_by: str = ""
    footer: str = ""
    chosen: tuple[str, ...] = ()

    @property
    def head(self) -> Head:
        """The red head and the foot."""
        return Head(self.mark, self.number, self.issue, self.copies, self.printed_by)

    def over(self, other: "Given") -> "Given":
        """The same with what it leaves empty taken from ``other``."""
        mine = {name: getattr(self, name) for name in (*WORDS, "footer", "chosen") if getattr(self, name)}
        return replace(other, **mine)


def ident(paper: str, period: str) -> str:
    """The id of what was given for a paper of a period: ``monthly:2026-10``."""
    return f"{paper}:{period}"


def read(reader: Records, paper: str, period: str) -> Given:
    """What stands for a paper of a period, the chosen events told as cases before those in free words."""
    found = kept(reader, paper, period)
    said = (told.cases(reader, found.chosen), found.cases)
    return replace(found, cases="\n".join(part for part in said if part))


def kept(reader: Records, paper: str, period: str) -> Given:
    """What was written for a paper of a period, as it is edited; what lasts comes from the latest period before."""
    facts: Mapping[str, Any] = reader.find(KIND, ident(paper, period)) or {}
    found = Given(**{name: str(facts.get(name, "")) for name in WORDS}, chosen=tuple(facts.get("chosen", ())))
    if all(name in facts for name in LASTING):
        return found
    before = [
        other for other in reader.all(KIND) if other.get("paper") == paper and str(other.get("period", "")) < period
    ]
    before.sort(key=lambda other: str(other["period"]), reverse=True)
    lasting = {
        name: str(next((other[name] for other in before if name in other), "")) for name in LASTING if name not in facts
    }
    return replace(found, **lasting)  # type: ignore[arg-type]
