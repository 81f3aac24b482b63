"""The Qt binding gives back every reference of None it takes."""

import sys

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot


def test_calls_that_return_none_leave_its_count_alone(qtbot: QtBot) -> None:
    """PySide6 6.12.0 on Python 3.11 lost one reference a call: 5,700 setText ended the process."""
    label = QLabel()
    qtbot.addWidget(label)
    label.setText("一")
    before = sys.getrefcount(None)
    for _ in range(2_000):
        label.setText("二")
    assert abs(sys.getrefcount(None) - before) < 200
