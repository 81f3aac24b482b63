"""Rooms stay small: lines of a file, of a function, methods of a class."""

import ast
import statistics

from tests.helpers.source import Source, sources

FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)


def percentile(values: list[int], share: float) -> int:
    """The value below which this share of all values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def modules() -> list[Source]:
    """Every module of the program that is more than a package's door."""
    return [source for source in sources() if not source.path.endswith("__init__.py")]


def functions() -> dict[str, int]:
    """Lines of every function, by place; a decorator and the docstring count."""
    return {
        f"{source.path}:{node.lineno} {node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for source in sources()
        for node in source.walk()
        if isinstance(node, FUNCTION)
    }


def test_no_file_is_longer_than_500_lines() -> None:
    """A longer file has more than one idea in it."""
    assert {source.path: source.lines for source in sources() if source.lines > 500} == {}


def test_most_files_are_short() -> None:
    """The median file has at most 150 lines, 95 of 100 at most 350."""
    lines = [source.lines for source in modules()]
    assert statistics.median(lines) <= 150
    assert percentile(lines, 0.95) <= 350


def test_no_function_is_longer_than_80_lines() -> None:
    """A function fits on a screen."""
    assert {place: lines for place, lines in functions().items() if lines > 80} == {}


def test_most_functions_are_short() -> None:
    """95 of 100 functions have at most 40 lines."""
    assert percentile(list(functions().values()), 0.95) <= 40


def test_no_class_has_more_than_25_methods() -> None:
    """A class with more has swallowed a neighbour."""
    wide = {
        f"{source.path} {node.name}": methods
        for source in sources()
        for node in source.walk()
        if isinstance(node, ast.ClassDef)
        and (methods := sum(isinstance(item, FUNCTION) for item in node.body)) > 25
    }
    assert wide == {}
