"""Prove a room: chain, refold equals live tables, kept papers, foreign keys, the database's own checks."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from commandroom.store import documents, journal, refold
from commandroom.store.refold import Finding

_CHAIN: dict[str, str] = {
    "missing": "verify.chain_missing",
    "unlinked": "verify.chain_unlinked",
    "altered": "verify.chain_altered",
}
_KEPT: dict[str, str] = {"missing": "verify.document_missing", "altered": "verify.document_altered"}


@dataclass(frozen=True, slots=True)
class Proof:
    """The outcome: how many entries were walked and everything that is not as it must be."""

    ok: bool
    entries: int
    findings: tuple[Finding, ...]


def prove(connection: Connection, progress: Callable[[int], None] | None = None, most: int = 1000) -> Proof:
    """Prove the whole room; at most ``most`` findings are named."""
    findings: list[Finding] = []
    for finding in _all(connection, progress):
        findings.append(finding)
        if len(findings) >= most:
            break
    entries = connection.exec_driver_sql("SELECT count(*) FROM journal").scalar_one()
    return Proof(not findings, int(entries), tuple(findings))


def _all(connection: Connection, progress: Callable[[int], None] | None) -> Iterator[Finding]:
    damaged = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA cipher_integrity_check")]
    yield from (Finding("verify.page_damaged", where) for where in damaged)
    if damaged:
        return  # what such pages say is nobody's word
    for row in connection.exec_driver_sql("PRAGMA integrity_check"):
        if row[0] != "ok":
            yield Finding("verify.database_damaged", str(row[0]))
    for row in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield Finding("verify.key_broken", f"{row[0]}:{row[1]}")
    for broken in journal.breaks(connection):
        yield Finding(_CHAIN[broken.reason], f"{broken.node}:{broken.seq}")
    for reason, where in documents.faults(connection):
        yield Finding(_KEPT[reason], where)
    yield from refold.differences(connection, progress)
