"""File, ask back, have the source verified, reject, answer a proposal, merge, split."""

from functools import partial

from commandroom.actions import preview, triage
from commandroom.domain.catalog import TIERS, Importance, Item
from commandroom.domain.errors import Refused
from commandroom.text import mark, tr
from ui.dialogs import choices
from ui.dialogs.step_panel import Asked, StepPanel
from ui.widgets.fact_list import Fact, FactList
from ui.widgets.fields import ChoiceField, LineField, TickField, WordsField
from ui.widgets.pick_field import PickField

_REASONS = (
    mark("不属本街道管辖"), mark("内容不实"), mark("已进入诉讼、仲裁或复议"), mark("无实质诉求"), mark("重复且已答复"),
)  # fmt: skip


class FilePanel(StepPanel):
    """T9: the item with its standards; what the item says is filled in already."""

    def build(self) -> None:
        """Item, standards, importance, tier, what follows."""
        theme, seat = self.seat.theme, self.seat
        now = seat.desk.now()
        self._items = seat.names.items(now)
        known = choices.items(seat.names, self.event_now, now)
        self.item = PickField(
            theme, tr("事项"), partial(choices.find, known), hint=tr("名称、拼音首字母或编号，例如 blj"), lines=4
        )
        self.add(self.item)
        self.basis = FactList(theme)
        self.column.addWidget(self.basis)
        self.standard = TickField(theme, tr("立案标准"))
        self.add(self.standard)
        grades = [(grade.value, tr("{grades}级", grades=grade.value)) for grade in Importance]
        self.importance = ChoiceField(theme, tr("级别"), grades)
        self.add(self.importance)
        tiers = [(str(tier), word) for tier, word in zip(TIERS, (tr("一 网格"), tr("二 村社"), tr("三 街道"),
                                                                tr("四 上级")), strict=True)]  # fmt: skip
        self.tier = ChoiceField(theme, tr("办结层级"), tiers)
        self.add(self.tier)
        self.grid = self._grid_field()
        self.show_preview_here(tr("立案后的时限（处置按现在派出计）"))
        self.item.picked.connect(self._picked)
        self._picked(self.item.value)

    def _grid_field(self) -> PickField | None:
        if self.event_now.grid:
            return None
        grids = choices.grids(self.seat.names)
        field = PickField(self.seat.theme, tr("网格（这件事还没有网格）"), partial(choices.find, grids), lines=3)
        field.list.setCurrentRow(-1)
        self.add(field)
        return field

    def _picked(self, code: str) -> None:
        item: Item | None = self._items.get(code)
        if item is None:
            return
        self.standard.set_lines(item.filing_standard)
        self.importance.choose(item.importance)
        self.tier.choose(str(item.tier))
        self.basis.set_facts([
            Fact(tr("责任单位"), self.seat.names.unit(item.responsible_unit)),
            Fact(tr("依据"), tr("、").join(item.legal_basis), "quiet"),
        ])  # fmt: skip

    def asked(self) -> Asked:
        """The filing."""
        if not self.item.value:
            raise Refused("desk.no_item")
        self.standard.needed()
        facts: dict[str, object] = {
            "item": self.item.value, "importance": self.importance.value, "tier": int(self.tier.value or 0)
        }  # fmt: skip
        if self.grid is not None and self.grid.value:
            facts["grid"] = self.grid.value
        return triage.file, facts

    def foresee(self) -> Asked | None:
        """C2, and the handling it will get."""
        return (preview.filed, {"item": self.item.value}) if self.item.value else None

    def said(self) -> str:
        """As what it was filed."""
        return tr("已立案：{item} · {title}", item=self.item.word, title=self.event_now.title)


class _ReasonPanel(StepPanel):
    """A step that needs one reason in words."""

    field = mark("原因")
    hint = ""

    def build(self) -> None:
        """The words."""
        self.reason = WordsField(self.seat.theme, tr(self.field), hint=tr(self.hint) if self.hint else "")
        self.add(self.reason)


class RequestInfoPanel(_ReasonPanel):
    """T3."""

    field = mark("还缺什么")
    hint = mark("地点、照片、联系方式……写给上报的人看")
    standing = mark("退回补充期间受理时限暂停，补来后接着计时。")

    def asked(self) -> Asked:
        """The question."""
        return triage.request_info, {"reason": self.reason.needed()}


