"""The core and its headless door need no window library."""

import os
import pkgutil
import subprocess
import sys

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


def python(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a program in a Python where nothing of the window can be imported."""
    return subprocess.run(
        [sys.executable, "-P", "-c", BLOCK + program, *arguments],
        cwd=REPOSITORY, env=os.environ | {"PYTHONPATH": str(REPOSITORY)},
        capture_output=True, text=True, check=False, timeout=240,
    )  # fmt: skip


def door(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run one headless command so."""
    return python("import commandroom.__main__ as door; sys.exit(door.main())", *arguments)


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
