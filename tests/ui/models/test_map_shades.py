"""Colours of grids: every step's words are true of the values in it, for every level and every kind."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.models.map_layers import COUNT_STEPS, GridShape, MapPicture, grid_layer
from ui.models.map_shades import Shade, Values, homes, legend_of, shaded, steps_of, usual_shades

TREE = (
    GridShape("T", "镇", 0),
    GridShape("V", "村", 1, "T", households=None),
    GridShape("W", "村", 1, "T", households=80),
    GridShape("V1", "格", 2, "V", households=50),
    GridShape("V2", "格", 2, "V", households=150),
    GridShape("W1", "格", 2, "W"),
    GridShape("V11", "微", 3, "V1"),
)
LAYER = grid_layer(TREE)
OPEN, OVERDUE, LOAD = usual_shades()


def fixed_values(values: Values) -> Shade:
    """A shade with these values."""
    return Shade("x", "件数", "count", lambda picture: values)


def test_the_colours_stand_on_villages_and_base_grids_only() -> None:
    """The town stands at the head of the window, micro grids are too small: neither has a colour."""
    shading = shaded(OPEN, MapPicture(TREE, (), {"V": 4, "V1": 4}), LAYER)
    assert set(shading.classes) == {"V", "W", "V1", "V2", "W1"}
    assert set(shading.legends) == {1, 2}
    assert shading.classes["V1"] == 2
    assert shading.classes["W1"] == 0


def test_levels_that_are_all_there_is_are_coloured() -> None:
    """A room with villages only, or with nothing but the town, still has its colours."""
    two = grid_layer(TREE[:3])
    assert set(shaded(OPEN, MapPicture(TREE[:3]), two).classes) == {"V", "W"}
    one = grid_layer(TREE[:1])
    assert set(shaded(OPEN, MapPicture(TREE[:1], (), {"T": 3}), one).classes) == {"T"}
    assert shaded(OPEN, MapPicture(), grid_layer([])).classes == {}


def test_counts_of_base_grids_have_steps_that_never_move() -> None:
    """The word of a grid's step is true of its count, at every edge, whatever the others have."""
    many = [GridShape(str(count), "n", 2) for count in range(13)]
    counts = {str(count): count for count in range(13)}
    shading = shaded(OPEN, MapPicture(tuple(many), (), counts), grid_layer(many))
    legend = shading.legends[2]
    assert len(legend.steps) == 5
    for code, count in counts.items():
        words = legend.steps[shading.classes[code]].removesuffix("以上").removesuffix(" 件")
        low, _, high = words.partition("–")
        if shading.classes[code] == 4:
            assert count >= int(low) == COUNT_STEPS[-1]
        else:
            assert int(low) <= count <= int(high or low)


def test_load_is_told_by_households_and_says_where_nobody_counted() -> None:
    """Per hundred households; a village without a count has the sum of its grids; none at all is no colour."""
    assert homes(TREE) == {"V1": 50, "V2": 150, "V": 200, "W": 80, "T": 280}
    picture = MapPicture(TREE, (), {"V": 4, "V1": 4, "W": 2, "W1": 2})
    values = LOAD.values(picture)
    assert values["V"] == pytest.approx(2.0)
    assert values["V1"] == pytest.approx(8.0)
    assert values["W1"] is None
    shading = shaded(LOAD, picture, LAYER)
    assert shading.classes["W1"] == -1
    assert shading.legends[2].without == "户数未填"
    assert shading.legends[1].without == ""


@given(st.lists(st.floats(0, 1e7, allow_nan=False), max_size=60), st.sampled_from(["count", "load", "share"]))
def test_steps_rise_and_begin_within_the_values(values: list[float], kind: str) -> None:
    """At most four edges, strictly rising, none above the largest value; no value falls out of the steps."""
    firsts = steps_of(values, kind)  # type: ignore[arg-type]
    assert len(firsts) <= 4
    assert list(firsts) == sorted(set(firsts))
    above = [value for value in values if value > 0]
    if above and firsts and not (kind == "count" and max(above) < 1):
        assert firsts[-1] <= max(above)


def test_equal_values_have_one_edge_and_as_many_words_as_steps() -> None:
    """A legend never names a step that no value can have."""
    values: dict[str, float | None] = {"V": 3, "W": 3, "V1": 7, "V2": 7, "W1": 0}
    shading = shaded(fixed_values(values), MapPicture(TREE), LAYER)
    assert shading.legends[2].steps == ("0–6 件", "7 件以上")
    assert shading.classes["W1"] == 0
    assert shading.classes["V1"] == 1
    assert OVERDUE.written(12) == "12 件"
    assert LOAD.written(None) == "户数未填"


def test_nothing_is_above_all_of_them() -> None:
    """A share whose last step begins at the whole says 100 %, not 100 % and more."""
    shade = Shade("x", "办结率", "share", lambda picture: {})
    assert legend_of(shade, (0.5, 1.0)).steps == ("0%–50%", "50%–100%", "100%")
    assert legend_of(shade, (0.5, 0.9)).steps[-1] == "90% 以上"
