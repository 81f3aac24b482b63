"""The exported map at the size of the live one, opened in Chromium and timed there: the rival of the native map."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from commandroom.domain.instant import at
from commandroom.sync.map.out import EventOut, GridOut, export_map
from tests.helpers.chromium import look
from ui.layers import LIGHTS, GridLayer, PinLayer

_TIMED = """
const key=Object.keys(window).find(k=>window[k] instanceof L.Map);const map=window[key];
const frame=()=>new Promise(done=>requestAnimationFrame(()=>requestAnimationFrame(done)));
const grids=[],pins=[];map.eachLayer(l=>{if(l.feature)(l.setLatLng?pins:grids).push(l)});
const many=async(n,act)=>{
 const t=[];
 for(let i=0;i<n;i++){const s=performance.now();await act(i);t.push(performance.now()-s)}
 return t};
(async()=>{
 const drag=await many(20,async i=>{map._rawPanBy(new L.Point(i<10?14:-14,i<10?7:-7));map.fire('move');await frame()});
 map.fire('moveend');await frame();
 const pan=await many(6,async i=>{map.panBy([i<3?90:-90,40],{animate:false});await frame()});
 const zoom=await many(6,async i=>{map.setZoom(map.getZoom()+(i<3?.5:-.5),{animate:false});await frame()});
 const tick=await many(6,async i=>{
  for(let k=0;k<500;k++)grids[(k*17+i*31)%grids.length].setStyle({fillColor:['#E3F0F6','#82BAD2','#0B6E99'][(k+i)%3]});
  for(let k=0;k<1000;k++){const p=pins[(k*3+i)%pins.length],c=p.getLatLng();p.setLatLng([c.lat+1e-4,c.lng])}
  await frame()});
 const click=await many(8,async i=>{map.closePopup();
  const c=document.querySelector('canvas'),b=c.getBoundingClientRect();
  const o={bubbles:true,clientX:b.left+b.width*(.4+i*.02),clientY:b.top+b.height/2};
  for(const kind of ['mousedown','mouseup','click'])c.dispatchEvent(new MouseEvent(kind,o))});
 window.told={drag,pan,zoom,tick,click,grids:grids.length,pins:pins.length};
})();
"""
_ALL = "[...document.querySelectorAll('.leaflet-control-layers-overlays input')].forEach(i=>{if(!i.checked)i.click()});"


@dataclass(frozen=True)
class Rival:
    """What Chromium took: milliseconds, but for the first three."""

    export_s: float
    size_mb: float
    load_s: float
    paint_s: float
    memory_mb: float
    times: Mapping[str, list[float]]


def exported(layer: GridLayer, pins: PinLayer, target: Path) -> float:
    """Write the town as the map that leaves the room; the seconds it took."""
    grids = []
    for row, code in enumerate(layer.codes):
        parts = [
            [layer.coords[layer.rings[ring] : layer.rings[ring + 1]].tolist()
             for ring in range(layer.parts[part], layer.parts[part + 1])]
            for part in range(layer.grids[row], layer.grids[row + 1])
        ]  # fmt: skip
        level = int(layer.levels[row])
        grids.append(GridOut(code, layer.names[row], level, layer.level_words[level], parts, row % 12))
    events = [
        EventOut(f"LC-{at_}", "暴露垃圾", "环境保护", "处置中", LIGHTS[int(light)], float(lon), float(lat))
        for at_, (lon, lat, light) in enumerate(zip(pins.lon, pins.lat, pins.light, strict=True))
    ]
    start = time.perf_counter()
    export_map(target, "潞城街道网格图", at(2026, 11, 5, 14, 30), grids, events)
    return time.perf_counter() - start


def rival(layer: GridLayer, pins: PinLayer, size: tuple[int, int], folder: Path) -> Rival:
    """Export, open, pan, zoom, recolour, click."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / "map.html"
    spent = exported(layer, pins, target)
    told = look(target, [["js", _ALL], ["js", _TIMED], ["until", "return window.told||null;"]], size, seconds=420)
    times = told["told"][2]
    return Rival(spent, target.stat().st_size / 1e6, told["load_s"], told["paint_s"], told["memory_mb"],
                 {name: times[name] for name in ("drag", "pan", "zoom", "tick", "click")})  # fmt: skip
