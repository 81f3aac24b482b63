"""What the room can do, a person at the window can do: every action is asked for by ui/ or has a reason."""

import ast

from tests.helpers.source import Source, sources

REASONS: dict[str, str] = {
    "watch.tick": "the room does it when a clock is due, nobody asks for it",
    "watch.look_at": "one event's part of watch.tick, for a history that is played again",
    "gap_alarm.tick": "the room's own part of duty_watch.look, which the window asks for when one is due",
    "handover_watch.tick": "the room's own part of duty_watch.look, which the window asks for when one is due",
    "duty.put": "one duty's part of set_duty, adopt and draft_month",
    "duty.move": "one duty's part of clear_day, approve and draft_month",
    "define.retire": "the administrator's `commandroom retire`: units, items and accounts end once in years",
    "grids.retire": "the administrator's `commandroom retire`: an outline is given up by decision, outside the desk",
    "room_settings.change": "the administrator's `commandroom set`: the first start asks for what a room needs",
}
"""``file.function`` of an action without a place in the window -> why."""
PACKAGE = "commandroom.actions"


def imported(source: Source) -> dict[str, str]:
    """Names of a file that stand for something of commandroom.actions -> ``file`` or ``file.function``."""
    names: dict[str, str] = {}
    for node in source.walk():
        if isinstance(node, ast.ImportFrom) and f"{node.module}.".startswith(f"{PACKAGE}."):
            module = (node.module or "").removeprefix(PACKAGE).strip(".")
            names |= {alias.asname or alias.name: f"{module}.{alias.name}".strip(".") for alias in node.names}
    return names


def named(tree: ast.AST, names: dict[str, str]) -> set[str]:
    """Everything of commandroom.actions that a piece of source mentions."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in names:
            found.add(names[node.id])
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in names:
            found.add(f"{names[node.value.id]}.{node.attr}")
    return found


def actions() -> set[str]:
    """Every public function of commandroom/actions that takes a Work and records, itself or by another."""
    mentions: dict[str, set[str]] = {}
    acting: set[str] = set()
    for source in sources("commandroom/actions"):
        module = source.path.removeprefix("commandroom/actions/").removesuffix(".py").replace("/", ".")
        functions = [node for node in source.tree.body if isinstance(node, ast.FunctionDef)]
        names = imported(source) | {node.name: f"{module}.{node.name}" for node in functions}
        for node in functions:
            taken = [argument.arg for argument in node.args.posonlyargs + node.args.args]
            if taken[:1] == ["work"]:
                mentions[f"{module}.{node.name}"] = named(node, names)
                if "work.record(" in ast.unparse(node):
                    acting.add(f"{module}.{node.name}")
    while more := {name for name, said in mentions.items() if said & acting} - acting:
        acting |= more
    return {name for name in acting if not name.rpartition(".")[2].startswith("_")}


def roads() -> list[Source]:
    """The modules of commandroom.sync and the root that ui/ imports: what takes a file in, what founds a room."""
    named: set[str] = set()
    for source in sources("ui"):
        for node in source.walk():
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("commandroom"):
                whole = (node.module or "").replace(".", "/")
                named |= {f"{whole}.py", *(f"{whole}/{alias.name}.py" for alias in node.names)}
    return [
        source
        for source in sources("commandroom")
        if source.path in named and (source.path.startswith("commandroom/sync/") or source.path.count("/") == 1)
    ]


def asked_for() -> set[str]:
    """Every function of commandroom.actions that ui/ mentions, itself or by the module it hands a file to."""
    return {name for source in [*sources("ui"), *roads()] for name in named(source.tree, imported(source))}


def test_every_action_has_a_dialog_or_a_reason() -> None:
    """An action nobody can reach is not finished."""
    assert actions()
    assert sorted(actions() - asked_for() - set(REASONS)) == []


def test_no_reason_is_out_of_date() -> None:
    """A reason falls away with its action, or when the window asks for it after all."""
    assert sorted(set(REASONS) - actions()) == []
    assert sorted(set(REASONS) & asked_for()) == []
    assert all(len(reason) > 10 for reason in REASONS.values())
