"""Check passed or failed: who went to look, and what they saw."""

from functools import partial

from commandroom.actions import preview, verify
from commandroom.domain.errors import Refused
from commandroom.text import mark, tr
from ui.dialogs import choices
from ui.dialogs.step_panel import Asked, StepPanel
from ui.widgets.fact_list import Fact, FactList
from ui.widgets.fields import WordsField
from ui.widgets.pick_field import PickField


class CheckPanel(StepPanel):
    """T21: somebody other than the handler has looked."""

    passed = True
    field = mark("看到的")
    hint = mark("现场情况，何时看的")
    given = mark("现场已看，符合结案标准")

    def build(self) -> None:
        """What was reported, who looked, what they saw."""
        theme, names = self.seat.theme, self.seat.names
        facts = FactList(theme)
        item = names.items().get(self.event_now.item)
        standard = "\n".join(item.closing_standard) if item is not None else ""
        facts.set_facts([Fact(tr("办理结果"), self.event_now.result), Fact(tr("结案标准"), standard, "quiet")])
        self.column.addWidget(facts)
        self.note = WordsField(theme, tr(self.field), hint=tr(self.hint))
        if self.given:
            self.note.set_text(tr(self.given))
        known = choices.who_looks(names, self.event_now)
        me = self.seat.desk.actor
        known.sort(key=lambda one: one[0].value != me)
        search = partial(choices.find, known)
        self.person = PickField(theme, tr("谁去看的"), search, hint=tr("姓名或拼音首字母"), lines=4)
        self.add(self.person if self.passed else self.note)
        self.add(self.note if self.passed else self.person)
        self.show_preview_here(tr("之后的时限"))

    def asked(self) -> Asked:
        """The check."""
        if not self.person.value:
            raise Refused("desk.no_person")
        return verify.check, {"note": self.note.needed(), "person": self.person.value}

    def foresee(self) -> Asked | None:
        """C6, or what is left of the handling."""
        return preview.checked, {"passed": self.passed}


class CheckFailPanel(CheckPanel):
    """T22: back to the unit, with what was left of its time."""

    passed = False
    field = mark("不通过的原因")
    hint = mark("哪里没有办到")
    given = ""
    standing = mark("退回原单位返工，处置时限接着用剩下的，至少给一半。")

    def asked(self) -> Asked:
        """The failed check."""
        reason = self.note.needed()
        if not self.person.value:
            raise Refused("desk.no_person")
        return verify.check_fail, {"reason": reason, "person": self.person.value}
