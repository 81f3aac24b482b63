"""UUIDv7 (RFC 9562) ids as 32 hexadecimal digits."""

import random
import secrets
from collections.abc import Callable

IdMaker = Callable[[int], str]
"""Takes the time in milliseconds since the epoch, gives a new id."""


def id_maker(seed: int | None = None) -> IdMaker:
    """A source of UUIDv7 ids; with a seed the same ids come again (demonstration and tests).

    Ids of one millisecond count upward from a random start (RFC 9562 §6.2), so that they stand in the order in
    which they were made and an index of them grows at its end.
    """
    bits: Callable[[int], int] = secrets.randbits if seed is None else random.Random(seed).getrandbits
    moment, noise = -1, 0

    def make(at_ms: int) -> str:
        nonlocal moment, noise
        noise = noise + 1 if at_ms == moment else bits(73)
        moment = at_ms
        high = noise >> 62
        low = noise & 0x3FFF_FFFF_FFFF_FFFF
        return f"{(at_ms & 0xFFFF_FFFF_FFFF) << 80 | 0x7 << 76 | high << 64 | 0x2 << 62 | low:032x}"

    return make


def id_time(ident: str) -> int:
    """The milliseconds since the epoch that an id carries."""
    return int(ident[:12], 16)
