"""How text is compared in a search: the same letters whatever their width, case or spacing."""

import unicodedata
import zlib

SEPARATOR = "\n"
"""Stands between the fields of an event; folded text never holds it, so no phrase crosses two fields."""
FIELDS = ("number", "title", "place", "text", "source_no")
"""What a search reads. Reporter and telephone are personal data and found only by their exact value."""


def fold(text: str) -> str:
    """Text as it is compared: NFKC, case folded, runs of blanks and controls one blank, no invisible marks."""
    if text.isascii():
        folded = text.lower()
    else:
        folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    if not folded.isprintable():
        folded = "".join(map(_visible, folded))
    return " ".join(folded.split())


def _visible(letter: str) -> str:
    category = unicodedata.category(letter)
    if category == "Cf":
        return ""
    return " " if category in ("Cc", "Zl", "Zp", "Zs") else letter


def fold_event(fields: tuple[str, ...]) -> str:
    """The folded text of an event from its FIELDS."""
    return SEPARATOR.join(map(fold, fields))


def mark_of(text: str) -> int:
    """A 32-bit mark of folded text (never 0): whether what the index holds is still what stands there."""
    return zlib.crc32(text.encode("utf-8", "surrogatepass")) or 1
