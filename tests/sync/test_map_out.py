"""The exported map: one file, nothing loaded, nothing escapes, no person in it."""

import json
import re
from pathlib import Path

import pytest
import shapely

from commandroom.domain.errors import Refused, Unavailable
from commandroom.domain.instant import at
from commandroom.sync.map.out import EventOut, GridOut, export_map, leaflet, render_map

NOW = at(2026, 11, 5, 14, 32)
SQUARE = ((((119.9, 31.7), (119.95, 31.7), (119.95, 31.75), (119.9, 31.75), (119.9, 31.7)),),)


def _grid(code: str = "320412003001", name: str = "富民社区", level: int = 1, outline: object = SQUARE) -> GridOut:
    return GridOut(code, name, level, ("镇", "社区", "基础网格", "微网格")[level], outline, 4)  # type: ignore[arg-type]


def _event(title: str = "暴露垃圾", lon: float | None = 119.92, lat: float | None = 31.72) -> EventOut:
    return EventOut("LC-A1-20261105-0007", title, "环境保护", "待派单", "due_soon", lon, lat, "富民社区")


def _data(page: str) -> list[dict[str, object]]:
    """Every feature collection that stands in the page, read back."""
    found = re.findall(r"_add\((\{.*?\})\);\n", page, flags=re.DOTALL)
    return [json.loads(text) for text in found]


def test_nothing_is_loaded_from_anywhere() -> None:
    """No script, style, picture or font has an address outside the file, whatever the attribute's quotes."""
    page, _ = render_map("潞城街道", NOW, [_grid()], [_event()])
    assert not re.findall(r"<(?:script|link|img|iframe)[^>]+(?:src|href)\s*=", page)
    assert "url(" not in page.split("</style>", 3)[2]
    addresses = set(re.findall(r"(?:src|href)=\\?[\"'](https?://[^\"'\\]+)", page))
    assert addresses == {"https://leafletjs.com"}, "only Leaflet's own attribution may name an address"
    assert "default-src 'none'" in page
    assert "sourceMappingURL" not in page


def test_leaflet_stands_in_the_page_whole() -> None:
    """The library in the file is the one of the installed package, unread by the template engine."""
    page, _ = render_map("t", NOW, [_grid()], [])
    assert leaflet("leaflet.js").replace("//# sourceMappingURL=leaflet.js.map", "") in page


def test_every_grid_and_event_with_a_place_is_a_feature() -> None:
    """Counts returned are the counts in the file; what has no outline or no place is not drawn."""
    grids = [_grid(str(number), f"格{number}", number % 4) for number in range(9)]
    grids.append(_grid("x", "没有边界", 2, ()))
    grids.append(_grid("w", "二进制", 3, shapely.to_wkb(shapely.box(119.9, 31.7, 119.91, 31.71))))
    grids.append(_grid("p", "一个点", 3, shapely.to_wkb(shapely.Point(119.9, 31.7))))
    page, shown = render_map("t", NOW, grids, [_event(), _event(lon=None), _event("积水")])
    collections = _data(page)
    assert shown == (10, 2)
    assert sum(len(one["features"]) for one in collections) == 12  # type: ignore[arg-type]
    assert len(collections) == 5, "four levels and the events"


def test_holes_stay_holes() -> None:
    """An inner ring is written after its outer ring, in the same polygon."""
    ring = ((119.91, 31.71), (119.92, 31.71), (119.92, 31.72), (119.91, 31.71))
    page, _ = render_map("t", NOW, [_grid(outline=((SQUARE[0][0], ring),))], [])
    feature = _data(page)[0]["features"][0]  # type: ignore[index]
    assert [len(ring) for ring in feature["geometry"]["coordinates"][0]] == [5, 4]


def test_persons_are_masked() -> None:
    """Telephone and identity numbers and the names of the form never leave in clear."""
    title = "张伟强反映楼道堆物，电话 13812345678，证件 320411199001011234"
    event = EventOut("1", title, "c", "s", "overdue", 119.9, 31.7, names=("张伟强",))
    grid = GridOut("1", "n", 1, "社区", SQUARE, 0, {"备注": "找 13912345678"})
    page, _ = render_map("t", NOW, [grid], [event])
    for secret in ("13812345678", "320411199001011234", "张伟强", "13912345678"):
        assert secret not in page
    assert "楼道堆物" in json.dumps(_data(page), ensure_ascii=False)


def test_when_it_was_exported_stands_on_it() -> None:
    """The card says title, time in +08:00 and what is on the map."""
    page, _ = render_map("潞城街道网格图", NOW, [_grid()], [_event()])
    assert "潞城街道网格图" in page
    assert "2026-11-05 14:32" in page


@pytest.mark.parametrize("text", ["</script><script>alert(1)</script>", "{{ 7*7 }}", "{% endraw %}{{ 7*7 }}", "`${1}`"])
def test_text_stays_text(text: str) -> None:
    """Markup and template signs in names come out as they went in, and nothing of them runs."""
    page, _ = render_map(text, NOW, [_grid(name=text)], [_event(text)])
    assert "<script>alert" not in page
    assert "49" not in page.split('class="room-sheet"')[1].split("</h1>")[0]
    names = [feature["properties"]["n"] for one in _data(page) for feature in one["features"]]  # type: ignore[attr-defined]
    assert names == [text, text]


def test_naughty_strings_survive(shared_data: Path) -> None:
    """Every string of the list arrives unchanged in the file (numbers that look like telephones are masked)."""
    from commandroom.domain.masking import mask_text

    naughty = json.loads((shared_data / "naughty-strings" / "blns.json").read_text("utf-8"))
    page, _ = render_map("t", NOW, [_grid()], [_event(text) for text in naughty])
    found = [feature["properties"]["n"] for feature in _data(page)[-1]["features"]]  # type: ignore[attr-defined]
    assert found == [mask_text(text) for text in naughty]
    assert "<script>alert" not in page


def test_a_map_of_nothing_is_refused(tmp_path: Path) -> None:
    """With no outline and no place there is nothing to export, and no file is left behind."""
    with pytest.raises(Refused, match=r"map\.nowhere"):
        export_map(tmp_path / "m.html", "t", NOW, [_grid(outline=())], [_event(lon=None)])
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    """A target that cannot be written is a fault of the environment, with the path in it."""
    with pytest.raises(Unavailable, match=r"map\.cannot_write"):
        export_map(tmp_path / "none" / "m.html", "t", NOW, [_grid()], [])


def test_a_large_town_fits_into_twelve_megabytes(tmp_path: Path) -> None:
    """10,650 grids of about 30 corners and 5,000 events make a file of at most 12 MB."""
    grids = []
    for number in range(10_650):
        x, y = 119 + (number % 100) * 0.01, 31 + (number // 100) * 0.01
        ring = tuple((x + step * 0.0003123, y + (step % 5) * 0.0011237) for step in range(31))
        grids.append(_grid(f"320412{number:09d}", f"第{number}网格", 2 + number % 2, (((*ring, ring[0]),),)))
    target = tmp_path / "m.html"
    assert export_map(target, "t", NOW, grids, [_event()] * 5_000) == (10_650, 5_000)
    assert target.stat().st_size <= 12_000_000
