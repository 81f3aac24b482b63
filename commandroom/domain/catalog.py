"""The item list: what the room takes, by whose hand, by which law, filed and closed by which checks, how fast."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any

from commandroom.domain.errors import Refused
from commandroom.domain.limits import StagedLimit, read_limit, write_limit


class Category(StrEnum):
    """The eight kinds of L15."""

    PUBLIC_SECURITY = "public_security"
    PUBLIC_SAFETY = "public_safety"
    CITY_MANAGEMENT = "city_management"
    ENVIRONMENT = "environment"
    LIVELIHOOD = "livelihood"
    LAW_ENFORCEMENT = "law_enforcement"
    POLICY_ADVICE = "policy_advice"
    GENERAL = "general"


CATEGORY_WORDS: dict[Category, str] = {
    Category.PUBLIC_SECURITY: "社会治安",
    Category.PUBLIC_SAFETY: "公共安全",
    Category.CITY_MANAGEMENT: "城市管理",
    Category.ENVIRONMENT: "环境保护",
    Category.LIVELIHOOD: "民生服务",
    Category.LAW_ENFORCEMENT: "综合执法",
    Category.POLICY_ADVICE: "政策咨询",
    Category.GENERAL: "综合管理",
}
"""Their words, as message ids."""


class Importance(StrEnum):
    """A, B, C of the item list (L4); another axis than tier, severity and urgency (domain.md §2.13)."""

    A = "A"
    B = "B"
    C = "C"


TIERS = (1, 2, 3, 4)
"""Who closes: 1 the grid, 2 the village, 3 the town, 4 the county (domain.md §2.13)."""

SELF_TIER = 2
"""Up to this tier a case may be handled by the grid or village itself (T2)."""


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the list in one dated version; ``code`` stays the same through all versions.

    ``valid_from`` is an ISO date; ``valid_to`` is the last day, or "" without end.
    """

    code: str
    name: str
    category: str
    importance: str
    tier: int
    responsible_unit: str
    co_units: tuple[str, ...] = ()
    legal_basis: tuple[str, ...] = ()
    filing_standard: tuple[str, ...] = ()
    closing_standard: tuple[str, ...] = ()
    limits: tuple[StagedLimit, ...] = ()
    photo_required: bool = False
    self_handle_allowed: bool = False
    emergency: bool = False
    valid_from: str = "2000-01-01"
    valid_to: str = ""
    keywords: tuple[str, ...] = ()
    step: int = 0
    retired: bool = False

    @property
    def key(self) -> str:
        """The id of this version in the journal: the code and the day from which it counts."""
        return f"{self.code}@{self.valid_from}"

    def valid_on(self, day: date) -> bool:
        """Whether this version's own dates hold the day."""
        iso = day.isoformat()
        return not self.retired and self.valid_from <= iso and (not self.valid_to or iso <= self.valid_to)


def checked(item: Item) -> Item:
    """The item itself when its parts agree; else Refused.

    Raises Refused("item.no_code" | "item.no_name" | "item.no_unit" | "item.wrong_category" |
    "item.wrong_importance" | "item.wrong_tier" | "item.wrong_dates" | "item.self_tier").
    """
    if not item.code.strip() or "@" in item.code:
        raise Refused("item.no_code", code=item.code)
    if not item.name.strip():
        raise Refused("item.no_name", code=item.code)
    if not item.responsible_unit:
        raise Refused("item.no_unit", code=item.code)
    if item.category not in set(Category):
        raise Refused("item.wrong_category", code=item.code, value=item.category)
    if item.importance not in set(Importance):
        raise Refused("item.wrong_importance", code=item.code, value=item.importance)
    if item.tier not in TIERS:
        raise Refused("item.wrong_tier", code=item.code, value=item.tier)
    _check_dates(item)
    if item.self_handle_allowed and item.tier > SELF_TIER:
        raise Refused("item.self_tier", code=item.code, tier=item.tier)
    return item


def _check_dates(item: Item) -> None:
    for value in (item.valid_from, item.valid_to):
        try:
            agrees = value == "" or date.fromisoformat(value).isoformat() == value
        except ValueError:
            agrees = False
        if not agrees:
            raise Refused("item.wrong_dates", code=item.code, value=value)
    if not item.valid_from or (item.valid_to and item.valid_to < item.valid_from):
        raise Refused("item.wrong_dates", code=item.code, value=f"{item.valid_from}—{item.valid_to}")


def effective(items: Iterable[Item], on: date) -> dict[str, Item]:
    """The list as it stands on a day, by code: of each code the version that began last.

    A version ends when the next one begins; one whose own last day has passed ends its code, and does not
    bring the version before it back.
    """
    iso = on.isoformat()
    latest: dict[str, Item] = {}
    for item in items:
        if item.retired or item.valid_from > iso:
            continue
        known = latest.get(item.code)
        if known is None or known.valid_from < item.valid_from:
            latest[item.code] = item
    return {code: latest[code] for code in sorted(latest) if latest[code].valid_on(on)}


def admitted(items: Iterable[Item], code: str, on: date) -> Item:
    """The item of a code on a day: the gate of the list (清单门禁; L4, Y18).

    Raises Refused("item.off_list") when no version of it counts that day: such a case needs admission.
    """
    item = effective((one for one in items if one.code == code), on).get(code)
    if item is None:
        raise Refused("item.off_list", code=code, day=on.isoformat())
    return item


def proposals(items: Iterable[Item], text: str, most: int = 5) -> list[tuple[Item, tuple[str, ...]]]:
    """The items whose name or keywords stand in a text, best first, each with the words that were found.

    Longer words weigh more, the name weighs double; equal weights go by code.
    """
    found: list[tuple[float, Item, tuple[str, ...]]] = []
    for item in items:
        words = tuple(word for word in item.keywords if word and word in text)
        weight = float(sum(len(word) ** 1.5 for word in words))
        if item.name in text:
            weight += 2 * len(item.name) ** 1.5
            words = (item.name, *words)
        if weight:
            found.append((weight, item, words))
    found.sort(key=lambda one: (-one[0], one[1].code))
    return [(item, words) for _, item, words in found[:most]]


_LISTS = ("co_units", "legal_basis", "filing_standard", "closing_standard", "keywords")


def to_facts(item: Item) -> dict[str, Any]:
    """The facts of a "define" entry: JSON values, without the counters of the record itself."""
    facts: dict[str, Any] = {}
    for field in fields(item):
        value = getattr(item, field.name)
        if field.name == "limits":
            facts["limits"] = [[stage.label, write_limit(stage.limit)] for stage in value]
        elif field.name not in ("step", "retired"):
            facts[field.name] = list(value) if isinstance(value, tuple) else value
    return facts


def item_from(facts: Mapping[str, Any]) -> Item:
    """An item from the facts of the entries about it; Refused("limit.unreadable") for a broken limit."""
    values = dict(facts)
    for name in _LISTS:
        values[name] = tuple(values.get(name, ()))
    values["limits"] = tuple(StagedLimit(label, read_limit(text)) for label, text in values.get("limits", ()))
    return Item(**values)
