"""Edit the draft of a plan: bend, straighten, split, merge, transfer, draw, rename; take back and do again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from commandroom.actions.grid_draft import Draft
from commandroom.domain import grid_plan
from commandroom.domain.datum import LonLat
from commandroom.domain.errors import Refused
from commandroom.domain.places import Grid, GridKind, Level, to_facts
from commandroom.geometry import editing
from commandroom.geometry.edges import edges_of
from commandroom.geometry.outlines import square_metres
from commandroom.store.work import Work

_BELOW = {Level.TOWN: Level.COMMUNITY, Level.COMMUNITY: Level.BASE, Level.BASE: Level.MICRO, Level.MICRO: Level.GRAIN}
_COUNTED = ("households", "people", "entities")


def bend(work: Work, plan: str, at: LonLat, to: LonLat, grid: str = "") -> str:
    """Move a corner, or a place on a border, in every grid that has it (移动边界); gives the edit's id.

    ``grid``: one the hand took hold of; only its place in the rights is asked. Raises what
    :func:`commandroom.geometry.editing.bend` and :meth:`Draft.record` raise.
    """
    draft = Draft(work, plan)
    shapes = draft.shapes([at, to])
    after = {**shapes, **editing.bend(shapes, at, to)}
    return draft.record("bend", [grid] if grid else _deepest(draft, shapes, after), shapes, after)


def straighten(work: Work, plan: str, at: LonLat) -> str:
    """Take a corner away from every grid that has it (删去拐点); gives the edit's id."""
    draft = Draft(work, plan)
    shapes = draft.shapes([at])
    after = {**shapes, **editing.straighten(shapes, at)}
    return draft.record("straighten", _deepest(draft, shapes, after), shapes, after)


def _deepest(draft: Draft, shapes: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    moved = sorted(editing.changed(shapes, after))
    most = max((draft.tree.depth(code) for code in moved), default=0)
    return [code for code in moved if draft.tree.depth(code) == most]


@dataclass(slots=True)
class _Making:
    """What an edit that makes new codes has come to so far."""

    draft: Draft
    after: dict[str, Any]
    made: dict[str, dict[str, Any]] = field(default_factory=dict)
    gone: list[str] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)

    def piece(self, old: Grid, parent: str, name: str, shape: Any, code: str = "") -> str:
        """A new grid that is a part of an old one; its households and people are not known; gives its code."""
        code = code or self.draft.free_code(old, parent, self.taken)
        facts = to_facts(old) | dict.fromkeys(_COUNTED)
        self.made[code] = facts | {
            "name": name, "parent": parent, "lineage": [old.code], "area_km2": None, "valid_from": "",
        }  # fmt: skip
        self.after[code] = shape
        return code

    def end(self, code: str) -> None:
        """A grid ends."""
        self.gone.append(code)
        self.after.pop(code, None)

    def hang(self, child: Grid, parent: str) -> None:
        """A grid, with all below it, goes under another one."""
        more, ended = self.draft.rehung(child, parent, self.taken)
        for code, facts in more.items():
            old = facts["lineage"][0] if ended else ""
            if old in self.after:
                self.after[code] = self.after.pop(old)
            self.made[code] = facts
        self.gone += ended


def split(
    work: Work, plan: str, grid: str, line: Sequence[LonLat], names: Sequence[str] = (), codes: Sequence[str] = ()
) -> str:
    """Cut a grid, and the grids below it that lie under the line, in pieces (拆分); gives the edit's id.

    The old codes end, each piece gets a new one (largest first, or ``codes``) and remembers where it came from.
    Households and people of the pieces are not known until somebody counts them.
    """
    draft = Draft(work, plan)
    old = draft.grid(grid)
    shapes = draft.shapes(line, [grid])
    done = editing.split(shapes, grid, draft.below(grid, shapes), line)
    making = _Making(draft, dict(done.shapes), taken=set(codes))
    pieces: dict[str, Any] = {}
    for nth, shape in enumerate(done.pieces[grid]):
        name = names[nth] if nth < len(names) and names[nth] else f"{old.name}-{nth + 1}"
        pieces[making.piece(old, old.parent, name, shape, codes[nth] if nth < len(codes) else "")] = shape
    making.end(grid)
    _share_out(making, grid, pieces, done)
    return draft.record("split", [grid], shapes, making.after, making.made, making.gone)