class VerifySourcePanel(StepPanel):
    """T4: somebody of the grid looks."""

    standing = mark("请网格员到现场看是否属实；受理时限暂停，核实时限开始。")

    def build(self) -> None:
        """Who."""
        known = choices.who_looks(self.seat.names, self.event_now)
        self.person = PickField(self.seat.theme, tr("由谁去看"), partial(choices.find, known), lines=6)
        self.add(self.person)

    def asked(self) -> Asked:
        """The request."""
        if not self.person.value:
            raise Refused("desk.no_person")
        return triage.verify_source, {"person": self.person.value}


class SourceVerifiedPanel(StepPanel):
    """T4: what was found."""

    def build(self) -> None:
        """Found, by whom, in words."""
        theme = self.seat.theme
        options = [("true", tr("属实")), ("changed", tr("情况有变")), ("false", tr("不属实"))]
        self.found = ChoiceField(theme, tr("看到的"), options, "true")
        known = choices.who_looks(self.seat.names, self.event_now)
        self.person = PickField(theme, tr("谁看的"), partial(choices.find, known), lines=4)
        self.note = WordsField(theme, tr("说明"), hint=tr("可不填"), lines=2)
        asked = self._asked_person()
        if asked:
            self.person.refresh(asked)
        for field in (self.found, self.person, self.note):
            self.add(field)

    def _asked_person(self) -> str:
        entries = self.seat.desk.reader.timeline(self.event_now.id)
        found = [entry.facts.get("person", "") for entry in entries if entry.verb == "verify_source"]
        return str(found[-1]) if found else ""

    def asked(self) -> Asked:
        """The answer."""
        facts = {"found": self.found.needed(), "person": self.person.value}
        return triage.source_verified, facts | ({"note": self.note.text} if self.note.text else {})


class ProposeRejectPanel(StepPanel):
    """T5, first half."""

    standing = mark("只是提议：要另一个人确认后才不予受理。")

    def build(self) -> None:
        """A common reason, and words."""
        self.kind = ChoiceField(self.seat.theme, tr("理由"), [(reason, tr(reason)) for reason in _REASONS])
        self.reason = WordsField(self.seat.theme, tr("说明"), lines=3)
        self.add(self.reason)
        self.add(self.kind)

    def asked(self) -> Asked:
        """The proposal."""
        words = [tr(self.kind.value) if self.kind.value else "", self.reason.text]
        said = tr("：").join(word for word in words if word)
        return triage.propose_reject, {"reason": said or self.reason.needed()}


class RejectPanel(_ReasonPanel):
    """T5, second half: another person confirms."""

    field = mark("答复来电人")
    hint = mark("不予受理的理由和可以找谁，会随件留存")

    def asked(self) -> Asked:
        """The rejection."""
        return triage.reject, {"reply": self.reason.needed()}


class RefuseProposalPanel(_ReasonPanel):
    """The case goes on as it was."""

    field = mark("不同意的理由")

    def asked(self) -> Asked:
        """The refusal."""
        return triage.refuse_proposal, {"reason": self.reason.needed()}


class MergePanel(StepPanel):
    """T6: into an open case that is the same matter."""

    standing = mark("并入后这件不再单独计时，来电人和次数都保留；并入的那件继承较早的来源时限。")

    def build(self) -> None:
        """Which one, the likeliest first with the reason."""
        known = choices.alike(self.seat.desk, self.event_now)
        self.master = PickField(
            self.seat.theme, tr("并入哪一件"), partial(choices.find, known), hint=tr("标题里的字、编号"), lines=8
        )
        self.add(self.master)

    def asked(self) -> Asked:
        """The merger."""
        if not self.master.value:
            raise Refused("desk.no_master")
        return triage.merge, {"master": self.master.value}

    def said(self) -> str:
        """Into which one."""
        return tr("已并入：{title}", title=self.master.word)


class SplitPanel(StepPanel):
    """One report, several matters."""

    standing = mark("这件保留原编号；每填一行另成一件，地点、来电人、来源照抄，可再更正。")

    def build(self) -> None:
        """A title for each new case."""
        titles = (tr("另成一件的标题"), tr("再一件（可不填）"), tr("还有一件（可不填）"))
        self.parts = [LineField(self.seat.theme, title) for title in titles]
        for field in self.parts:
            self.add(field)

    def asked(self) -> Asked:
        """The split."""
        self.parts[0].needed()
        return triage.split, {"parts": [{"title": field.text} for field in self.parts if field.text]}
