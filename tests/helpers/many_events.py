"""A database of many plausible events, written straight into the event table, for measurements and tests."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from commandroom.domain.event import OPEN, Source, State
from commandroom.domain.instant import local
from commandroom.store.engine import connect
from commandroom.store.migrate import migrate
from commandroom.store.rows import ENTRY_COLUMNS, EVENT_COLUMNS

KEY = "5" * 64
NOW = 1_793_500_000
_FIRST = "东西南北中上下大小新老前后金银石柳杨桃李梅竹松柏龙凤虎马牛羊"
_LAST = "村庄屯寨湾坡岭沟河塘桥井坝店铺营堡园坊里"
_STREETS = (
    "人民", "解放", "建设", "和平", "文化", "府前", "滨河", "学府", "工业", "长兴", "迎宾", "太行", "英雄",
    "延安", "捉马", "城北", "城隍庙", "站前", "振兴", "光明",
)  # fmt: skip
_WHERE = (
    "小区门口", "菜市场北侧", "学校东门", "桥头", "公交站旁", "3号楼2单元", "广场南侧", "幼儿园对面",
    "村委会前", "河道边", "加油站旁", "路口西北角", "卫生院后院", "老电影院", "12号院", "商铺门前",
    "停车场", "水塔下", "变压器旁", "废品站",
)  # fmt: skip
_WHAT = (
    "井盖破损", "路灯不亮", "暴露垃圾", "占道经营", "污水外溢", "噪声扰民", "违章搭建", "树木倒伏",
    "线缆垂落", "邻里纠纷", "拖欠工资", "车辆乱停", "消防通道堵塞", "河道漂浮物", "露天焚烧", "犬只扰民",
    "供水中断", "供暖不热", "电梯故障", "墙皮脱落", "道路塌陷", "积水难行", "非法张贴", "施工扬尘",
    "油烟扰民", "劝返上访", "独居老人求助", "疑似传销", "电动车飞线充电", "燃气异味", "护栏损坏",
    "公厕脏乱", "宅基地纠纷", "物业不作为", "校车超载",
)  # fmt: skip
_HOW = (
    "来电人反映该处情况已持续{n}天，影响居民出行，希望尽快处理。",
    "网格员巡查时发现，已拍照上传，现场无人看护。", "市民称此前多次反映未解决，要求部门书面答复。",
    "现场有{n}名群众聚集，情绪较激动，请立即派人。", "经初步核实情况属实，涉及商户{n}家，建议联合执法。",
    "夜间{n}时后尤其严重，附近住户无法休息。", "雨后积水约{n}厘米，有老人滑倒，请放置警示标志。",
    "该路段车流量大，存在安全隐患，请尽快修复。", "反映人要求保密，希望与负责人面谈。",
    "已联系物业，对方称不属于其管辖范围，请协调。",
)  # fmt: skip
CATEGORIES = tuple(f"{n:02d}" for n in range(1, 9))
UNITS = ("", *tuple(f"U{n:02d}" for n in range(1, 31)))
_CLOSED = (State.CLOSED, State.ARCHIVED, State.ARCHIVED, State.ARCHIVED, State.REJECTED, State.MERGED, State.VOIDED)
_RUNNING = tuple(sorted(OPEN))


def grids(count: int = 10_650) -> tuple[str, ...]:
    """Grid codes of 15 digits below 12-digit villages."""
    return tuple(f"140406{n // 600 + 1:03d}{n % 600 // 20 + 1:03d}{n % 20 + 1:03d}" for n in range(count))


def events(count: int, open_count: int, seed: int = 1) -> Iterator[tuple[Any, ...]]:
    """Rows in the order of EVENT_COLUMNS; the open ones are mostly the latest."""
    rnd = random.Random(seed)
    codes, sources = grids(), tuple(Source)
    step = 36 * 30 * 86_400 / count
    blank = dict.fromkeys(EVENT_COLUMNS, "")
    blank |= {name: 0 for name in EVENT_COLUMNS if name.endswith("_at")}
    blank |= dict.fromkeys(("cycle", "step"), 1)
    blank |= dict.fromkeys(("rework", "returns", "redispatches", "asked", "late", "paused"), 0)
    for row in range(1, count + 1):
        reported = int(NOW - (count - row) * step - rnd.random() * 86_400)
        is_open = row > count - open_count * 2 and rnd.random() < 0.5
        state = rnd.choice(_RUNNING if is_open else _CLOSED)
        what, place = rnd.choice(_WHAT), rnd.choice(_FIRST) + rnd.choice(_FIRST) + rnd.choice(_LAST)
        where = f"{place}{rnd.choice(_STREETS)}路{rnd.randrange(1, 400)}号{rnd.choice(_WHERE)}"
        event = {
            **blank, "row": row, "id": f"{row:032x}", "state": state.value,
            "number": f"140406003-A{row % 3 + 1}-{local(reported):%Y%m%d}-{row % 10_000:04d}",
            "source": rnd.choice(sources).value, "title": f"{rnd.choice(_STREETS)}路{what}", "place": where,
            "source_no": f"DH{reported // 86_400}{rnd.randrange(10**6):06d}" if row % 3 else "",
            "text": f"{where}，{what}。" + rnd.choice(_HOW).format(n=rnd.randrange(2, 60)),
            "reporter": "王某", "phone": f"13{rnd.randrange(10**9):09d}", "category": rnd.choice(CATEGORIES),
            "importance": rnd.choice("ABC"), "tier": rnd.randrange(1, 5), "grid": rnd.choice(codes) if row % 50 else "",
            "unit": rnd.choice(UNITS), "reported_at": reported, "filed_at": reported + 600,
            "dispatched_at": reported + 1800, "lon": None, "lat": None,
        }  # fmt: skip
        if is_open:
            if rnd.random() < 0.9:
                event["due_at"] = NOW + rnd.randrange(-200_000, 600_000)
                event["warn_at"] = event["due_at"] - 20_000
            else:
                event["paused"] = int(rnd.random() < 0.5)
            event["proposal"] = '["void","a",1,"x"]' if rnd.random() < 0.05 else ""
        elif state in (State.CLOSED, State.ARCHIVED):
            event["closed_at"] = min(reported + rnd.randrange(3_000, 900_000), NOW)
            event["late"] = int(rnd.random() < 0.1)
        yield tuple(event[name] for name in EVENT_COLUMNS)


def put_events(connection: Any, rows: Iterator[tuple[Any, ...]] | list[tuple[Any, ...]]) -> None:
    """Write event rows."""
    connection.executemany(
        f"INSERT OR REPLACE INTO event ({', '.join(EVENT_COLUMNS)}) VALUES ({', '.join('?' * len(EVENT_COLUMNS))})",
        rows,
    )


def put_entry(connection: Any, about: str) -> int:
    """One more journal entry about an event; only its place, subject and hash matter here."""
    pos = 1 + (connection.execute("SELECT max(pos) FROM journal").fetchone()[0] or 0)
    values = (f"e{pos}", "n", pos, "event", about, 1, "amend", "a", 0, "{}", "", f"hash of {pos}")
    assert len(values) == len(ENTRY_COLUMNS)
    connection.execute(
        f"INSERT INTO journal (pos, {', '.join(ENTRY_COLUMNS)}) VALUES ({', '.join('?' * 13)})", (pos, *values)
    )
    return pos


def build(path: Path, count: int, open_count: int) -> None:
    """A database with the room's schema and so many events."""
    connection = connect(path, KEY)
    try:
        migrate(connection, path)
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("BEGIN")
        put_events(connection, events(count, open_count))
        for row in range(1, 1001):
            put_entry(connection, f"{row:032x}")
        connection.execute("COMMIT")
    finally:
        connection.close()
