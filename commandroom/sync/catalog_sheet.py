"""The item list as a sheet: read with every wrong cell named, written so that it reads back the same."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from commandroom.domain.catalog import CATEGORY_WORDS, Category, Item, checked, to_facts
from commandroom.domain.errors import Refused
from commandroom.domain.instant import local_date
from commandroom.domain.limits import read_stages, write_stages
from commandroom.sync import cells
from commandroom.sync.incoming import WrongCell
from commandroom.sync.sheet_out import write_table
from commandroom.sync.sheets import Row, open_book
from commandroom.sync.small_table import SmallTable, aliases, tables
from commandroom.sync.table_header import SCAN_ROWS, cell_at

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "code": ("事项编码", "编码", "事项代码"),
    "name": ("事项名称", "事项", "小类名称", "小类"),
    "category": ("类别", "事项类别", "大类"),
    "importance": ("级别", "事项级别", "等级"),
    "tier": ("层级", "办理层级"),
    "responsible_unit": ("责任单位", "处置部门", "主办单位"),
    "co_units": ("协办单位", "配合单位"),
    "legal_basis": ("管理依据", "法律依据", "依据"),
    "filing_standard": ("立案标准", "立案条件"),
    "closing_standard": ("结案标准", "结案条件"),
    "limits": ("处置时限", "时限", "办理时限"),
    "photo_required": ("需照片", "是否需照片"),
    "self_handle_allowed": ("可自办", "是否可自办"),
    "emergency": ("应急", "是否应急"),
    "valid_from": ("生效日期", "启用日期"),
    "valid_to": ("失效日期", "停用日期"),
    "keywords": ("关键词",),
}
"""The fields of an item and the names of their columns; the first is the one that is written."""

REQUIRED = ("code", "name", "category", "importance", "tier", "responsible_unit")
_ALIASES = aliases(COLUMNS)
_TIERS = {"1": 1, "2": 2, "3": 3, "4": 4, "一": 1, "二": 2, "三": 3, "四": 4,
          "一级": 1, "二级": 2, "三级": 3, "四级": 4}
_CATEGORIES = {word: category.value for category, word in CATEGORY_WORDS.items()} | {
    category.value: category.value for category in CATEGORY_WORDS
}
_BREAKS = str.maketrans({";": "；", "\n": "；", "\r": ""})
_WORD_BREAKS = str.maketrans({",": "、", "，": "、", ";": "、", "；": "、", "\n": "、"})


@dataclass(frozen=True, slots=True)
class ItemSheet:
    """What a sheet held: the items that are right, and the cells that are not."""

    items: tuple[Item, ...]
    wrong: tuple[WrongCell, ...]

    def wanted(self) -> list[tuple[str, dict[str, Any]]]:
        """Ids and facts of the "define" entries, for ``actions.items.adopt``; the same again is no change."""
        return [(item.key, to_facts(item)) for item in self.items]


def read(path: Path, units: Mapping[str, str], valid_from: str = "") -> ItemSheet:
    """Read an item list from a file of any table kind; each visible sheet with a header is read.

    ``units``: names and short names of units to their ids (ids are known by themselves). ``valid_from``: the ISO
    date for rows that name none; without it such rows are wrong. Raises what ``open_book`` raises, and
    Refused("sheet.no_header" | "sheet.missing_columns").
    """
    book = open_book(path)
    reader = _Reader({**units, **{ident: ident for ident in units.values()}}, valid_from)
    found = missing = False
    for table in tables(book, _ALIASES, least=3):
        found = True
        lacking = [COLUMNS[field][0] for field in REQUIRED if field not in table.header.fields.values()]
        if lacking:
            missing = True
            if len(book.sheets) == 1:
                raise Refused("sheet.missing_columns", file=path.name, columns="、".join(lacking))
            continue
        reader.table(table)
    if not found or (missing and not reader.rows):
        raise Refused("sheet.no_header", file=path.name, rows=SCAN_ROWS)
    return ItemSheet(tuple(reader.items), tuple(reader.wrong))


class _Reader:
    """Rows to items, sheet by sheet."""

    def __init__(self, units: Mapping[str, str], valid_from: str) -> None:
        self.items: list[Item] = []
        self.wrong: list[WrongCell] = []
        self.rows = 0
        self._units = {cells.plain_text(name): ident for name, ident in units.items()}
        self._valid_from = valid_from
        self._seen: dict[str, int] = {}
        self._readers: dict[str, Callable[[Any], Any]] = {
            "code": self._code, "name": _text, "category": _category, "importance": _importance, "tier": _tier,
            "responsible_unit": self._unit, "co_units": self._co_units, "legal_basis": _list,
            "filing_standard": _list, "closing_standard": _list, "limits": lambda cell: read_stages(_text(cell)),
            "photo_required": cells.truth, "self_handle_allowed": cells.truth, "emergency": cells.truth,
            "valid_from": _day, "valid_to": _day, "keywords": _words,
        }

    def table(self, table: SmallTable) -> None:
        """Read the data rows of one sheet."""
        for number, row in table.rows():
            self.rows += 1
            self._row(table, number, row)

    def _row(self, table: SmallTable, number: int, row: Row) -> None:
        values: dict[str, Any] = {}
        fine = True
        for index, field in table.header.fields.items():
            cell = cell_at(row, index)
            try:
                value = self._readers[field](cell)
                if field in REQUIRED and value == "":
                    raise Refused("cell.required")
            except Refused as why:
                fine = False
                self.wrong.append(table.wrong(number, row, index, why))
                continue
            if value not in (None, ""):
                values[field] = value
        if not fine:
            return
        values.setdefault("valid_from", self._valid_from)
        try:
            if not values["valid_from"]:
                raise Refused("item.no_start")
            item = checked(Item(**values))
            if item.key in self._seen:
                raise Refused("item.twice", code=item.code, row=self._seen[item.key])
        except Refused as why:
            name = str(values.get("name", ""))
            self.wrong.append(WrongCell(table.sheet.name, number, "", "", name, why.code, tuple(why.facts.items())))
            return
        self._seen[item.key] = number
        self.items.append(item)

    def _code(self, cell: Any) -> str:
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            raise Refused("item.code_number")
        return _text(cell)

    def _unit(self, cell: Any) -> str:
        name = _text(cell)
        if not name:
            return ""
        ident = self._units.get(name)
        if ident is None:
            raise Refused("item.unknown_unit", name=name)
        return ident

    def _co_units(self, cell: Any) -> tuple[str, ...]:
        return tuple(self._unit(name) for name in _words(cell))


def _text(cell: Any) -> str:
    return cells.plain_text(cell)


def _list(cell: Any) -> tuple[str, ...]:
    return tuple(part.strip() for part in _text(cell).translate(_BREAKS).split("；") if part.strip())


def _words(cell: Any) -> tuple[str, ...]:
    return tuple(part.strip() for part in _text(cell).translate(_WORD_BREAKS).split("、") if part.strip())


def _category(cell: Any) -> str:
    word = _text(cell)
    if word and word not in _CATEGORIES:
        raise Refused("item.category_word", known="、".join(CATEGORY_WORDS.values()))
    return _CATEGORIES.get(word, "")


def _importance(cell: Any) -> str:
    word = _text(cell).upper().removesuffix("级").removesuffix("类")
    if word not in ("A", "B", "C", ""):
        raise Refused("item.importance_word")
    return word


def _tier(cell: Any) -> int | str:
    word = _text(cell)
    if word and word not in _TIERS:
        raise Refused("item.tier_word")
    return _TIERS.get(word, "")


def _day(cell: Any) -> str:
    at = cells.moment(cell)
    return "" if at is None else local_date(at).isoformat()


def export(path: Path, items: Iterable[Item], unit_names: Mapping[str, str]) -> int:
    """Write items to .xlsx or .csv in the columns that :func:`read` knows; gives how many.

    ``unit_names``: ids of units to the names to write.
    """
    ordered = sorted(items, key=lambda item: (item.code, item.valid_from))
    headers = [labels[0] for labels in COLUMNS.values()]
    return write_table(path, headers, (row(item, unit_names) for item in ordered), sheet="事项清单", total=len(ordered))


def row(item: Item, unit_names: Mapping[str, str]) -> Sequence[str]:
    """The cells of one item, in the order of ``COLUMNS``."""
    return (
        item.code, item.name, CATEGORY_WORDS[Category(item.category)], item.importance, str(item.tier),
        unit_names.get(item.responsible_unit, item.responsible_unit),
        "、".join(unit_names.get(unit, unit) for unit in item.co_units),
        "；".join(item.legal_basis), "；".join(item.filing_standard), "；".join(item.closing_standard),
        write_stages(item.limits), _yes(item.photo_required), _yes(item.self_handle_allowed), _yes(item.emergency),
        item.valid_from, item.valid_to, "、".join(item.keywords),
    )


def _yes(value: bool) -> str:
    return "是" if value else "否"
