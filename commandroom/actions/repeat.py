"""A call about something known: kept as a case of its own and merged at once, so that no caller is lost."""

from typing import Any

from commandroom.actions.intake import report
from commandroom.actions.triage import merge
from commandroom.store.work import Work


def report_into(work: Work, master: str, event: str = "", **fields: Any) -> str:
    """Report (a new case or a draft) and merge it into an open case, in one transaction; gives its id (T1, T6).

    Raises what ``intake.report`` and ``triage.merge`` refuse; then nothing was recorded.
    """
    ident = report(work, event, **fields)
    merge(work, ident, master)
    return ident
