"""事件交办单: the one-page slip that goes with a case to the unit that handles it (domain.md §3.7)."""

from collections.abc import Sequence
from typing import Any, Protocol

from commandroom.domain import shape
from commandroom.domain.errors import Refused
from commandroom.domain.event import Event
from commandroom.domain.instant import Instant, local
from commandroom.domain.masking import mask_case, mask_name, mask_phone
from commandroom.domain.order import Order, OrderRole
from commandroom.domain.places import Level
from commandroom.reports import breakdown, mini_map_svg
from commandroom.reports.paper import Document, Head
from commandroom.reports.period import day_words, moment_words
from commandroom.reports.queue_words import source_word
from commandroom.reports.told import unit_word
from commandroom.text import mark, tr

MAP_SIZE = (168.0, 118.0)
URGENCY_WORDS = {"normal": mark("一般"), "urgent": mark("紧急"), "critical": mark("特急")}


class Cases(Protocol):
    """The part of a reader that a slip needs."""

    def event(self, ident: str) -> Event | None:
        """One event with its orders and clocks."""

    def all(self, kind: str) -> tuple[Any, ...]:
        """The values of a kind of reference data."""

    def find(self, kind: str, ident: str) -> Any:
        """One value, None when there is none."""

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        """The rows of a SELECT."""

    def setting(self, name: str, default: Any = None) -> Any:
        """One setting of the room."""


def compose(reader: Cases, ident: str, now: Instant, families: Sequence[str]) -> Document:
    """The slip of a case as it stands; the reporter is masked. Refused("event.unknown")."""
    event = reader.event(ident)
    if event is None:
        raise Refused("event.unknown", event=ident)
    room = str(reader.setting("name", ""))
    made = Document("slip", (tr("事件交办单"),), "", room, day_words(now), Head(room, event.number))
    made.facts = {
        "number": event.number, "rows": [list(pair) for pair in _facts(reader, event)],
        "text": _text(event), "map": _map(reader, event, families), **_handling(reader, event),
    }  # fmt: skip
    return made


def _person(reader: Cases, account: str) -> str:
    person = reader.find("person", account) if account else None
    return account if person is None else person.name or account


def _text(event: Event) -> str:
    if event.security not in ("", "normal"):
        return tr("敏感事件，内容见纸质件。")
    words = mask_case(event.text or event.title, event.reporter)
    return words if not event.text else f"{mask_case(event.title, event.reporter)}\n{words}"


def _facts(reader: Cases, event: Event) -> list[tuple[str, str]]:
    grid, item = reader.find("grid", event.grid) if event.grid else None, _item(reader, event)
    grade = [tr("{grade}级", grade=event.importance)] if event.importance else []
    grade += [tr(breakdown.TIER_WORDS.get(event.tier, ""))] if event.tier else []
    kind = [breakdown.category_word(event.category)] if event.category else []
    kind += [item.name] if item is not None else []
    village = _above(reader, grid)
    said = [mask_name(event.reporter) if event.reporter else "", mask_phone(event.phone) if event.phone else ""]
    place = mask_case(event.place, event.reporter) if event.security in ("", "normal") else ""
    return [
        (tr("来源"), " ".join(part for part in (source_word(event.source), event.source_no) if part)),
        (tr("上报时间"), moment_words(event.reported_at)),
        (tr("发生时间"), moment_words(event.occurred_at) if event.occurred_at else "—"),
        (tr("地点"), place or "—"),
        (tr("所属网格"), " ".join(part for part in (village, grid.name if grid else "") if part) or tr("未定位")),
        (tr("反映人"), " ".join(part for part in said if part) or "—"),
        (tr("类别事项"), " / ".join(kind) or "—"),
        (tr("级别层级"), "，".join(grade) or "—"),
        (tr("紧急程度"), tr(URGENCY_WORDS.get(event.urgency, event.urgency))),
    ]  # fmt: skip


def _above(reader: Cases, grid: Any) -> str:
    above = reader.find("grid", grid.parent) if grid is not None and grid.parent else None
    return above.name if above is not None and above.level is Level.COMMUNITY else ""


def _item(reader: Cases, event: Event) -> Any:
    known = [item for item in reader.all("item") if item.code == event.item] if event.item else []
    return max(known, key=lambda item: item.valid_from, default=None)


def _handling(reader: Cases, event: Event) -> dict[str, Any]:
    """Units, basis, requirement, limit, who sent and signed, and what came back."""
    lead, item = event.lead, _item(reader, event)
    co = [order for order in event.orders if order.role != OrderRole.LEAD and order.live]
    ends = [clock.due_at for clock in event.clocks if clock.kind == "C4" and _of(clock.order, lead)]
    basis = "；".join(item.legal_basis) if item is not None else ""
    needs = [lead.requirement] if lead is not None and lead.requirement else []
    needs += ["；".join(item.closing_standard)] if item is not None and item.closing_standard else []
    results = [
        tr("{unit}：{result}", unit=unit_word(reader, order.unit), result=mask_case(order.result, event.reporter))
        for order in event.orders if order.live and order.result
    ]  # fmt: skip
    sent = lead is not None and lead.sent_at
    return {
        "lead": unit_word(reader, lead.unit) if lead is not None else tr("（未派单）"),
        "co": "、".join(unit_word(reader, order.unit) for order in co) or "—",
        "basis": basis or "—", "requirement": "；".join(needs) or "—",
        "limit": _end(max(ends)) if ends else "—",
        "sent": _signed(reader, lead.sent_by, lead.sent_at) if sent and lead is not None else "",
        "accepted": _signed(reader, lead.accepted_by, lead.accepted_at) if lead is not None else "",
        "result": "\n".join(results),
        "finished": _signed(reader, lead.finished_by, lead.finished_at) if lead is not None else "",
        "checked": _signed(reader, event.checked_by, event.checked_at),
        "closed": tr("{at}结案", at=moment_words(event.closed_at)) if event.closed_at else "",
    }  # fmt: skip


def _of(order: int, lead: Order | None) -> bool:
    return order == 0 or lead is None or order == lead.no


def _signed(reader: Cases, account: str, at: Instant) -> str:
    if not at:
        return ""
    return tr("{person}  {at}", person=_person(reader, account), at=_moment(at))


def _moment(at: Instant) -> str:
    day = local(at)
    return tr("{month}月{day}日{time}", month=day.month, day=day.day, time=f"{day:%H:%M}")


def _end(due: Instant) -> str:
    """Until when; the midnight that ends a day is said as 24时 of that day."""
    if local(due).hour or local(due).minute:
        return tr("{due}前", due=moment_words(due))
    return tr("{day}24时前", day=day_words(due - 1))


def _map(reader: Cases, event: Event, families: Sequence[str]) -> str:
    pin = (event.lon, event.lat) if event.lon is not None and event.lat is not None else None
    here = event.grid
    while here and (grid := reader.find("grid", here)) is not None and grid.level is not Level.BASE:
        here = grid.parent
    grids = [
        (grid.code, grid.name, shape.from_wkb(grid.geometry))
        for grid in reader.all("grid")
        if grid.level is Level.BASE and grid.geometry
    ]
    return mini_map_svg.draw(families, grids, here, pin, MAP_SIZE)
