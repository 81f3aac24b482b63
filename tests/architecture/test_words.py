"""Every refusal has a sentence, every message has an English form, and their placeholders agree."""

import ast
import re
import runpy
import string
import tomllib
from collections import Counter
from typing import Any

import pytest

from tests.helpers.source import REPOSITORY, Source, called, literal, sources

SENTENCES = REPOSITORY / "resources/i18n/sentences"
EXTRACT = runpy.run_path(str(REPOSITORY / "packaging/extract_words.py"))


def fields(text: str) -> set[str]:
    """Names of the {placeholders} of a message."""
    names = [name for _, name, _, _ in string.Formatter().parse(text) if name]
    return {name.partition(".")[0].partition("[")[0] for name in names}


def sentences() -> dict[str, str]:
    """Code -> Chinese sentence, of every area."""
    found: dict[str, str] = {}
    for path in sorted(SENTENCES.glob("*.toml")):
        found.update(tomllib.loads(path.read_text("utf-8")))
    return found


def refusals() -> set[str]:
    """Names of the classes a refusal is made of: RoomError and all below it."""
    names, before = {"RoomError"}, 0
    while len(names) > before:
        before = len(names)
        for source in sources():
            for node in source.walk():
                if isinstance(node, ast.ClassDef) and {getattr(b, "id", "") for b in node.bases} & names:
                    names.add(node.name)
    return names


def raised() -> list[tuple[Source, ast.Call, str]]:
    """Every place a refusal or a fault is made with a literal code."""
    kinds = refusals()
    return [
        (source, node, code)
        for source in sources()
        for node in source.walk()
        if isinstance(node, ast.Call) and called(node) in kinds and node.args
        for part in ast.walk(node.args[0])
        if isinstance(part, ast.expr) and (code := literal(part)) is not None
        and (part is node.args[0] or re.fullmatch(r"[a-z_]+\.[a-z_]+", code))
    ]


def test_no_code_has_two_sentences() -> None:
    """One area owns a code."""
    codes = [code for path in SENTENCES.glob("*.toml") for code in tomllib.loads(path.read_text("utf-8"))]
    assert [code for code, times in Counter(codes).items() if times > 1] == []


def test_every_refusal_has_a_sentence() -> None:
    """A code alone helps nobody at three in the morning."""
    known = sentences()
    assert len(raised()) > 10
    lacking = {f"{source.path}:{node.lineno} {code}" for source, node, code in raised() if code not in known}
    assert sorted(lacking) == []


def test_every_sentence_gets_its_facts() -> None:
    """Where a refusal is made, every placeholder of its sentence is given."""
    known = sentences()
    short = []
    for source, node, code in raised():
        given = {keyword.arg for keyword in node.keywords}
        lacking = fields(known.get(code, "")) - given
        if lacking and None not in given:
            short.append(f"{source.path}:{node.lineno} {code} lacks {sorted(lacking)}")
    assert short == []


def test_no_sentence_is_without_a_use() -> None:
    """A sentence whose code stands nowhere in the source is a leftover."""
    used = {literal(node) for source in sources() for node in source.walk() if isinstance(node, ast.expr)}
    assert sorted(set(sentences()) - used) == []


def test_messages_are_literal() -> None:
    """What is computed cannot be collected; mark() needs a literal, tr() a literal or a marked name."""
    computed = [
        f"{source.path}:{node.lineno}"
        for source in sources()
        for node in source.walk()
        if isinstance(node, ast.Call)
        and called(node) in {"tr", "mark"}
        and node.args
        and (
            isinstance(node.args[0], ast.JoinedStr | ast.BinOp)
            or (called(node) == "mark" and literal(node.args[0]) is None)
        )
    ]
    assert computed == []


def test_every_message_gets_its_facts() -> None:
    """A literal given to tr() gets every placeholder it has, and none it has not."""
    wrong = []
    for source in sources():
        for node in source.walk():
            if isinstance(node, ast.Call) and called(node) == "tr" and node.args:
                text, given = literal(node.args[0]), {keyword.arg for keyword in node.keywords}
                if text is not None and None not in given and fields(text) != given:
                    wrong.append(f"{source.path}:{node.lineno} {text!r} got {sorted(map(str, given))}")
    assert wrong == []


def test_every_message_has_an_english_form() -> None:
    """English is complete: `make words` adds what is new, a person fills it in."""
    assert EXTRACT["missing"]() == []


def test_english_keeps_the_placeholders() -> None:
    """A translation shows the same facts."""
    entries: Any = EXTRACT["english"]()
    assert [e.msgid for e in entries if e.msgstr and fields(e.msgstr) != fields(e.msgid)] == []


@pytest.mark.parametrize(
    ("text", "names"),
    [("无", set()), ("{a} 件，共 {b:.1f} 元", {"a", "b"}), ("{{}} {c!r} {d.x}", {"c", "d"})],
)
def test_placeholders_are_found(text: str, names: set[str]) -> None:
    """The finder of placeholders itself."""
    assert fields(text) == names
