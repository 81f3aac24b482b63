"""Passwords: argon2 hashes that never enter the journal, five wrong tries, then a wait."""

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from commandroom.domain.errors import Refused
from commandroom.domain.instant import MINUTE, Instant

if TYPE_CHECKING:
    from argon2 import PasswordHasher

TRIES = 5
WAIT = 10 * MINUTE
_KINDS = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^a-zA-Z0-9]")


@cache
def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher

    return PasswordHasher()


@cache
def _nobody() -> str:
    return _hasher().hash("nobody has this password")


def require_strength(password: str, person: str) -> None:
    """Raise Refused("who.weak_password") for fewer than 10 characters, fewer than three kinds, or the name."""
    kinds = sum(re.search(kind, password) is not None for kind in _KINDS)
    if len(password) < 10 or kinds < 3 or (person and person.lower() in password.lower()):
        raise Refused("who.weak_password", length=len(password), kinds=kinds)


def hashed(password: str) -> str:
    """The argon2id hash of a password (0.05–0.4 s)."""
    return _hasher().hash(sayable(password))


def store(connection: Connection, person: str, made: str) -> None:
    """Keep the hash of a person's password and forget their wrong tries."""
    connection.exec_driver_sql(
        "INSERT OR REPLACE INTO credential (person, hash, tries, wait_until) VALUES (?, ?, 0, 0)",
        (person, made),
    )


@dataclass(frozen=True, slots=True)
class Tried:
    """What one try came to: the right password, the seconds to wait, and whether this try began the wait."""

    right: bool
    wait: int = 0
    locked: bool = False


def sayable(words: str) -> str:
    """Words that can be stored and hashed: whatever is no Unicode becomes a question mark."""
    return words.encode("utf-8", "replace").decode("utf-8")


def prove(connection: Connection, person: str, password: str, now: Instant, least_wait: int = 0) -> Tried:
    """Whether the password is the person's; counts wrong tries, those with a name nobody has too.

    An unknown name takes as long, and has to wait as often, as a known one: nobody learns who has an account.
    A clock put back does not shorten a wait (it begins again) and never makes it longer than WAIT from now.
    ``least_wait``: seconds to wait by another clock.
    """
    from argon2.exceptions import InvalidHashError, VerifyMismatchError

    key = person if len(person) <= 64 else hashlib.sha256(person.encode()).hexdigest()
    row = connection.exec_driver_sql("SELECT hash, tries, wait_until FROM credential WHERE person = ?", (key,)).first()
    kept, tries, until = row if row is not None else ("", 0, 0)
    if until > now or least_wait:
        if until > now + WAIT:
            _keep(connection, key, kept, 0, now + WAIT)
        return Tried(right=False, wait=max(min(until - now, WAIT), least_wait))
    try:
        _hasher().verify(kept or _nobody(), sayable(password))
        right = bool(kept)
    except (VerifyMismatchError, InvalidHashError):
        right = False
    if right:
        if tries:
            _keep(connection, key, kept, 0, 0)
        return Tried(right=True)
    locked = tries + 1 >= TRIES
    _keep(connection, key, kept, 0 if locked else tries + 1, now + WAIT if locked else 0)
    return Tried(right=False, wait=WAIT if locked else 0, locked=locked)


def _keep(connection: Connection, key: str, kept: str, tries: int, until: Instant) -> None:
    connection.exec_driver_sql(
        "INSERT OR REPLACE INTO credential (person, hash, tries, wait_until) VALUES (?, ?, ?, ?)",
        (key, kept, tries, until),
    )
