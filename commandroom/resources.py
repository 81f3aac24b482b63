"""Find a file of resources/ in a source tree, a wheel or a frozen build."""

from functools import cache
from pathlib import Path

from commandroom.domain.errors import Unavailable


@cache
def root() -> Path:
    """The folder of resources: the source tree's own when there is one, else the one inside the package.

    Raises Unavailable("resources.missing") when neither is there.
    """
    package = Path(__file__).resolve().parent
    for folder in (package.parent / "resources", package / "_resources"):
        if (folder / "README.md").is_file():
            return folder
    raise Unavailable("resources.missing", folder=str(package))


def find(name: str) -> Path:
    """The path of one resource, for example ``profiles/L.toml``; Unavailable when it is not there."""
    path = root() / name
    if not path.exists():
        raise Unavailable("resources.missing", folder=str(path))
    return path
