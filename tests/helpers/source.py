"""The project's own source, parsed once, for tests about the shape of the house."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True, slots=True)
class Source:
    """One file: its path from the root, its text and its tree."""

    path: str
    text: str
    tree: ast.Module

    @property
    def lines(self) -> int:
        """Lines of the file."""
        return len(self.text.splitlines())

    def walk(self) -> Iterator[ast.AST]:
        """Every node."""
        return ast.walk(self.tree)


@cache
def sources(*folders: str) -> tuple[Source, ...]:
    """The Python files below these folders of the repository (the program itself when none is named)."""
    found = []
    for folder in folders or ("commandroom", "ui"):
        for path in sorted((REPOSITORY / folder).rglob("*.py")):
            text = path.read_text("utf-8")
            found.append(Source(str(path.relative_to(REPOSITORY)), text, ast.parse(text)))
    return tuple(found)


def calls(source: Source, *names: str) -> Iterator[ast.Call]:
    """Calls of a function or method of one of these names."""
    for node in source.walk():
        if isinstance(node, ast.Call) and called(node) in names:
            yield node


def called(node: ast.Call) -> str:
    """The last part of what is called: ``setText`` of ``self.label.setText(...)``."""
    function = node.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def literal(node: ast.expr | None) -> str | None:
    """The text of a literal string, or None."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
