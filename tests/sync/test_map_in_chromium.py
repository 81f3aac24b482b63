"""The exported map in headless Chromium with the line cut: it opens, answers, asks nobody, runs no foreign text."""

from pathlib import Path
from typing import Any

import pytest

from commandroom.domain.instant import at
from commandroom.sync.map.heat_out import HeatOut
from commandroom.sync.map.out import MOST_SIGNS, EventOut, GridOut, export_map
from tests.helpers.chromium import look

NOW = at(2026, 11, 5, 14, 32)
WICKED = '<img src=x onerror="window.pwned=1"></script><script>window.pwned=1</script>{{7*7}}'
MAP = "const key=Object.keys(window).find(k=>window[k] instanceof L.Map);const map=window[key];"
AT = "const p=map.latLngToContainerPoint([{lat},{lon}]);return [p.x,p.y];"
POPUP = "return ([...document.querySelectorAll('.leaflet-popup-content')].pop()||{}).innerText||'';"
LAYERS = "return [...document.querySelectorAll('.leaflet-control-layers-overlays label')].map(l=>l.innerText.trim());"
SQUARES = "let n=0;map.eachLayer(l=>{if(l.feature&&l.feature.properties.n.includes('见方'))n+=1});return n;"
SIGNS = "return document.querySelectorAll('.room-sign').length;"
SWITCH = (
    "[...document.querySelectorAll('.leaflet-control-layers-overlays label')]"
    ".find(l=>l.innerText.trim()==='事件').querySelector('input').click();"
)


