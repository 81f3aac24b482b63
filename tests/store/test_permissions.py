"""The permission table of domain.md §5.10 below the window: every role, step and state, and the headless door."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from commandroom.__main__ import main
from commandroom.actions import define, triage
from commandroom.actions.steps import BY_VERB
from commandroom.domain.errors import Refused
from commandroom.domain.event import Event
from commandroom.domain.journal import Facts
from commandroom.domain.lifecycle import STEPS
from commandroom.domain.order import Order
from commandroom.domain.people import Person, Role, under
from commandroom.room import Room
from commandroom.store import credentials
from commandroom.store.permission import permit_step
from tests.helpers import rooms

REGISTER = frozenset({"register", "report", "receive", "update", "amend", "discard", "supply_info", "undo"})
DISPATCH = frozenset(
    {
        "request_info", "verify_source", "merge", "absorb", "split", "file", "dispatch", "redispatch", "add_co_unit",
        "waive_co_unit", "refuse_return", "revisit", "archive",
    }
)  # fmt: skip
HANDLE = frozenset({"accept", "progress", "return_order", "finish"})
CHECK = frozenset({"source_verified", "check", "check_fail"})
APPROVE = frozenset({"reject", "refuse_proposal", "reopen"})
SYSTEM_ONLY = frozenset({"overdue", "recompute"})
ALL = frozenset(STEPS)
NOBODY: frozenset[str] = frozenset()
PROPOSE = frozenset({"propose_reject"})

NEAR = {  # a tier 2, importance B case of the person's own unit and grid
    Role.GRIDWORKER: REGISTER | CHECK | {"self_handle"},
    Role.VILLAGE: REGISTER | CHECK | DISPATCH | HANDLE | PROPOSE | {"self_handle", "close"},
    Role.HANDLER: REGISTER | HANDLE,
    Role.DISPATCHER: REGISTER | DISPATCH | PROPOSE | {"close", "propose_void"},
    Role.CENTER_HEAD: REGISTER | DISPATCH | CHECK | APPROVE | PROPOSE | {"close", "void", "propose_void"},
    Role.DUTY_LEADER: REGISTER | DISPATCH | PROPOSE,
    Role.LEADING_GROUP: NOBODY,
    Role.SECURITY_OFFICER: NOBODY,
    Role.ADMIN: SYSTEM_ONLY,
}
FAR = NEAR | {  # tier 3, importance A, another unit, another grid
    Role.GRIDWORKER: REGISTER,
    Role.VILLAGE: REGISTER | PROPOSE,
    Role.HANDLER: REGISTER,
    Role.DISPATCHER: NEAR[Role.DISPATCHER] - {"close"},
}


def _case(state: str, *, near: bool) -> Event | None:
    if not state:
        return None
    unit = "mine" if near else "theirs"
    orders = (Order(1, unit, "lead", "accepted", 1, "d"),)
    return Event("e", 3, state, grid="320412003001001" if near else "320412003002001", tier=2 if near else 3,
                 importance="B" if near else "A", unit=unit, orders=orders)  # fmt: skip


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("near", [True, False])
def test_every_role_and_step_in_every_state(role: Role, near: bool) -> None:
    """Each of nine roles may take, in its own name, exactly the steps of domain.md §5.10, in every state."""
    person = Person("p", "某", (role.value,), "mine", ("320412003001",))
    for verb, step in STEPS.items():
        for state in step.sources:
            before = _case(state, near=near)
            facts: Facts = {"order": 1, "person_unit": "mine", "grid": "320412003001001" if near else "320412003002001"}
            if step.whose:
                facts = {**facts, step.whose: "p"}
            if verb == "file":
                facts = {**facts, "tier": 2 if near else 3}
            try:
                permit_step(person, before, verb, facts, lambda _: person)
                allowed = True
            except Refused as refused:
                assert refused.code == "who.not_permitted"
                allowed = False
            assert allowed == (verb in (NEAR if near else FAR)[role]), (role, verb, state)


@pytest.mark.parametrize("role", list(Role))
def test_whoever_is_put_out_may_do_nothing(role: Role) -> None:
    """A person who is not active, or retired, may take no step at all."""
    person = Person("p", "某", (role.value,), "mine", ("320412003001",))
    for out in (replace(person, active=False), replace(person, retired=True)):
        for verb, step in STEPS.items():
            for state in step.sources:
                with pytest.raises(Refused):
                    permit_step(out, _case(state, near=True), verb, {"order": 1}, {"p": out}.get)


@pytest.mark.parametrize("verb", ["check", "check_fail", "source_verified", "self_handle"])
def test_in_another_name_only_by_who_may_assign_and_for_who_may_do_it(verb: str) -> None:
    """A dispatcher writes down what a grid worker did; not what one of another grid, or a handler, did."""
    dispatcher = Person("d", "派", ("dispatcher",))
    mine = Person("g", "格", ("gridworker",), "", ("320412003001",))
    far = Person("f", "远", ("gridworker",), "", ("320412003002",))
    handler = Person("h", "办", ("handler",), "mine")
    known = {person.id: person for person in (dispatcher, mine, far, handler)}
    before = _case(next(iter(STEPS[verb].sources - {""})), near=True)

    def tried(actor: Person, named: str) -> str:
        try:
            permit_step(actor, before, verb, {"person": named, "person_unit": ""}, known.get)
        except Refused as refused:
            return refused.code
        return "done"

    assert tried(dispatcher, "g") == "done"
    assert tried(dispatcher, "f") == "who.not_permitted"
    assert tried(dispatcher, "nobody") == "who.unknown_person"
    assert tried(handler, "g") == "who.not_permitted"
    assert tried(far, "g") == "who.not_permitted"


def test_a_grid_reaches_down_and_not_sideways() -> None:
    """Grid codes reach what lies below them: by digits when they are hierarchical, behind a sign when opaque."""
    assert under("320412003001001", "320412003001")
    assert under("G1", "G1")
    assert under("G1-03", "G1")
    assert not under("G10", "G1")
    assert not under("320412003001", "320412003001001")
    assert not under("320412003001", "")


def test_a_checker_cannot_hide_the_own_unit(small_room: Room) -> None:
    """A check that leaves out the checker's unit is refused, so the handlers' unit cannot check itself."""
    event = rooms.walk(small_room, rooms.reported(small_room), "pending_check")
    for facts in ({"person": "both", "note": "好"}, {"person": "both", "note": "好", "person_unit": "pcs"}):
        with pytest.raises(Refused, match=r"event\.bad_facts"):
            small_room.do(lambda work, facts=facts: work.record("event", event, "check", facts), actor="both")
    facts = {"person": "both", "note": "好", "person_unit": "cg"}
    with pytest.raises(Refused, match=r"event\.own_work"):
        small_room.do(lambda work: work.record("event", event, "check", facts), actor="both")


def test_nobody_undoes_for_another(small_room: Room) -> None:
    """Undo is for who did it, below the action too."""
    event = rooms.walk(small_room, rooms.reported(small_room), "filed")
    reader = small_room.reader()
    last = reader.timeline(event)[-1]
    reader.close()
    with pytest.raises(Refused, match=r"event\.not_undoable"):
        small_room.do(lambda work: work.record("event", event, "undo", {"entry": last.id}), actor="d2")


def test_reference_data_and_passwords_need_the_right_even_when_nothing_changes(small_room: Room) -> None:
    """Only who configures defines accounts or sets another's password; saying the same again opens no door."""
    with pytest.raises(Refused, match=r"who\.not_permitted"):
        small_room.do(define.define_person, "admin", actor="g1")
    with pytest.raises(Refused, match=r"who\.not_permitted"):
        small_room.set_password("admin", "Stolen+20261", "g1")
    with pytest.raises(Refused, match=r"who\.unknown_person"):
        small_room.set_password("nobody", "Stolen+20261", "admin")
    small_room.set_password("g1", "MyOwn+202611", "g1")
    small_room.set_password("h1", "Given+202611", "admin")
    assert small_room.sign_in("g1", "MyOwn+202611").id == "g1"


