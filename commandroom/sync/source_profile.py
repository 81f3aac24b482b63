"""Profiles of sources: how the columns of one office's files map to the fields of an event."""

import re
import tomllib
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from commandroom import resources
from commandroom.domain.catalog import CATEGORY_WORDS, Category, Importance
from commandroom.domain.datum import Datum
from commandroom.domain.errors import Refused
from commandroom.domain.event import ClosingType, Source, State
from commandroom.sync.table_header import header_key

TEXT_FIELDS = (
    "source_no", "title", "text", "place", "reporter_name", "reporter_phone", "item", "unit", "result",
    "satisfaction", "grid_text", "handler",
)
WORD_FIELDS = ("source", "category", "importance", "urgency", "status")
MOMENT_FIELDS = (
    "occurred_at", "reported_at", "due_at", "dispatched_at", "accepted_at", "finished_at", "closed_at",
    "revisited_at",
)
NUMBER_FIELDS = ("occurred_hour", "occurred_minute", "closed_after_days", "lon", "lat")
OTHER_FIELDS = ("lonlat", "latlon", "phone_2", "ignore")
FIELDS = frozenset(TEXT_FIELDS + WORD_FIELDS + MOMENT_FIELDS + NUMBER_FIELDS + OTHER_FIELDS)
"""What a column may fill. ``lonlat``/``latlon`` hold both numbers in one cell; ``ignore`` is dropped."""

KEY_FIELDS = frozenset({"source_no", "title", "text", "place", "reporter_name", "reporter_phone",
                        "occurred_at", "reported_at", "unit"})
_ALLOWED_WORDS = {
    "source": frozenset(Source),
    "category": frozenset(CATEGORY_WORDS),
    "importance": frozenset(Importance),
    "urgency": frozenset({"normal", "urgent"}),
}


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SheetRules(_Strict):
    """Which sheets of a book hold cases, by regular expressions over the whole name.

    Sheets named by ``include`` are read, in the order of the patterns; when a book has none of them, every
    visible sheet that is not excluded and has the header is tried.
    """

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


class StatusWord(_Strict):
    """What a word of the source's own status means here."""

    state: State
    closing: ClosingType | None = None

    @property
    def ending(self) -> tuple[str, str]:
        """State and closing type as plain text; a closed case ends normally when nothing else is said."""
        default = ClosingType.NORMAL.value if self.state == State.CLOSED else ""
        return self.state.value, self.closing.value if self.closing is not None else default


class CategoryRule(_Strict):
    """Cases whose field holds this pattern (a regular expression, found anywhere) are of this category."""

    field: Literal["title", "unit", "item", "text"]
    pattern: str
    category: Category

    @model_validator(mode="after")
    def _compiles(self) -> Self:
        re.compile(self.pattern)
        return self


class SourceProfile(_Strict):
    """One source. All header labels and words are compared by :func:`header_key`."""

    name: str
    title: str
    system: str
    generic: bool = False
    signature: tuple[str, ...] = ()
    source: Source = Source.OTHER
    datum: Datum = Datum.WGS84
    drop_whole_degrees: bool = False
    date_order: Literal["ymd", "mdy", "dmy", "auto"] = "ymd"
    from_1904: bool = False
    nulls: tuple[str, ...] = ()
    required: tuple[str, ...] = ("title",)
    key: tuple[str, ...] = ("title", "occurred_at", "place", "reporter_phone")
    repeats: Literal["refuse", "first"] = "refuse"
    keep_unmapped: bool = True
    sheets: SheetRules = SheetRules()
    columns: dict[str, tuple[str, ...]]
    words: dict[str, dict[str, str]] = Field(default_factory=dict)
    category_rules: tuple[CategoryRule, ...] = ()
    status: dict[str, StatusWord] = Field(default_factory=dict)
    closed_when_result: StatusWord | None = None
    default_state: State = State.REPORTED
    constants: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _known_names(self) -> Self:
        named = {*self.columns, *self.required, *self.constants}
        if unknown := named - FIELDS:
            raise ValueError(f"unknown fields {sorted(unknown)}")
        if unknown := set(self.key) - KEY_FIELDS:
            raise ValueError(f"no key can be made of {sorted(unknown)}")
        for field, words in self.words.items():
            if field not in _ALLOWED_WORDS:
                raise ValueError(f"words are not translated for {field!r}")
            if unknown := set(words.values()) - _ALLOWED_WORDS[field]:
                raise ValueError(f"{field} cannot be {sorted(unknown)}")
        for pattern in (*self.sheets.include, *self.sheets.exclude):
            re.compile(pattern)
        return self

    def aliases(self) -> dict[str, str]:
        """Key of each header label to the field it fills; the first field that names a label has it."""
        found: dict[str, str] = {}
        for field, labels in self.columns.items():
            for label in labels:
                found.setdefault(header_key(label), field)
        return found

    def translation(self, field: str) -> dict[str, str]:
        """Key of each word of the source to the code used here."""
        return {header_key(word): code for word, code in self.words.get(field, {}).items()}

    def category_finder(self) -> Callable[[str, str], str]:
        """``find(field, value)``: the category of the first rule of that field that fits; "" for none."""
        rules = [(rule.field, re.compile(rule.pattern), rule.category.value) for rule in self.category_rules]

        @lru_cache(maxsize=20_000)
        def find(field: str, value: str) -> str:
            return next((code for name, fits, code in rules if name == field and fits.search(value)), "")

        return find

    def status_words(self) -> dict[str, tuple[str, str]]:
        """Key of each status word to its state and closing type ("" = none), as plain text."""
        return {header_key(word): meaning.ending for word, meaning in self.status.items()}


def read_profile(path: Path) -> SourceProfile:
    """A profile from its TOML file. Raises Refused("source.bad_profile") naming what is wrong and where."""
    try:
        return SourceProfile.model_validate(tomllib.loads(path.read_text("utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refused("source.bad_profile", file=path.name, where="", why=str(error)) from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise Refused("source.bad_profile", file=path.name, where=where, why=first["msg"]) from error


@cache
def profiles() -> dict[str, SourceProfile]:
    """The profiles that come with the program, by name."""
    found = (read_profile(path) for path in sorted(resources.find("sources").glob("*.toml")))
    return {profile.name: profile for profile in found}


def profile(name: str) -> SourceProfile:
    """A profile by its name, or by the path of a TOML file of one's own.

    Raises Refused("source.unknown_profile") with the names that there are.
    """
    known = profiles()
    if name in known:
        return known[name]
    path = Path(name)
    if path.suffix == ".toml" and path.is_file():
        return read_profile(path)
    raise Refused("source.unknown_profile", name=name, known="、".join(known))


def score(candidate: SourceProfile, labels: Iterable[str]) -> tuple[int, int]:
    """How well a profile knows a header: (1 for a specific profile whose signature is there, fields filled).

    (0, 0) when its signature or one of its required fields is missing.
    """
    keys = {header_key(label) for label in labels}
    aliases = candidate.aliases()
    filled = {aliases[key] for key in keys if key in aliases}
    signature = {header_key(label) for label in candidate.signature}
    if not signature <= keys or not set(candidate.required) <= filled | set(candidate.constants):
        return 0, 0
    return (0 if candidate.generic else 1), len(filled)
