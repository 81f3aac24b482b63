"""The seat's own paper: log lines, promises to callers, equipment, who came, the shift handed over and handed on."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from commandroom.actions import attendance, duty_log, handover
from commandroom.domain.cover import SEAT
from commandroom.domain.handover import Handover, Stage
from commandroom.domain.instant import DAY, HOUR, MINUTE, Instant
from commandroom.domain.roster import Duty
from commandroom.store.work import Work
from commandroom.sync.demo_town.occasion import Occasion, on_day, words
from commandroom.sync.demo_town.people import DISPATCHERS
from commandroom.sync.demo_town.town import DemoTown

FAR = 11 * HOUR
"""A turn farther ahead than this is not handed over yet: the one before it is still pending then."""


def occasions(made: DemoTown, now: Instant) -> list[Occasion]:
    """Everything the seat wrote down in the last days before an instant, in no order."""
    seats = [duty for duty in made.duties if duty.post == SEAT and duty.people]
    return [*_log(seats, now), *_promises(seats, now), *_equipment(seats, now), *_came(seats, now),
            *_handed(seats, now)]  # fmt: skip


def _on(seats: Sequence[Duty], at: Instant) -> str:
    """Who holds the seat at a moment."""
    return next((duty.people[0] for duty in seats if duty.covers(at)), DISPATCHERS[0])


def _log(seats: Sequence[Duty], now: Instant) -> Iterable[Occasion]:
    for line in words()["lines"]:
        at = on_day(now, line["day"], line["at"])
        write = partial(duty_log.write_line, kind=line["kind"], words=line["words"], source=line.get("source", ""))
        yield Occasion(at, _on(seats, at), write)


def _promises(seats: Sequence[Duty], now: Instant) -> Iterable[Occasion]:
    for one in words()["promises"]:
        at = now - one["back"] * MINUTE
        due = now + one["due"] * MINUTE
        made = partial(duty_log.promise, to=one["to"], words=one["words"], due=due, phone=one["phone"])
        yield Occasion(at, _on(seats, at), made)
        if "kept" in one:
            kept = now - one["kept"] * MINUTE
            yield Occasion(kept, _on(seats, kept), partial(_keep, one))


def _keep(one: Mapping[str, Any], work: Work) -> None:
    found = next(promise for promise in work.all("promise") if promise.words == one["words"])
    duty_log.keep_promise(work, found.id, one["outcome"])


def _equipment(seats: Sequence[Duty], now: Instant) -> Iterable[Occasion]:
    for place, one in enumerate(words()["equipment"]):
        at = on_day(now, -1, f"09:{10 + place}")
        yield Occasion(at, _on(seats, at), partial(duty_log.see_equipment, **one))


def _came(seats: Sequence[Duty], now: Instant) -> Iterable[Occasion]:
    """Everybody of the last two days signed on, a few minutes early, and off again."""
    for duty in seats:
        if now - 2 * DAY < duty.start < now:
            for place, person in enumerate(duty.people):
                yield Occasion(duty.start - (9 - 3 * place) * MINUTE, person, partial(attendance.come, duty=duty.id))
                gone = duty.end + (6 + place) * MINUTE
                if gone < now:
                    yield Occasion(gone, person, partial(attendance.go, duty=duty.id))


def _handed(seats: Sequence[Duty], now: Instant) -> Iterable[Occasion]:
    """The last turn taken over item by item; the next one handed over just now, half of it still open."""
    said = words()["handover"]
    turns = sorted({duty.end for duty in seats if abs(duty.end - now) < 2 * DAY})
    over = [turn for turn in turns if turn + 10 * MINUTE <= now]
    nexts = [turn for turn in turns if turn > over[-1] and turn - now <= FAR]
    taken, pending = (over[-1], nexts[0]) if nexts else (over[-2], over[-1])
    goes, comes = _on(seats, taken - 1), _on(seats, taken)
    yield Occasion(taken - 25 * MINUTE, goes, handover.draw_up)
    yield Occasion(taken - 15 * MINUTE, goes, partial(_hand, said["added"], said["text"]))
    yield Occasion(taken - 2 * MINUTE, comes, partial(_accept, share=1))
    yield Occasion(taken, comes, _take)
    goes, comes = _on(seats, min(pending - 1, now)), _on(seats, pending)
    yield Occasion(now - 14 * MINUTE, goes, handover.draw_up)
    yield Occasion(now - 9 * MINUTE, goes, partial(_hand, said["now_added"], said["now_text"]))
    yield Occasion(now - 4 * MINUTE, comes, partial(_accept, share=3))


def _open(work: Work) -> Handover:
    """The handover that is being written or taken now."""
    found: list[Handover] = [one for one in work.all("handover") if one.stage is not Stage.TAKEN]
    return found[-1]


def _hand(added: str, text: str, work: Work) -> None:
    ident = handover.draw_up(work).id
    handover.add_item(work, ident, added)
    handover.hand_over(work, ident, text)


def _accept(work: Work, share: int) -> None:
    """Take every item, or one of so many."""
    found = _open(work)
    handover.accept(work, found.id, [item.key for item in found.items[::share]])


def _take(work: Work) -> None:
    handover.take_over(work, _open(work).id)
