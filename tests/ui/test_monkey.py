"""The whole program in a process of its own, handled without sense, then closed in the middle of something."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.desk_stage import small_town
from tests.helpers.monkey import held_objects

LONG = os.environ.get("COMMANDROOM_SOAK") == "long"
SEEDS = range(1, 13) if LONG else (1,)
STEPS = 600 if LONG else 60
SECONDS = 240.0 if LONG else 8.0
"""Steps are taken for so long at most: the short form is for every run, the long one for `make soak`."""
REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small demonstration town; do not write in it."""
    return small_town(tmp_path_factory.mktemp("town") / "room")


@pytest.mark.timeout(900)
@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_breaks_under_a_monkey(town: Path, tmp_path: Path, seed: int) -> None:
    """No crash, no bug, no warning of Qt, no call that takes a widget to another thread, and an end by itself."""
    folder, files = tmp_path / "room", tmp_path / "files"
    shutil.copytree(town, folder)
    files.mkdir()
    report = files / "steps.txt"
    wanted = ["-m", "tests.helpers.monkey", str(folder), str(seed), str(STEPS), str(report)]
    ended = subprocess.run(
        [sys.executable, "-X", "faulthandler", *wanted, "--seconds", str(SECONDS), "--patience", str(SECONDS + 120)],
        cwd=REPOSITORY, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    steps = report.read_text("utf-8").splitlines() if report.exists() else []
    faults = "".join(one.read_text("utf-8", "replace") for one in folder.glob("log/*.txt"))
    assert (ended.returncode, ended.stderr, faults) == (0, "", ""), f"seed {seed}, last steps: {steps[-12:]}"
    assert steps[-1] == "close"
    assert list(folder.glob("*-wal")) == []


def test_a_widget_in_a_call_is_found(qapp: object) -> None:
    """The look into calls that the monkey takes finds what is bound, filled in, closed over or listed."""
    from functools import partial

    from PySide6.QtCore import QObject

    del qapp
    one = QObject()
    assert list(held_objects(partial(print, one))) == [one]
    assert list(held_objects(partial(one.objectName))) == [one]
    assert list(held_objects(lambda: one.objectName())) == [one]
    assert list(held_objects(partial(print, [one], end=""))) == [one]
    assert list(held_objects(partial(print, 1))) == []
