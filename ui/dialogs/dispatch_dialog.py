"""Pick units, see the due times before sending; send again, add and waive co-units, refuse a return."""

from functools import partial

from commandroom.actions import dispatch, preview
from commandroom.domain.errors import Refused
from commandroom.domain.limits import read_stages
from commandroom.domain.order import OrderRole
from commandroom.text import mark, tr
from ui.dialogs import choices
from ui.dialogs.step_panel import Asked, StepPanel
from ui.widgets.fields import ChoiceField, LineField, ToggleField, WordsField
from ui.widgets.pick_field import PickField

_UNIT_HINT = mark("拼音首字母、名称，例如 cg")


class DispatchPanel(StepPanel):
    """T10: the item's responsible unit is offered first, so that D and Enter are enough."""

    def build(self) -> None:
        """Unit, what it would start, co-units, what is required, other limits."""
        theme, names = self.seat.theme, self.seat.names
        now = self.seat.desk.now()
        self.item = names.items(now).get(self.event_now.item)
        first = (self.item.responsible_unit,) if self.item is not None else ()
        known = choices.units(names, first, self.left_out())
        find = partial(choices.find, known)
        self.unit = PickField(theme, tr("主办单位"), find, hint=tr(_UNIT_HINT))
        self.add(self.unit)
        self.show_preview_here(tr("派出后的时限"))
        self.co_units = ToggleField(theme, tr("协办单位"))
        for ident in self.item.co_units if self.item is not None else ():
            self.co_units.offer(ident, names.unit(ident))
        self.more = PickField(theme, "", find, hint=tr("再加一个协办单位，回车加入"), lines=2)
        self.more.list.hide()
        self.more.edit.textChanged.connect(self._typing)
        if self.with_co_units():
            self.add(self.co_units)
            self.add(self.more)
            self.more.confirmed.disconnect(self.submit)
            self.more.confirmed.connect(self._add_co_unit)
        self.reason = WordsField(theme, tr("改派原因"), lines=2)
        if self.step.verb == "redispatch":
            self.add(self.reason)
        self.requirement = WordsField(theme, tr("办理要求"), hint=tr("要对方做到什么，可不填"), lines=2)
        self.add(self.requirement)
        self.limits = LineField(theme, tr("时限"), hint=tr("不填按事项清单；例：停工:4工作时;拆除:20工作日"))
        self.add(self.limits)

    def left_out(self) -> frozenset[str]:
        """Units that cannot be picked."""
        return frozenset()

    def with_co_units(self) -> bool:
        """Whether co-units are picked here."""
        return True

    def asked(self) -> Asked:
        """The dispatch."""
        return dispatch.dispatch, self._facts() | self._more()

    def foresee(self) -> Asked | None:
        """The clocks it would start."""
        if not self.unit.value:
            return None
        facts = self._facts()
        return preview.dispatched, {name: facts[name] for name in ("unit", "co_units", "limits") if name in facts}

    def said(self) -> str:
        """To whom it went."""
        unit = self.seat.names.unit(self.unit.value)
        return tr("{word}：{unit} · {title}", word=tr(self.step.word), unit=unit, title=self.event_now.title)

    def _facts(self) -> dict[str, object]:
        if not self.unit.value:
            raise Refused("desk.no_unit")
        facts: dict[str, object] = {"unit": self.unit.value}
        co_units = [ident for ident in self.co_units.values if ident != self.unit.value]
        if co_units and self.with_co_units():
            facts["co_units"] = co_units
        if self.limits.text:
            facts["limits"] = [(staged.label, staged.limit) for staged in read_stages(self.limits.text)]
        return facts

    def _more(self) -> dict[str, object]:
        return {"requirement": self.requirement.text} if self.requirement.text else {}

    def _typing(self, words: str) -> None:
        self.more.list.setVisible(bool(words))

    def _add_co_unit(self) -> None:
        if not self.more.edit.text().strip():
            self.submit()
            return
        ident = self.more.value
        if ident:
            self.co_units.offer(ident, self.seat.names.unit(ident), on=True)
        self.more.edit.clear()


class RedispatchPanel(DispatchPanel):
    """T13: to another unit, with the reason."""

    standing = mark("收回现在的主办单，改派给另一家；签收、处置重新计时，总时限不变。")

    def left_out(self) -> frozenset[str]:
        """The unit that has it now."""
        return frozenset(order.unit for order in self.event_now.orders if order.live)

    def with_co_units(self) -> bool:
        """Co-units stay as they are."""
        return False

    def asked(self) -> Asked:
        """The redispatch."""
        return dispatch.redispatch, self._facts() | {"reason": self.reason.needed()} | self._more()


class CoUnitPanel(DispatchPanel):
    """Another unit helps."""

    standing = mark("主办单位要等协办单位办完或免去，才能办结。")

    def left_out(self) -> frozenset[str]:
        """Units that have an order already."""
        return frozenset(order.unit for order in self.event_now.orders if order.live)

    def with_co_units(self) -> bool:
        """One at a time."""
        return False

    def asked(self) -> Asked:
        """One more order."""
        return dispatch.add_co_unit, self._facts() | self._more()


class WaivePanel(StepPanel):
    """The case goes on without a co-unit's share."""

    def build(self) -> None:
        """Which co-unit, and why."""
        waiting = [order for order in self.event_now.orders if order.open and order.role == OrderRole.CO]
        options = [(order.unit, self.seat.names.unit(order.unit)) for order in waiting]
        self.unit = ChoiceField(self.seat.theme, tr("协办单位"), options, options[0][0] if options else "")
        self.reason = WordsField(self.seat.theme, tr("原因"))
        self.add(self.reason)
        self.add(self.unit)

    def asked(self) -> Asked:
        """The waiver."""
        return dispatch.waive_co_unit, {"unit": self.unit.needed(), "reason": self.reason.needed()}


class RefuseReturnPanel(StepPanel):
    """The unit keeps its order."""

    standing = mark("退单不准，原单位继续办理；处置时限没有停过。")

    def build(self) -> None:
        """Why."""
        self.reason = WordsField(self.seat.theme, tr("不准的理由"))
        self.add(self.reason)

    def asked(self) -> Asked:
        """The refusal of the return."""
        return dispatch.refuse_return, {"reason": self.reason.needed()}
