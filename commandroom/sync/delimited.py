"""Delimited text as offices save it: encoding by trial, delimiter by counting, cells as written."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from commandroom.domain.errors import Refused

DELIMITERS = (",", "\t", ";", "|", "，")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for a formula at the start of a csv cell (domain.md §3.2.9)."""
_SAMPLE = 1 << 17
_SAMPLE_ROWS = 20
_LONGEST_CELL = 256 << 20


def decode(content: bytes, name: str = "") -> tuple[str, str]:
    """Text and the name of its encoding: byte order mark, else strict UTF-8, else GB18030.

    Detection libraries take a GBK list of names for Korean; this order is right in 29 of 30 files
    (dependencies.md, finding 4). Raises Refused("sheet.encoding") with the offset of the first bad byte.
    """
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return _strict(content, encoding, name), encoding
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _strict(content, "gb18030", name), "gb18030"


def _strict(content: bytes, encoding: str, name: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Refused("sheet.encoding", file=name, encoding=encoding, offset=error.start) from error


def delimiter(text: str) -> str:
    """The delimiter that cuts the first rows into the most regular table; a comma when none does."""
    sample = text[:_SAMPLE]
    best, best_score = ",", (0.0, 0)
    for candidate in DELIMITERS:
        if candidate not in sample:
            continue
        widths = []
        for row in csv.reader(io.StringIO(sample, newline=""), delimiter=candidate):
            if row:
                widths.append(len(row))
            if len(widths) >= _SAMPLE_ROWS:
                break
        counts = Counter(width for width in widths if width > 1)
        if not counts:
            continue
        width, rows = max(counts.items(), key=lambda item: (item[1] * item[0], item[0]))
        score = (round(rows / len(widths), 2), width)
        if score > best_score:
            best, best_score = candidate, score
    return best


def guarded(text: str) -> str:
    """The text as a csv cell that no spreadsheet takes for a formula; :func:`unguarded` gives it back."""
    return "'" + text if text.lstrip("'").startswith(FORMULA_STARTS) else text


def unguarded(text: str) -> str:
    """A csv cell without the apostrophe that marks it as text."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(FORMULA_STARTS) else text


def rows(text: str, name: str = "", cut_by: str = "") -> Iterator[list[str]]:
    """The rows of delimited text, cells exactly as written but for the apostrophe before a formula sign.

    Raises Refused("sheet.csv_damaged") naming the line where the text cannot be cut.
    """
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=cut_by or delimiter(text))
    try:
        for row in reader:
            yield [unguarded(cell) if cell[:1] == "'" else cell for cell in row]
    except csv.Error as error:
        raise Refused("sheet.csv_damaged", file=name, line=reader.line_num) from error


def read(path: Path) -> tuple[str, str, str]:
    """Text, encoding and delimiter of a file of delimited text."""
    text, encoding = decode(path.read_bytes(), path.name)
    return text, encoding, delimiter(text)
