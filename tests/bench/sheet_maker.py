"""A workbook of 100,000 hotline orders with 20 columns, always the same from a seed."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

HEADERS = (
    "工单编号", "来电时间", "受理时间", "来电人", "联系电话", "诉求类型", "问题分类", "标题", "诉求内容", "事发地址",
    "所属街道", "社区", "紧急程度", "派单时间", "主办单位", "截止时间", "办结时间", "办理结果", "满意度", "工单状态",
)
START = datetime(2026, 1, 1)  # noqa: DTZ001 - a workbook knows no zones
_ROADS = ("东方路", "五一路", "青洋路", "潞横路", "富民路", "常青路", "丁塘河路", "振兴路")
_THINGS = ("路灯不亮", "垃圾未清运", "井盖松动", "夜间施工扰民", "违章停车", "河道漂浮物", "物业纠纷", "自来水压不足")
_UNITS = ("城管局", "综合执法局", "环卫所", "派出所", "物业办", "水利站", "建设局", "司法所")
_NAMES = "王李张刘陈杨黄赵周吴"


def rows(count: int, seed: int = 7) -> Iterator[list[Any]]:
    """Rows of 20 cells: texts, dates as dates and as text, empty cells where a case is open."""
    dice = random.Random(seed)
    for number in range(count):
        called = START + timedelta(seconds=number * 97 + dice.randrange(60))
        closed = dice.random() < 0.85
        road, thing, unit = dice.choice(_ROADS), dice.choice(_THINGS), dice.choice(_UNITS)
        place = f"{road}{dice.randrange(1, 400)}号"
        done = called + timedelta(minutes=dice.randrange(30, 9000))
        yield [
            f"GD2026{number:08d}", called, (called + timedelta(minutes=3)).strftime("%Y-%m-%d %H:%M:%S"),
            dice.choice(_NAMES) + "先生", f"13{dice.randrange(10**9):09d}",
            dice.choice(("投诉", "求助", "咨询", "建议")), thing[:2], f"{road}{thing}",
            f"市民来电反映{place}附近{thing}，影响居民出行和休息，已持续{dice.randrange(1, 30)}天，"
            "希望有关部门尽快处理并回复。",
            place, "潞城街道", dice.choice(("一村", "二村", "三村")) + "社区",
            dice.choice(("一般", "一般", "一般", "紧急")), (called + timedelta(minutes=20)).strftime("%Y/%m/%d %H:%M"),
            unit, called + timedelta(days=5), done if closed else None,
            f"{unit}已到现场处理完毕，并已联系来电人。" if closed else None,
            dice.choice(("满意", "基本满意", "不满意")) if closed else None, "已办结" if closed else "处理中",
        ]


def make(path: Path, count: int = 100_000) -> Path:
    """Write the workbook unless it is there already."""
    if path.exists():
        return path
    import xlsxwriter

    path.parent.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_urls": False})
    sheet = book.add_worksheet("工单")
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    sheet.write_row(0, 0, HEADERS)
    for index, row in enumerate(rows(count), start=1):
        for column, value in enumerate(row):
            if isinstance(value, datetime):
                sheet.write_datetime(index, column, value, moment)
            elif value is not None:
                sheet.write_string(index, column, value)
    book.close()
    return path
