"""Duty: set, change and clear who holds a post; take over a roster from a file; norms warn, never block."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from commandroom.actions.define import Counts, define
from commandroom.domain.cover import Remark, held, remarks, shift_span
from commandroom.domain.errors import Refused
from commandroom.domain.roster import POSTS, Duty, duty_id
from commandroom.store.work import Work

LONGEST_NAME = 30
MOST_PEOPLE = 40


def set_duty(
    work: Work, day: str, post: str, shift: str, people: Sequence[str], note: str = ""
) -> tuple[Remark, ...]:
    """Put people (account names, or plain names of people without one) on a post; () of people clears it.

    Gives what departs from the profile's norms (two posts at once, rest); nothing of that is refused.
    Raises Refused: "duty.unknown_post", "duty.unknown_shift", "duty.bad_name".
    """
    duty = made(day, post, shift, people, note)
    _put(work, duty)
    return remarks([duty], work.profile().duty, _near(work, [duty]))


def clear_day(work: Work, day: str) -> int:
    """Take everybody off the duties of a day; gives how many posts were held."""
    cleared = [duty for duty in work.all("duty") if duty.day == day and duty.people]
    for duty in cleared:
        work.record("duty", duty.id, "define", {"people": []})
    return len(cleared)


def adopt(work: Work, duties: Iterable[Duty]) -> Counts:
    """Take over the duties of a file, post by post; gives how many are new, changed and the same.

    Duties of the room that the file does not speak of stay as they are; the same file again changes nothing.
    """
    counted = {"new": 0, "changed": 0, "same": 0}
    for duty in duties:
        counted[_put(work, made(duty.day, duty.post, duty.shift, duty.people, duty.note, duty.source))] += 1
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


def _put(work: Work, duty: Duty) -> str:
    facts = {
        "day": duty.day, "post": duty.post, "shift": duty.shift, "people": list(duty.people),
        "start": duty.start, "end": duty.end, "note": duty.note,
    }  # fmt: skip
    before = work.record_of("duty", duty.id)
    if not duty.note and not (before and before.facts.get("note")):
        del facts["note"]
    if duty.source and (before is None or any(before.facts.get(name) != facts[name] for name in facts)):
        facts["source"] = duty.source
    return define(work, "duty", duty.id, facts)


def _near(work: Work, duties: Sequence[Duty]) -> list[Duty]:
    """The duties of the days around these, which rest and double booking depend on."""
    days = set()
    for day in {duty.day for duty in duties}:
        middle = date.fromisoformat(day)
        days |= {(middle + timedelta(days=step)).isoformat() for step in (-1, 0, 1)}
    return held(duty for duty in work.all("duty") if duty.day in days)
