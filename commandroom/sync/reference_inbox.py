"""Take in a file of reference data, once: grids, divisions, items, holidays, roster; dry run, then the whole of it."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from commandroom.actions import calendar, grids, items
from commandroom.actions.calendar import Move
from commandroom.domain.errors import Refused, Unavailable
from commandroom.domain.instant import Instant, local_date
from commandroom.domain.places import Level
from commandroom.store.code_schemes import DEFAULT, scheme
from commandroom.store.work import Work
from commandroom.sync.geo.geo_problem import Problem
from commandroom.sync.inbox import Cancelled, Do, Outcome, Progress
from commandroom.sync.incoming import WrongCell
from commandroom.sync.roster.roster_names import UnknownName, unknown_names
from commandroom.text import mark, sentence, tr

KINDS = {
    "grids": mark("网格图形"),
    "divisions": mark("区划名单"),
    "items": mark("事项清单"),
    "holidays": mark("放假安排"),
    "roster": mark("值班表"),
    "units": mark("单位名单"),
    "people": mark("人员名单"),
    "overlay": mark("地图叠加图层"),
}
"""The kinds of reference data a file can hold, with their words."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a person adds to a file.

    ``datum`` of its points, ``level`` and ``parent`` of grids that name none, ``scheme`` of their codes, the
    ``town`` of a division list, the day (ISO) from which items count, and whether outlines that cross
    themselves are untangled. ``number``: grids without a code get the next free ones under their parent.
    ``meant``: whose account a name of a roster stands for.
    """

    datum: str = ""
    level: str = ""
    parent: str = ""
    scheme: str = ""
    town: str = ""
    valid_from: str = ""
    repair: bool = False
    number: bool = False
    meant: Mapping[str, str] = field(default_factory=dict)
    name: str = ""


@dataclass(frozen=True, slots=True)
class Adoption:
    """What came of a file beside its counts: sentences worth reading, clocks that move, names nobody here bears."""

    outcome: Outcome
    notes: tuple[str, ...] = ()
    moves: tuple[Move, ...] = ()
    version: str = ""
    unknown: tuple[UnknownName, ...] = ()


def import_reference(
    do: Do, path: Path, kind: str, actor: str, now: Instant, options: Options | None = None, *, dry_run: bool = False,
    progress: Progress | None = None, cancelled: Cancelled | None = None,
) -> Adoption:  # fmt: skip
    """Read a file of one of ``KINDS`` and adopt what it proposes in one transaction; a dry run only counts.

    The same file again changes nothing. Raises what the readers refuse, and Refused("import.cancelled").
    """
    chosen = options if options is not None else Options()
    readers: dict[str, Callable[..., Adoption]] = {
        "grids": _grids, "divisions": _divisions, "items": _items, "holidays": _holidays, "roster": _roster,
        "units": partial(_staff, "unit"), "people": partial(_staff, "person"), "overlay": _overlay,
    }  # fmt: skip
    if kind not in readers:
        raise Refused("import.unknown_kind", kind=kind, known="、".join(KINDS))
    if progress is not None:
        progress(0, 1)
    adoption = readers[kind](do, path, actor, now, chosen, dry_run, cancelled)
    if progress is not None:
        progress(1, 1)
    return adoption


def _grids(
    do: Do, path: Path, actor: str, now: Instant, options: Options, dry_run: bool, cancelled: Cancelled | None
) -> Adoption:
    from commandroom.sync.geo.geo_fields import guess
    from commandroom.sync.geo.geo_import import ProposedGrid, propose_grids
    from commandroom.sync.geo.geo_source import open_source
    from commandroom.sync.geo.grid_numbering import numbered
    from commandroom.sync.outbox import own_grids

    fields = None
    if options.level or options.parent:
        level = _level(options.level)
        fields = guess(open_source(path).columns, level, options.parent)
    datum = options.datum or ("wgs84" if own_grids(path) else "")
    proposal = propose_grids(path, crs=datum, fields=fields, repair=options.repair)
    proposal.require_any()
    extra = {"scheme": options.scheme} if options.scheme else {}

    def taken(work: Work) -> tuple[grids.Adopted, list[ProposedGrid]]:
        kept = list(proposal.grids)
        if options.number:
            kept = numbered(kept, scheme(options.scheme or DEFAULT), grids.ever(work))
        wanted = [(grid.code, {**grid.facts(), **extra}) for grid in kept if grid.code]
        return grids.adopt(work, wanted, dry_run=dry_run, cancelled=cancelled), kept

    done, kept = do(taken, actor=actor).result
    row = {grid.code: grid.feature for grid in kept}
    wrong = [_wrong(problem) for problem in proposal.errors]
    wrong += [
        _refused(grid.layer or path.name, grid.feature, "code", grid.name, Refused("grid.code_missing"))
        for grid in kept
        if not grid.code
    ]
    wrong += [_refused(path.name, row.get(code, 0), "code", code, why) for code, why in done.wrong]
    notes = [problem.sentence() for problem in proposal.notes if problem.code != "geo.no_code"]
    notes += [sentence(Refused(one.code, **one.facts)) for one in done.warnings]
    return Adoption(_outcome("grids", dry_run, done.counts, wrong, path.name, len(kept)), tuple(notes))


def _level(word: str) -> Level:
    from commandroom.sync.geo.geo_fields import level_of

    found = level_of(word) if word else Level.BASE
    if found is None:
        raise Refused("import.unknown_level", level=word, known="、".join(level.value for level in Level))
    return found


def _divisions(
    do: Do, path: Path, actor: str, now: Instant, options: Options, dry_run: bool, cancelled: Cancelled | None
) -> Adoption:
    from commandroom.sync.geo.division_import import propose_divisions

    proposal = propose_divisions(path, town=options.town, crs=options.datum or "gcj02")
    wanted = [(one.code, one.facts()) for one in proposal.divisions]
    if not wanted and not any(not problem.note for problem in proposal.problems):
        raise Refused("import.nothing_in_it", file=path.name)
    done: grids.Adopted = do(grids.adopt, wanted, dry_run=dry_run, cancelled=cancelled, actor=actor).result
    row = {one.code: one.row for one in proposal.divisions}
    wrong = [_wrong(problem) for problem in proposal.problems if not problem.note]
    wrong += [_refused(path.name, row.get(code, 0), "code", code, why) for code, why in done.wrong]
    notes = tuple(problem.sentence() for problem in proposal.problems if problem.note)
    return Adoption(_outcome("divisions", dry_run, done.counts, wrong, path.name, proposal.rows), notes)


def _items(
    do: Do, path: Path, actor: str, now: Instant, options: Options, dry_run: bool, cancelled: Cancelled | None
) -> Adoption:
    from commandroom.sync import catalog_sheet

    def taken(work: Work) -> tuple[items.Adopted, catalog_sheet.ItemSheet]:
        units = {name: unit.id for unit in work.all("unit") for name in (unit.id, unit.short, unit.name) if name}
        sheet = catalog_sheet.read(path, units, options.valid_from or local_date(now).isoformat())
        return items.adopt(work, sheet.items, dry_run=dry_run, cancelled=cancelled), sheet

    done, sheet = do(taken, actor=actor).result
    notes = (tr("{count} 个事项有了新版本，旧案仍按旧版本。", count=len(done.began)),) if done.began else ()
    rows = len(sheet.items) + len({(cell.sheet, cell.row) for cell in sheet.wrong})
    return Adoption(_outcome("items", dry_run, done.counts, list(sheet.wrong), path.name, rows), notes)


def _holidays(
    do: Do, path: Path, actor: str, now: Instant, options: Options, dry_run: bool, cancelled: Cancelled | None
) -> Adoption:
    from commandroom.sync import holidays

    try:
        table = holidays.load(path)
    except OSError as why:
        raise Unavailable("geo.file_unreadable", file=path.name, reason=why.strerror or str(why)) from why
    except Refused as why:
        cells = [
            WrongCell(path.name, int(one.facts.get("row", 0)), "", "", str(one.facts.get("value", "")), one.code,
                      tuple(one.facts.items()))
            for one in why.facts.get("problems", ())
        ]  # fmt: skip
        if not cells:
            raise
        return Adoption(_outcome("holidays", dry_run, Counter(), cells, path.name, len(cells)))

    def taken(work: Work) -> tuple[Counter[str], calendar.Adopted]:
        current = work.calendar()
        known = {rule.day: rule for rule in current.days if rule.table == table.year}
        told = {rule.day: replace(rule, table=table.year) for rule in table.days}
        counts = Counter(
            "new" if day not in known else "same" if known[day] == rule else "changed" for day, rule in told.items()
        )
        counts["changed"] += len(known.keys() - told.keys())
        wanted = table.on(current, calendar.next_version(work))
        if replace(wanted, version=current.version) == current or not (counts["new"] or counts["changed"]):
            return counts, calendar.Adopted(current.version, (), fresh=False)
        if dry_run:
            return counts, calendar.Adopted(wanted.version, calendar.preview(work, wanted), fresh=True)
        return counts, calendar.adopt(work, wanted, cancelled=cancelled)

    counts, done = do(taken, actor=actor).result
    outcome = _outcome("holidays", dry_run, counts, [], path.name, len(table.days))
    return Adoption(outcome, (), done.moves, done.version)


def _roster(
    do: Do, path: Path, actor: str, now: Instant, options: Options, dry_run: bool, cancelled: Cancelled | None
) -> Adoption:
    from commandroom.actions import duty
    from commandroom.sync.roster.roster_import import RosterFile, read_roster

    def taken(work: Work) -> tuple[RosterFile, Counter[str], list[str], tuple[UnknownName, ...]]:
        people = work.all("person")
        file = read_roster(path, people, options.meant)
        unknown = unknown_names(file.unknown_names, file.duties, people)
        notes = [sentence(Refused(one.code, **one.facts)) for one in duty.adoption_remarks(work, file.duties)]
        done = duty.adopt(work, file.duties, tr("导入《{file}》", file=path.name))
        answer = file, Counter(new=done.new, changed=done.changed, same=done.same), notes, unknown
        if dry_run:
            raise _TakenBack(answer)
        return answer

    try:
        file, counts, notes, unknown = do(taken, actor=actor).result
    except _TakenBack as back:
        file, counts, notes, unknown = back.answer
    if unknown:
        names = "、".join(one.name for one in unknown)
        notes.insert(0, tr("这些姓名没有对应的账号，按原样保留：{names}", names=names))
    outcome = _outcome("roster", dry_run, counts, list(file.wrong), path.name, file.rows)
    return Adoption(outcome, tuple(notes), unknown=unknown)


def _staff(
    kind: str, do: Do, path: Path, actor: str, now: Instant, options: Options, dry_run: bool,
    cancelled: Cancelled | None,
) -> Adoption:  # fmt: skip
    from commandroom.actions import define
    from commandroom.store.permission import permit_reference
    from commandroom.sync.roster import staff_sheet

    def taken(work: Work) -> tuple[Counter[str], staff_sheet.StaffSheet]:
        permit_reference(work.actor, kind)
        if kind == "unit":
            sheet = staff_sheet.read_units(path)
        else:
            units = {name: one.id for one in work.all("unit") for name in (one.id, one.short, one.name) if name}
            named = {name: one.code for one in work.all("grid") for name in (one.name, one.code) if name}
            sheet = staff_sheet.read_people(path, units, named)
        counts: Counter[str] = Counter()
        for row in sheet.rows:
            try:
                if kind == "person":
                    counts[define.define_person(work, row.id, **row.facts)] += 1
                else:
                    counts[define.define(work, kind, row.id, row.facts)] += 1
            except Refused as why:
                sheet.wrong.append(_refused(row.sheet, row.row, "id", row.id, why))
        if dry_run:
            raise _TakenBack((counts, sheet))
        return counts, sheet

    try:
        counts, sheet = do(taken, actor=actor).result
    except _TakenBack as back:
        counts, sheet = back.answer
    name = "units" if kind == "unit" else "people"
    return Adoption(_outcome(name, dry_run, counts, sheet.wrong, path.name, sheet.count))


def _overlay(
    do: Do, path: Path, actor: str, now: Instant, options: Options, dry_run: bool, cancelled: Cancelled | None
) -> Adoption:
    from commandroom.actions import overlays
    from commandroom.sync.geo.overlay_import import read_overlay

    def asked(work: Work) -> Any:
        return overlays.box_of_room(work)

    del now, cancelled
    layer = read_overlay(path, options.datum, do(asked, actor=actor).result)
    name = options.name or path.stem
    outcome = do(overlays.lay, name, layer.body, layer.facts, dry_run=dry_run, actor=actor).result
    what = tr("点 {points} 个、线 {lines} 条、面 {areas} 个", points=layer.points, lines=layer.lines, areas=layer.areas)
    notes = (what, *(problem.sentence() for problem in layer.problems if problem.note))
    wrong = [_wrong(problem) for problem in layer.problems if not problem.note]
    counts = Counter({outcome: 1})
    return Adoption(_outcome("overlay", dry_run, counts, wrong, path.name, layer.count), notes)


class _TakenBack(Exception):  # noqa: N818 - an answer, no error
    """Ends a dry run's transaction without keeping it, and carries what it would have done."""

    def __init__(self, answer: Any) -> None:
        super().__init__()
        self.answer = answer


def _outcome(
    kind: str, dry_run: bool, counts: Counter[str], wrong: list[WrongCell], sheet: str, rows: int
) -> Outcome:
    count = len({(cell.sheet, cell.row) for cell in wrong if cell.row}) + sum(not cell.row for cell in wrong)
    return Outcome(
        kind, dry_run, counts["new"], counts["changed"], counts["same"], counts["conflicting"], count,
        tuple(wrong), (), ((sheet, rows),),
    )  # fmt: skip


def _wrong(problem: Problem) -> WrongCell:
    facts: Iterable[tuple[str, Any]] = problem.refusal().facts.items()
    return WrongCell(
        problem.layer or problem.file, problem.feature, "", problem.column, problem.value, problem.code, tuple(facts)
    )


def _refused(sheet: str, row: int, header: str, value: str, why: Refused) -> WrongCell:
    return WrongCell(sheet, row, "", header, value, why.code, tuple(why.facts.items()))
