"""The filters this seat keeps by name: its own settings, never in the journal."""

import json
from dataclasses import fields
from typing import Any

from PySide6.QtCore import QSettings

from commandroom.store.queue.filter import Filter, Mine

_GROUP = "filters"


def seat_settings() -> QSettings:
    """The settings of this seat's window."""
    return QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "commandroom", "window")


def to_json(asked: Filter) -> str:
    """A filter as text; only what differs from an empty one. Whose "mine" is, is left to who opens it."""
    plain: dict[str, Any] = {}
    for field in fields(Filter):
        value = getattr(asked, field.name)
        if value != field.default and value:
            kept = sorted(value) if isinstance(value, frozenset) else value
            plain[field.name] = True if field.name == "mine" else kept
    return json.dumps(plain, ensure_ascii=False, sort_keys=True)


def from_json(text: str, mine: Mine | None) -> Filter | None:
    """The filter of a text; None for what is none (an older program's, or a hand's)."""
    try:
        plain = json.loads(text)
    except ValueError:
        return None
    known = {field.name: field for field in fields(Filter)}
    if not isinstance(plain, dict) or not plain.keys() <= known.keys():
        return None
    values: dict[str, Any] = {}
    for name, value in plain.items():
        if name == "mine":
            values[name] = mine
        else:
            values[name] = frozenset(value) if isinstance(value, list) else value
    try:
        return Filter(**values)
    except TypeError:
        return None


class SavedFilters:
    """By name, in the order of the names."""

    def __init__(self, settings: QSettings | None = None) -> None:
        self._settings = settings or seat_settings()

    def names(self) -> list[str]:
        """What is kept."""
        self._settings.beginGroup(_GROUP)
        found = list(self._settings.childKeys())
        self._settings.endGroup()
        return sorted(self._name(key) for key in found)

    def get(self, name: str, mine: Mine | None) -> Filter | None:
        """One by its name."""
        return from_json(str(self._settings.value(f"{_GROUP}/{self._key(name)}", "")), mine)

    def keep(self, name: str, asked: Filter) -> None:
        """Keep one under a name; the same name is replaced."""
        self._settings.setValue(f"{_GROUP}/{self._key(name)}", to_json(asked))
        self._settings.sync()

    def forget(self, name: str) -> None:
        """Keep it no longer."""
        self._settings.remove(f"{_GROUP}/{self._key(name)}")
        self._settings.sync()

    def _key(self, name: str) -> str:
        """A name as a key: an INI key must not hold a slash."""
        return name.encode().hex()

    def _name(self, key: str) -> str:
        return bytes.fromhex(key).decode()
