"""Answer what was asked, correct what is known, write down what was handled on the spot."""

from functools import partial

from commandroom.actions import intake
from commandroom.domain.catalog import CATEGORY_WORDS
from commandroom.domain.errors import Refused
from commandroom.text import mark, tr
from ui.dialogs import choices
from ui.dialogs.step_panel import Asked, StepPanel
from ui.widgets.fields import ChoiceField, LineField, WordsField
from ui.widgets.pick_field import PickField


class SupplyInfoPanel(StepPanel):
    """T3: back to intake."""

    standing = mark("补来的内容接在原文之后，受理时限接着计。")

    def build(self) -> None:
        """The words, and the place when it was missing."""
        self.text = WordsField(self.seat.theme, tr("补充的内容"))
        self.place = LineField(self.seat.theme, tr("地点"), words=self.event_now.place)
        self.add(self.text)
        self.add(self.place)

    def asked(self) -> Asked:
        """The answer."""
        facts = {"text": self.text.needed()}
        return intake.supply_info, facts | ({"place": self.place.text} if self.place.touched() else {})


class AmendPanel(StepPanel):
    """更正: what was written down wrong."""

    standing = mark("更正不改时限，原来的内容留在经过里。")

    def build(self) -> None:
        """Title, place, text, category, urgency."""
        theme, event = self.seat.theme, self.event_now
        self.heading = LineField(theme, tr("标题"), words=event.title)
        self.place = LineField(theme, tr("地点"), words=event.place)
        self.text = WordsField(theme, tr("内容"), lines=5)
        self.text.set_text(event.text)
        categories = [(category.value, tr(word)) for category, word in CATEGORY_WORDS.items()]
        self.category = ChoiceField(theme, tr("类别"), categories, event.category)
        urgencies = [("normal", tr("一般")), ("urgent", tr("紧急")), ("critical", tr("特急"))]
        self.urgency = ChoiceField(theme, tr("紧急程度"), urgencies, event.urgency)
        for field in (self.heading, self.place, self.text, self.category, self.urgency):
            self.add(field)

    def asked(self) -> Asked:
        """Only what differs."""
        facts: dict[str, object] = {}
        for name, field in (("title", self.heading), ("place", self.place)):
            if field.touched():
                facts[name] = field.needed()
        if self.text.touched():
            facts["text"] = self.text.text
        for name, choice in (("category", self.category), ("urgency", self.urgency)):
            if choice.touched():
                facts[name] = choice.value
        return intake.amend, facts


class SelfHandlePanel(StepPanel):
    """T2: closed at once."""

    standing = mark("网格或村社当场办完的小事；会按比例抽查。")

    def build(self) -> None:
        """What came of it."""
        self.result = WordsField(self.seat.theme, tr("办理结果"))
        known = choices.who_did(self.seat.names, self.event_now, self.seat.desk.person)
        self.person = PickField(self.seat.theme, tr("谁办的"), partial(choices.find, known), lines=4)
        self.add(self.result)
        self.add(self.person)

    def asked(self) -> Asked:
        """Done on the spot."""
        if not self.person.value:
            raise Refused("desk.no_person")
        return intake.self_handle, {"result": self.result.needed(), "person": self.person.value}
