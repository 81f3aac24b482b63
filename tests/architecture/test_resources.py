"""Every file of resources/ is listed with its origin and its licence."""

import re

from tests.helpers.source import REPOSITORY

RESOURCES = REPOSITORY / "resources"


def listed() -> dict[str, list[str]]:
    """Folder or file -> the other cells of its row in resources/README.md."""
    table = (RESOURCES / "README.md").read_text("utf-8")
    rows = re.findall(r"^\|\s*`([^`]+)`\s*\|(.*)\|\s*$", table, re.MULTILINE)
    return {name.strip("/"): [cell.strip() for cell in rest.split("|")] for name, rest in rows}


def test_every_file_is_listed() -> None:
    """Nothing comes in whose origin nobody wrote down."""
    rows = set(listed())
    unlisted = []
    for path in sorted(RESOURCES.rglob("*")):
        name = path.relative_to(RESOURCES)
        covered = {str(name), *(str(parent) for parent in name.parents)} & rows
        if path.is_file() and path.name != "README.md" and not covered:
            unlisted.append(str(name))
    assert unlisted == []


def test_every_row_is_true() -> None:
    """Every row names something that is there, says what it is, where it is from and under which licence."""
    rows = listed()
    assert {name for name in rows if not (RESOURCES / name).exists()} == set()
    assert {name for name, cells in rows.items() if len(cells) != 2 or not all(cells)} == set()
    assert {name for name, cells in rows.items() if ", " not in cells[1]} == set()


def test_resources_are_data() -> None:
    """No code hides among the data."""
    assert [str(p) for p in RESOURCES.rglob("*") if p.suffix in {".py", ".sh", ".js", ".so"}] == []
