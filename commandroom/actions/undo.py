"""Take back the last step by a counter-entry, where the journal allows it."""

from commandroom.domain.errors import Refused
from commandroom.domain.journal import Entry, order
from commandroom.domain.lifecycle import STEPS
from commandroom.store.work import Work


def last_step(work: Work, event: str) -> Entry | None:
    """The newest entry of an event; None when nothing is known of it."""
    entries = [entry for _, entry in work.journal.about("event", event)]
    return max(entries, key=order) if entries else None


def undo(work: Work, event: str) -> str:
    """Undo the actor's own last step on an event within the profile's seconds; gives the verb undone.

    Raises Refused("undo.not_allowed") for a step that cannot be undone, somebody else's, or one too long ago.
    """
    last = last_step(work, event)
    seconds = work.profile().rules.undo_seconds
    if (
        last is None
        or last.verb not in STEPS
        or not STEPS[last.verb].undoable
        or last.actor != work.actor.id
        or work.now - last.at > seconds
    ):
        raise Refused("undo.not_allowed", number=work.event(event).number, minutes=seconds // 60)
    work.record("event", event, "undo", {"entry": last.id})
    return last.verb
