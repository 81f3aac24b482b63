"""Limits as people write them: 4工作时, 20工作日, 停工:4工作时;拆除:20工作日, read and written back."""

import re
import unicodedata
from dataclasses import dataclass

from commandroom.domain.errors import Refused
from commandroom.domain.worktime import Limit, TimeUnit

UNIT_WORDS: dict[TimeUnit, str] = {
    TimeUnit.WORK_HOUR: "工作时",
    TimeUnit.WORK_DAY: "工作日",
    TimeUnit.NATURAL_HOUR: "自然小时",
    TimeUnit.NATURAL_DAY: "自然日",
}
"""The four units of time (domain.md §2.11) and their words."""

_SPELLINGS: dict[str, tuple[TimeUnit, float]] = {
    "工作时": (TimeUnit.WORK_HOUR, 1), "工作小时": (TimeUnit.WORK_HOUR, 1),
    "个工作时": (TimeUnit.WORK_HOUR, 1), "个工作小时": (TimeUnit.WORK_HOUR, 1),
    "工作分钟": (TimeUnit.WORK_HOUR, 60),
    "工作日": (TimeUnit.WORK_DAY, 1), "个工作日": (TimeUnit.WORK_DAY, 1), "工作天": (TimeUnit.WORK_DAY, 1),
    "自然小时": (TimeUnit.NATURAL_HOUR, 1), "小时": (TimeUnit.NATURAL_HOUR, 1),
    "个小时": (TimeUnit.NATURAL_HOUR, 1), "紧急工作时": (TimeUnit.NATURAL_HOUR, 1),
    "分钟": (TimeUnit.NATURAL_HOUR, 60), "自然分钟": (TimeUnit.NATURAL_HOUR, 60),
    "自然日": (TimeUnit.NATURAL_DAY, 1), "天": (TimeUnit.NATURAL_DAY, 1), "日": (TimeUnit.NATURAL_DAY, 1),
    "个自然日": (TimeUnit.NATURAL_DAY, 1),
}
_LIMIT = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(\D+?)\s*")
HANDLING = "处置"
"""The label of a limit without a stage of its own."""


@dataclass(frozen=True, slots=True)
class StagedLimit:
    """One stage of an item's handling (停工, 处罚, 拆除, …) and its limit."""

    label: str
    limit: Limit


def read_limit(text: str) -> Limit:
    """The limit written in a text such as ``4工作时`` or ``30分钟``; full-width digits are read.

    Raises Refused("limit.unreadable") for anything else, and for amounts that no limit can have.
    """
    found = _LIMIT.fullmatch(unicodedata.normalize("NFKC", text))
    spelling = _SPELLINGS.get(found[2]) if found else None
    if found is None or spelling is None:
        raise Refused("limit.unreadable", value=text)
    unit, share = spelling
    try:
        return Limit(float(found[1]) / share, unit)
    except Refused as refusal:
        raise Refused("limit.unreadable", value=text) from refusal


def write_limit(limit: Limit) -> str:
    """The limit as a text that :func:`read_limit` reads back; below an hour in minutes."""
    minutes = round(limit.amount * 60, 6)
    if limit.amount < 1 and minutes == int(minutes):
        word = {TimeUnit.NATURAL_HOUR: "分钟", TimeUnit.WORK_HOUR: "工作分钟"}.get(limit.unit)
        if word is not None:
            return f"{int(minutes)}{word}"
    return f"{limit.amount:.12g}{UNIT_WORDS[limit.unit]}"


def read_stages(text: str) -> tuple[StagedLimit, ...]:
    """The stages written as ``停工:4工作时;处罚:7工作日``; a bare limit is the stage 处置.

    Raises Refused("limit.unreadable") with the stage that cannot be read,
    Refused("limit.stage_twice") when a label comes twice.
    """
    stages: list[StagedLimit] = []
    for part in re.split(r"[;；\n]", text):
        if not part.strip():
            continue
        label, colon, rest = part.replace("：", ":").partition(":")
        stage = StagedLimit(label.strip() if colon else HANDLING, read_limit(rest if colon else part))
        if not stage.label:
            raise Refused("limit.unreadable", value=part.strip())
        if any(stage.label == other.label for other in stages):
            raise Refused("limit.stage_twice", label=stage.label)
        stages.append(stage)
    return tuple(stages)


def write_stages(stages: tuple[StagedLimit, ...]) -> str:
    """The stages as one cell."""
    return ";".join(f"{stage.label}:{write_limit(stage.limit)}" for stage in stages)
