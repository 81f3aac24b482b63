"""The core and its headless door need no window library."""

import json
import os
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest

import commandroom
from tests.helpers.source import REPOSITORY

BLOCK = """
import sys
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"PySide6", "shiboken6", "ui", "pyqtgraph", "qasync", "qtawesome"}:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Absent())
"""


def python(program: str, *arguments: str, password: str = "") -> subprocess.CompletedProcess[str]:
    """Run a program in a Python where nothing of the window can be imported."""
    return subprocess.run(
        [sys.executable, "-P", "-c", BLOCK + program, *arguments],
        cwd=REPOSITORY, env=os.environ | {"PYTHONPATH": str(REPOSITORY), "COMMANDROOM_PASSWORD": password},
        capture_output=True, text=True, check=False, timeout=240,
    )  # fmt: skip


def door(*arguments: str, password: str = "") -> subprocess.CompletedProcess[str]:
    """Run one headless command so."""
    program = "import commandroom.__main__ as door; sys.exit(door.main())"
    return python(program, *arguments, password=password)


def test_the_block_blocks() -> None:
    """Without this the others would prove nothing."""
    assert "ModuleNotFoundError" in python("import PySide6.QtCore").stderr
    assert "ModuleNotFoundError" in python("import ui.desk").stderr


def test_every_core_module_imports() -> None:
    """No module of the core, not even inside a branch taken at import, asks for Qt."""
    names = [m.name for m in pkgutil.walk_packages(commandroom.__path__, "commandroom.")]
    assert len(names) > 20
    done = python("import importlib\nfor name in sys.argv[1:]: importlib.import_module(name)", *names)
    assert (done.returncode, done.stderr) == (0, "")


HEAD, ADMIN = "zhuren", "admin"
COMMANDS = {
    "queue": ["queue", "--limit", "5"],
    "export events": ["export", "events", "--out", "{out}/events.xlsx"],
    "export map": ["export", "map", "--out", "{out}/map.html"],
    "export items": ["export", "items", "--out", "{out}/items.xlsx"],
    "export roster": ["export", "roster", "--out", "{out}/roster.xlsx"],
    "report": ["report", "month", "2026-10", "--out", "{out}/month.pdf", "--xlsx", "{out}/month.xlsx"],
    "verify": ["verify"],
    "rebuild": ["rebuild"],
    "backup": ["backup", "{out}/room.backup"],
}
"""Every command on a room that is there, and the file it leaves."""


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A small demonstration room, made in a Python without Qt, and the password of its accounts."""
    room = tmp_path_factory.mktemp("without-qt") / "room"
    done = door("demo", "--room", str(room), "--size", "small", "--now", "2026-11-05T14:30", "--json")
    assert done.returncode == 0, done.stderr
    return room, json.loads(done.stdout)["password"]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_works(town: tuple[Path, str], tmp_path: Path, command: str) -> None:
    """A command answers with one JSON object and leaves its files."""
    words = [word.format(out=tmp_path) for word in COMMANDS[command]]
    room, password = town
    account = ADMIN if command == "rebuild" else HEAD
    done = door(*words, "--room", str(room), "--as", account, "--json", password=password)
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout)["ok"] is True
    for word in words:
        if word.startswith(str(tmp_path)):
            assert Path(word).stat().st_size > 0


def test_every_command_explains_itself() -> None:
    """The help of the door and of each command it lists needs no room and no Qt."""
    names = re.findall(r"^    ([a-z]+)\s", door("--help").stdout, re.MULTILINE)
    expected = {"create", "demo", "import", "export", "report", "queue", "do", "verify", "rebuild", "backup", "restore"}
    assert expected <= set(names)
    for name in names:
        assert door(name, "--help").returncode == 0


def test_usage_is_told_from_refusal(tmp_path: Path) -> None:
    """Exit 2 for a command written wrongly, 1 for a refusal with its reason in JSON."""
    assert door("no-such-command").returncode == 2
    refused = door("verify", "--room", str(tmp_path / "nowhere"), "--json")
    assert refused.returncode == 1
    assert json.loads(refused.stdout)["refused"]["code"] == "room.none"
    assert refused.stderr.strip()


def test_a_backup_comes_back(town: tuple[Path, str], tmp_path: Path) -> None:
    """Backup, restore into an empty folder, and the restored room proves itself."""
    room, password = town
    copy, back = str(tmp_path / "copy"), str(tmp_path / "back")
    who = ("--as", ADMIN, "--json")
    assert door("backup", copy, "--room", str(room), *who, password=password).returncode == 0
    assert door("restore", copy, "--room", back, *who, password=password).returncode == 0
    proof = json.loads(door("verify", "--room", back, *who, password=password).stdout)
    assert (proof["ok"], proof["findings"]) == (True, [])
    assert proof["entries"] > 100
