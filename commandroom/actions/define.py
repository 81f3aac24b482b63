"""Define and retire reference data: units, people, grids, items; what is the same already is left alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from commandroom import profiles
from commandroom.actions.founding import require_name
from commandroom.domain.errors import Refused
from commandroom.domain.people import Role
from commandroom.store.permission import permit_reference
from commandroom.store.work import Work


@dataclass(frozen=True, slots=True)
class Counts:
    """What an import of reference data did."""

    new: int = 0
    changed: int = 0
    same: int = 0


def define(work: Work, kind: str, ident: str, facts: Mapping[str, Any]) -> str:
    """Define one record, field by field; gives "new", "changed" or "same". Only what differs is recorded."""
    permit_reference(work.actor, kind)
    before = work.record_of(kind, ident)
    if before is not None and before.retired:
        raise Refused("reference.retired", kind=kind, id=ident)
    known = before.facts if before is not None else {}
    plain = {name: list(value) if isinstance(value, tuple) else value for name, value in facts.items()}
    changed = {name: value for name, value in plain.items() if name not in known or known[name] != value}
    if before is not None and not changed:
        return "same"
    if kind == "room":
        _require_room(work, changed)
    work.record(kind, ident, "define", changed)
    return "new" if before is None else "changed"


def _require_room(work: Work, facts: Mapping[str, Any]) -> None:
    """Settings that every later step stands on are held against what there is before they are adopted."""
    profile, calendar = facts.get("profile"), facts.get("calendar")
    if profile is not None and profile not in profiles.CODES:
        raise Refused("room.wrong_profile", profile=profile, known="、".join(profiles.CODES))
    if calendar is not None:
        work.get("calendar", calendar)


def retire(work: Work, kind: str, ident: str, reason: str = "") -> None:
    """End a record; its id is never used again."""
    if work.find(kind, ident) is None:
        raise Refused("reference.unknown", kind=kind, id=ident)
    work.record(kind, ident, "retire", {"reason": reason} if reason else {})
    if kind == "person":
        _keep_an_administrator(work)


def define_person(work: Work, account: str, /, **facts: Any) -> str:
    """Define an account (roles, unit, grids, …); the administrator gives the password apart."""
    require_name(account)
    for role in facts.get("roles", ()):
        if role not in set(Role):
            raise Refused("who.unknown_role", role=role)
    unit = facts.get("unit")
    if unit and work.find("unit", unit) is None:
        raise Refused("dispatch.unknown_unit", unit=unit)
    for grid in facts.get("grids", ()):
        if work.find("grid", grid) is None:
            raise Refused("intake.unknown_grid", grid=grid)
    outcome = define(work, "person", account, facts)
    _keep_an_administrator(work)
    return outcome


def _keep_an_administrator(work: Work) -> None:
    """Raise Refused("who.last_admin") when nobody would be left who can configure the room."""
    if not any(person.active and Role.ADMIN in person.roles for person in work.all("person")):
        raise Refused("who.last_admin")
