"""Who sits at the desk at a moment, read from the roster."""

import random
from collections.abc import Sequence
from datetime import date

from commandroom.domain.day_table import OFFSET, day_of
from commandroom.domain.instant import DAY, HOUR, Instant, day_start
from commandroom.domain.roster import Duty
from commandroom.sync.demo_town.people import DISPATCHERS
from commandroom.sync.demo_town.roster import DAY_FROM, DAY_TO


class Seats:
    """The day and night seats by day, for asking often."""

    def __init__(self, duties: Sequence[Duty], rng: random.Random) -> None:
        self._seats: dict[tuple[int, str], tuple[str, ...]] = {}
        self._rng = rng
        for duty in duties:
            if duty.post == "dispatcher":
                self._seats[day_of(day_start(date.fromisoformat(duty.day))), duty.shift] = duty.people

    def at(self, when: Instant) -> str:
        """One of the people on the seat at a moment; a dispatcher where the roster says nothing."""
        day, second = divmod(when + OFFSET, DAY)
        if second < DAY_FROM * HOUR:
            day, shift = day - 1, "night"
        else:
            shift = "day" if second < DAY_TO * HOUR else "night"
        people = self._seats.get((day, shift), DISPATCHERS)
        return people[int(self._rng.random() * len(people))]
