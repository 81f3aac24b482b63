"""Sentences as grid workers, hotline clerks and residents write them."""

import random
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import TypeVar

from commandroom import resources
from commandroom.domain.event import Source
from commandroom.sync.demo_town.gazetteer import Place, place_words

T = TypeVar("T")
NOTES = frozenset({Source.GRIDWORKER, Source.PATROL, Source.VIDEO})
"""Sources that write short notes; the others tell it in their own words."""


@dataclass(frozen=True, slots=True)
class ItemTexts:
    """The sentences of one item and how often it happens."""

    code: str
    weight: int
    note: tuple[str, ...]
    voice: tuple[str, ...]
    done: tuple[str, ...]


@cache
def item_texts() -> Mapping[str, ItemTexts]:
    """The sentences of resources/demo/texts.toml by item code."""
    table = tomllib.loads(resources.find("demo/texts.toml").read_text("utf-8"))
    return {
        code: ItemTexts(code, one["weight"], tuple(one["note"]), tuple(one["voice"]), tuple(one["done"]))
        for code, one in table.items()
    }


@cache
def item_weights() -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Codes and running sums of their weights, for drawing."""
    texts = item_texts()
    return tuple(texts), tuple(accumulate(one.weight for one in texts.values()))


def pick(words: Sequence[T], rng: random.Random) -> T:
    """One of a list, faster than random.choice."""
    return words[int(rng.random() * len(words))]


def phrase(place: Place, rng: random.Random) -> str:
    """A place as people say it: 阳光花园12幢北门, 富民路与常青路路口, 丁塘河桥西侧."""
    words = place_words()
    number = 1 + int(rng.random() * 38)
    draw = rng.random()
    if place.kind == "estates":
        return f"{place.name}{number}幢" + (f"{1 + int(rng.random() * 4)}单元" if draw < 0.4 else "")
    if place.kind == "roads":
        if draw < 0.3:
            return f"{place.name}与{pick(words['roads'], rng)}路口"
        if draw < 0.7:
            return f"{place.name}{number * 3}号{'门口' if draw < 0.5 else '附近'}"
        return f"{place.name}近{pick(words['shops'], rng)}"
    if place.kind == "hamlets":
        return place.name + (f"{number}号" if draw < 0.6 else pick(words["hamlet_spots"], rng))
    return place.name + pick(words["sides"], rng)


def filled(template: str, where: str, rng: random.Random) -> str:
    """A template with its place, time and number."""
    return template.format(
        p=where, t=pick(place_words()["times"], rng) if "{t}" in template else "", n=2 + int(rng.random() * 7)
    )


def told(item: str, source: Source, where: str, rng: random.Random) -> str:
    """What somebody reports of an item at a place."""
    texts, words = item_texts()[item], place_words()
    if source in NOTES:
        body = filled(pick(texts.note, rng), where, rng)
        lead = {Source.PATROL: "巡查发现：", Source.VIDEO: "视频巡查发现，"}.get(source, "")
        return f"{lead}{body}。"
    body = filled(pick(texts.voice, rng), where, rng)
    if where not in body and rng.random() < 0.7:
        body = f"{where}，{body}"
    if source in (Source.HOTLINE, Source.UPSTREAM):
        return pick(words["hotline_openings"], rng) + body + pick(words["hotline_endings"], rng)
    return pick(words["openings"], rng) + body + pick(words["endings"], rng)


def reported_back(item: str, where: str, rng: random.Random) -> str:
    """What the unit says when it is done."""
    return filled(pick(item_texts()[item].done, rng), where, rng) + "。"
