"""Finished papers, kept byte for byte under the hash of their bytes; the journal's entries name them."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection

from commandroom.domain.errors import Refused, Unavailable

MOST = 64 << 20
"""Bytes a paper may have."""
NAMING = ("report", "overlay")
"""The kinds of records whose fact ``documents`` ({name: sha256}) says which papers belong to them."""


def keep(connection: Connection, body: bytes) -> str:
    """Keep a paper inside the open transaction; gives its sha256. One that is there already is left as it is.

    Raises Refused("document.too_large").
    """
    if len(body) > MOST:
        raise Refused("document.too_large", size=len(body) >> 20, most=MOST >> 20)
    sha = hashlib.sha256(body).hexdigest()
    connection.exec_driver_sql("INSERT OR IGNORE INTO document (sha256, body) VALUES (?, ?)", (sha, body))
    return sha


def find(connection: Connection, sha: str) -> bytes:
    """The very bytes that were kept.

    Raises Unavailable("document.missing") when they are not there, Unavailable("document.altered") when they are
    not what was kept: a paper is given out as it was signed or not at all.
    """
    row = connection.exec_driver_sql("SELECT body FROM document WHERE sha256 = ?", (sha,)).first()
    if row is None:
        raise Unavailable("document.missing", sha256=sha)
    body = bytes(row[0])
    if hashlib.sha256(body).hexdigest() != sha:
        raise Unavailable("document.altered", sha256=sha)
    return body


def named(facts: Any) -> dict[str, str]:
    """The papers that a record names: name -> sha256; nothing when it names none."""
    found = facts.get("documents") if isinstance(facts, dict) else None
    return {str(name): str(sha) for name, sha in found.items()} if isinstance(found, dict) else {}


def faults(connection: Connection) -> Iterator[tuple[str, str]]:
    """Papers that are not what their name says ("altered"), and papers named but not kept ("missing")."""
    kept = set()
    for sha, body in connection.exec_driver_sql("SELECT sha256, body FROM document ORDER BY sha256").yield_per(4):
        kept.add(sha)
        if hashlib.sha256(bytes(body)).hexdigest() != sha:
            yield "altered", sha
    marks = ", ".join("?" * len(NAMING))
    sql = f"SELECT kind, id, facts FROM reference WHERE kind IN ({marks}) ORDER BY kind, id"
    for kind, ident, facts in connection.exec_driver_sql(sql, NAMING):
        for name, sha in named(json.loads(facts)).items():
            if sha not in kept:
                yield "missing", f"{kind}/{ident}/{name}"
