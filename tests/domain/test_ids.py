"""Ids are UUIDv7, come in the order in which they were made, and again from the same seed."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from commandroom.domain.ids import id_maker, id_time


@given(st.lists(st.integers(0, 2**48 - 1), min_size=1, max_size=50), st.integers(0, 2**32))
def test_ids_are_uuid7_of_their_moment_and_never_come_twice(moments: list[int], seed: int) -> None:
    """Version 7, the RFC's variant, the milliseconds as given; clocks that go back make no id a second time."""
    make = id_maker(seed)
    made = [make(at_ms) for at_ms in moments]
    assert [(UUID(one).version, UUID(one).variant) for one in made] == [(7, UUID(int=0x8 << 60).variant)] * len(made)
    assert [id_time(one) for one in made] == moments
    assert len(set(made)) == len(made)
    again = id_maker(seed)
    assert [again(at_ms) for at_ms in moments] == made


def test_ids_of_one_moment_are_in_order() -> None:
    """An import of thousands within one second lands at the end of every index of ids."""
    for make in (id_maker(), id_maker(7)):
        made = [make(1_795_300_000_000) for _ in range(5_000)]
        assert made == sorted(made)
        assert len(set(made)) == 5_000


def test_two_seats_do_not_meet() -> None:
    """Two rooms that record in the same millisecond start from noise of their own."""
    one, other = id_maker(), id_maker()
    assert not {one(5) for _ in range(1_000)} & {other(5) for _ in range(1_000)}
