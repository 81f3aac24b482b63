"""The built-in profiles: resources/profiles/*.toml read into typed values, every key accounted for."""

import tomllib
import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from commandroom import resources
from commandroom.domain.errors import Refused
from commandroom.domain.limits import read_limit
from commandroom.domain.norms import Norms, norms_from
from commandroom.domain.profile import Profile
from commandroom.domain.worktime import Limit

CODES = ("Y", "B", "D", "J", "L")
"""The five founding documents."""


@cache
def profile(code: str) -> Profile:
    """A built-in profile by its letter; Refused("profile.unknown") when there is none."""
    if code not in CODES:
        raise Refused("profile.unknown", code=code, known="、".join(CODES))
    return load(resources.find(f"profiles/{code}.toml"))


def load(path: Path) -> Profile:
    """The profile of a file, laid over ``standard.toml``.

    Raises Refused("profile.unreadable") for what is no TOML, Refused("profile.wrong_value") for a missing or
    ill-typed value, Refused("profile.unknown_key") for a key that nothing reads.
    """
    try:
        own = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refused("profile.unreadable", file=path.name, reason=str(error)) from error
    standard = tomllib.loads(resources.find("profiles/standard.toml").read_text("utf-8"))
    values = _merged(standard, own)
    groups = values.get("contact_groups")
    norms = values.get("norms")
    if isinstance(norms, dict) and isinstance(groups, list):
        values["norms"] = {**norms, "contact_groups": len(groups)}
    made = _make(Profile, values, path.name)
    assert isinstance(made, Profile)
    return made


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    both = dict(below)
    for key, value in above.items():
        old = both.get(key)
        both[key] = _merged(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return both


def _make(kind: type[Any], values: Any, where: str) -> Any:
    """A dataclass from a table with the same names; what is left over is refused."""
    if not isinstance(values, dict):
        raise Refused("profile.wrong_value", where=where, key="", value=values)
    hints = typing.get_type_hints(kind)
    known = {field.name: field for field in fields(kind)}
    unknown = values.keys() - known.keys()
    if unknown:
        raise Refused("profile.unknown_key", where=where, keys="、".join(sorted(unknown)))
    made: dict[str, Any] = {}
    for name, field in known.items():
        if name in values:
            made[name] = _value(hints[name], values[name], f"{where}: {name}")
        elif field.default is MISSING:
            raise Refused("profile.wrong_value", where=where, key=name, value=None)
    return kind(**made)


def _value(hint: Any, value: Any, where: str) -> Any:
    """A TOML value as the type of its field."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is types.UnionType:
        return _value(arguments[0], value, where)
    if origin is tuple and isinstance(value, list):
        return tuple(_value(arguments[0], one, f"{where}[{place}]") for place, one in enumerate(value))
    if origin is Mapping and isinstance(value, dict):
        return MappingProxyType({key: _value(arguments[1], one, f"{where}.{key}") for key, one in value.items()})
    if hint is Norms and isinstance(value, dict):
        return norms_from(value)
    if hint is Limit and isinstance(value, str):
        return read_limit(value)
    if isinstance(hint, type) and issubclass(hint, Enum) and value in [one.value for one in hint]:
        return hint(value)
    if isinstance(hint, type) and is_dataclass(hint) and hint not in (Norms, Limit):
        return _make(hint, value, where)
    if hint is float and isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if hint in (str, int, bool) and type(value) is hint:
        return value
    raise Refused("profile.wrong_value", where=where, key="", value=value)
