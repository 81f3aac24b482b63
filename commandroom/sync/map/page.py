"""The fixed parts of an exported map: what may be loaded (nothing), the look, the pop-up, the legend in words."""

import html
from collections.abc import Mapping, Sequence

from commandroom.domain.instant import Instant, stamp
from commandroom.text import mark, tr

LIGHT_SIGNS: dict[str, tuple[str, str, str]] = {
    "on_time": ("●", "#27734A", mark("正常")),
    "due_soon": ("▲", "#8A5C00", mark("临期")),
    "overdue": ("■", "#B3261E", mark("超期")),
    "paused": ("❚❚", "#5E6A76", mark("暂停")),
    "none": ("○", "#5E6A76", mark("无时限")),
}
"""Sign, colour and word of a light, by its value (domain.clocks.Light)."""

_LOOK = """
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
html,body{height:100%;margin:0;background:#ECEFF3;color:#16202B;
 font:15px/1.5 "Noto Sans SC","Noto Sans CJK SC","Microsoft YaHei","PingFang SC",sans-serif}
.leaflet-container{background:#ECEFF3;font:inherit}
.room-sheet{position:fixed;left:12px;bottom:12px;z-index:900;background:#fff;border:1px solid #D9DFE6;
 border-radius:6px;padding:10px 14px;max-width:44ch;font-size:13px}
.room-sheet h1{font-size:18px;margin:0 0 2px}.room-sheet p{margin:2px 0;color:#55616E}
.room-sheet ul{list-style:none;margin:6px 0 0;padding:0;display:flex;flex-wrap:wrap;gap:2px 14px}
.room-sheet i{display:inline-block;width:14px;height:14px;border:1px solid #8A95A1;margin-right:6px;
 vertical-align:-2px}.room-sheet b{margin-right:6px}
.room-card h2{font-size:15px;margin:0 0 4px}.room-card td{padding:1px 10px 1px 0;vertical-align:top}
.room-card td:first-child{color:#55616E;white-space:nowrap}
.room-sign{font:700 16px/18px sans-serif;text-align:center;
 text-shadow:0 0 2px #fff,0 0 2px #fff,0 0 3px #fff,0 0 3px #fff}
@media print{.leaflet-control-container{display:none}}
</style>
<script>
function roomCard(p){
 var box=document.createElement('div');box.className='room-card';
 var head=document.createElement('h2');head.textContent=p.n;box.appendChild(head);
 var table=document.createElement('table');
 p.f.forEach(function(pair){var row=table.insertRow();
  row.insertCell().textContent=pair[0];row.insertCell().textContent=pair[1];});
 box.appendChild(table);return box;}
function roomDotsFirst(layer){
 if(roomDotsFirst.due){return;}roomDotsFirst.due=true;
 setTimeout(function(){roomDotsFirst.due=false;
  if(layer._map){layer._map.eachLayer(function(one){if(one instanceof L.CircleMarker){one.bringToFront();}});}},0);}
</script>
"""


def literal(text: str) -> str:
    """Text that the page's template engine must copy and not read."""
    return "{% raw %}" + text.replace("{% endraw %}", "{% endraw&#32;%}") + "{% endraw %}"


def head() -> str:
    """What stands in the head before Leaflet: nothing may be loaded from anywhere, and the look."""
    colours = "".join(f".room-{name}{{color:{colour}}}" for name, (_, colour, _) in LIGHT_SIGNS.items())
    return literal(f"{_LOOK}<style>{colours}</style>")


def step_words(steps: Sequence[int]) -> list[str]:
    """Words of the classes of a count whose second to last class begin at ``steps``."""
    firsts = (0, *steps)
    words = [
        tr("{count} 件", count=low) if low == after - 1 else tr("{low}–{high} 件", low=low, high=after - 1)
        for low, after in zip(firsts, steps, strict=False)
    ]
    return [*words, tr("{count} 件以上", count=firsts[-1])]


def sheet(
    title: str, exported: Instant, steps: Sequence[int], ramp: Sequence[str], facts: Mapping[str, int], more: str = ""
) -> str:
    """The card at the foot: title, when it was made, what is on it, what colours and signs mean; ``more`` is HTML."""
    say = html.escape
    counts = "，".join(f"{say(name)} {count}" for name, count in facts.items())
    classes = "".join(
        f'<li><i style="background:{colour}"></i>{say(word)}</li>'
        for colour, word in zip(ramp, step_words(steps), strict=True)
    )
    lights = "".join(
        f'<li><b class="room-{name}">{sign}</b>{say(tr(word))}</li>'
        for name, (sign, _, word) in LIGHT_SIGNS.items()
    )
    return literal(
        f'<div class="room-sheet"><h1>{say(title)}</h1>'
        f"<p>{say(tr('导出于 {when}', when=stamp(exported)))}</p><p>{counts}</p>"
        f"<ul>{classes}</ul>{more}<ul>{lights}</ul>"
        f"<p>{say(tr('离线地图：不联网即可打开。不含个人信息；电话、证件号码已隐去。'))}</p></div>"
    )