def test_a_village_does_not_lower_a_tier_to_get_a_case(small_room: Room) -> None:
    """A village files what the list gives to tier 1 or 2 in its own grids, and cannot say a lower tier itself."""
    event = rooms.reported(small_room)
    with pytest.raises(Refused, match=r"file\.tier_too_low"):
        small_room.do(triage.file, event, "CG001", tier=2, actor="v1")
    with pytest.raises(Refused, match=r"who\.not_permitted"):
        small_room.do(triage.file, event, "CG001", actor="v1")
    small_room.do(triage.file, event, "MS001", actor="v1")


DOOR_OWN = frozenset({"amend", "discard"})
"""Corrections: of one's own, or for who dispatches; the events here are a dispatcher's."""
DOOR_REGISTER = frozenset({"register", "report", "supply_info"})
DOOR_DISPATCH = (DISPATCH - {"absorb"}) | PROPOSE | DOOR_OWN
DOOR = {
    "admin": NOBODY, "group": NOBODY, "sec": NOBODY,
    "g1": DOOR_REGISTER | CHECK | {"self_handle"},
    "h1": DOOR_REGISTER | HANDLE,
    "v1": DOOR_REGISTER | CHECK | PROPOSE | {
        "self_handle", "file", "dispatch", "redispatch", "add_co_unit", "waive_co_unit", "refuse_return", "revisit",
        "archive", "close",
    },
    "d1": DOOR_REGISTER | DOOR_DISPATCH | {"close", "propose_void", "undo"},
    "head": DOOR_REGISTER | DOOR_DISPATCH | CHECK | APPROVE | {"close", "void", "propose_void"},
    "leader": DOOR_REGISTER | DOOR_DISPATCH,
}  # fmt: skip
"""Who gets through the headless door, each step on an event that stands ready for it."""