def square(lon: float, lat: float, side: float) -> Any:
    """A square grid's outline."""
    ring = ((lon, lat), (lon + side, lat), (lon + side, lat + side), (lon, lat + side), (lon, lat))
    return ((ring,),)


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What Chromium says of a map with grids of three levels and two events."""
    target = tmp_path_factory.mktemp("out") / "map.html"
    grids = [
        GridOut("320412003", "潞城街道", 0, "街道", square(119.90, 31.70, 0.1), 2),
        GridOut("320412003001", "富民社区", 1, "社区", square(119.90, 31.70, 0.1), 2),
        GridOut("320412003001001", WICKED, 2, "基础网格", square(119.90, 31.70, 0.05), 2, {"备注": "找 13912345678"}),
    ]
    events = [
        EventOut("LC-1", "张伟强反映楼道堆物，电话 13812345678", "城市管理", "处置中", "overdue", 119.92, 31.72,
                 "富民社区", "2026-11-01 08:00", ("张伟强",)),
        EventOut("LC-2", WICKED, "公共安全", "待派单", "on_time", 119.98, 31.78, "富民社区"),
    ]  # fmt: skip
    heat = HeatOut("2026年10月 热力", ((119.9205, 31.7705, 3, 3), (119.9405, 31.7705, 9, 4)), ("1–3", "4–9"))
    export_map(target, "潞城街道网格图", NOW, grids, events, heat)
    return look(
        target,
        [
            ["js", "return L.version;"],
            ["js", f"{MAP} return [map.getZoom()>8, Object.keys(map._layers).length];"],
            ["js", LAYERS],
            ["js", SIGNS],
            ["js", "return document.body.innerText;"],
            ["click", MAP + AT.format(lon=119.92, lat=31.72)],
            ["js", POPUP],
            ["click", MAP + AT.format(lon=119.945, lat=31.705)],
            ["js", POPUP],
            ["js", SWITCH],
            ["js", SIGNS],
            ["js", SWITCH],
            ["js", SIGNS],
            ["js", "return [typeof window.pwned, document.querySelectorAll('img[src=x]').length];"],
            ["js", "return document.documentElement.scrollWidth <= window.innerWidth;"],
            ["js", f"{MAP} {SQUARES}"],
            ["js", SWITCH.replace("事件", "2026年10月 热力")],
            ["js", f"{MAP} {SQUARES}"],
            ["click", MAP + AT.format(lon=119.9405, lat=31.7705)],
            ["js", POPUP],
        ],
    )


def test_it_opens_with_the_line_cut(seen: dict[str, Any]) -> None:
    """Leaflet runs, the view fits, and nothing was asked of anybody but the file itself."""
    version, (zoomed, count) = seen["told"][0], seen["told"][1]
    assert seen["loaded"]
    assert version.startswith("1.9.")
    assert zoomed
    assert count > 5
    asked = [address for address in seen["asked"] if not address.startswith(("data:", "blob:"))]
    assert len(asked) == 1
    assert asked[0].startswith("file:")
    assert not [words for words in seen["said"] if words.startswith("Error")]


def test_layers_legend_and_time_are_there(seen: dict[str, Any]) -> None:
    """Every level and the events can be switched; title, time and legend stand on the page."""
    assert seen["told"][2] == ["街道", "社区", "基础网格", "2026年10月 热力", "事件"]
    for words in ("潞城街道网格图", "导出于 2026-11-05 14:32", "网格 3", "事件 2", "超期", "临期", "10 件以上"):
        assert words in seen["told"][4], words
    assert seen["told"][12], "nothing is wider than the window"


def test_clicks_open_cards_with_persons_masked(seen: dict[str, Any]) -> None:
    """A click on a sign tells the case without the person; a click beside it tells the grid."""
    case, grid = seen["told"][5], seen["told"][6]
    assert "楼道堆物" in case
    assert "LC-1" in case
    for secret in ("13812345678", "张伟强"):
        assert secret not in case
    assert "320412003001001" in grid
    assert "13912345678" not in grid


def test_layers_go_and_come_back(seen: dict[str, Any]) -> None:
    """Unticked, the events are gone; ticked again they stand there."""
    assert [seen["told"][place] for place in (3, 8, 10)] == [2, 0, 2]


def test_the_heat_is_a_layer_of_its_own(seen: dict[str, Any]) -> None:
    """Off at first; ticked, its squares are there, each says its count; what the colours mean stands on the page."""
    told = seen["told"]
    assert (told[13], told[15]) == (0, 2)
    assert "约100米见方内 9 件" in told[16]
    for words in ("2026年10月 热力", "每格 1–3 件", "每格 4–9 件"):
        assert words in told[4]


def test_foreign_text_stays_text(seen: dict[str, Any]) -> None:
    """A name full of markup is shown letter by letter, and nothing of it runs."""
    assert seen["told"][11] == ["undefined", 0]
    assert WICKED in seen["told"][6]


def test_a_page_that_asks_is_caught(tmp_path: Path) -> None:
    """The watch itself: a picture from elsewhere is seen as asked for, and never comes."""
    page = tmp_path / "asks.html"
    page.write_text("<meta charset=utf-8><img id=i src='http://example.com/tile.png'>x", "utf-8")
    told = look(page, [["js", "return document.getElementById('i').naturalWidth;"]])
    assert "http://example.com/tile.png" in told["asked"]
    assert told["told"] == [0]


def test_a_large_town_opens(tmp_path: Path) -> None:
    """Two thousand grids and more events than are drawn as signs: it opens whole, without an error."""
    grids = [
        GridOut(f"{number:015d}", f"第{number}网格", 2, "基础网格",
                square(119.5 + number % 50 * 0.01, 31.5 + number // 50 * 0.01, 0.0095), number % 12)
        for number in range(2_000)
    ]  # fmt: skip
    one = EventOut("1", "积水", "公共安全", "处置中", "due_soon", 119.7, 31.7)
    target = tmp_path / "map.html"
    export_map(target, "大镇", NOW, grids, [one] * (MOST_SIGNS + 1))
    told = look(target, [["js", f"{MAP} let n=0; map.eachLayer(l=>{{if(l.feature)n+=1}}); return n;"], ["js", SIGNS]])
    assert told["told"] == [2_000 + MOST_SIGNS + 1, 0]
    assert not [words for words in told["said"] if words.startswith("Error")]
