"""Maps on paper: the scale is true, names do not collide, numbers explain what found no place, persons are masked."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyproj
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commandroom.demo import build
from commandroom.domain.errors import Refused, Unavailable
from commandroom.domain.instant import at
from commandroom.reports import map_plane, map_print, map_sheet
from commandroom.reports.map_drawing import TINT, draw, outlines, points
from commandroom.reports.map_names import Names, Wanted
from commandroom.reports.map_plane import Layout, both, plane
from commandroom.reports.map_poster import print_poster
from commandroom.reports.map_print import Wish, gather, print_map
from commandroom.reports.svg import Sheet
from commandroom.room import Room
from commandroom.store.reader import Reader

NOW = at(2026, 11, 5, 14, 30)
PHONE = re.compile(r"1[3-9]\d{9}")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small demonstration room."""
    made = tmp_path_factory.mktemp("print") / "room"
    build(made, size="small", now="2026-11-05T14:30")
    return made


@pytest.fixture(scope="module")
def reader(folder: Path) -> Iterator[Reader]:
    """A look into it."""
    with Room.open(folder) as room:
        made = room.reader()
        yield made
        made.close()


def words(pdf: bytes) -> str:
    """The text of a PDF as a reader program finds it."""
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice
    from PySide6.QtPdf import QPdfDocument

    body, document = QBuffer(), QPdfDocument()
    body.setData(QByteArray(pdf))
    body.open(QIODevice.OpenModeFlag.ReadOnly)
    document.load(body)
    said = "\n".join(document.getAllText(page).text() for page in range(document.pageCount()))
    size = document.pagePointSize(0)
    document.close()
    return f"{size.width() * 25.4 / 72:.1f}x{size.height() * 25.4 / 72:.1f}\n{said}"


@given(
    lon=st.floats(75, 134), lat=st.floats(4, 53), wide=st.floats(0.002, 0.4), high=st.floats(0.002, 0.4),
    paper=st.sampled_from(["A4", "A3"]),
)  # fmt: skip
def test_the_scale_is_true_on_paper(lon: float, lat: float, wide: float, high: float, paper: str) -> None:
    """Anywhere in China a distance measured on the sheet, times the denominator, is the one on the ground."""
    corners = np.array([(lon, lat), (lon + wide, lat + high)])
    made = plane(corners, both(paper))
    (x1, y1), (x2, y2) = made.at(corners).tolist()
    _, _, ground = pyproj.Geod(ellps="WGS84").inv(*corners[0], *corners[1])
    paper_metres = np.hypot(x2 - x1, y2 - y1) / 1000
    assert paper_metres * made.scale == pytest.approx(ground, rel=1e-4)
    assert y1 > y2, "north is up"
    left, top, frame_wide, frame_high = made.layout.frame
    for x, y in ((x1, y1), (x2, y2)):
        assert left <= x <= left + frame_wide
        assert top <= y <= top + frame_high


def test_a_wider_place_lies_and_a_taller_stands() -> None:
    """The sheet turns so that the map is as large as it can be; the map itself never turns."""
    assert plane(np.array([(120, 31), (120.2, 31.05)]), both("A4")).layout.wide == 297
    assert plane(np.array([(120, 31), (120.05, 31.2)]), both("A4")).layout.wide == 210


def test_a_scale_that_does_not_fit_is_refused_with_the_one_that_does() -> None:
    """1:500 of a whole town does not fit; the sentence names the largest that fits, and that one is taken."""
    corners = np.array([(120, 31), (120.2, 31.05)])
    with pytest.raises(Refused, match=r"print\.scale_too_large") as refused:
        plane(corners, both("A4"), 500)
    assert plane(corners, both("A4"), refused.value.facts["least"]).scale == plane(corners, both("A4")).scale
    with pytest.raises(Refused, match=r"print\.paper"):
        both("B5")
    with pytest.raises(Refused, match=r"print\.nothing_to_show"):
        plane(np.zeros((0, 2)), both("A4"))


@given(st.lists(st.tuples(st.floats(0, 200), st.floats(0, 200), st.integers(1, 9)), max_size=60), st.integers(0, 10))
def test_names_never_collide(places: list[tuple[float, float, int]], keys: int) -> None:
    """Whatever the places: no two boxes overlap, none leaves the frame, every name is told, numbered or counted."""
    names = Names((0, 0, 200, 200), keys)
    names.place([Wanted("第三微网格片区"[:length], x, y, 8.0) for x, y, length in places])
    boxes = [one.box for one in names.placed]
    for place, (left, top, right, bottom) in enumerate(boxes):
        assert left >= 0 and top >= 0 and right <= 200 and bottom <= 200
        for other in boxes[place + 1 :]:
            assert other[0] >= right or other[2] <= left or other[1] >= bottom or other[3] <= top
    assert len(names.placed) + names.left_out == len(places)
    numbers = [one.key for one in names.placed if one.key]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) <= keys