SAID = {
    "register": [], "report": ["title=新", "place=某路"], "self_handle": ["title=新", "place=某路", "result=好",
    f"grid={rooms.GRID}"], "amend": ["title=改"], "discard": [], "supply_info": ["text=补"],
    "request_info": ["reason=因"], "verify_source": ["person=g1"], "source_verified": ["found=true"],
    "propose_reject": ["reason=因"], "reject": ["reply=复"], "refuse_proposal": ["reason=因"], "merge": ["master=?"],
    "split": ['parts=[{"title":"另"}]'], "file": ["item=MS001"], "dispatch": ["unit=cg"],
    "redispatch": ["unit=vil", "reason=因"], "add_co_unit": ["unit=vil"], "waive_co_unit": ["unit=pcs", "reason=因"],
    "refuse_return": ["reason=因"], "accept": [], "progress": ["text=文"], "return_order": ["reason=因", "basis=据"],
    "finish": ["result=好"], "check": ["note=看"], "check_fail": ["reason=因"], "close": [],
    "revisit": ["satisfaction=satisfied"], "reopen": ["reason=因"], "archive": [], "propose_void": ["reason=因"],
    "void": [], "undo": [],
}  # fmt: skip


def _ready(room: Room) -> dict[str, str]:
    """For every step an event that stands ready for it."""
    def do(verb: str, event: str, actor: str, **facts: object) -> str:
        room.do(BY_VERB[verb], event, actor=actor, **facts)
        return event

    def at(state: str, *units: str) -> str:
        return rooms.walk(room, rooms.reported(room), state, "MS001", units or ("cg",))

    closed = at("closed")
    ready = dict.fromkeys(("register", "report", "self_handle"), "-")
    ready |= {verb: at("reported") for verb in ("amend", "request_info", "verify_source", "propose_reject", "merge",
                                                 "split", "file", "propose_void")}  # fmt: skip
    ready |= {verb: at("handling") for verb in ("redispatch", "add_co_unit", "progress", "return_order", "finish")}
    ready |= {verb: at("pending_check") for verb in ("check", "check_fail")}
    ready |= {
        "discard": str(room.do(BY_VERB["register"], title="稿", actor="d1").result),
        "supply_info": do("request_info", at("reported"), "d1", reason="因"),
        "source_verified": do("verify_source", at("reported"), "d1", person="g1"),
        "reject": do("propose_reject", at("reported"), "d2", reason="因"),
        "refuse_proposal": do("propose_reject", at("reported"), "d2", reason="因"),
        "void": do("propose_void", at("reported"), "d2", reason="因"), "dispatch": at("filed"),
        "waive_co_unit": at("handling", "cg", "pcs"), "accept": at("dispatched"),
        "refuse_return": do("return_order", at("handling"), "h1", reason="因", basis="据"),
        "close": at("pending_close"),
        "revisit": closed, "reopen": at("closed"), "archive": do("revisit", at("closed"), "d1", satisfaction="mostly"),
        "undo": at("filed"),
    }  # fmt: skip
    return ready


@pytest.fixture(scope="module")
def prepared(template_room: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A room with an event ready for every step, and everybody's password."""
    folder = tmp_path_factory.mktemp("door") / "room"
    with rooms.copied(template_room, folder, rooms.Clock()) as room:
        ready = _ready(room)
        made = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(rooms.PASSWORD)  # quick: 300 sign-ins
        room.keep_credentials([*DOOR], made)
    return folder, ready


@pytest.mark.parametrize("person", sorted(DOOR))
def test_the_headless_door_keeps_the_table(
    prepared: tuple[Path, dict[str, str]], person: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """``do`` lets each person take exactly the steps that are theirs; one JSON object says so each time."""
    assert set(SAID) == set(BY_VERB)
    folder, ready = prepared
    now = rooms.Clock()
    rooms.copied(folder, tmp_path / "room", now).close()
    monkeypatch.setenv("COMMANDROOM_PASSWORD", rooms.PASSWORD)
    monkeypatch.setattr(
        "commandroom.commands.session.Session.room", lambda session: Room.open(session.folder, now)
    )
    done = set()
    for verb, event in ready.items():
        words = [word.replace("?", ready["request_info"]) for word in SAID[verb]]
        code = main(["do", verb, event, *words, "--room", str(tmp_path / "room"), "--as", person, "--json"])
        answer = json.loads(capsys.readouterr().out)
        assert answer["ok"] == (code == 0), answer
        if code == 0:
            done.add(verb)
        else:
            assert answer["refused"]["code"] in (
                "who.not_permitted", "handle.no_order", "undo.not_allowed", "event.illegal_step"
            ), (verb, answer)  # fmt: skip
            assert answer["refused"]["message"]
    assert done == DOOR[person]
    with Room.open(tmp_path / "room", now) as room:
        assert room.prove().ok


def test_the_hash_is_made_to_be_slow() -> None:
    """Passwords are kept as argon2id with the library's own strength."""
    assert credentials.hashed("x" * 12).startswith("$argon2id$v=19$m=65536,t=3,p=4$")
