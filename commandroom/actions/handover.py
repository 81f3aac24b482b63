"""Hand over the seat: drawn up from the room, handed by the one who goes, taken item by item by the one who comes."""

from collections.abc import Iterable
from dataclasses import replace

from commandroom.domain import handover as values
from commandroom.domain.duty_log import CONDITIONS, Condition, Promise
from commandroom.domain.errors import Refused
from commandroom.domain.handover import Handover, Item, ItemKind, Mark, Stage, Turn
from commandroom.domain.instant import DAY, HOUR, Instant, local, stamp
from commandroom.domain.masking import mask_case, mask_name
from commandroom.domain.people import SYSTEM, Right, permits
from commandroom.store.standing import OpenCase, standing
from commandroom.store.work import Work

SOON_HOURS = 12
"""What falls due within the next shift is named one by one."""
MOST = 40
"""Cases of one heap that are named one by one; the rest is one item with their number."""
LONGEST_ITEM, LONGEST_TEXT = 300, 5_000
MOST_LIMIT = DAY // 60


def draw_up(work: Work) -> Handover:
    """Draw up the handover of the nearest turn of the shifts, or bring the one being written up to date.

    Cases, promises, equipment and instructions are read from the room; what was added by hand stays. Raises
    Refused("who.not_permitted").
    """
    _require_seat(work)
    handovers: tuple[Handover, ...] = work.all("handover")
    turn = _turn(work, handovers)
    ident = values.handover_id(turn.at)
    before: Handover | None = work.find("handover", ident)
    if before is not None and before.stage is Stage.TAKEN:
        raise Refused("handover.already_taken", turn=stamp(turn.at))
    if before is not None and before.stage is Stage.HANDED:
        return before
    added = _added(before, handovers)
    since = _last_taken_at(handovers)
    items = [*_cases(work), *_promises(work), *_instructions(work, since), *_equipment(work), *added]
    facts = {
        "turn": turn.at, "items": [item.to_facts() for item in items], "outgoing": list(turn.outgoing),
        "incoming": list(turn.incoming), "drawn_at": work.now, "drawn_by": work.actor.id,
    }  # fmt: skip
    work.record("handover", ident, "define", facts)
    return _get(work, ident)


def add_item(work: Work, ident: str, words: str) -> Handover:
    """Put something of one's own on the list; only while it is being written.

    Raises Refused: "handover.handed_already", "handover.no_words", "text.too_long", "handover.unknown".
    """
    found = _written(work, ident)
    said = _said(words, LONGEST_ITEM)
    item = Item(f"added:{work.new_id()}", ItemKind.ADDED, said)
    return _define(work, found, {"items": [one.to_facts() for one in (*found.items, item)]})


def drop_item(work: Work, ident: str, key: str) -> Handover:
    """Take off the list what was added by hand; what the room itself found cannot be left out.

    Raises Refused: "handover.handed_already", "handover.not_added", "handover.unknown_item".
    """
    found = _written(work, ident)
    if found.item(key).kind != ItemKind.ADDED:
        raise Refused("handover.not_added", title=found.item(key).title)
    return _define(work, found, {"items": [one.to_facts() for one in found.items if one.key != key]})


def hand_over(work: Work, ident: str, text: str = "", incoming: Iterable[str] = ()) -> Handover:
    """Sign as the one who goes; from now on the list stands and the limit of the one who comes runs.

    ``incoming``: who really comes, where it is not the roster's. Raises Refused: "handover.not_outgoing" for
    somebody neither on the outgoing shift nor entitled to dispatch, "handover.handed_already", "text.too_long".
    """
    found = _written(work, ident)
    if work.actor.id not in found.outgoing and not permits(work.actor, Right.DISPATCH):
        raise Refused("handover.not_outgoing", person=work.actor.name or work.actor.id)
    if len(text.strip()) > LONGEST_TEXT:
        raise Refused("text.too_long", length=len(text.strip()), most=LONGEST_TEXT)
    limit = min(max(int(work.setting("handover_minutes", values.LIMIT_MINUTES)), 1), MOST_LIMIT)
    facts = {"text": text.strip(), "handed_at": work.now, "handed_by": work.actor.id, "limit": limit}
    coming = tuple(dict.fromkeys(person.strip() for person in incoming if person.strip()))
    return _define(work, found, facts | ({"incoming": list(coming)} if coming else {}))


def accept(work: Work, ident: str, keys: Iterable[str], words: str = "") -> Handover:
    """Take items as the one who comes, one or several. What was taken already stays as it is.

    Raises Refused: "handover.own" for whoever handed over, "handover.not_handed", "handover.unknown_item".
    """
    found = _handed(work, ident)
    facts: dict[str, object] = {}
    for key in keys:
        if found.item(key).key not in found.took:
            facts |= values.took_fact(key, Mark(work.actor.id, work.now, _short(words)))
    return _define(work, found, facts) if facts else found


def ask_back(work: Work, ident: str, key: str, words: str) -> Handover:
    """Ask about an item instead of taking it; it stays open and goes up when nobody takes it in time.

    Raises what :func:`accept` raises, Refused("handover.no_words"), Refused("handover.item_taken").
    """
    found = _handed(work, ident)
    if found.item(key).key in found.took:
        raise Refused("handover.item_taken", title=found.item(key).title)
    return _define(work, found, values.asked_fact(key, Mark(work.actor.id, work.now, _said(words, LONGEST_ITEM))))


def take_over(work: Work, ident: str) -> Handover:
    """Sign as the one who comes, when every item was taken. Raises Refused("handover.items_left")."""
    found = _handed(work, ident)
    if found.open_items:
        left = found.open_items
        raise Refused("handover.items_left", count=len(left), first=left[0].title)
    return _define(work, found, {"taken_at": work.now, "taken_by": work.actor.id})


