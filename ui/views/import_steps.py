"""Imports what a function needs one module at a time, so that the window hears keys in between."""

import dis
import importlib
import sys
from collections.abc import Callable, Iterator
from importlib.abc import InspectLoader
from importlib.util import find_spec
from types import CodeType, FunctionType

OWN = ("ui", "commandroom")
"""Only these are taken apart; a library is one step of the module that imports it."""


def import_steps(function: Callable[..., object]) -> Iterator[str]:
    """Import the modules named inside ``function`` and all that they import, the deepest first.

    Yields the name of each module when it has just been imported; what is loaded already costs nothing. Raises
    whatever a module raises when it is imported.
    """
    if isinstance(function, FunctionType):
        yield from _load_all(function.__code__, set())


def _load_all(code: CodeType, begun: set[str]) -> Iterator[str]:
    for name, parts in list(_imports(code)):
        yield from _load(name, begun)
        if hasattr(sys.modules.get(name), "__path__"):  # a package: what is taken from it may be modules of their own
            for part in parts:
                if find_spec(f"{name}.{part}") is not None:
                    yield from _load(f"{name}.{part}", begun)


def _load(name: str, begun: set[str]) -> Iterator[str]:
    if name in begun or name in sys.modules:
        return
    begun.add(name)
    spec = find_spec(name)
    loader = spec.loader if spec is not None else None
    code = loader.get_code(name) if isinstance(loader, InspectLoader) else None
    if code is not None:
        yield from _load_all(code, begun)
    importlib.import_module(name)
    yield name


def _imports(code: CodeType) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Own modules named by the import statements of this code (not of functions in it), and what is taken from each."""
    taken: object = None
    for step in dis.get_instructions(code):
        if step.opname == "IMPORT_NAME" and str(step.argval).partition(".")[0] in OWN:
            yield str(step.argval), tuple(taken) if isinstance(taken, tuple) else ()
        if step.opname == "LOAD_CONST":
            taken = step.argval
