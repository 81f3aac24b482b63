"""Grid codes: a scheme is data, a code is checked against it, a new code never repeats an old one."""

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from commandroom.domain.division_codes import division_fault, village_fault
from commandroom.domain.errors import Refused


class PartKind(StrEnum):
    """What a stretch of digits in a grid code stands for."""

    ADMIN = "ADMIN"
    SERVICE = "SERVICE"
    KIND = "KIND"
    SEQ = "SEQ"
    MICRO = "MICRO"


@dataclass(frozen=True, slots=True)
class CodePart:
    """One stretch of a code: its name, how many characters (up to ``max_len`` when that is more), its kind."""

    name: str
    len: int
    kind: PartKind
    max_len: int = 0

    @property
    def longest(self) -> int:
        """The most characters this part may have."""
        return max(self.len, self.max_len)


@dataclass(frozen=True, slots=True)
class GridCodeScheme:
    """How one province or town writes its grid codes (domain.md §2.6). A scheme with no parts is opaque."""

    id: str
    name: str
    regex: str
    parts: tuple[CodePart, ...] = ()
    total_len: int = 0
    kind_map: tuple[tuple[str, str], ...] = ()
    seq_start: int = 1
    merged_village_from: int = 0
    micro_export: str = ""
    unsure: bool = False

    @property
    def opaque(self) -> bool:
        """True when nothing may be read out of a code, not even its village."""
        return not self.parts

    def part(self, code: str, kind: PartKind) -> str:
        """The characters of the first part of a kind; "" when the scheme has none. A micro tail is left out."""
        at = 0
        head = code.partition("-")[0] if self.parts else code
        for part in self.parts:
            width = part.len if part is not self.parts[-1] else max(part.len, len(head) - at)
            if part.kind is kind:
                return head[at : at + width]
            at += width
        return ""

    def village(self, code: str) -> str:
        """The 12-digit village code inside a grid code; "" in an opaque scheme."""
        return self.part(code, PartKind.ADMIN)

    def kind(self, code: str) -> str:
        """Whether the code itself says "basic" or "exclusive"; "" when it says nothing."""
        return dict(self.kind_map).get(self.part(code, PartKind.KIND), "")


_MICRO_TAIL = re.compile(r"(?:-[0-9]{2,3})+\Z")


@cache
def _pattern(regex: str) -> re.Pattern[str]:
    return re.compile(regex)


def scheme_from(ident: str, table: Mapping[str, Any]) -> GridCodeScheme:
    """A scheme out of its data table; Refused("scheme.broken") naming what does not fit together."""
    try:
        scheme = GridCodeScheme(
            id=ident,
            name=str(table["name"]),
            regex=str(table["regex"]),
            parts=tuple(
                CodePart(str(p["name"]), int(p["len"]), PartKind(p["kind"]), int(p.get("max_len", 0)))
                for p in table.get("parts", ())
            ),
            total_len=int(table.get("total_len", 0)),
            kind_map=tuple(sorted((str(k), str(v)) for k, v in table.get("kind_map", {}).items())),
            seq_start=int(table.get("seq_start", 1)),
            merged_village_from=int(table.get("merged_village_from", 0)),
            micro_export=str(table.get("micro_export", "")),
            unsure=bool(table.get("unsure", False)),
        )
        _pattern(scheme.regex)
    except (KeyError, ValueError, TypeError, AttributeError, re.error) as wrong:
        raise Refused("scheme.broken", scheme=ident, reason=str(wrong)) from wrong
    _fits_together(scheme)
    return scheme


def _fits_together(scheme: GridCodeScheme) -> None:
    if scheme.opaque:
        return
    longest = sum(part.longest for part in scheme.parts)
    if scheme.total_len and scheme.total_len != longest:
        reason = f"total_len {scheme.total_len} != {longest}"
    elif any(part.max_len for part in scheme.parts[:-1]):
        reason = "only the last part may vary in length"
    elif sum(part.len for part in scheme.parts if part.kind is PartKind.ADMIN) != 12:
        reason = "the ADMIN part must have 12 digits"
    elif not any(part.kind is PartKind.SEQ for part in scheme.parts):
        reason = "no SEQ part"
    else:
        return
    raise Refused("scheme.broken", scheme=scheme.id, reason=reason)


