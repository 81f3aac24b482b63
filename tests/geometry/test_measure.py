"""Lengths and areas on the ellipsoid, and the words they are said in."""

import pytest

from commandroom.geometry import measure


def test_a_degree_of_the_meridian_and_of_the_parallel() -> None:
    """One degree north from the equator is 110,574 m and one degree along it 111,319 m (WGS-84)."""
    assert measure.lengths([(0, 0), (0, 1)]) == [pytest.approx(110_574.39, abs=0.01)]
    assert measure.lengths([(0, 0), (1, 0)]) == [pytest.approx(111_319.49, abs=0.01)]
    assert measure.lengths([(119.9, 31.7)]) == []


def test_an_area_is_the_same_either_way_round() -> None:
    """A hundredth of a degree at 31.7 north, near 948 m by 1,109 m."""
    ring = [(119.9, 31.7), (119.91, 31.7), (119.91, 31.71), (119.9, 31.71)]
    inside, round_it = measure.area(ring)
    assert inside == pytest.approx(948.0 * 1_108.8, rel=2e-3)
    assert measure.area(ring[::-1]) == pytest.approx((inside, round_it))
    assert round_it == pytest.approx(sum(measure.lengths([*ring, ring[0]])), rel=1e-9)
    assert measure.area(ring[:2])[0] == 0.0


@pytest.mark.parametrize(
    ("metres", "words"),
    [(0.04, "0.0 米"), (86.44, "86.4 米"), (741.6, "742 米"), (999.6, "1.00 公里"), (41_630, "41.6 公里")],
)
def test_lengths_in_words(metres: float, words: str) -> None:
    """Metres below a kilometre, no more signs than the hand was exact."""
    assert measure.length_words(metres) == words


@pytest.mark.parametrize(
    ("square_metres", "words"),
    [
        (640, "640 平方米（0.96 亩）"),
        (9_999, "9,999 平方米（15.0 亩）"),
        (32_000, "3.20 公顷（48.0 亩）"),
        (1_000_000, "1.00 平方公里（1,500 亩）"),
    ],
)
def test_areas_in_words(square_metres: float, words: str) -> None:
    """平方米, 公顷 and 平方公里 by size, always with 亩 (one 公顷 is 15 亩)."""
    assert measure.area_words(square_metres) == words
