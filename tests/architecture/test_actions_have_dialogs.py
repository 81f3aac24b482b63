"""What the room can do, a person at the window can do: every action is asked for by ui/ or has a reason."""

import ast

from tests.helpers.source import sources

REASONS: dict[str, str] = {}
"""``file.function`` of an action without a place in the window -> why."""


def actions() -> set[str]:
    """Every public function of commandroom/actions that takes a Work, as ``file.function``."""
    return {
        f"{source.path.removeprefix('commandroom/actions/').removesuffix('.py').replace('/', '.')}.{node.name}"
        for source in sources("commandroom/actions")
        for node in source.tree.body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and node.args.posonlyargs + node.args.args
        and (node.args.posonlyargs + node.args.args)[0].arg == "work"
    }


def asked_for() -> set[str]:
    """Every function of commandroom.actions that ui/ names, however it was imported."""
    found = set()
    for source in sources("ui"):
        modules: dict[str, str] = {}
        for node in source.walk():
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("commandroom.actions"):
                inside = (node.module or "").removeprefix("commandroom.actions").strip(".")
                for alias in node.names:
                    whole = f"{inside}.{alias.name}".strip(".")
                    modules[alias.asname or alias.name] = whole
                    found.add(whole)
        for node in source.walk():
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
                found.add(f"{modules[node.value.id]}.{node.attr}")
    return found


def test_every_action_has_a_dialog_or_a_reason() -> None:
    """An action nobody can reach is not finished."""
    assert actions()
    assert sorted(actions() - asked_for() - set(REASONS)) == []


def test_no_reason_is_out_of_date() -> None:
    """A reason falls away with its action, or when the window asks for it after all."""
    assert sorted(set(REASONS) - actions()) == []
    assert sorted(set(REASONS) & asked_for()) == []
    assert all(len(reason) > 10 for reason in REASONS.values())