def _turn(work: Work, handovers: tuple[Handover, ...]) -> Turn:
    """The turn to be handed over at: the roster's, else the one somebody is writing already, else now."""
    taken = max((one.turn for one in handovers if one.stage is Stage.TAKEN), default=0)
    turn = values.turn_near(work.all("duty"), work.now, taken)
    written = [one for one in handovers if one.stage is Stage.DRAWN and abs(one.turn - work.now) <= values.AROUND]
    if not turn.rostered and written:
        last = written[-1]
        return replace(turn, at=last.turn)
    return turn


def _added(before: Handover | None, handovers: tuple[Handover, ...]) -> list[Item]:
    """What was added by hand, with what the shift before added and nobody took."""
    left = [one for one in handovers if one.stage is Stage.HANDED][-1:]
    kept = [item for one in left for item in one.open_items if item.kind == ItemKind.ADDED]
    kept += [item for item in before.items if item.kind == ItemKind.ADDED] if before is not None else []
    return list({item.key: item for item in kept}.values())


# -- what the room knows ---------------------------------------------------------------------------------


def gathered(work: Work) -> list[Item]:
    """What would be handed over now, from the room alone."""
    return [*_cases(work), *_promises(work), *_instructions(work, _last_taken_at(work.all("handover"))),
            *_equipment(work)]  # fmt: skip


def _cases(work: Work) -> list[Item]:
    work.flush()
    found = standing(work.connection, work.now, work.now + SOON_HOURS * HOUR, MOST)
    items = [_case(ItemKind.OVERDUE, case) for case in found.overdue]
    items += [_case(ItemKind.UNSIGNED, case) for case in found.unsigned]
    items += [_case(ItemKind.SOON, case) for case in found.soon]
    if found.rest > 0:
        late = found.overdue_count - len(found.overdue)
        unsigned = found.unsigned_count - len(found.unsigned)
        items.append(Item("rest", ItemKind.REST, "", count=found.rest, late=late, unsigned=unsigned))
    return items


def _case(kind: ItemKind, case: OpenCase) -> Item:
    title = "" if case.security != "normal" else mask_case(case.title, case.reporter)
    return Item(f"case:{case.id}", kind, title, case.number, case.id, case.unit, case.due)


def _promises(work: Work) -> list[Item]:
    waiting: list[Promise] = sorted((one for one in work.all("promise") if one.open), key=lambda one: one.due)
    return [
        Item(f"promise:{one.id}", ItemKind.PROMISE, f"{mask_name(one.to)}：{one.words}" if one.to else one.words,
             event=one.event, due=one.due)
        for one in waiting
    ]  # fmt: skip


def _instructions(work: Work, since: Instant) -> list[Item]:
    """Messages from above that came in since the seat was last taken over (a day at the most)."""
    first = max(since, work.now - DAY)
    corrected = {line.corrects for line in work.all("duty_log") if line.corrects}
    return [
        Item(f"line:{line.id}", ItemKind.INSTRUCTION,
             f"{local(line.at):%m-%d %H:%M} {line.source}：{line.words}" if line.source else line.words)
        for line in sorted(work.all("duty_log"), key=lambda line: line.at)
        if line.kind == "instruction" and line.at >= first and line.id not in corrected
    ]  # fmt: skip


def _equipment(work: Work) -> list[Item]:
    """One item for all that works, one for each piece that does not."""
    pieces = work.all("equipment")
    good = [one for one in pieces if one.condition == Condition.GOOD]
    items = [
        Item(f"equipment:{one.id}", ItemKind.EQUIPMENT, f"{one.name} {CONDITIONS[one.condition]}：{one.note}")
        for one in pieces
        if one.condition != Condition.GOOD
    ]
    if good:
        names = "、".join(one.name for one in good)
        items.append(Item("equipment", ItemKind.EQUIPMENT, f"{names} {CONDITIONS['good']}", count=len(good)))
    return items


def _last_taken_at(handovers: Iterable[Handover]) -> Instant:
    return max((one.taken_at for one in handovers), default=0)


# -- what may be --------------------------------------------------------------------------------------------


def _require_seat(work: Work) -> None:
    if not permits(work.actor, Right.SEAT):
        raise Refused("who.not_permitted", person=work.actor.name or work.actor.id, verb="hand_over", word="交接班")


def _get(work: Work, ident: str) -> Handover:
    found: Handover | None = work.find("handover", ident)
    if found is None:
        raise Refused("handover.unknown", handover=ident)
    return found


def _written(work: Work, ident: str) -> Handover:
    _require_seat(work)
    found = _get(work, ident)
    if found.stage is not Stage.DRAWN:
        raise Refused("handover.handed_already", at=stamp(found.handed_at))
    return found


def _handed(work: Work, ident: str) -> Handover:
    _require_seat(work)
    found = _get(work, ident)
    if found.stage is Stage.DRAWN:
        raise Refused("handover.not_handed")
    if found.stage is Stage.TAKEN:
        raise Refused("handover.already_taken", turn=stamp(found.turn))
    if work.actor.id == found.handed_by and work.actor.id != SYSTEM:
        raise Refused("handover.own", person=work.actor.name or work.actor.id)
    return found


def _define(work: Work, found: Handover, facts: dict[str, object]) -> Handover:
    work.record("handover", found.id, "define", facts)
    return _get(work, found.id)


def _said(words: str, most: int) -> str:
    said = words.strip()
    if not said:
        raise Refused("handover.no_words")
    if len(said) > most:
        raise Refused("text.too_long", length=len(said), most=most)
    return said


def _short(words: str) -> str:
    return _said(words, LONGEST_ITEM) if words.strip() else ""
