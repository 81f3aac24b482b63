"""The desk page on a demonstration room: a small town made once, copied for every test."""

import asyncio
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from commandroom import demo
from commandroom.actions import dispatch, intake, triage
from commandroom.domain.event import Event
from commandroom.domain.instant import at
from commandroom.domain.lifecycle import STEPS
from commandroom.room import Room
from commandroom.store.queue.filter import Filter, Sort
from tests.helpers.clock import MovableClock
from tests.helpers.small_room import until
from ui.desk import Desk
from ui.dialogs.step_panel import StepPanel
from ui.main_window import MainWindow
from ui.models.event_table import EventTable
from ui.pages import PAGES
from ui.shell import Shell
from ui.theme import Theme
from ui.views.desk_view import DeskView
from ui.views.event_view import EventView
from ui.views.queue_view import QueueView

NOW = at(2026, 11, 5, 14, 30)
PASSWORD = demo.PASSWORD


def small_town(folder: Path) -> Path:
    """A small demonstration room."""
    demo.build(folder, size="small", now="2026-11-05T14:30")
    return folder


def copied(town: Path, folder: Path) -> Path:
    """A copy to write in."""
    shutil.copytree(town, folder)
    return folder


@dataclass
class Stage:
    """The whole window with the desk page shown, and somebody at it."""

    folder: Path
    clock: MovableClock
    desk: Desk
    window: MainWindow

    @property
    def page(self) -> DeskView:
        """The desk page."""
        page = self.window.page
        assert isinstance(page, DeskView)
        return page

    @property
    def queue(self) -> QueueView:
        """The queue column."""
        return self.page.queue

    @property
    def table(self) -> EventTable:
        """The rows."""
        return self.page.queue.table

    @property
    def case(self) -> EventView:
        """The event column."""
        return self.page.event_panel

    @property
    def panel(self) -> StepPanel:
        """The panel open now."""
        panel = self.window.panels.panel
        assert isinstance(panel, StepPanel)
        return panel

    def event(self, ident: str) -> Event:
        """An event as the store has it."""
        found: Event | None = self.desk.reader.event(ident)
        assert found is not None
        return found

    def one(self, wanted: Callable[[Event], bool], asked: Filter | None = None) -> Event:
        """The first event of the town that is as wanted."""
        queue = self.page.live.queue
        answer = queue.ask(asked or Filter(), Sort.OLDEST, self.clock.now())
        for row in queue.rows(self.desk.reader.raw, list(answer.all())):
            event = self.event(row.id)
            if wanted(event):
                return event
        raise AssertionError("no such event in the town")

    async def reported(self) -> Event:
        """A new case at intake, in a grid, by a caller."""
        done = await self.desk.do(
            intake.report, title="学府路菜场门口暴露垃圾", place="学府路菜场门口", text="垃圾堆约3方，有异味。",
            source="12345", reporter="陈小明", phone="13861234567", category="city_management", lon=120.053745,
            lat=31.774202, actor="diaodu1",
        )  # fmt: skip
        return self.event(str(done.result))

    async def filed(self) -> Event:
        """A case that waits to be dispatched."""
        case = await self.reported()
        await self.desk.do(triage.file, case.id, "0302", actor="diaodu1")
        return self.event(case.id)

    async def dispatched(self) -> Event:
        """A case that waits for the signature of chengguan."""
        case = await self.filed()
        await self.desk.do(dispatch.dispatch, case.id, "chengguan", actor="diaodu1")
        return self.event(case.id)

    def choose(self, ident: str) -> None:
        """Choose an event, as the map would."""
        self.window.shell.selection.choose_event(ident, None)

    async def sign_in(self, account: str) -> None:
        """Somebody else sits down."""
        await self.desk.sign_in(account, PASSWORD)

    async def step(self, verb: str, fill: Callable[[Any], None]) -> Event:
        """Open a step's panel by its button, fill it, press; the event afterwards."""
        before = self.case.event_now
        assert before is not None
        self.case.steps.buttons[verb].click()
        panel = self.panel
        assert panel.step is STEPS[verb]
        fill(panel)
        panel.submit()
        await until(lambda: self.window.panels.panel is None or bool(panel.refusal))
        assert self.window.panels.panel is None, panel.refusal
        await until(lambda: self.case.event_now is not None and self.case.event_now.step > before.step)
        return self.event(before.id)


async def staged(
    folder: Path, clock: MovableClock, theme: Theme, loop: asyncio.AbstractEventLoop, account: str = "diaodu1"
) -> Stage:
    """Open the window on a room at the desk page."""
    desk = Desk(lambda: Room.open(folder, clock=clock.now), loop, poll_ms=50)
    window = MainWindow(desk, theme, Shell(), PAGES[:1], [], clock.now)
    await desk.open()
    await desk.sign_in(account, PASSWORD)
    window.resize(1920, 1080)
    window.show()
    window.enter()
    made = Stage(folder, clock, desk, window)
    await until(made.page.ready)
    return made
