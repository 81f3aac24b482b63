"""What an action touched, for whoever must refresh."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Changes:
    """The subjects touched by one transaction, as (kind, id), and the journal position after it."""

    subjects: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    head: int = 0

    def __bool__(self) -> bool:
        return bool(self.subjects)

    def of(self, kind: str) -> frozenset[str]:
        """The ids touched of one kind."""
        return frozenset(ident for name, ident in self.subjects if name == kind)

    def kinds(self) -> frozenset[str]:
        """The kinds touched."""
        return frozenset(name for name, _ in self.subjects)

    def __or__(self, other: "Changes") -> "Changes":
        return Changes(self.subjects | other.subjects, max(self.head, other.head))
