"""One made-up case and what people did with it, as plain data that the real actions replay."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from commandroom.domain.instant import Instant


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step of the table of steps: when, which verb, by whom, with the keyword facts of its action.

    ``merge`` names its master by the ``key`` of that story.
    """

    at: Instant
    verb: str
    actor: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Story:
    """A case from the first word to where it stands at the end of the demonstration; the first step reports it.

    ``lon`` and ``lat`` are None where nobody gave a position; ``grid`` is the base grid where it happens.
    """

    key: int
    reported_at: Instant
    source: str
    title: str
    text: str
    place: str
    lon: float | None
    lat: float | None
    grid: str
    item: str
    reporter: str
    phone: str
    steps: tuple[PlannedStep, ...]


def timeline(stories: Iterable[Story]) -> Iterator[tuple[PlannedStep, Story]]:
    """All steps of all stories in the order in which they happen; at one instant earlier stories go first."""
    order = sorted(
        (step.at, story.key, place) for story in stories for place, step in enumerate(story.steps)
    )
    known = {story.key: story for story in stories}
    for _, key, place in order:
        story = known[key]
        yield story.steps[place], story
