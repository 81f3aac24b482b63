"""Habits of the whole source that neither ruff nor mypy know."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.helpers.source import Source, called, calls, sources

CATCH_ALL = {"ui/desk.py", "ui/errors.py", "commandroom/__main__.py"}
"""Where a bug is turned into a report; anywhere else it would be hidden."""
CLOCKS = {"commandroom/clock.py", "ui/errors.py"}
"""Who asks the machine for the time: the one clock, and a crash report, dated whatever else has failed."""
NAMELESS = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "base", "misc", "mixed"}
HEAVY = {
    "folium", "branca", "pyogrio", "pyproj", "shapely", "typst", "xlsxwriter", "python_calamine", "holidays",
    "pypinyin", "pyqtgraph", "qtawesome", "openpyxl", "pandas", "matplotlib",
}  # fmt: skip
"""Libraries whose import is felt at start-up (dependencies measured in milliseconds: 80 to 600 each)."""

SQL = re.compile(r"\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM|PRAGMA)\s+[a-z*(]")


def places(nodes: Iterator[tuple[Source, ast.AST]]) -> list[str]:
    """Where the nodes stand."""
    return [f"{source.path}:{getattr(node, 'lineno', 0)}" for source, node in nodes]


def every_call(*names: str) -> Iterator[tuple[Source, ast.Call]]:
    """Every call of these names in the program."""
    for source in sources():
        for call in calls(source, *names):
            yield source, call


def test_every_module_says_its_duty_in_one_line() -> None:
    """The first line of a file is the sentence that decides what may go into it."""
    assert [
        source.path
        for source in sources()
        if (words := ast.get_docstring(source.tree)) is None or len(words.splitlines()) != 1
    ] == []


def test_doors_of_packages_are_empty() -> None:
    """A package's __init__ has nothing but its line (the program's also knows its version)."""
    crowded = [
        source.path
        for source in sources()
        if source.path.endswith("__init__.py")
        and source.path != "commandroom/__init__.py"
        and len(source.tree.body) > 1
    ]
    assert crowded == []


def test_nothing_hides_a_bug() -> None:
    """Everything is caught only where a bug becomes a report, or to undo something and raise it again."""
    hiding = []
    for source in sources():
        for node in source.walk():
            if isinstance(node, ast.ExceptHandler) and source.path not in CATCH_ALL:
                names = [n.id for n in ast.walk(node.type) if isinstance(n, ast.Name)] if node.type else [""]
                passed_on = isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None
                if {"", "Exception", "BaseException"} & set(names) and not passed_on:
                    hiding.append(f"{source.path}:{node.lineno}")
    assert hiding == []


def test_colours_and_sizes_come_from_the_theme() -> None:
    """One file writes style sheets."""
    found = every_call("setStyleSheet")
    assert places((s, n) for s, n in found if s.path != "ui/theme.py") == []


def test_the_window_speaks_no_sql() -> None:
    """What is read from the room is asked of the reader; only a picture file of tiles is opened by the window."""
    speaking = [
        f"{source.path}:{node.lineno}"
        for source in sources()
        for node in source.walk()
        if source.path.startswith("ui/") and source.path != "ui/widgets/map/tiles.py"
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.match(node.value)
    ]
    assert speaking == []


def test_the_event_loop_is_never_entered_twice() -> None:
    """With processEvents a click arrives in the middle of an answer to another click."""
    assert places(every_call("processEvents")) == []


def test_connections_are_named() -> None:
    """A lambda in connect keeps its window alive and cannot be disconnected."""
    lambdas = (
        (source, call)
        for source, call in every_call("connect")
        if any(isinstance(argument, ast.Lambda) for argument in call.args)
    )
    assert places(lambdas) == []


def test_painters_are_closed_by_with() -> None:
    """An exception with an open painter ends the process."""
    held = {
        id(item.context_expr)
        for source in sources()
        for node in source.walk()
        if isinstance(node, ast.With)
        for item in node.items
    }
    assert places((s, n) for s, n in every_call("QPainter") if id(n) not in held) == []


def test_only_the_headless_door_prints() -> None:
    """Standard output belongs to the one JSON object of the headless door."""
    found = every_call("print")
    assert places((s, n) for s, n in found if s.path != "commandroom/__main__.py") == []


def test_there_is_one_clock() -> None:
    """What asks the machine for the time itself cannot be tested in another year."""
    asking = []
    machine = re.compile(
        r"time\.(time|time_ns|localtime)|(datetime\.)?datetime\.(now|utcnow|today)"
        r"|(datetime\.)?date\.today|Q(Date|Time|DateTime)\.current\w+"
    )
    for source in sources():
        for node in source.walk():
            text = ast.unparse(node) if isinstance(node, ast.Attribute) else ""
            if source.path not in CLOCKS and machine.fullmatch(text):
                asking.append(f"{source.path}:{getattr(node, 'lineno', 0)} {text}")
    assert asking == []


def test_everything_has_a_name_of_its_own() -> None:
    """A file called utils is a room without a door plate."""
    nameless = [s.path for s in sources() if NAMELESS & set(re.split(r"[/._]", s.path.removesuffix(".py")))]
    nameless += [
        f"{source.path} {node.name}"
        for source in sources()
        for node in source.walk()
        if isinstance(node, ast.ClassDef) and re.search(r"(Manager|Helpers?|Utils?|Misc)$", node.name)
    ]
    assert nameless == []


def test_heavy_libraries_are_imported_when_first_used() -> None:
    """What costs a tenth of a second at import is not paid by who only opens the queue."""
    early = []
    for source in sources():
        for node in source.tree.body:
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            early += [f"{source.path}: {name}" for name in names if name.partition(".")[0] in HEAVY]
    assert early == []


@pytest.mark.parametrize("name", ["processEvents", "connect"])
def test_the_search_itself_sees(name: str) -> None:
    """The finder of calls sees a method and a plain function of a name."""
    tree = ast.parse(f"{name}()\na.b.{name}(1)\nother()")
    found = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and called(n) == name]
    assert len(found) == 2
