"""The duty log: lines, promises to callers, equipment; what is wrong is corrected by another line."""

from commandroom.actions.define import define
from commandroom.domain.duty_log import CONDITIONS, LINE_KINDS
from commandroom.domain.errors import Refused
from commandroom.domain.instant import DAY, Instant, stamp
from commandroom.domain.people import Right, permits
from commandroom.store.work import Work

LONGEST, LONGEST_NAME = 2_000, 40
AHEAD = 10 * 60
LONGEST_PROMISE = 366 * DAY


def write_line(work: Work, kind: str, words: str, at: Instant = 0, source: str = "", corrects: str = "") -> str:
    """Write a line into the log; gives its id.

    ``at``: when it happened, now when not said; ``source``: who called, who instructed; ``corrects``: the line
    that this one replaces. Raises Refused: "duty_log.unknown_kind", "duty_log.no_words", "duty_log.in_future",
    "duty_log.unknown_line", "text.too_long".
    """
    if kind not in LINE_KINDS:
        raise Refused("duty_log.unknown_kind", kind=kind, known="、".join(LINE_KINDS.values()))
    when = at or work.now
    if when > work.now + AHEAD:
        raise Refused("duty_log.in_future", when=stamp(when))
    if corrects and work.find("duty_log", corrects) is None:
        raise Refused("duty_log.unknown_line", line=corrects)
    facts: dict[str, object] = {"at": when, "kind": kind, "words": _said(words, LONGEST), "by": work.actor.id}
    if source.strip():
        facts["source"] = _said(source, LONGEST_NAME)
    if corrects:
        facts["corrects"] = corrects
    ident = work.new_id()
    work.record("duty_log", ident, "define", facts)
    return ident


def promise(work: Work, to: str, words: str, due: Instant, phone: str = "", event: str = "") -> str:
    """Note what was promised to a caller and until when; gives its id.

    ``event`` is a case it belongs to (id). Raises Refused: "duty_log.no_words", "duty_log.due_past",
    "duty_log.due_far", "event.unknown", "text.too_long".
    """
    if due < work.now:
        raise Refused("duty_log.due_past", due=stamp(due))
    if due > work.now + LONGEST_PROMISE:
        raise Refused("duty_log.due_far", due=stamp(due))
    if event:
        work.event(event)
    facts: dict[str, object] = {
        "to": to.strip()[:LONGEST_NAME], "words": _said(words, LONGEST), "due": due, "made_at": work.now,
        "made_by": work.actor.id,
    }  # fmt: skip
    if phone.strip():
        facts["phone"] = _said(phone, LONGEST_NAME)
    if event:
        facts["event"] = event
    ident = work.new_id()
    work.record("promise", ident, "define", facts)
    return ident


def keep_promise(work: Work, ident: str, outcome: str) -> None:
    """Note that a promise was kept, and what came of it. Raises Refused: "duty_log.kept_already", "no_words"."""
    found = work.get("promise", ident)
    if not found.open:
        raise Refused("duty_log.kept_already", at=stamp(found.kept_at))
    facts = {"kept_at": work.now, "kept_by": work.actor.id, "outcome": _said(outcome, LONGEST)}
    work.record("promise", ident, "define", facts)


def see_equipment(work: Work, name: str, condition: str = "good", note: str = "", place: str = "") -> str:
    """Note how a piece of equipment stands; a name that is new puts it on the list. Gives new, changed or same.

    Raises Refused: "duty_log.unknown_condition", "duty_log.no_words", "duty_log.needs_note".
    """
    if condition not in CONDITIONS:
        raise Refused("duty_log.unknown_condition", condition=condition, known="、".join(CONDITIONS.values()))
    if condition != "good" and not note.strip():
        raise Refused("duty_log.needs_note")
    called = _said(name, LONGEST_NAME)
    found = next((one for one in work.all("equipment") if one.name == called), None)
    ident = found.id if found is not None else work.new_id()
    facts: dict[str, object] = {"name": called, "condition": condition, "note": note.strip()[:LONGEST],
                                "seen_at": work.now, "seen_by": work.actor.id}  # fmt: skip
    if place.strip() or found is None:
        facts["place"] = place.strip()[:LONGEST_NAME]
    return define(work, "equipment", ident, facts)


def drop_equipment(work: Work, ident: str) -> None:
    """Take a piece of equipment off the list for good."""
    work.get("equipment", ident)
    if not permits(work.actor, Right.SEAT):
        raise Refused("who.not_permitted", person=work.actor.name or work.actor.id, verb="retire", word="设备")
    work.record("equipment", ident, "retire", {})


def _said(words: str, most: int) -> str:
    said = words.strip()
    if not said:
        raise Refused("duty_log.no_words")
    if len(said) > most:
        raise Refused("text.too_long", length=len(said), most=most)
    return said
