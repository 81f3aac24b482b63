"""The messages of the source and their English: update the catalogue, or list what it lacks (--check)."""

import ast
import re
import sys
import tomllib
from collections import defaultdict
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "resources/i18n/en/commandroom.po"
HAN = re.compile(r"[\u3400-\u9fff]")
RULE = re.compile(r"T\d|§")
"""A note that begins with the number of its rule is for readers of the source."""
NOT_SHOWN = {"commandroom/domain/masking.py", "commandroom/domain/identifiers.py"}
"""Files of the domain whose Chinese is looked for in texts, not shown."""

Messages = dict[str, list[tuple[str, str]]]
"""Message -> the (file, line) places where it stands."""


def messages() -> Messages:
    """Everything a person may be shown in Chinese that has to have an English form.

    Literals given to tr() and mark(); every Chinese literal of the domain, which may not import either (words
    of steps, states, categories); and the sentences of refusals. Names in data files (units, items, grids)
    are the town's own and stay Chinese.
    """
    found: Messages = defaultdict(list)
    for folder in ("commandroom", "ui"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            name = str(path.relative_to(ROOT))
            for text, line in _of_source(path, whole=name.startswith("commandroom/domain/") and name not in NOT_SHOWN):
                found[text].append((name, str(line)))
    for path in sorted((ROOT / "resources/i18n/sentences").glob("*.toml")):
        for code, sentence in tomllib.loads(path.read_text("utf-8")).items():
            found[sentence].append((str(path.relative_to(ROOT)), code))
    return found


def _of_source(path: Path, *, whole: bool) -> list[tuple[str, int]]:
    tree = ast.parse(path.read_text("utf-8"))
    if whole:
        return [(text, line) for text, line in _literals(tree) if HAN.search(text) and not RULE.match(text)]
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"tr", "mark"}:
            given = node.args[0]
            if isinstance(given, ast.Constant) and isinstance(given.value, str):
                found.append((given.value, given.lineno))
    return found


def _literals(tree: ast.Module) -> list[tuple[str, int]]:
    """String literals but docstrings, f-strings, keys a table looks up, and the numbers of rules."""
    skipped = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            skipped |= {id(part) for part in ast.walk(node)}
        elif isinstance(node, ast.Dict):
            skipped |= {id(key) for key in node.keys}
        elif isinstance(node, ast.keyword) and node.arg == "rule":
            skipped.add(id(node.value))
    return [
        (node.value, node.lineno)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped
    ]


def english() -> polib.POFile:
    """The catalogue as it is; an empty one when there is none yet."""
    if CATALOGUE.is_file():
        return polib.pofile(str(CATALOGUE), wrapwidth=110)
    made = polib.POFile(wrapwidth=110)
    made.metadata = {"Content-Type": "text/plain; charset=UTF-8", "Language": "en"}
    return made


def missing() -> list[str]:
    """Messages without an English form."""
    known = {entry.msgid for entry in english() if entry.msgstr and not entry.obsolete}
    return [message for message in messages() if message not in known]


def update() -> None:
    """Add new messages, empty; drop those no longer in the source; renew the places."""
    catalogue, found = english(), messages()
    for entry in list(catalogue):
        if entry.msgid not in found:
            catalogue.remove(entry)
    for message, places in found.items():
        entry = catalogue.find(message)
        if entry is None:
            entry = polib.POEntry(msgid=message)
            catalogue.append(entry)
        entry.occurrences = [(path, "") for path in sorted({path for path, _ in places})]
        entry.flags = ["python-brace-format"] if "{" in message else []
    catalogue.sort(key=lambda entry: (entry.occurrences, entry.msgid))
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(CATALOGUE))


def main() -> int:
    """Update, then say what has no English yet; 1 with --check when something is missing."""
    checking = "--check" in sys.argv[1:]
    if not checking:
        update()
    left = missing()
    for message in left:
        print(message)
    print(f"{len(left)} messages have no English", file=sys.stderr)
    return 1 if checking and left else 0


if __name__ == "__main__":
    sys.exit(main())
