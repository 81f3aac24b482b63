"""What leaves as files: events and grids as sheets; persons masked unless revealed."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from commandroom.domain.catalog import CATEGORY_WORDS
from commandroom.domain.instant import Instant, local
from commandroom.domain.masking import mask_name, mask_phone, mask_text
from commandroom.domain.place_tree import DEPTH
from commandroom.domain.places import Grid, Level
from commandroom.store.queue.filter import SOURCE_WORDS, STATE_WORDS
from commandroom.store.reader import Reader
from commandroom.sync.sheet_out import write_table
from commandroom.text import mark, tr

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]

EVENT_COLUMNS: Mapping[str, str] = {
    "number": "事件编号", "source": "事件来源", "source_system": "来源平台", "source_no": "来源编号",
    "title": "事件标题", "text": "事件内容", "place": "事发地点", "reporter": "反映人", "phone": "反映人电话",
    "category": "事件类别", "item": "事项编码", "importance": "级别", "tier": "层级", "urgency": "紧急程度",
    "grid": "网格编码", "grid_name": "网格名称", "lon": "经度", "lat": "纬度", "occurred_at": "发生时间",
    "reported_at": "上报时间", "filed_at": "立案时间", "dispatched_at": "派单时间", "accepted_at": "签收时间",
    "finished_at": "办结反馈时间", "checked_at": "核查时间", "closed_at": "结案时间", "state": "事件状态",
    "closing_type": "结案方式", "unit": "主办单位", "external_due_at": "外部期限", "due_at": "最近时限",
    "result": "处理结果", "satisfaction": "满意度",
}  # fmt: skip
"""The columns of the event sheet, in order; resources/sources/room-events.toml reads them back."""
URGENCY_WORDS = {"normal": mark("一般"), "urgent": mark("紧急"), "critical": mark("特急")}
LEVEL_WORDS = {
    Level.TOWN: mark("镇街"), Level.COMMUNITY: mark("社区"), Level.BASE: mark("基础网格"),
    Level.MICRO: mark("微网格"), Level.GRAIN: mark("颗粒网格"),
}  # fmt: skip
GRID_COLUMNS = (
    "网格编码", "网格名称", "上级网格编码", "网格级别", "类型", "户数", "人口", "面积（平方公里）", "网格长",
    "联系电话", "启用日期",
)  # fmt: skip
OWN_GRIDS = "commandroom-grids"
"""The name of a collection of grids written here: always WGS-84 (RFC 7946)."""
_TIMES = frozenset(name for name in EVENT_COLUMNS if name.endswith("_at"))
_STORED = tuple(name for name in EVENT_COLUMNS if name != "grid_name")
_SELECT = f"SELECT row, {', '.join(_STORED)} FROM event WHERE row IN "
_PIECE = 1000


@dataclass(frozen=True, slots=True)
class Names:
    """The names that stand for codes on paper."""

    units: Mapping[str, str]
    grids: Mapping[str, str]


def names_of(reader: Reader) -> Names:
    """The names of units and grids as they stand."""
    return Names(
        {unit.id: unit.short or unit.name or unit.id for unit in reader.all("unit")},
        {grid.code: grid.name or grid.code for grid in reader.all("grid")},
    )


def export_events(
    path: Path, reader: Reader, rows: Sequence[int], *, revealed: bool = False, progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> int:  # fmt: skip
    """Write events (row numbers, in this order) to .xlsx or .csv; gives how many.

    Names, telephones and identity numbers are masked unless ``revealed`` (the caller has left the entry).
    """
    names = names_of(reader)
    lines = (_event(values, names, revealed=revealed) for values in _fetched(reader, rows))
    return write_table(
        path, list(EVENT_COLUMNS.values()), lines, sheet="事件", total=len(rows), progress=progress,
        cancelled=cancelled,
    )  # fmt: skip


def _fetched(reader: Reader, rows: Sequence[int]) -> Iterator[dict[str, Any]]:
    for start in range(0, len(rows), _PIECE):
        part = rows[start : start + _PIECE]
        marks = ", ".join("?" * len(part))
        found = {row[0]: dict(zip(_STORED, row[1:], strict=True)) for row in reader.rows(f"{_SELECT}({marks})", part)}
        yield from (found[row] for row in part if row in found)


def _event(values: dict[str, Any], names: Names, *, revealed: bool) -> list[Any]:
    if not revealed:
        known = (values["reporter"],) if values["reporter"] else ()
        for field in ("title", "text", "place", "result"):
            values[field] = mask_text(values[field], names=known)
        values["reporter"], values["phone"] = mask_name(values["reporter"]), mask_phone(values["phone"])
    values["grid_name"] = names.grids.get(values["grid"], "")
    values["unit"] = names.units.get(values["unit"], values["unit"])
    values["category"] = tr(CATEGORY_WORDS.get(values["category"], values["category"]))
    values["source"] = tr(SOURCE_WORDS.get(values["source"], values["source"]))
    values["state"] = tr(STATE_WORDS.get(values["state"], values["state"]))
    values["urgency"] = tr(URGENCY_WORDS.get(values["urgency"], values["urgency"]))
    values["tier"] = values["tier"] or None
    return [_moment(values[name]) if name in _TIMES else values[name] for name in EVENT_COLUMNS]


def _moment(at: Instant) -> Any:
    return local(at).replace(tzinfo=None) if at else None


def export_grids(path: Path, grids: Iterable[Grid]) -> int:
    """Write grids: outlines to .geojson (WGS-84), which imports again, or the list of them to .xlsx or .csv."""
    listed = sorted(grids, key=lambda grid: (DEPTH[grid.level], grid.code))
    if path.suffix.lower() in (".geojson", ".json"):
        return _geojson(path, listed)
    lines = (
        (grid.code, grid.name, grid.parent, tr(LEVEL_WORDS[grid.level]),
         tr("专属") if grid.exclusive_class or grid.kind == "exclusive" else tr("基础"), grid.households, grid.people,
         grid.area_km2, mask_name(grid.head), mask_phone(grid.phone), grid.valid_from)
        for grid in listed
    )  # fmt: skip
    return write_table(path, GRID_COLUMNS, lines, sheet="网格", total=len(listed))


def own_grids(path: Path) -> bool:
    """Whether a file of outlines was written here, and therefore is in WGS-84."""
    try:
        with path.open("rb") as file:
            return f'"name": "{OWN_GRIDS}"'.encode() in file.read(200)
    except OSError:
        return False


def _geojson(path: Path, grids: Sequence[Grid]) -> int:
    from commandroom.domain.errors import Unavailable
    from commandroom.domain.shape import from_wkb

    features = [
        {
            "type": "Feature",
            "properties": {
                "网格编码": grid.code, "网格名称": grid.name, "上级网格编码": grid.parent, "网格级别": grid.level.value,
                "户数": grid.households, "人口": grid.people, "面积（平方公里）": grid.area_km2,
            },
            "geometry": {"type": "MultiPolygon", "coordinates": from_wkb(grid.geometry)},
        }
        for grid in grids
        if grid.geometry
    ]  # fmt: skip
    whole = {"type": "FeatureCollection", "name": OWN_GRIDS, "features": features}
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_text(json.dumps(whole, ensure_ascii=False), "utf-8")
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise Unavailable("sheet.write_failed", file=path.name, why=error.strerror or str(error)) from error
    return len(features)
