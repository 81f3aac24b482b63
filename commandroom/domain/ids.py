"""UUIDv7 (RFC 9562) ids as 32 hexadecimal digits."""

import random
import secrets
from collections.abc import Callable

IdMaker = Callable[[int], str]
"""Takes the time in milliseconds since the epoch, gives a new id."""


def id_maker(seed: int | None = None) -> IdMaker:
    """A source of UUIDv7 ids; with a seed the same ids come again (demonstration and tests)."""
    bits: Callable[[int], int] = secrets.randbits if seed is None else random.Random(seed).getrandbits

    def make(at_ms: int) -> str:
        noise = bits(74)
        high = noise >> 62
        low = noise & 0x3FFF_FFFF_FFFF_FFFF
        return f"{(at_ms & 0xFFFF_FFFF_FFFF) << 80 | 0x7 << 76 | high << 64 | 0x2 << 62 | low:032x}"

    return make


def id_time(ident: str) -> int:
    """The milliseconds since the epoch that an id carries."""
    return int(ident[:12], 16)
