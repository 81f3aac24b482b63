"""The grid code schemes of this installation, read from resources/profiles/code_schemes.toml."""

import tomllib
from functools import cache

from commandroom import resources
from commandroom.domain.codes import GridCodeScheme, scheme_from
from commandroom.domain.errors import Refused

DEFAULT = "STAT12_SEQ3"


@cache
def schemes() -> dict[str, GridCodeScheme]:
    """Every scheme by its id. Raises Refused("scheme.broken") for a table that does not fit together."""
    path = resources.find("profiles/code_schemes.toml")
    try:
        tables = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise Refused("scheme.broken", scheme=path.name, reason=str(wrong)) from wrong
    return {ident: scheme_from(ident, table) for ident, table in tables.items()}


def scheme(ident: str = DEFAULT) -> GridCodeScheme:
    """One scheme; Refused("scheme.unknown") for an id that is not in the file."""
    found = schemes().get(ident)
    if found is None:
        raise Refused("scheme.unknown", scheme=ident, known="、".join(sorted(schemes())))
    return found
