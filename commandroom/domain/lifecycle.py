"""The one table of legal steps: buttons, checks, tests and printed help all come from its rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType

from commandroom.domain.event import OPEN, State
from commandroom.domain.people import Right

S = State
NEW = frozenset({""})
SAME = frozenset({"="})
"""The state stays."""


@dataclass(frozen=True, slots=True)
class Step:
    """One legal step: from which states to which, by which right, with which facts, moving which clocks.

    ``"="`` among the targets means the state may stay. ``needs`` are facts that must be there and not empty.
    ``starts`` may be started by facts of the entry; ``stops``, ``pauses`` and ``resumes`` happen always.
    ``on_order``: the step is one unit's, on its own order. ``key`` is the letter on the button.
    ``whose``: the fact naming the person in whose name it is done ("" = the actor).
    """

    verb: str
    word: str
    sources: frozenset[str]
    targets: frozenset[str]
    right: Right
    needs: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    pauses: tuple[str, ...] = ()
    resumes: tuple[str, ...] = ()
    key: str = ""
    on_order: bool = False
    proposes: bool = False
    undoable: bool = False
    whose: str = ""
    rule: str = ""


def _of(*states: str) -> frozenset[str]:
    return frozenset(states)


_ALL_CLOCKS = ("C1", "C1b", "C2", "C3", "C4", "C5", "C6", "C7", "C8")
_IMPORTED = _of(S.REPORTED, S.FILED, S.HANDLING, S.PENDING_CHECK, S.CLOSED, S.REJECTED, S.VOIDED, S.MERGED)
_ENDED = _of(S.CLOSED, S.REJECTED, S.VOIDED, S.MERGED)

WAITS_FOR_ANSWER = frozenset({"propose_reject", "propose_void", "merge", "file", "split"})
"""What cannot be done while a proposal waits for its answer."""

# fmt: off
_ROWS = (
    Step("register", "登记", NEW, _of(S.DRAFT), Right.REGISTER, rule="T1"),
    Step("report", "上报", _of("", S.DRAFT), _of(S.REPORTED), Right.REGISTER, ("title",), starts=("C1", "C8"),
         key="R", rule="T1"),
    Step("receive", "接入", NEW, _IMPORTED, Right.REGISTER, ("state",), starts=("C1", "C2", "C3", "C4", "C5", "C8"),
         rule="§3.2"),
    Step("update", "来源更新", OPEN | {S.CLOSED, S.DRAFT}, SAME | _ENDED, Right.REGISTER, rule="§3.2",
         starts=("C4", "C8")),
    Step("amend", "更正", OPEN | {S.DRAFT}, SAME, Right.REGISTER, starts=("C4", "C8"), key="E", undoable=True),
    Step("discard", "弃稿", _of(S.DRAFT), _of(S.VOIDED), Right.REGISTER),
    Step("self_handle", "自办", _of("", S.DRAFT, S.REPORTED), _of(S.CLOSED), Right.SELF_HANDLE, ("result",),
         starts=("C7",), stops=("C1", "C1b", "C8"), key="Z", whose="person", rule="T2"),
    Step("request_info", "退回补充", _of(S.REPORTED), _of(S.NEED_INFO), Right.DISPATCH, ("reason",), pauses=("C1",),
         key="B", undoable=True, rule="T3"),
    Step("supply_info", "补充", _of(S.NEED_INFO), _of(S.REPORTED), Right.REGISTER, ("text",), resumes=("C1",),
         key="S", rule="T3"),
    Step("verify_source", "核实", _of(S.REPORTED), _of(S.VERIFYING_SOURCE), Right.DISPATCH, ("person",),
         starts=("C1b",), pauses=("C1",), key="V", undoable=True, rule="T4"),
    Step("source_verified", "核实结果", _of(S.VERIFYING_SOURCE), _of(S.REPORTED), Right.CHECK, ("person", "found"),
         stops=("C1b",), resumes=("C1",), key="V", whose="person", rule="T4"),
    Step("propose_reject", "拟不予受理", _of(S.REPORTED), SAME, Right.DISPATCH, ("reason",), key="N", proposes=True,
         undoable=True, rule="T5"),
    Step("reject", "不予受理", _of(S.REPORTED), _of(S.REJECTED), Right.VOID, ("reply",), stops=_ALL_CLOCKS, key="N",
         rule="T5"),
    Step("refuse_proposal", "不同意", _of(S.REPORTED, S.VOID_REVIEW), SAME | _of(*OPEN), Right.VOID, ("reason",),
         key="K"),
    Step("merge", "并案", _of(S.REPORTED), _of(S.MERGED), Right.DISPATCH, ("master",), stops=_ALL_CLOCKS, key="M",
         rule="T6"),
    Step("absorb", "并入", OPEN - {S.VOID_REVIEW}, SAME, Right.DISPATCH, ("child",), starts=("C4", "C8"), rule="T6" ),
    Step("split", "拆分", _of(S.REPORTED, S.FILED), SAME, Right.DISPATCH, ("into",), key="X"),
    Step("file", "立案", _of(S.REPORTED), _of(S.FILED), Right.DISPATCH, ("item", "importance", "tier"),
         starts=("C2",), stops=("C1", "C1b"), key="F", undoable=True, rule="T9"),
    Step("dispatch", "派单", _of(S.FILED), _of(S.DISPATCHED), Right.DISPATCH, ("orders",), starts=("C3", "C4"),
         stops=("C2",), key="D", undoable=True, rule="T10"),
    Step("redispatch", "改派", _of(S.DISPATCHED, S.HANDLING, S.RETURN_REVIEW), _of(S.DISPATCHED), Right.DISPATCH,
         ("orders", "reason"), starts=("C3", "C4"), stops=("C3", "C4"), key="G", rule="T13"),
    Step("add_co_unit", "协办", _of(S.DISPATCHED, S.HANDLING), SAME, Right.DISPATCH, ("orders",),
         starts=("C3", "C4"), key="O"),
    Step("waive_co_unit", "免协办", _of(S.DISPATCHED, S.HANDLING), SAME, Right.DISPATCH, ("order", "reason"),
         stops=("C3", "C4")),
    Step("accept", "签收", _of(S.DISPATCHED, S.HANDLING), SAME | _of(S.HANDLING), Right.HANDLE, ("order",),
         stops=("C3",), key="A", on_order=True, undoable=True, rule="T11"),
    Step("progress", "进展反馈", _of(S.HANDLING), SAME, Right.HANDLE, ("text",), key="P", on_order=True, rule="T14"),
    Step("return_order", "退单", _of(S.DISPATCHED, S.HANDLING), _of(S.RETURN_REVIEW), Right.HANDLE, ("reason",
         "basis"), key="T", on_order=True, rule="T12"),
    Step("refuse_return", "退单不准", _of(S.RETURN_REVIEW), _of(S.DISPATCHED, S.HANDLING), Right.DISPATCH, ("reason",),
         key="K", rule="T13"),
    Step("finish", "办结反馈", _of(S.HANDLING), SAME | _of(S.PENDING_CHECK), Right.HANDLE, ("order", "result"),
         starts=("C5",), stops=("C3", "C4"), key="W", on_order=True, rule="T20"),
    Step("check", "核查通过", _of(S.PENDING_CHECK), _of(S.PENDING_CLOSE), Right.CHECK, ("person", "note"),
         starts=("C6",), stops=("C5",), key="C", undoable=True, whose="person", rule="T21"),
    Step("check_fail", "核查不通过", _of(S.PENDING_CHECK), _of(S.HANDLING), Right.CHECK, ("person", "reason"),
         starts=("C4",), stops=("C5",), key="U", whose="person", rule="T22"),
    Step("close", "结案", _of(S.PENDING_CLOSE), _of(S.CLOSED), Right.CLOSE, starts=("C7",), stops=("C6", "C8"),
         key="J", undoable=True, rule="T23"),
    Step("revisit", "回访", _of(S.CLOSED), SAME, Right.DISPATCH, ("satisfaction",), stops=("C7",), key="H",
         rule="T24"),
    Step("reopen", "重开", _of(S.CLOSED), _of(S.DISPATCHED, S.FILED), Right.VOID, ("reason",), starts=("C2", "C3",
         "C4", "C8"), stops=("C7",), key="Y", rule="T25"),
    Step("archive", "归档", _of(S.CLOSED), _of(S.ARCHIVED), Right.DISPATCH, stops=_ALL_CLOCKS, key="L", rule="T26"),
    Step("propose_void", "拟作废", OPEN - {S.VOID_REVIEW, S.RETURN_REVIEW}, _of(S.VOID_REVIEW), Right.VOID,
         ("reason",), key="Q", proposes=True, undoable=True, rule="T27"),
    Step("void", "作废", _of(S.VOID_REVIEW), _of(S.VOIDED), Right.VOID, stops=_ALL_CLOCKS, key="Q", rule="T27" ),
    Step("overdue", "超期", OPEN | {S.CLOSED}, SAME, Right.CONFIG, ("clock", "nominal"), rule="§5.3"),
    Step("recompute", "时限重算", OPEN | {S.CLOSED}, SAME, Right.CONFIG, ("clocks",), rule="§2.11"),
    Step("undo", "撤销", frozenset(State), frozenset(State) | {""}, Right.REGISTER, ("entry",), key="Ctrl+Z"),
)
# fmt: on

STEPS: MappingProxyType[str, Step] = MappingProxyType({row.verb: row for row in _ROWS})
"""Every step that is built, by verb."""

LATER: MappingProxyType[str, str] = MappingProxyType(
    {
        "admission_review": "T7, T8: off-list items, C9",
        "suspend": "T15, T16: 挂账, C4 held",
        "escalate": "T17–T19: 上报上级, C10",
        "extend": "§5.4: 延期, C12",
        "supervise": "§5.5: ladder, C11",
        "whistle": "§5.6",
        "consult": "§5.7",
        "conf_hand": "T28: 涉密",
        "wartime": "Y21",
    }
)
"""Steps that have their place in the states and no row yet."""


def legal(state: str, proposal: str = "") -> Iterator[Step]:
    """The steps that lead out of a state ("" = nothing yet), in the order of the table.

    ``proposal``: the verb of an open proposal. While one is open only its answer, or work that does not
    touch it, is offered; without one there is nothing to confirm or refuse.
    """
    for row in _ROWS:
        if state not in row.sources:
            continue
        if row.verb in ("reject", "refuse_proposal", "void") and not proposal:
            continue
        if row.verb == "reject" and proposal != "propose_reject":
            continue
        if row.verb == "void" and proposal != "propose_void":
            continue
        if proposal and row.verb in WAITS_FOR_ANSWER:
            continue
        yield row