def _share_out(making: _Making, old: str, pieces: Mapping[str, Any], done: editing.Cut) -> None:
    """Hang what lay below a grid below its pieces; what the line went through is cut as well."""
    for child in making.draft.tree.children(old):
        own = making.draft.grids.get(child)
        if own is None:
            continue
        if child not in done.pieces:
            making.hang(own, _owner(done.shapes.get(child), pieces))
            continue
        mine: dict[str, Any] = {}
        for nth, shape in enumerate(done.pieces[child]):
            mine[making.piece(own, _owner(shape, pieces), f"{own.name}-{nth + 1}", shape)] = shape
        making.end(child)
        _share_out(making, child, mine, done)


def _owner(shape: Any, pieces: Mapping[str, Any]) -> str:
    """The piece that holds most of an outline; the first (largest) for a grid that has none."""
    if shape is None:
        return next(iter(pieces))
    return max(pieces, key=lambda code: float(pieces[code].intersection(shape).area))


def merge(work: Work, plan: str, grids: Sequence[str], name: str = "", code: str = "") -> str:
    """Make one grid of neighbours under one parent (合并); gives the edit's id.

    Raises Refused: plan.too_few, plan.other_family (another parent, level or kind), plan.not_neighbours.
    """
    draft = Draft(work, plan)
    olds = [draft.grid(one) for one in dict.fromkeys(grids)]
    if len(olds) < 2:
        raise Refused("plan.too_few")
    first = olds[0]
    for other in olds[1:]:
        if (other.parent, other.level, other.kind) != (first.parent, first.level, first.kind):
            raise Refused("plan.other_family", grid=first.name, other=other.name)
    codes = [one.code for one in olds]
    shapes = draft.shapes((), codes)
    new = editing.join(shapes, codes)
    making = _Making(draft, {**shapes, **new}, taken={code} if code else set())
    whole = making.piece(first, first.parent, name or first.name, new[first.code], code)
    making.made[whole] |= {"lineage": codes, **{count: _sum(olds, count) for count in _COUNTED}}
    for old in olds:
        making.end(old.code)
        for child in draft.tree.children(old.code):
            if child in draft.grids:
                making.hang(draft.grids[child], whole)
    return draft.record("merge", codes, shapes, making.after, making.made, making.gone)


def _sum(grids: Sequence[Grid], count: str) -> int | None:
    known = [getattr(grid, count) for grid in grids]
    return None if None in known else sum(known)


def transfer(work: Work, plan: str, grid: str, line: Sequence[LonLat]) -> str:
    """Draw a new border between a grid and a neighbour (划界): the piece between goes over; gives the edit's id.

    A line through the neighbour gives the piece to ``grid``, a line through ``grid`` gives it to the neighbour;
    its grids and villages above follow. Raises Refused: plan.not_cut, plan.one_neighbour, plan.no_taker,
    plan.cuts_children (a lower grid lies on both sides).
    """
    draft = Draft(work, plan)
    own = draft.grid(grid)
    shapes = draft.shapes(line, [grid])
    peers = [code for code in shapes if draft.grids[code].level is own.level and draft.grids[code].kind is own.kind]
    done = editing.cut(shapes, peers, line)
    giver = grid if grid in done.pieces else ""
    others = [code for code in done.pieces if code != grid]
    if not giver:
        if len(others) != 1:
            raise Refused("plan.one_neighbour" if others else "plan.not_cut", grid=own.name)
        giver = others[0]
    beside = [code for code in peers if code != giver] if giver == grid else [grid]
    border = {code: edges_of(done.shapes[code]) for code in beside}
    piece = min(done.pieces[giver], key=lambda one: (not any(edges_of(one) & border[code] for code in beside),
                                                     square_metres(one)))  # fmt: skip
    taker = max(beside, key=lambda code: (_length(edges_of(piece) & border[code]), code), default="")
    if not taker or not edges_of(piece) & border[taker]:
        raise Refused("plan.no_taker", grid=own.name)
    giving, taking = _sides(draft, giver, taker, done.shapes)
    making = _Making(draft, {**done.shapes, **editing.transfer(done.shapes, piece, giving, taking)})
    for child in draft.tree.children(giver):
        if child in draft.grids:
            _carry(making, draft.grids[child], piece, taker)
    return draft.record("transfer", [giver, taker], shapes, making.after, making.made, making.gone)


