"""Confirm that this computer's clock is right after it was doubted; until then no verdict is given."""

from commandroom.domain.errors import Refused
from commandroom.store import trust
from commandroom.store.permission import permit_reference
from commandroom.store.work import Work


def confirm_clock(work: Work, note: str = "") -> None:
    """Say that the computer's present time is right; lights, breaches and the watch go on from it.

    Raises Refused("clock.not_doubted") when nobody doubts it, Refused("who.not_permitted").
    """
    found = trust.standing(work.connection)
    if found is None:
        raise Refused("clock.not_doubted")
    permit_reference(work.actor, "clock")
    facts = {"confirmed": work.now, "last": found.last, "shown": found.shown, "node": work.node}
    work.record("clock", "clock", "define", facts | ({"note": note.strip()} if note.strip() else {"note": ""}))
    trust.settle(work.connection)
