"""The direction of imports: kept by the source, and broken by every mistake seeded here."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.source import REPOSITORY

CORE, WINDOW, QT = "Core: doors", "Window: app", "The core knows no window"
PURE, READS = "The domain knows no store", "The window reads"
MISTAKES = {
    "the domain reads the store": ("commandroom/domain/seeded.py", "import commandroom.store", CORE),
    "the store acts": ("commandroom/store/seeded.py", "import commandroom.actions", CORE),
    "an action exports": ("commandroom/actions/seeded.py", "import commandroom.sync", CORE),
    "a root module in no layer": ("commandroom/seeded.py", "", CORE),
    "the core opens a window": ("commandroom/reports/seeded.py", "import ui.views", QT),
    "the core uses Qt": ("commandroom/store/seeded.py", "import PySide6.QtCore", QT),
    "the domain opens SQLite": ("commandroom/domain/seeded.py", "import sqlite3", PURE),
    "the domain uses a library": ("commandroom/domain/seeded.py", "import shapely", PURE),
    "a widget asks a dialog": ("ui/widgets/seeded.py", "import ui.dialogs", WINDOW),
    "a model asks a view": ("ui/models/seeded.py", "import ui.views", WINDOW),
    "a widget asks a model": ("ui/widgets/seeded.py", "import ui.models", WINDOW),
    "a ui module in no layer": ("ui/seeded.py", "", WINDOW),
    "a view writes": ("ui/views/seeded.py", "import commandroom.store.seeded", READS),
    "a dialog asks the database": ("ui/dialogs/seeded.py", "import sqlalchemy", READS),
}


def lint(folder: Path) -> tuple[int, str]:
    """Exit code and words of the import linter for a copy of the source."""
    program = "import sys; sys.argv = ['lint-imports', '--no-cache']; sys.path.insert(0, '.');" \
              "from importlinter.cli import lint_imports_command; lint_imports_command()"  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-P", "-c", program], cwd=folder, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source without its data, to make mistakes in."""
    folder = tmp_path_factory.mktemp("house")
    for name in ("commandroom", "ui"):
        shutil.copytree(REPOSITORY / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(REPOSITORY / "pyproject.toml", folder)
    return folder


def test_the_source_keeps_every_contract(copy: Path) -> None:
    """Imports go one way."""
    code, words = lint(copy)
    assert code == 0, words
    assert "6 kept, 0 broken" in words


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_caught(copy: Path, mistake: str) -> None:
    """A contract that catches nothing protects nothing."""
    path, line, contract = MISTAKES[mistake]
    seeds = [copy / path]
    if ".seeded" in line:
        seeds.append(copy / (line.removeprefix("import ").replace(".", "/") + ".py"))
    try:
        for seed in seeds:
            seed.write_text(f'"""A mistake."""\n{line if seed == seeds[0] else ""}\n', "utf-8")
        code, words = lint(copy)
    finally:
        for seed in seeds:
            seed.unlink(missing_ok=True)
    broken = " ".join(words.split("Broken contracts")[-1].split())
    assert code == 1, words
    assert contract in broken, words


def test_neighbours_that_import_each_other_are_caught(copy: Path) -> None:
    """Two files that need each other are one idea in two rooms."""
    one, two = copy / "commandroom/domain/seeded_one.py", copy / "commandroom/domain/seeded_two.py"
    one.write_text('"""One."""\nimport commandroom.domain.seeded_two\n', "utf-8")
    two.write_text('"""Two."""\nimport commandroom.domain.seeded_one\n', "utf-8")
    try:
        code, words = lint(copy)
    finally:
        one.unlink()
        two.unlink()
    assert code == 1, words
    assert "No two neighbours import each other" in " ".join(words.split("Broken contracts")[-1].split())