def _length(edges: set[Any]) -> float:
    return float(sum(((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5 for a, b in edges))


def _sides(draft: Draft, giver: str, taker: str, shapes: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """The outlines that lose and that gain: both lines upwards as far as they differ."""
    up = [giver, *draft.tree.ancestors(giver)], [taker, *draft.tree.ancestors(taker)]
    return (
        [code for code in up[0] if code not in up[1] and code in shapes],
        [code for code in up[1] if code not in up[0] and code in shapes],
    )


def _carry(making: _Making, child: Grid, piece: Any, taker: str) -> None:
    """A lower grid goes over with the piece it lies in; one on both sides stops the edit."""
    shape = making.after.get(child.code)
    if shape is None:
        return
    over, left = square_metres(shape.intersection(piece)), square_metres(shape.difference(piece))
    if over <= editing.LEAST_M2:
        return
    if left > editing.LEAST_M2:
        raise Refused("plan.cuts_children", grid=child.name or child.code)
    making.hang(child, taker)


def draw(
    work: Work, plan: str, parent: str, ring: Sequence[LonLat], name: str, code: str = "", exclusive_class: str = "",
    *, carve: bool = False,
) -> str:  # fmt: skip
    """Draw a new grid under a parent (新画); with ``carve`` it takes what it covers from its brothers.

    Raises Refused: plan.no_name, plan.has_children (a brother it takes from has grids below it), and those of
    :func:`commandroom.geometry.editing.draw`.
    """
    draft = Draft(work, plan)
    above = draft.grids.get(parent)
    if above is None:
        raise Refused("grid.unknown", grid=parent)
    if not name.strip():
        raise Refused("plan.no_name")
    level = _BELOW.get(above.level)
    if level is None:
        raise Refused("plan.level", grid=above.code, name=above.name)
    kind = GridKind.EXCLUSIVE if exclusive_class else GridKind.BASIC
    like = Grid(code, name.strip(), parent, level, kind, exclusive_class, scheme=_scheme_near(draft, parent))
    shapes = draft.shapes(ring)
    brothers = [one for one in draft.tree.children(parent) if one in shapes]
    whole, new = editing.draw(shapes, ring, parent if parent in shapes else "", brothers, carve=carve)
    for one in brothers:
        lost = square_metres(shapes[one].difference(new[one])) if one in new else 0.0
        if lost > editing.LEAST_M2 and draft.below(one, shapes):
            raise Refused("plan.has_children", grid=draft.grids[one].name)
    code = code or draft.free_code(like, parent, set())
    facts = {key: value for key, value in to_facts(like).items() if value not in ("", None, [])}
    return draft.record("draw", [code], shapes, {**shapes, **new, code: whole}, {code: facts})


def _scheme_near(draft: Draft, parent: str) -> str:
    """The code scheme of the brothers, else of the parent."""
    near = [draft.grids[one].scheme for one in draft.tree.children(parent) if one in draft.grids]
    return near[0] if near else draft.grids[parent].scheme


def rename(work: Work, plan: str, grid: str, name: str) -> str:
    """Give a grid of the draft another name (改名); gives the edit's id."""
    draft = Draft(work, plan)
    if grid not in draft.grids:
        raise Refused("grid.unknown", grid=grid)
    if not name.strip():
        raise Refused("plan.no_name")
    if draft.grids[grid].name == name.strip():
        raise Refused("plan.no_change")
    return draft.record("rename", [grid], {}, {}, {grid: {"name": name.strip()}})


def undo(work: Work, plan: str) -> str:
    """Take the last edit of a draft back (撤销一步); gives its verb. Raises Refused("plan.nothing_to_undo")."""
    last = grid_plan.last_made(Draft(work, plan).edits)
    if last is None:
        raise Refused("plan.nothing_to_undo")
    work.record("grid_edit", last.id, "define", {"undone": True})
    return last.verb


def redo(work: Work, plan: str) -> str:
    """Make the edit again that was taken back last (重做一步); gives its verb."""
    again = grid_plan.next_again(Draft(work, plan).edits)
    if again is None:
        raise Refused("plan.nothing_to_redo")
    work.record("grid_edit", again.id, "define", {"undone": False})
    return again.verb
