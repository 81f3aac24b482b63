"""What is said of a wrong cell: the person in it stays masked."""

import pytest

from commandroom.sync.incoming import WrongCell


@pytest.mark.parametrize(
    ("header", "value", "shown"),
    [
        ("联系电话", "13812345678", "138****5678"),
        ("来电人", "张三丰", "张**"),
        ("身份证号", "330212200002291234", "330***********1234"),
        ("事件描述", "请回电13812345678", "请回电138****5678"),
        ("上报时间", "2026-13-45", "2026-13-45"),
    ],
)
def test_wrong_cells_mask_persons(header: str, value: str, shown: str) -> None:
    """Names, telephones and identity numbers are masked in the value and in its sentences."""
    cell = WrongCell("Sheet1", 2, "C", header, value, "sheet.bad_time", (("value", value),))
    assert cell.shown == shown
    assert shown == value or value not in cell.sentence + cell.reason
