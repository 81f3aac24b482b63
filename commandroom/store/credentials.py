"""Passwords: argon2 hashes that never enter the journal, five wrong tries, then a wait."""

import re
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
    return _hasher().hash(password)


def store(connection: Connection, person: str, made: str) -> None:
    """Keep the hash of a person's password and forget their wrong tries."""
    connection.exec_driver_sql(
        "INSERT OR REPLACE INTO credential (person, hash, tries, wait_until) VALUES (?, ?, 0, 0)",
        (person, made),
    )


def prove(connection: Connection, person: str, password: str, now: Instant) -> bool:
    """Whether the password is the person's; counts wrong tries. An unknown name takes as long as a known one.

    Raises Refused("who.wait", seconds=…) while a person must wait after five wrong tries.
    """
    from argon2.exceptions import InvalidHashError, VerifyMismatchError

    row = connection.exec_driver_sql(
        "SELECT hash, tries, wait_until FROM credential WHERE person = ?", (person,)
    ).first()
    if row is not None and now < row[2] <= now + WAIT:
        raise Refused("who.wait", seconds=row[2] - now)
    try:
        _hasher().verify(row[0] if row else _nobody(), password)
        right = row is not None
    except (VerifyMismatchError, InvalidHashError):
        right = False
    if row is None:
        return False
    tries = 0 if right else row[1] + 1
    wait = now + WAIT if tries >= TRIES else 0
    connection.exec_driver_sql(
        "UPDATE credential SET tries = ?, wait_until = ? WHERE person = ?",
        (0 if wait else tries, wait, person),
    )
    return right
