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


_KINDS = {
    "unit": mark("单位"), "person": mark("人员"), "grid": mark("网格"), "item": mark("事项"), "calendar": mark("日历"),
    "duty": mark("值班"), "roster": mark("值班表"), "rota": mark("排班规则"), "leave": mark("请假"),
    "swap": mark("换班"), "room": mark("指挥室设置"), "event": mark("事件"), "note": mark("记事"),
    "import": mark("导入"), "report": mark("报表"), "paper": mark("文稿"), "submission": mark("报送事项"),
    "submitted": mark("报送记录"), "grid_plan": mark("网格方案"), "grid_edit": mark("网格改动"),
    "overlay": mark("图层"), "handover": mark("交接班"), "duty_log": mark("值班日志"), "promise": mark("承诺事项"),
    "equipment": mark("设备"), "attendance": mark("到岗"), "clock": mark("时钟确认"),
}  # fmt: skip
_FACTS = {
    "reason": mark("理由"), "result": mark("办理结果"), "text": mark("补充内容"), "person": mark("人员"),
    "found": mark("核实结果"), "title": mark("标题"), "state": mark("状态"), "unit": mark("单位"),
    "order": mark("派单"), "master": mark("主件"), "item": mark("事项"), "satisfaction": mark("满意度"),
    "closing_type": mark("结案方式"), "parts": mark("新事项"), "stage": mark("阶段"),
}  # fmt: skip
_ORDER_STATES = {
    "sent": mark("待签收"), "accepted": mark("处置中"), "finished": mark("已办结"), "returned": mark("已退单"),
    "withdrawn": mark("已撤回"), "waived": mark("已免办"),
}  # fmt: skip
"""What the codes of a refusal are called; a code that none of these knows is shown as it is."""


@cache
def _spoken() -> dict[str, dict[str, str]]:
    from commandroom.domain.lifecycle import STEPS

    verbs = {verb: step.word for verb, step in STEPS.items()} | {"define": mark("改动"), "retire": mark("停用")}
    return {"verb": verbs, "kind": _KINDS, "word": _KINDS, "fact": _FACTS, "state": _ORDER_STATES}


def _in_words(facts: dict[str, Any]) -> dict[str, Any]:
    """The facts with verbs, kinds, missing facts and states of orders called by their names."""
    tables = _spoken()
    return {
        name: tr(tables[name][str(value)]) if name in tables and str(value) in tables[name] else value
        for name, value in facts.items()
    }


class _Forgiving(string.Formatter):
    def get_value(self, key: int | str, args: Any, kwargs: Any) -> Any:
        return kwargs.get(key, "…") if isinstance(key, str) else super().get_value(key, args, kwargs)


def sentence(error: RoomError) -> str:
    """What went wrong, where, and what to do, for a person; the code itself when no sentence is known."""
    words = sentences().get(error.code)
    return error.code if words is None else _Forgiving().format(tr(words), **_in_words(error.facts))
