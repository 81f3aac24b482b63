"""Files of a month that cannot be written: said in words, and what was there stays."""

import errno
from pathlib import Path
from typing import Any

import pytest

from commandroom.domain.errors import Unavailable
from commandroom.reports import month_file


def test_a_folder_that_is_none_is_said_so(tmp_path: Path) -> None:
    """A file stands where the folder should be: one sentence, nothing else is raised."""
    (tmp_path / "file").write_bytes(b"x")
    with pytest.raises(Unavailable, match=r"report\.cannot_write"):
        month_file.write(tmp_path / "file" / "m.docx", b"new")
    assert (tmp_path / "file").read_bytes() == b"x"


@pytest.mark.parametrize("code", [errno.EACCES, errno.EROFS, errno.EBUSY])
def test_a_file_that_is_open_elsewhere_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    """The clerk has it open in Word, or the folder may only be read: the old file stays, no half one is left."""
    target = tmp_path / "通报.docx"
    target.write_bytes(b"old")

    def replace(self: Path, other: Any) -> Path:
        raise OSError(code, "taken", str(self), None, str(other))

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(Unavailable) as said:
        month_file.write(target, b"new")
    assert said.value.facts == {"file": str(target), "reason": "taken"}
    assert target.read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir()] == ["通报.docx"]


def test_a_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No room for the new one: nothing of it stays."""
    target = tmp_path / "m.pdf"
    target.write_bytes(b"old")

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(month_file.os, "fsync", full)
    with pytest.raises(Unavailable, match=r"report\.cannot_write"):
        month_file.write(target, b"new")
    assert target.read_bytes() == b"old"
    assert len(list(tmp_path.iterdir())) == 1
