"""The rota and the norms in force: the room's own, or what profile L combines."""

from collections.abc import Sequence
from typing import Any, Protocol

from commandroom import profiles
from commandroom.domain.people import Person
from commandroom.domain.profile import DutyNorm
from commandroom.domain.rota import ROTA, Rota, usual


class Known(Protocol):
    """What the engine may ask: a Reader or a Work."""

    def all(self, kind: str) -> tuple[Any, ...]:
        """The values of a kind that are not retired."""

    def find(self, kind: str, ident: str) -> Any:
        """One value; None when there is none."""

    def setting(self, name: str, default: Any = None) -> Any:
        """One setting of the room."""


def rota_of(known: Known) -> Rota:
    """The room's rota; lines it never set are the usual ones of profile L."""
    people: Sequence[Person] = known.all("person")
    own: Rota | None = known.find("rota", ROTA)
    if own is None:
        return usual(people)
    return own if own.lines else Rota(usual(people).lines, own.norm, own.handlers, own.step)


def norm_of(known: Known) -> DutyNorm:
    """The norms in force: the profile's, with the room's own laid over them."""
    own: Rota | None = known.find("rota", ROTA)
    norm = profiles.profile(known.setting("profile", "L")).duty
    return norm if own is None else own.norms(norm)
