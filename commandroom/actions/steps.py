"""Every step a person can take, by its verb: what the headless door and the window's buttons call."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from commandroom.actions import close, dispatch, handle, intake, triage, undo, verify

BY_VERB: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        "register": intake.register,
        "report": intake.report,
        "amend": intake.amend,
        "discard": intake.discard,
        "self_handle": intake.self_handle,
        "supply_info": intake.supply_info,
        "request_info": triage.request_info,
        "verify_source": triage.verify_source,
        "source_verified": triage.source_verified,
        "propose_reject": triage.propose_reject,
        "reject": triage.reject,
        "refuse_proposal": triage.refuse_proposal,
        "merge": triage.merge,
        "split": triage.split,
        "file": triage.file,
        "dispatch": dispatch.dispatch,
        "redispatch": dispatch.redispatch,
        "add_co_unit": dispatch.add_co_unit,
        "waive_co_unit": dispatch.waive_co_unit,
        "refuse_return": dispatch.refuse_return,
        "accept": handle.accept,
        "progress": handle.progress,
        "return_order": handle.return_order,
        "finish": handle.finish,
        "check": verify.check,
        "check_fail": verify.check_fail,
        "close": close.close,
        "revisit": close.revisit,
        "reopen": close.reopen,
        "archive": close.archive,
        "propose_void": close.propose_void,
        "void": close.void,
        "undo": undo.undo,
    }
)
"""The action of each step; "receive", "update", "absorb", "overdue" and "recompute" are never a person's own."""

NEW = frozenset({"register", "report", "self_handle"})
"""Steps that can begin an event."""
