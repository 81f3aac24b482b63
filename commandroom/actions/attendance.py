"""Sign on to a duty and off again: who was really there, beside who was meant to be."""

from commandroom.domain.duty_log import Attendance, attendance_id
from commandroom.domain.errors import Refused
from commandroom.domain.instant import HOUR, stamp
from commandroom.domain.people import Right, permits
from commandroom.domain.roster import Duty
from commandroom.store.work import Work

EARLY, LATE = 2 * HOUR, 6 * HOUR
"""How long before its begin a duty can be signed on to, and how long after its end still signed off."""


def come(work: Work, duty: str, person: str = "") -> Attendance:
    """Sign somebody on to a duty, oneself when nobody is named; signing on twice leaves the first time.

    Raises Refused: "attendance.not_rostered" for somebody who is not on that duty, "attendance.not_now",
    "attendance.for_another" for another account without the right to arrange duties or to dispatch.
    """
    held, who = _duty_of(work, duty, person)
    if not held.start - EARLY <= work.now < held.end:
        raise Refused("attendance.not_now", start=stamp(held.start - EARLY), end=stamp(held.end))
    ident = attendance_id(duty, who)
    found: Attendance | None = work.find("attendance", ident)
    if found is None or not found.came_at:
        work.record("attendance", ident, "define", {
            "duty": duty, "person": who, "came_at": work.now, "came_by": work.actor.id,
        })  # fmt: skip
    return _found(work, ident)


def go(work: Work, duty: str, person: str = "") -> Attendance:
    """Sign somebody off a duty they signed on to; the last time stands.

    Raises what :func:`come` raises, and Refused("attendance.not_come").
    """
    held, who = _duty_of(work, duty, person)
    if work.now > held.end + LATE:
        raise Refused("attendance.not_now", start=stamp(held.start - EARLY), end=stamp(held.end + LATE))
    ident = attendance_id(duty, who)
    found: Attendance | None = work.find("attendance", ident)
    if found is None or not found.came_at:
        raise Refused("attendance.not_come", person=_name(work, who))
    work.record("attendance", ident, "define", {"went_at": work.now, "went_by": work.actor.id})
    return _found(work, ident)


def _duty_of(work: Work, duty: str, person: str) -> tuple[Duty, str]:
    held: Duty = work.get("duty", duty)
    who = person or work.actor.id
    if who not in held.people:
        raise Refused("attendance.not_rostered", person=_name(work, who), day=held.day)
    another = who != work.actor.id and work.person(who) is not None
    if another and not (permits(work.actor, Right.DUTY) or permits(work.actor, Right.DISPATCH)):
        raise Refused("attendance.for_another", person=_name(work, who))
    return held, who


def _found(work: Work, ident: str) -> Attendance:
    found: Attendance = work.get("attendance", ident)
    return found


def _name(work: Work, ident: str) -> str:
    person = work.person(ident)
    return person.name or ident if person is not None else ident