def split_micro(scheme: GridCodeScheme, code: str) -> tuple[str, str]:
    """A code as (code of the grid above, tail "-01"); the tail is "" when the code is no micro grid's.

    In an opaque scheme a dash may be part of any code, so the tail is always "".
    """
    if scheme.opaque:
        return code, ""
    tail = _MICRO_TAIL.search(code)
    if tail is None:
        return code, ""
    head, _, last = code.rpartition("-")
    return head, f"-{last}"


def code_fault(scheme: GridCodeScheme, code: str, villages: Container[str] | None = None) -> Refused | None:
    """What is wrong with a grid code under a scheme; None when nothing is.

    ``villages``: the 12-digit village codes the room knows; without it the village is judged by its shape.
    Codes: code.empty, code.spaces, code.length, code.shape, code.kind, code.sequence, and those of
    :func:`commandroom.domain.division_codes.village_fault` for the first twelve digits.
    """
    if not code:
        return Refused("code.empty", scheme=scheme.name)
    if code != code.strip() or any(sign.isspace() for sign in code):
        return Refused("code.spaces", code=code)
    head = code
    while (shorter := split_micro(scheme, head)[0]) != head:
        head = shorter
    if scheme.total_len and scheme.parts[-1].max_len == 0 and len(head) != scheme.total_len:
        return Refused("code.length", code=code, scheme=scheme.name, length=len(head), expected=scheme.total_len)
    if _pattern(scheme.regex).fullmatch(head) is None:
        return Refused("code.shape", code=code, scheme=scheme.name)
    if scheme.opaque:
        return None
    kind = scheme.part(head, PartKind.KIND)
    if scheme.kind_map and kind not in dict(scheme.kind_map):
        return Refused("code.kind", code=code, kind=kind, scheme=scheme.name)
    sequence = scheme.part(head, PartKind.SEQ)
    if int(sequence) < scheme.seq_start:
        return Refused("code.sequence", code=code, sequence=sequence, first=scheme.seq_start)
    village = scheme.village(head)
    if scheme.merged_village_from and int(village[9:]) >= scheme.merged_village_from:
        # Merged communities have numbers of their own, which division codes do not know.
        fault = division_fault(village[:9])
        if fault is None and villages is not None and village not in villages:
            fault = Refused("division.unknown_village", code=village)
        return fault
    return village_fault(village, villages)


def check_code(scheme: GridCodeScheme, code: str, villages: Container[str] | None = None) -> None:
    """Raise what :func:`code_fault` finds."""
    fault = code_fault(scheme, code, villages)
    if fault is not None:
        raise fault


def next_code(
    scheme: GridCodeScheme, village: str, ever_used: Container[str], *, kind: str = "basic", service: str = ""
) -> str:
    """The first free code of a village; ``ever_used`` holds retired codes too, they are never given again.

    Raises Refused: code.no_numbers (opaque scheme), code.full (no number is left).
    """
    if scheme.opaque:
        raise Refused("code.no_numbers", scheme=scheme.name)
    kinds = {value: key for key, value in scheme.kind_map}
    width = next(part.longest for part in scheme.parts if part.kind is PartKind.SEQ)
    shortest = next(part.len for part in scheme.parts if part.kind is PartKind.SEQ)
    fixed = {PartKind.ADMIN: village, PartKind.KIND: kinds.get(kind, ""), PartKind.SERVICE: service}
    for number in range(scheme.seq_start, 10**width):
        code = "".join(
            f"{number:0{shortest}d}" if part.kind is PartKind.SEQ else fixed.get(part.kind, "") for part in scheme.parts
        )
        if code not in ever_used:
            return code
    raise Refused("code.full", village=village, scheme=scheme.name)


def next_micro_code(parent: str, ever_used: Container[str]) -> str:
    """The first free code below a grid: its own code, a dash, two digits, three from the hundredth on."""
    for number in range(1, 1000):
        code = f"{parent}-{number:02d}"
        if code not in ever_used:
            return code
    raise Refused("code.full_micro", parent=parent)


def export_code(scheme: GridCodeScheme, code: str) -> str:
    """A code as the scheme writes it outside the room: each micro dash becomes ``micro_export``."""
    head, tail = split_micro(scheme, code)
    return export_code(scheme, head) + scheme.micro_export + tail[1:] if tail else code
