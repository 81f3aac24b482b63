"""Papers: what a person adds to a paper by hand, and whether it went to whom it is due; all through the journal."""

from collections.abc import Mapping, Sequence
from typing import Any

from commandroom.domain import submission as submissions
from commandroom.domain.errors import Refused
from commandroom.domain.instant import Instant
from commandroom.domain.report_period import ReportPeriod
from commandroom.domain.submission import Submission
from commandroom.store.work import Work

PAPER, SUBMISSION, SUBMITTED = "paper", "submission", "submitted"
WORDS = ("problems", "next_steps", "cases", "addressee", "signer", "number", "mark", "issue", "copies", "printed_by")
LONGEST = 20_000
MOST_CASES = 30


def fill_in(
    work: Work, paper: str, period: ReportPeriod, *, chosen: Sequence[str] | None = None,
    cells: Mapping[str, Any] | None = None, **words: str,
) -> bool:  # fmt: skip
    """Keep what is added by hand to a paper of a period; False when nothing differs from what stands.

    ``words``: the text blocks by name; ``chosen``: ids of the events told as cases, in order; ``cells``: numbers of
    a form that only people know. Raises Refused("paper.unknown_block" | "paper.too_long" | "paper.too_many" |
    "event.unknown").
    """
    about = f"{paper}:{period.key}"
    before = work.find(PAPER, about) or {}
    facts: dict[str, Any] = {}
    for name, text in words.items():
        if name not in WORDS:
            raise Refused("paper.unknown_block", name=name, known="、".join(WORDS))
        if len(text) > LONGEST:
            raise Refused("paper.too_long", name=name, length=len(text), most=LONGEST)
        facts[name] = text
    if chosen is not None:
        if len(chosen) > MOST_CASES:
            raise Refused("paper.too_many", count=len(chosen), most=MOST_CASES)
        facts["chosen"] = [work.event(ident).id for ident in dict.fromkeys(chosen)]
    if cells is not None:
        facts["cells"] = dict(cells)
    changed = {name: value for name, value in facts.items() if before.get(name) != value}
    if not changed:
        return False
    if not before:
        changed |= {"paper": paper, "period": period.key}
    work.record(PAPER, about, "define", changed)
    return True


def choose_case(work: Work, paper: str, period: ReportPeriod, event: str) -> bool:
    """Put one event behind the cases of a paper; False when it is among them already."""
    known = list((work.find(PAPER, f"{paper}:{period.key}") or {}).get("chosen", ()))
    return event not in known and fill_in(work, paper, period, chosen=[*known, event])


def keep_return(
    work: Work, paper: str, period: ReportPeriod, numbers: Mapping[str, Mapping[str, int]], classes: Sequence[str]
) -> bool:
    """Keep the numbers a return went out with; longer periods are summed from them. False when they stand already.

    ``classes``: the names of its classes in order, so that the room may change its list later.
    """
    about = f"{paper}:{period.key}"
    before = work.find(PAPER, about) or {}
    kept = {code: dict(levels) for code, levels in numbers.items()}
    if before.get("kept") == kept and before.get("classes", list(classes)) == list(classes):
        return False
    facts = {"paper": paper, "period": period.key, "kept": kept, "classes": list(classes)}
    work.record(PAPER, about, "define", facts)
    return True


def define_submission(work: Work, submission: Submission) -> None:
    """Say what is due to whom and when; ``off`` takes it from the calendar."""
    facts = {
        "id": submission.id, "name": submission.name, "to": submission.to, "every": submission.every,
        "day": submission.day, "minute": submission.minute, "paper": submission.paper, "off": submission.off,
        "rest": submission.rest,
    }  # fmt: skip
    before = work.find(SUBMISSION, submission.id) or {}
    if any(before.get(name) != value for name, value in facts.items()):
        work.record(SUBMISSION, submission.id, "define", facts)


def submit(work: Work, submission: str, period: ReportPeriod, note: str = "", at: Instant | None = None) -> None:
    """Note that the paper of a period went (``at``: when, now unless told).

    Raises Refused("submission.already") and Refused("submission.future").
    """
    about = submissions.mark_id(submission, period)
    before = work.find(SUBMITTED, about) or {}
    if before.get("at"):
        raise Refused("submission.already", period=period.key)
    when = work.now if at is None else at
    if when > work.now:
        raise Refused("submission.future", period=period.key)
    facts = {"submission": submission, "period": period.key, "at": when, "by": work.actor.id, "note": note}
    work.record(SUBMITTED, about, "define", facts)


def take_back(work: Work, submission: str, period: ReportPeriod) -> None:
    """It did not go after all; Refused("submission.not_sent")."""
    about = submissions.mark_id(submission, period)
    if not (work.find(SUBMITTED, about) or {}).get("at"):
        raise Refused("submission.not_sent", period=period.key)
    work.record(SUBMITTED, about, "define", {"at": 0, "by": work.actor.id})
