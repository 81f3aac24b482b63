"""Words for screens and prints in the chosen language; the Chinese text itself is the message id."""

import gettext
import string
import tomllib
from functools import cache
from typing import Any

from commandroom import resources
from commandroom.domain.errors import RoomError

LANGUAGES = ("zh_CN", "en")
_current: list[gettext.NullTranslations] = [gettext.NullTranslations()]


class _Catalogue(gettext.NullTranslations):
    """A catalogue read from a .po file; an unknown message stays Chinese."""

    def __init__(self, words: dict[str, str]) -> None:
        super().__init__()
        self._words = words

    def gettext(self, message: str) -> str:
        return self._words.get(message) or message


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    if language == "zh_CN":
        return gettext.NullTranslations()
    import polib

    entries = polib.pofile(str(resources.find(f"i18n/{language}/commandroom.po")))
    return _Catalogue({entry.msgid: entry.msgstr for entry in entries})


def use(language: str) -> None:
    """Speak this language ("zh_CN" or "en") from now on."""
    _current[0] = _catalogue(language)


def language() -> str:
    """The language spoken now."""
    return "en" if isinstance(_current[0], _Catalogue) else "zh_CN"


def mark(message: str) -> str:
    """Mark a constant for translation; it is turned into words where it is shown, by :func:`tr`."""
    return message


def tr(message: str, /, **facts: Any) -> str:
    """The message in the chosen language with its ``{facts}`` filled in."""
    words = _current[0].gettext(message)
    return words.format(**facts) if facts else words


@cache
def sentences() -> dict[str, str]:
    """The Chinese sentence of every refusal and fault, by code."""
    found: dict[str, str] = {}
    for path in sorted(resources.find("i18n/sentences").glob("*.toml")):
        found.update(tomllib.loads(path.read_text("utf-8")))
    return found


class _Forgiving(string.Formatter):
    def get_value(self, key: int | str, args: Any, kwargs: Any) -> Any:
        return kwargs.get(key, "…") if isinstance(key, str) else super().get_value(key, args, kwargs)


def sentence(error: RoomError) -> str:
    """What went wrong, where, and what to do, for a person; the code itself when no sentence is known."""
    words = sentences().get(error.code)
    return error.code if words is None else _Forgiving().format(tr(words), **error.facts)
