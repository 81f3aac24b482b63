"""What an import of outlines found wrong: file, layer, feature, field, value and reason."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from commandroom.domain.errors import Refused
from commandroom.text import sentence


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with, or worth knowing of, an imported file.

    ``feature`` counts from 1 in the file or layer (0: the file as a whole); ``column`` and ``value`` name the
    cell; ``code`` has its sentence in resources/i18n/sentences/places.toml. A ``note`` does not keep the
    feature out, anything else does. ``row`` says that ``feature`` is a line of a list.
    """

    code: str
    file: str
    feature: int = 0
    column: str = ""
    value: str = ""
    layer: str = ""
    note: bool = False
    row: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)

    def refusal(self) -> Refused:
        """The same as a refusal, for its sentence."""
        own = {
            "file": self.file,
            "layer": self.layer,
            "feature": self.feature,
            "column": self.column,
            "value": self.value,
        }
        return Refused(self.code, **{**own, **self.facts})

    def sentence(self) -> str:
        """What is wrong and where, for a person."""
        reason = sentence(self.refusal())
        if not self.feature:
            return reason
        place = "geo.at_row" if self.row else "geo.at_layer" if self.layer else "geo.at_feature"
        return sentence(Refused(place, file=self.file, layer=self.layer, feature=self.feature, reason=reason))


def short(value: object, length: int = 60) -> str:
    """A value as a person can read it in a sentence, cut when it is long."""
    text = " ".join(str(value).split())
    return text if len(text) <= length else text[: length - 1] + "…"


def gathered(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems with notes of the same code and value told once, at the first feature, with their count."""
    kept: list[Problem] = []
    first: dict[tuple[str, str, str, str], int] = {}
    count: dict[int, int] = {}
    for problem in problems:
        key = (problem.code, problem.layer, problem.column, problem.value)
        if problem.note and problem.column and key in first:
            count[first[key]] += 1
            continue
        first.setdefault(key, len(kept))
        count[len(kept)] = 1
        kept.append(problem)
    return tuple(
        replace(problem, facts={**problem.facts, "count": count[at]}) if problem.note and problem.column else problem
        for at, problem in enumerate(kept)
    )
