"""Tests of signs and times: words of time left, shapes of states, text that is never cut in silence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from commandroom.domain.clocks import Light
from commandroom.domain.instant import DAY, HOUR, MINUTE
from commandroom.span_text import span, time_left
from ui import icons
from ui.theme import Theme
from ui.widgets.heartbeat import Heartbeat
from ui.widgets.light import LIGHTS, LightLabel, paint_sign
from ui.widgets.text_labels import ElidedLabel, Prose


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (38 * MINUTE, "剩 38分"),
        (38 * MINUTE + 59, "剩 38分"),
        (6 * HOUR, "剩 6时"),
        (6 * HOUR + 59 * MINUTE, "剩 6时"),
        (5 * HOUR + 59 * MINUTE, "剩 5时59分"),
        (2 * DAY + 3 * HOUR, "剩 2天3时"),
        (2 * DAY, "剩 2天"),
        (12 * DAY + 7 * HOUR, "剩 12天"),
        (59, "剩 不足1分"),
        (0, "超期 不足1分"),
        (-80 * MINUTE, "超期 1时20分"),
        (-DAY, "超期 1天"),
    ],
)
def test_time_left_in_words(seconds: int, words: str) -> None:
    """As a dispatcher says it."""
    assert time_left(seconds) == words


@given(st.integers(MINUTE, 400 * DAY))
def test_a_span_never_promises_more_than_there_is(seconds: int) -> None:
    """Read back, the words are never longer than the time, and off by less than an hour or a day."""
    total, number = 0, ""
    for sign in span(seconds):
        if sign.isdigit():
            number += sign
        else:
            total += int(number) * {"天": DAY, "时": HOUR, "分": MINUTE}[sign]
            number = ""
    least = MINUTE if seconds < 6 * HOUR else HOUR if seconds < 10 * DAY else DAY
    assert 0 <= seconds - total < least


def test_every_light_of_the_core_has_a_sign() -> None:
    """Sign, colour and word for each state a clock can have."""
    assert {light.value for light in Light} <= set(LIGHTS)


def test_signs_differ_without_colour(theme: Theme) -> None:
    """Somebody who sees no colours tells the states apart by shape."""
    drawn = {}
    for name in ("on_time", "due_soon", "overdue", "supervised_red", "paused", "none"):
        image = QImage(24, 24, QImage.Format.Format_Alpha8)
        image.fill(0)
        with QPainter(image) as p:
            paint_sign(p, QRectF(0, 0, 24, 24), name, theme)
        drawn[name] = bytes(image.constBits())
    assert len(set(drawn.values())) == len(drawn)
    assert all(any(picture) for picture in drawn.values())


def test_a_badge_says_it_to_a_screen_reader(theme: Theme, qtbot: QtBot) -> None:
    """Time left for a running clock, the state's word for a paused one; larger type is wider."""
    badge = LightLabel(theme)
    qtbot.addWidget(badge)
    badge.set_light("due_soon", time_left(38 * MINUTE))
    assert badge.accessibleName() == "剩 38分"
    narrow = badge.sizeHint().width()
    badge.set_light("due_soon", time_left(38 * MINUTE), size="figure")
    assert badge.sizeHint().width() > narrow
    badge.set_light("paused")
    assert badge.accessibleName() == "暂停"


def test_cut_text_tells_the_rest_on_hover(theme: Theme, qtbot: QtBot) -> None:
    """No hover while all is visible, the whole text when it is not."""
    label = ElidedLabel(theme, "富民社区第三网格小区门口占道经营")
    qtbot.addWidget(label)
    label.resize(600, 30)
    label.show()
    assert label.toolTip() == ""
    label.resize(80, 30)
    assert label.toolTip() == label.text()


def test_prose_has_line_height_one_and_a_half(theme: Theme, qtbot: QtBot) -> None:
    """Two lines take twice 1.5 times the type size, and narrower means more lines."""
    prose = Prose(theme, "第一行\n第二行")
    qtbot.addWidget(prose)
    assert prose.heightForWidth(400) == round(2 * 15 * 1.5)
    prose.set_text("摊主三人，影响居民出入和消防通道；来电人称已多次反映，希望街道尽快处理。")
    assert prose.heightForWidth(120) > prose.heightForWidth(600)


def test_icons_are_tinted_and_crisp(theme: Theme) -> None:
    """The asked colour, at the screen's own resolution."""
    drawn = icons.pixmap("register", "#FF0000", 24, 2.0)
    image = drawn.toImage()
    assert (image.width(), drawn.devicePixelRatio()) == (48, 2.0)
    solid = [image.pixelColor(x, y) for x in range(48) for y in range(48) if image.pixelColor(x, y).alpha() == 255]
    assert solid
    assert all(colour.name() == "#ff0000" for colour in solid)


def test_the_heartbeat_says_when_the_room_is_silent(theme: Theme, qtbot: QtBot) -> None:
    """Alive after an answer, not after none."""
    beat = Heartbeat(theme)
    qtbot.addWidget(beat)
    beat.beat(0.01)
    assert beat.alive
    beat.beat(-1.0)
    assert not beat.alive
    assert "没有应答" in beat.toolTip()
