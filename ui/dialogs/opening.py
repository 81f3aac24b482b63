"""Which panel asks for which step, and which steps need no question."""

from collections.abc import Mapping
from types import MappingProxyType

from commandroom.actions import handle
from commandroom.domain.errors import RoomError
from commandroom.domain.event import Event
from commandroom.domain.lifecycle import Step
from commandroom.domain.masking import mask_case
from commandroom.text import sentence, tr
from ui.dialogs import close_dialog, dispatch_dialog, handle_dialog, intake_dialog, triage_dialog, verify_dialog
from ui.dialogs.step_panel import Seat, StepPanel, announce

PANELS: Mapping[str, type[StepPanel]] = MappingProxyType(
    {
        "supply_info": intake_dialog.SupplyInfoPanel,
        "amend": intake_dialog.AmendPanel,
        "self_handle": intake_dialog.SelfHandlePanel,
        "file": triage_dialog.FilePanel,
        "request_info": triage_dialog.RequestInfoPanel,
        "verify_source": triage_dialog.VerifySourcePanel,
        "source_verified": triage_dialog.SourceVerifiedPanel,
        "propose_reject": triage_dialog.ProposeRejectPanel,
        "reject": triage_dialog.RejectPanel,
        "refuse_proposal": triage_dialog.RefuseProposalPanel,
        "merge": triage_dialog.MergePanel,
        "split": triage_dialog.SplitPanel,
        "dispatch": dispatch_dialog.DispatchPanel,
        "redispatch": dispatch_dialog.RedispatchPanel,
        "add_co_unit": dispatch_dialog.CoUnitPanel,
        "waive_co_unit": dispatch_dialog.WaivePanel,
        "refuse_return": dispatch_dialog.RefuseReturnPanel,
        "progress": handle_dialog.ProgressPanel,
        "return_order": handle_dialog.ReturnPanel,
        "finish": handle_dialog.FinishPanel,
        "check": verify_dialog.CheckPanel,
        "check_fail": verify_dialog.CheckFailPanel,
        "close": close_dialog.ClosePanel,
        "revisit": close_dialog.RevisitPanel,
        "reopen": close_dialog.ReopenPanel,
        "archive": close_dialog.ArchivePanel,
        "propose_void": close_dialog.ProposeVoidPanel,
        "void": close_dialog.VoidPanel,
    }
)
"""The panel of every step a person takes on a case."""

DIRECT = MappingProxyType({"accept": handle.accept})
"""Steps with nothing to ask and a way back: done at the press of the key."""


def take_step(seat: Seat, event: Event, step: Step) -> StepPanel | None:
    """Begin a step: open its panel beside the event, or do it at once; gives the panel."""
    action = DIRECT.get(step.verb)
    if action is not None:
        seat.desk.start(_at_once(seat, event, step))
        return None
    panel = PANELS[step.verb](seat, event, step)
    seat.shell.open_panel(panel)
    return panel


async def _at_once(seat: Seat, event: Event, step: Step) -> None:
    try:
        await seat.desk.do(DIRECT[step.verb], event.id)
    except RoomError as error:
        seat.shell.toast(sentence(error), "refused")
        return
    title = mask_case(event.title, event.reporter)
    announce(seat, event.id, step, tr("已{word}：{title}", word=tr(step.word), title=title))
