"""One entry of the one journal: canonical bytes, hash chain per node, order inside a subject."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from commandroom.domain.errors import Refused
from commandroom.domain.instant import Instant

Facts = Mapping[str, Any]
"""What an entry says: JSON values only (str, int, float, bool, None, list, dict)."""

FIRST = "0" * 64
"""The hash before the first entry of a node."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that happened, once and for ever.

    ``step`` is the subject's own count (1 for its first entry): an entry written by somebody who had seen
    step n carries n + 1, so causes come before effects whatever the clocks said. ``at`` is the wall clock
    of the seat that recorded it; times of the world stand in ``facts``.
    """

    id: str
    node: str
    seq: int
    kind: str
    about: str
    step: int
    verb: str
    actor: str
    at: Instant
    facts: Facts
    prev: str
    hash: str = ""


class Order(NamedTuple):
    """The sort key of entries inside one subject."""

    step: int
    at: Instant
    node: str
    seq: int


def order(entry: Entry) -> Order:
    """Where an entry stands among the entries about the same subject, the same in every room."""
    return Order(entry.step, entry.at, entry.node, entry.seq)


_encode = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False, check_circular=False
).encode


def canonical(value: Any) -> str:
    """The one JSON text of a value: sorted keys, no blanks, shortest numbers (after RFC 8785).

    Raises Refused("text.broken") for text that is no Unicode (lone surrogates).
    """
    words = _encode(value)
    if not words.isascii():
        try:
            words.encode("utf-8")
        except UnicodeEncodeError as error:
            raise Refused("text.broken", place=error.start) from error
    return words


def chain(
    prev: str,
    ident: str,
    node: str,
    seq: int,
    kind: str,
    about: str,
    step: int,
    verb: str,
    actor: str,
    at: Instant,
    facts: str,
) -> str:
    """The SHA-256 (hex) of an entry whose facts are already canonical text: eleven lines, the facts last.

    Raises Refused("reference.bad_id") for a subject with a line break in its id.
    """
    if "\n" in about:
        raise Refused("reference.bad_id", id=about)
    head = f"{prev}\n{ident}\n{node}\n{seq}\n{kind}\n{about}\n{step}\n{verb}\n{actor}\n{at}\n{facts}"
    return hashlib.sha256(head.encode()).hexdigest()


def seal(entry: Entry) -> str:
    """The hash an entry must carry."""
    return chain(
        entry.prev,
        entry.id,
        entry.node,
        entry.seq,
        entry.kind,
        entry.about,
        entry.step,
        entry.verb,
        entry.actor,
        entry.at,
        canonical(entry.facts),
    )


@dataclass(frozen=True, slots=True)
class Break:
    """A place where a chain does not hold: which node, which entry, and why."""

    node: str
    seq: int
    reason: str


class Link(NamedTuple):
    """One link of a chain: what an entry says of itself, and the hash that its own words come to."""

    node: str
    seq: int
    prev: str
    hash: str
    sealed: str


def broken(links: Iterable[Link]) -> Iterator[Break]:
    """Walk the links of nodes in order of node and ``seq`` and name every place where a chain does not hold."""
    expected, before, known = 1, FIRST, ""
    for node, seq, prev, stated, sealed in links:
        if node != known:
            expected, before, known = 1, FIRST, node
        if seq != expected:
            yield Break(node, expected, "missing")
        elif prev != before:
            yield Break(node, seq, "unlinked")
        if sealed != stated:
            yield Break(node, seq, "altered")
        expected, before = seq + 1, stated
