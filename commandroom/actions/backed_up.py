"""Note in the journal that the room was backed up and the copy proved."""

from commandroom.domain.instant import Instant
from commandroom.store.work import Work

TOPIC = "backup"


def note_backup(work: Work, file: str, made_at: Instant, entries: int, head: str) -> None:
    """After a backup was written and proved: its file's name, when, how many entries, the newest hash in it."""
    facts = {"topic": TOPIC, "file": file, "made_at": made_at, "entries": entries, "head": head}
    work.record("note", work.new_id(), "define", facts)
