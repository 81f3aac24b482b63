"""Show or hand out persons unmasked: by right, with a reason, and never without an entry."""

from commandroom.domain.errors import Refused
from commandroom.domain.people import Right, permits
from commandroom.store.work import Work


def reveal(work: Work, what: str, reason: str, count: int = 0, file: str = "") -> None:
    """Leave the entry that lets persons be seen; whoever shows them calls this first.

    ``what``: an event's id, or what is handed out ("events"). Raises Refused("who.not_permitted"),
    Refused("reveal.no_reason").
    """
    if not permits(work.actor, Right.REVEAL):
        raise Refused("who.not_permitted", person=work.actor.name or work.actor.id, verb="reveal", word="查看个人信息")
    if not reason.strip():
        raise Refused("reveal.no_reason")
    facts = {"topic": "reveal", "what": what, "reason": reason.strip(), "count": count}
    work.record("note", work.new_id(), "define", facts | ({"file": file} if file else {}))
