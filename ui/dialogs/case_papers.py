"""Paper from the case shown: its slip (交办单), and its place among the cases the month's notice tells."""

from typing import Protocol

from commandroom.actions import papers as acts
from commandroom.domain.errors import RoomError
from commandroom.domain.event import Event
from commandroom.domain.report_period import MONTH, ReportPeriod
from commandroom.reports import period_words
from commandroom.reports.queue_words import short_number
from commandroom.text import sentence, tr
from ui.dialogs.paper_dialog import PaperPanel, Wanted
from ui.dialogs.step_panel import Seat


class Shows(Protocol):
    """What shows one case."""

    @property
    def seat(self) -> Seat:
        """What it stands on."""

    @property
    def event_now(self) -> Event | None:
        """The case, None when there is none."""


def show_slip(view: Shows) -> None:
    """The preview of the case's slip, ready to print."""
    event, seat = view.event_now, view.seat
    if event is not None:
        wanted = Wanted("slip", event=event.id, number=short_number(event.number))
        seat.shell.open_panel(PaperPanel(seat.desk, seat.theme, seat.shell, wanted))


def choose_case(view: Shows) -> None:
    """Tell the case in the notice of the month it was reported in."""
    if view.event_now is not None:
        view.seat.desk.start(_choose(view.seat, view.event_now))


async def _choose(seat: Seat, event: Event) -> None:
    period = ReportPeriod.of(MONTH, event.reported_at)
    try:
        done = await seat.desk.do(acts.choose_case, "monthly", period, event.id)
    except RoomError as error:
        seat.shell.toast(sentence(error), "refused")
        return
    month = period_words.words(period)
    said = tr("已列入{month}通报案例。", month=month) if done.result else tr("已在{month}通报案例中。", month=month)
    seat.shell.toast(said, "done" if done.result else "information")
