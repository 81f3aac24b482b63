"""Tests of the tokens: contrast, completeness, scale."""

import re

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QFontMetrics

from commandroom import resources
from ui.theme import THEMES, TINT, Theme, contrast, mix, tokens

WORDS = ("text", "quiet", "faint", "accent")
STATES = (
    "on_time", "due_soon", "overdue", "supervised_yellow", "supervised_red", "paused", "information",
)  # fmt: skip
GROUNDS = ("ground", "raised", "sunken", "hover", "selection")
LEAST = {"desk": 4.5, "wall": 7.0}


@pytest.mark.parametrize("name", THEMES)
def test_everything_written_can_be_read(name: str) -> None:
    """Every text and state colour stands out from every ground: 4.5:1 on the desk, 7:1 on the wall."""
    colours = tokens().themes[name]
    least = LEAST[colours["kind"]]
    low = {
        (word, ground): round(contrast(colours[word], colours[ground]), 2)
        for word in WORDS + STATES
        for ground in GROUNDS
        if not (ground == "selection" and word not in ("text", "quiet"))
        if contrast(colours[word], colours[ground]) < least
    }
    assert low == {}


@pytest.mark.parametrize("name", THEMES)
def test_states_can_be_read_on_their_own_tint(name: str) -> None:
    """A state's word on the background made of its own colour still has the contrast of its theme."""
    colours = tokens().themes[name]
    low = {}
    for state in STATES:
        for word in (state, "text"):
            ratio = contrast(colours[word], mix(colours[state], colours["raised"], TINT))
            if ratio < (4.5 if colours["kind"] == "desk" else 6.0):
                low[state, word] = round(ratio, 2)
    assert low == {}


@pytest.mark.parametrize("name", THEMES)
def test_buttons_can_be_read(name: str) -> None:
    """Words on the accent, at rest and under the pointer."""
    colours = tokens().themes[name]
    for ground in ("accent", "accent_hover"):
        assert contrast(colours["on_accent"], colours[ground]) >= LEAST[colours["kind"]]


def test_contrast_is_the_known_measure() -> None:
    """Black on white is 21, a colour on itself 1, and a published grey is 4.54 (WCAG 2.1)."""
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#123456", "#123456") == 1
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.005)


def test_every_theme_has_every_token() -> None:
    """A painter may ask any theme for any colour."""
    first, *rest = (set(tokens().themes[name]) for name in THEMES)
    assert all(names == first for names in rest)


def test_the_choropleth_is_one_hue_getting_stronger() -> None:
    """Five steps, each further from the ground than the one before."""
    for name in THEMES:
        colours = tokens().themes[name]
        steps = [contrast(colours[f"step_{n}"], colours["ground"]) for n in range(1, 6)]
        assert steps == sorted(steps)
        assert len(set(steps)) == 5


@pytest.mark.parametrize("name", THEMES)
def test_drawn_signs_have_their_tokens_colour(name: str) -> None:
    """The two drawings a style sheet cannot tint carry the colour of the token file."""
    colours = tokens().themes[name]
    for drawing, token in (("chevron-down", "quiet"), ("check", "on_accent")):
        assert f'stroke="{colours[token]}"' in resources.find(f"themes/{drawing}-{name}.svg").read_text("utf-8")


@pytest.mark.parametrize("name", THEMES)
def test_the_style_sheet_has_no_hole(theme: Theme, name: str) -> None:
    """Every name and measure of the template was filled in."""
    theme.use(name)  # type: ignore[arg-type]
    assert re.findall(r"\$\w+|px\(", theme.sheet()) == []


@pytest.mark.parametrize(
    ("wide", "high", "scale"),
    [(1366, 768, 1.0), (1920, 1080, 1.0), (2560, 1440, 1.25), (3840, 2160, 2.0), (3840, 1080, 1.0)],
)
def test_type_follows_the_window(theme: Theme, wide: int, high: int, scale: float) -> None:
    """1.0 at 1080p and never below, 2.0 at 4K, by the tighter side."""
    theme.fit(QSize(wide, high))
    assert theme.scale == scale
    assert theme.font("body").pixelSize() == round(15 * scale)


def test_a_screen_of_many_dots_counts(theme: Theme) -> None:
    """A logical DPI above 96 enlarges even a small window."""
    theme.fit(QSize(1366, 768), dpi=144)
    assert theme.scale == 1.5


def test_digits_are_tabular(theme: Theme) -> None:
    """A clock does not jump when its digits change."""
    metrics = QFontMetrics(theme.font("title", tabular=True))
    assert len({metrics.horizontalAdvance(digit) for digit in "0123456789"}) == 1


def test_a_change_is_announced_once(theme: Theme) -> None:
    """Painters hear of another theme, and of nothing when it is the same."""
    heard: list[str] = []
    theme.changed.connect(lambda: heard.append(theme.name))
    theme.use("dark")
    theme.use("dark")
    assert heard == ["dark"]
    assert theme.color("ground").name().upper() == tokens().themes["dark"]["ground"]
