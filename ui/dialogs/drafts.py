"""Drafts that outlived their window: those of this person come back as chips when they sign in."""

from functools import partial
from typing import TYPE_CHECKING, Any

from commandroom.domain.event import Event
from commandroom.domain.people import Person, Reach, Right
from ui.desk import Desk
from ui.shell import Shell
from ui.theme import Theme

if TYPE_CHECKING:
    from ui.dialogs.register_dialog import RegisterPanel

MOST = 12
"""Chips that find room; older drafts stay in the queue under their state."""


def attach(desk: Desk, theme: Theme, shell: Shell) -> None:
    """Bring drafts back at every sign-in."""
    desk.signed_in.connect(partial(_begin, desk, theme, shell))


def _begin(desk: Desk, theme: Theme, shell: Shell, person: Person) -> None:
    desk.start(bring_back(desk, theme, shell, person))


async def bring_back(desk: Desk, theme: Theme, shell: Shell, person: Person) -> "list[RegisterPanel]":
    """A parked form for each draft this person may go on with that has none yet; gives the new ones."""
    from ui.dialogs.register_dialog import RegisterPanel

    found: list[Event] = await desk.ask(drafts_for, person)
    known = RegisterPanel.held(desk)
    made = [RegisterPanel(desk, theme, shell, event) for event in found if event.id not in known]
    for panel in made:
        shell.park_panel(panel)
    return made


def drafts_for(reader: Any, person: Person) -> list[Event]:
    """Their own drafts; a dispatcher or head sees those of every seat and person too. Newest last."""
    found: list[Event] = reader.drafts(person.id, MOST, everybody=Reach.ALL in person.reaches(Right.DISPATCH))
    return found