def test_every_name_is_on_the_map_or_in_its_key(reader: Reader) -> None:
    """With micro grids on A4: what is not written at its place has a number that the legend explains, or is counted."""
    asked = gather(reader, Wish("A4", depth=3), NOW)
    made = map_sheet.compose(asked, "A4", ["Noto Sans CJK SC"])
    written = re.findall(r'<text[^>]*fill="#1a1a1a">([^<]*)</text>', made.svg)
    for number, name in made.drawn.keys:
        assert str(number) in written
        assert any(line.startswith(f"{number} {name[:2]}") for line in written)
    numbered = {name for _, name in made.drawn.keys}
    above = {face.code: face.name for face in asked.faces}
    missing = 0
    for face in asked.faces[1:]:
        name = face.name.removeprefix(above.get(face.parent, "")) or face.name
        half = -(-len(name) // 2)
        missing += not (name in written or (name[:half] in written and name[half:] in written) or name in numbered)
    assert missing == made.drawn.left_out


def test_the_pdf_has_the_size_of_the_paper_and_says_what_it_is(reader: Reader) -> None:
    """Title, scale, date, legend and north stand on a page of exactly the sheet's size."""
    made = print_map(reader, Wish("A3"), NOW)
    said = words(made.body)
    assert said.startswith(f"{made.wide:.1f}x{made.high:.1f}")
    scale = f"{made.scale:,}".replace(",", " ")
    for part in ("网格图", f"1:{scale}", "2026-11-05 14:30", "未结事件", "北", "界线"):
        assert part in said, part
    assert {round(made.wide), round(made.high)} == {297, 420}
    assert print_map(reader, Wish("A3"), NOW).body == made.body, "the same map gives the same bytes"


def test_one_village_alone(reader: Reader) -> None:
    """A grid by its name or code is shown with what lies in it and only the events there."""
    whole = gather(reader, Wish(), NOW)
    village = next(face for face in whole.faces if face.depth == 1)
    part = gather(reader, Wish(grid=village.name, depth=3), NOW)
    assert part.faces[0] == village
    assert all(face.code.startswith(village.code) for face in part.faces)
    assert len(part.dots) <= len(whole.dots)
    with pytest.raises(Refused, match=r"print\.unknown_grid"):
        gather(reader, Wish(grid="没有这个网格"), NOW)


def test_the_scale_bar_is_as_long_as_it_says(reader: Reader) -> None:
    """The bar's two halves on paper come to the metres written at its end."""
    made = plane(points(outlines(gather(reader, Wish(), NOW).faces)), both("A3"))
    length = map_plane.bar(made.scale, 36.0)
    assert made.millimetres(length) == pytest.approx(length * 1000 / made.scale)
    assert 10 < made.millimetres(length) <= 36
    assert str(length)[0] in "125"


def test_the_board_masks_telephones_until_they_may_be_read(reader: Reader) -> None:
    """The board of a village names its heads and people; a whole number stands on it only when revealed."""
    village = next(grid for grid in reader.all("grid") if grid.level == "COMMUNITY")
    masked = print_poster(reader, village.code, "A4", NOW)
    said = words(masked.body)
    assert village.name in said
    for part in ("组织架构", "职责", "人员与联系电话", "电话已遮盖"):
        assert part in said, part
    assert masked.numbers > 0
    assert not PHONE.search(said)
    shown = words(print_poster(reader, village.code, "A4", NOW, revealed=True).body)
    assert "电话可公开" in shown


def test_the_rooms_own_duties_win_and_a_broken_list_is_named(reader: Reader, tmp_path: Path) -> None:
    """duties.toml in the room's folder is printed in place of the shipped one; one that cannot be read is said."""
    village = next(grid for grid in reader.all("grid") if grid.level == "COMMUNITY")
    own = tmp_path / "duties.toml"
    own.write_text('[[duties]]\nrole = "中心户"\nitems = ["看好自家门，管好身边事。"]\n', "utf-8")
    said = words(print_poster(reader, village.code, "A3", NOW, own=tmp_path).body)
    assert "中心户" in said
    assert "管好身边事" in said
    own.write_text("[[duties]]\nrole = ", "utf-8")
    with pytest.raises(Unavailable, match=r"report\.own_template"):
        print_poster(reader, village.code, "A3", NOW, own=tmp_path)


def test_nothing_is_drawn_twice_or_outside(reader: Reader) -> None:
    """Every grid with an outline is drawn once as a border, and the coloured ones once as an area."""
    asked = gather(reader, Wish(depth=3), NOW)
    shapes = outlines(asked.faces)
    layout = Layout.of("A3", lying=True)
    made = plane(points(shapes), (layout,))
    sheet = Sheet(layout.wide, layout.high, [])
    assert asked.colour is not None
    draw(sheet, made, asked.faces, shapes, asked.colour.values, (), 0)
    parts = sum(len(getattr(shape, "geoms", [shape])) for shape in shapes)
    filled = [shape for shape, face in zip(shapes, asked.faces, strict=True) if face.depth == 2]
    base = sum(len(getattr(shape, "geoms", [shape])) for shape in filled)
    assert sheet.svg().count("<path") == parts + base
    assert map_print.below(asked.faces, "") == asked.faces


def test_a_share_has_its_own_legend_and_a_grid_without_cases_no_colour(reader: Reader) -> None:
    """Per cent in the legend, "无数据" for 0 ÷ 0, and such a grid drawn in the tint of nothing said."""
    asked = gather(reader, Wish("A4"), NOW)
    base = [face.code for face in asked.faces if face.depth == 2]
    values: dict[str, int | None] = {code: 10 * at for at, code in enumerate(base)}
    values[base[-1]] = None
    colour = map_sheet.Colour("2026年10月 办结率", values, share=True)
    made = map_sheet.compose(replace(asked, colour=colour), "A4", ["Noto Sans CJK SC"])
    assert made.drawn.none
    assert made.drawn.unsaid
    assert ">0%<" in made.svg
    assert ">无数据<" in made.svg
    assert f"–{(len(base) - 2)}%<" in made.svg
    assert TINT in made.svg


def test_households_nobody_counted_are_no_load(reader: Reader) -> None:
    """A grid without households is drawn as one of which nothing can be said, not as one with nothing open."""
    asked = gather(reader, Wish("A4", figure="load"), NOW)
    assert asked.colour is not None
    known = {face.code: face.households for face in asked.faces}
    assert all((asked.colour.values[code] is None) == (not homes) for code, homes in known.items())
    assert gather(reader, Wish("A4", figure="none"), NOW).colour is None
