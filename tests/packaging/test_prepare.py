"""Set-up says what to do when it cannot go on, tries again, and notices when it has to be done again."""

import importlib.util
import subprocess
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.helpers.source import REPOSITORY


@pytest.fixture
def prepare(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The set-up script as a module of its own, without its pauses."""
    spec = importlib.util.spec_from_file_location("prepare", REPOSITORY / "packaging/linux/prepare.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module.time, "sleep", lambda seconds: None)
    return module


def test_an_older_python_gets_a_sentence(prepare: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """Debian 11 has Python 3.9; the sentence names the way out."""
    monkeypatch.setattr(prepare.sys, "version_info", (3, 9, 2))
    with pytest.raises(prepare.Stop, match=r"Python 3\.11 or newer.*PYTHON="):
        prepare.check_machine()


def test_an_older_glibc_gets_a_sentence(prepare: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """Qt's wheels would fail to load there with a message nobody understands."""
    monkeypatch.setattr(prepare.platform, "libc_ver", lambda: ("glibc", "2.31"))
    with pytest.raises(prepare.Stop, match=r"glibc 2\.3\d or newer; this machine has 2\.31"):
        prepare.check_machine()


@pytest.mark.parametrize(("present", "line"), [(True, "sudo apt-get install"), (False, "Debian's names")])
def test_without_any_right_one_line_is_said(
    prepare: ModuleType, monkeypatch: pytest.MonkeyPatch, present: bool, line: str
) -> None:
    """Neither root nor sudo nor dpkg-deb: the packages are named, with apt's line where there is apt."""
    there = {"apt-get"} if present else set()
    monkeypatch.setattr(prepare.shutil, "which", lambda name: name if name in there else None)
    monkeypatch.setattr(prepare, "administrator", lambda: None)
    with pytest.raises(prepare.Stop, match=rf"(?s){line}.*libegl1 fonts-noto-cjk"):
        prepare.install_packages(["libegl1", "fonts-noto-cjk"])


def test_a_hiccup_of_the_registry_is_tried_again(
    prepare: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two failures and a success is a success; three failures stop with the command."""
    codes = iter([1, 1, 0, 1, 1, 1])

    def answer(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, next(codes))

    monkeypatch.setattr(prepare.subprocess, "run", answer)
    prepare.run(["uv", "sync"], tries=3)
    with pytest.raises(prepare.Stop, match="uv sync"):
        prepare.run(["uv", "sync"], tries=3)
    assert list(codes) == []


def test_a_new_lock_file_asks_for_a_new_set_up(
    prepare: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The stamp follows the lock file and the project's table, not the settings of the tools."""
    (tmp_path / "uv.lock").write_text("one")
    (tmp_path / "pyproject.toml").write_text("[project]\n[tool.ruff]\n")
    monkeypatch.setattr(prepare, "ROOT", tmp_path)
    first = prepare.fingerprint()
    (tmp_path / "pyproject.toml").write_text("[project]\n[tool.mypy]\n")
    assert prepare.fingerprint() == first
    (tmp_path / "uv.lock").write_text("two")
    assert prepare.fingerprint() != first


def test_a_missing_library_is_found_by_loading_it(
    prepare: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the loader cannot find is named by its package; a font that is absent too."""
    monkeypatch.setattr(prepare, "LIBRARIES", {"libc.so.6": "libc6", "libabsent.so.9": "libabsent9"})
    monkeypatch.setattr(prepare, "FONTS", ("NoSuchFace",))
    assert prepare.missing_packages() == ["libabsent9", "fonts-noto-cjk"]
