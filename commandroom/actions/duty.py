"""Duty: set, change and clear who holds a post; take over a roster from a file; norms warn, never block."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from commandroom.actions.define import Counts
from commandroom.domain.cover import Remark, held, remarks, shift_span
from commandroom.domain.errors import Refused
from commandroom.domain.roster import POSTS, Duty, duty_id
from commandroom.rostering.months import require_changeable
from commandroom.store.permission import permit_reference
from commandroom.store.work import Work

LONGEST_NAME = 30
MOST_PEOPLE = 40
_NOTHING = object()


def set_duty(
    work: Work, day: str, post: str, shift: str, people: Sequence[str], note: str = "", reason: str = ""
) -> tuple[Remark, ...]:
    """Put people (account names, or plain names of people without one) on a post; () of people clears it.

    Gives what departs from the profile's norms (two posts at once, rest); nothing of that is refused.
    ``reason``: why, needed once the month is published. Raises Refused: "duty.unknown_post", "duty.unknown_shift",
    "duty.bad_name", "roster.reason_missing", "roster.locked".
    """
    duty = made(day, post, shift, people, note)
    put(work, duty, reason)
    return remarks([duty], work.profile().duty, _near(work, [duty]))


def clear_day(work: Work, day: str, reason: str = "") -> int:
    """Take everybody off the duties of a day; gives how many posts were held. ``reason`` as in set_duty."""
    cleared = [duty for duty in work.all("duty") if duty.day == day and duty.people]
    for duty in cleared:
        move(work, duty.id, (), reason)
    return len(cleared)


def move(work: Work, ident: str, people: Sequence[str], reason: str = "", swap: str = "") -> None:
    """Change who holds a duty and nothing else of it; its hours stay as they are. ``reason`` as in set_duty."""
    duty: Duty = work.get("duty", ident)
    require_changeable(work, duty.day, reason)
    said = {name: value for name, value in (("reason", reason.strip()), ("swap", swap)) if value}
    work.record("duty", ident, "define", {"people": list(people), **said})


def adopt(work: Work, duties: Iterable[Duty], reason: str = "") -> Counts:
    """Take over the duties of a file, post by post; gives how many are new, changed and the same.

    Duties of the room that the file does not speak of stay as they are; the same file again changes nothing.
    """
    counted = {"new": 0, "changed": 0, "same": 0}
    for duty in duties:
        counted[put(work, made(duty.day, duty.post, duty.shift, duty.people, duty.note, duty.source), reason)] += 1
    return Counts(**counted)


def adoption_remarks(work: Work, duties: Sequence[Duty]) -> tuple[Remark, ...]:
    """What a roster would leave against the norms for people, together with the duties around it."""
    return remarks(duties, work.profile().duty, _near(work, duties))


def made(day: str, post: str, shift: str, people: Sequence[str], note: str = "", source: str = "") -> Duty:
    """A duty of a post with its hours; Refused("duty.unknown_post" | "duty.unknown_shift" | "duty.bad_name")."""
    if post not in POSTS:
        raise Refused("duty.unknown_post", post=post, known="、".join(POSTS.values()))
    try:
        start, end = shift_span(day, shift)
    except ValueError:
        raise Refused("duty.unknown_shift", day=day, shift=shift) from None
    named = tuple(dict.fromkeys(person.strip() for person in people))
    for person in named:
        if not person or len(person) > LONGEST_NAME or not person.isprintable():
            raise Refused("duty.bad_name", name=person[:LONGEST_NAME], most=LONGEST_NAME)
    if len(named) > MOST_PEOPLE:
        raise Refused("duty.too_many", count=len(named), most=MOST_PEOPLE)
    return Duty(duty_id(day, post, shift), day, post, shift, named, start, end, note.strip(), source)


def put(work: Work, duty: Duty, reason: str = "") -> str:
    """Write one duty as far as it differs; gives "new", "changed" or "same".

    Raises Refused("roster.locked" | "roster.reason_missing").
    """
    facts: dict[str, Any] = {
        "day": duty.day, "post": duty.post, "shift": duty.shift, "people": list(duty.people),
        "start": duty.start, "end": duty.end, "note": duty.note,
    }  # fmt: skip
    record = work.record_of("duty", duty.id)
    before: Mapping[str, Any] = record.facts if record is not None else {}
    if not duty.note and not before.get("note"):
        del facts["note"]
    if all(before.get(name) == value for name, value in facts.items()):
        permit_reference(work.actor, "duty")
        return "same"
    require_changeable(work, duty.day, reason)
    if duty.source:
        facts["source"] = duty.source
    changed = {name: value for name, value in facts.items() if before.get(name, _NOTHING) != value}
    if reason.strip():
        changed["reason"] = reason.strip()
    work.record("duty", duty.id, "define", changed)
    return "new" if record is None else "changed"


def _near(work: Work, duties: Sequence[Duty]) -> list[Duty]:
    """The duties of the days around these, which rest and double booking depend on."""
    days = set()
    for day in {duty.day for duty in duties}:
        middle = date.fromisoformat(day)
        days |= {(middle + timedelta(days=step)).isoformat() for step in (-1, 0, 1)}
    return held(duty for duty in work.all("duty") if duty.day in days)
