"""Sentences of refusals: steps, kinds and missing facts are called by their Chinese names, never by their codes."""

import pytest

from commandroom.domain.errors import Refused
from commandroom.domain.reference import RIGHTS
from commandroom.text import sentence


@pytest.mark.parametrize(
    ("refused", "said", "never"),
    [
        (Refused("event.illegal_step", verb="dispatch", state="closed", number="7"), "派单", "dispatch"),
        (Refused("event.fact_missing", verb="request_info", fact="reason"), "理由", "reason"),
        (Refused("reference.unknown", kind="unit", id="cg"), "单位", "unit"),
        (Refused("who.not_permitted", person="王某", verb="define", word="grid"), "网格", "grid"),
    ],
)
def test_words_for_codes(refused: Refused, said: str, never: str) -> None:
    """The word is there and the code is not."""
    assert said in sentence(refused)
    assert never not in sentence(refused)


def test_unknown_codes_stay() -> None:
    """A code without a word is shown as it is rather than hidden."""
    assert "juggle" in sentence(Refused("event.illegal_step", verb="juggle", state="", number="7"))


@pytest.mark.parametrize("kind", sorted(RIGHTS))
def test_every_kind_has_a_name(kind: str) -> None:
    """Who may not change something is told what, in words."""
    assert kind not in sentence(Refused("who.not_permitted", person="王某", verb="define", word=kind))
