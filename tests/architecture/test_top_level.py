"""The first look at the repository shows exactly what was agreed."""

import subprocess
import tomllib

import pytest

from tests.helpers.source import REPOSITORY

TOP = {"pyproject.toml", "commandroom", "resources", "ui", "tests", "packaging", "README.md", "Makefile",
       "LICENSE", "uv.lock"}  # fmt: skip


def tracked() -> list[str]:
    """Every file git keeps."""
    command = ["git", "ls-files", "-z"]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("not a git checkout")
    return [name for name in done.stdout.split("\0") if name]


def test_top_level_is_what_was_agreed() -> None:
    """A new thing at the top needs a reason first."""
    tops = {name.partition("/")[0] for name in tracked()}
    assert {name for name in tops if not name.startswith(".")} == TOP
    assert {name for name in tops if name.startswith(".")} == {".ci", ".editorconfig", ".gitignore"}


def test_no_package_where_none_may_be() -> None:
    """A package tests/ui or packaging would shadow ui and PyPI's packaging."""
    doors = [name for name in tracked() if name.endswith("__init__.py")]
    assert [name for name in doors if name.startswith(("tests/", "packaging/"))] == []


def test_licence_is_apache() -> None:
    """The licence file is the one pyproject.toml names."""
    words = " ".join((REPOSITORY / "LICENSE").read_text("utf-8").split())
    assert words.startswith("Apache License Version 2.0, January 2004")
    assert 'license = "Apache-2.0"' in (REPOSITORY / "pyproject.toml").read_text("utf-8")


def test_lock_file_knows_only_the_public_registry() -> None:
    """A lock written against somebody's mirror would not work anywhere else."""
    packages = tomllib.loads((REPOSITORY / "uv.lock").read_text("utf-8"))["package"]
    sources = {next(iter(p["source"].items())) for p in packages}
    assert sources == {("registry", "https://pypi.org/simple"), ("editable", ".")}
    urls = [f["url"] for p in packages for f in [*p.get("wheels", []), *filter(None, [p.get("sdist")])]]
    assert len(urls) > 500
    assert {url.split("/")[2] for url in urls} == {"files.pythonhosted.org"}
