"""Units and people as sheets: read with every wrong cell named, written so that they read back the same."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from commandroom.domain.errors import Refused
from commandroom.domain.masking import mask_phone
from commandroom.domain.people import LAW, Person, Role, Unit
from commandroom.sync import cells
from commandroom.sync.incoming import WrongCell
from commandroom.sync.sheet_out import write_table
from commandroom.sync.sheets import Row, open_book
from commandroom.sync.small_table import SmallTable, aliases, tables
from commandroom.sync.table_header import SCAN_ROWS, cell_at
from commandroom.text import mark, tr

ROLE_WORDS = {
    Role.GRIDWORKER: mark("网格员"), Role.VILLAGE: mark("村社区"), Role.HANDLER: mark("处置人员"),
    Role.DISPATCHER: mark("派单员"), Role.CENTER_HEAD: mark("中心主任"), Role.DUTY_LEADER: mark("值班领导"),
    Role.LEADING_GROUP: mark("领导小组"), Role.SECURITY_OFFICER: mark("保密员"), Role.ADMIN: mark("管理员"),
}  # fmt: skip
KIND_WORDS = {"department": mark("部门"), "station": mark("站所"), "village": mark("村社区"), "team": mark("队伍")}
CERTIFICATE_WORDS = {LAW: mark("行政执法证")}
_CERTIFICATES = dict.fromkeys(("行政执法证", "执法证", "执法", "有", "是", "√", LAW), LAW)
UNIT_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "id": ("编码", "单位编码", "代码"), "name": ("名称", "单位名称", "全称"), "short": ("简称", "单位简称"),
    "phone": ("电话", "联系电话"), "kind": ("类型", "单位类型"),
}  # fmt: skip
PEOPLE_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "id": ("账号", "用户名", "登录名"), "name": ("姓名", "名字"), "roles": ("角色",),
    "unit": ("单位", "所属单位", "部门"), "grids": ("网格", "所属网格", "网格编码"),
    "phone": ("电话", "联系电话", "手机"), "post": ("职务", "岗位"), "certificates": ("证件", "执法证", "持证"),
}  # fmt: skip
"""The fields and the names of their columns; the first is the one that is written."""
_BREAKS = str.maketrans({",": "、", "，": "、", ";": "、", "；": "、", "\n": "、", " ": "、"})

Readers = Mapping[str, Callable[[str], Any]]


@dataclass(frozen=True, slots=True)
class StaffRow:
    """One row: where it stands, whose it is, and the facts it tells (empty cells tell nothing)."""

    sheet: str
    row: int
    id: str
    facts: dict[str, Any]


@dataclass(slots=True)
class StaffSheet:
    """What a file held: rows that are right, cells that are not."""

    rows: list[StaffRow] = field(default_factory=list)
    wrong: list[WrongCell] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many data rows there were."""
        return len(self.rows) + len({(cell.sheet, cell.row) for cell in self.wrong})


def read_units(path: Path) -> StaffSheet:
    """Units of a sheet with the columns 编码 and 名称. Raises Refused("sheet.no_header") and what open_book raises."""
    kinds = {word: kind for kind, word in KIND_WORDS.items()}

    def kind(text: str) -> str:
        return text if text.isascii() and text.isidentifier() else _word(text, kinds)

    return _read(path, UNIT_COLUMNS, {"kind": kind})


def read_people(path: Path, units: Mapping[str, str], grids: Mapping[str, str]) -> StaffSheet:
    """People of a sheet with the columns 账号 and 姓名; ``units`` and ``grids``: names and codes to codes.

    Raises Refused("sheet.no_header") and what open_book raises.
    """
    roles = {word: role.value for role, word in ROLE_WORDS.items()} | {role.value: role.value for role in Role}
    return _read(path, PEOPLE_COLUMNS, {
        "roles": lambda text: [_word(one, roles) for one in _parts(text)],
        "unit": lambda text: _word(text, units, "item.unknown_unit"),
        "grids": lambda text: [_word(one, grids, "staff.unknown_grid") for one in _parts(text)],
        "certificates": lambda text: sorted({_word(one, _CERTIFICATES) for one in _parts(text)}),
    })  # fmt: skip


def _read(path: Path, columns: Mapping[str, tuple[str, ...]], readers: Readers) -> StaffSheet:
    found = StaffSheet()
    headed = False
    for table in tables(open_book(path), aliases(columns)):
        if {"id", "name"} <= set(table.header.fields.values()):
            headed = True
            first: dict[str, int] = {}
            for number, row in table.rows():
                _row(table, number, row, readers, found, first)
    if not headed:
        raise Refused("sheet.no_header", file=path.name, rows=SCAN_ROWS)
    return found


def _row(
    table: SmallTable, number: int, row: Row, readers: Readers, found: StaffSheet, first: dict[str, int]
) -> None:
    facts: dict[str, Any] = {}
    wrong: list[WrongCell] = []
    for index, name in table.header.fields.items():
        try:
            text = cells.plain_text(cell_at(row, index))
            if name in ("id", "name") and not text:
                raise Refused("cell.required")
            if name == "id" and text in first:
                raise Refused("staff.twice", id=text, row=first[text])
            if text and not (name == "phone" and "*" in text):  # masked by an export: tells nothing
                facts[name] = readers[name](text) if name in readers else text
        except Refused as why:
            wrong.append(table.wrong(number, row, index, why))
    found.wrong += wrong
    if not wrong:
        ident = str(facts.pop("id"))
        first[ident] = number
        found.rows.append(StaffRow(table.sheet.name, number, ident, facts))


def _parts(text: str) -> list[str]:
    return [part for part in text.translate(_BREAKS).split("、") if part]


def _word(text: str, known: Mapping[str, str], code: str = "staff.unknown_word") -> str:
    if text not in known:
        raise Refused(code, name=text, known="、".join(list(known)[:9]))
    return known[text]


def write_units(path: Path, units: Iterable[Unit]) -> int:
    """Write units to .xlsx or .csv; gives how many."""
    lines = [
        (unit.id, unit.name, unit.short, unit.phone, tr(KIND_WORDS.get(unit.kind, unit.kind)))
        for unit in sorted(units, key=lambda unit: unit.id)
    ]
    return write_table(path, [labels[0] for labels in UNIT_COLUMNS.values()], lines, sheet="单位", total=len(lines))


def write_people(path: Path, people: Iterable[Person], units: Mapping[str, str], *, revealed: bool = False) -> int:
    """Write people to .xlsx or .csv, telephones masked unless ``revealed``; gives how many."""
    lines = [
        (one.id, one.name, "、".join(tr(ROLE_WORDS[Role(role)]) for role in one.roles), units.get(one.unit, one.unit),
         "、".join(one.grids), one.phone if revealed else mask_phone(one.phone), one.post,
         "、".join(tr(CERTIFICATE_WORDS[name]) for name in one.certificates if name in CERTIFICATE_WORDS))
        for one in sorted(people, key=lambda one: one.id)
    ]  # fmt: skip
    return write_table(path, [labels[0] for labels in PEOPLE_COLUMNS.values()], lines, sheet="人员", total=len(lines))
