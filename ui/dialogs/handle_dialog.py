"""Report progress, return an order, report it done: what a unit says of its share."""

from commandroom.actions import handle
from commandroom.text import mark, tr
from ui.dialogs.step_panel import Asked, StepPanel
from ui.widgets.fields import ChoiceField, TickField, WordsField

_BASIS = (mark("不属本单位职责"), mark("权限在上级"), mark("已由别的单位办理"), mark("地点不在辖区"))


class ProgressPanel(StepPanel):
    """T14."""

    def build(self) -> None:
        """What has been done."""
        self.text = WordsField(self.seat.theme, tr("进展"), hint=tr("做到哪一步，还要多久"))
        self.add(self.text)

    def asked(self) -> Asked:
        """The progress."""
        return handle.progress, {"text": self.text.needed()}


class ReturnPanel(StepPanel):
    """T12."""

    standing = mark("只能退一次，要写明依据；审批期间处置时限不停。")

    def build(self) -> None:
        """Why, and by which rule."""
        self.reason = WordsField(self.seat.theme, tr("退单原因"))
        self.kind = ChoiceField(self.seat.theme, tr("依据"), [(basis, tr(basis)) for basis in _BASIS])
        self.basis = WordsField(self.seat.theme, tr("文件、条款"), hint=tr("三定方案、权责清单第几条"), lines=2)
        for field in (self.reason, self.kind, self.basis):
            self.add(field)

    def asked(self) -> Asked:
        """The return."""
        chosen = tr(self.kind.value) if self.kind.value else ""
        basis = " · ".join(word for word in (chosen, self.basis.text) if word)
        return handle.return_order, {"reason": self.reason.needed(), "basis": basis or self.basis.needed()}


class FinishPanel(StepPanel):
    """T20."""

    def build(self) -> None:
        """What came of it, held against the item's closing standard."""
        self.result = WordsField(self.seat.theme, tr("办理结果"), hint=tr("怎么办的、结果如何，核查的人照此去看"))
        self.add(self.result)
        item = self.seat.names.items().get(self.event_now.item)
        self.standard = TickField(self.seat.theme, tr("结案标准"), item.closing_standard if item is not None else ())
        self.add(self.standard)

    def asked(self) -> Asked:
        """The end of this unit's share."""
        result = self.result.needed()
        self.standard.needed()
        return handle.finish, {"result": result}
