"""Tell what a table file is by its content, and refuse what must not be opened."""

import zipfile
from enum import StrEnum
from pathlib import Path

from commandroom.domain.errors import Refused, Unavailable

MEGABYTE = 1 << 20
MAX_FILE = 256 * MEGABYTE
MAX_MARKUP = 64 * MEGABYTE
MAX_UNPACKED = 1536 * MEGABYTE
MAX_MEMBERS = 10_000
FREE_UNPACKED = 64 * MEGABYTE
"""Below this much unpacked content no ratio is suspicious."""
MAX_RATIO = 200
"""Real workbooks of very repetitive rows pack up to about 60 to 1; a bomb packs 1,000 to 1."""

_CFB = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD_BIFF = (b"\x09\x00", b"\x09\x02", b"\x09\x04", b"\x09\x08")
_FOREIGN = (b"%PDF", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BM")
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_FEWEST_TEXT = 20
"""Without a byte order mark, one control character in this many bytes is too many for text."""
_XML_WORKBOOK = b"urn:schemas-microsoft-com:office:spreadsheet"


class SheetKind(StrEnum):
    """What a file really is, whatever its suffix says."""

    WORKBOOK = "workbook"
    """xlsx, xlsm without macros, xlsb, ods, xls and et: read by calamine."""
    XML_2003 = "xml2003"
    HTML = "html"
    TEXT = "text"


def recognise(path: Path) -> SheetKind:
    """The kind of a table file, by its first bytes and its table of contents.

    Raises Refused: "sheet.too_large", "sheet.empty_file", "sheet.bomb", "sheet.macros", "sheet.password",
    "sheet.not_a_sheet", "sheet.too_old", "sheet.damaged"; Unavailable("sheet.unreadable") when the disk says no.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(8192)
    except OSError as error:
        raise Unavailable("sheet.unreadable", file=path.name, why=error.strerror or str(error)) from error
    if size == 0:
        raise Refused("sheet.empty_file", file=path.name)
    if size > MAX_FILE:
        raise Refused("sheet.too_large", file=path.name, size=size // MEGABYTE, limit=MAX_FILE // MEGABYTE)
    if head.startswith(b"PK"):
        _check_package(path)
        return SheetKind.WORKBOOK
    if head.startswith(_CFB):
        _check_compound(path)
        return SheetKind.WORKBOOK
    return _text_kind(path, head, size)


def _check_package(path: Path) -> None:
    """Refuse a zip that is no workbook, carries macros, or unpacks to far too much."""
    try:
        with zipfile.ZipFile(path) as package:
            members = package.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise Refused("sheet.damaged", file=path.name) from error
    names = {member.filename.replace("\\", "/").lower().lstrip("/") for member in members}
    unpacked = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    suspicious = unpacked > FREE_UNPACKED and unpacked > packed * MAX_RATIO
    if unpacked > MAX_UNPACKED or len(members) > MAX_MEMBERS or suspicious:
        raise Refused("sheet.bomb", file=path.name, size=unpacked // MEGABYTE)
    if any(name.endswith("vbaproject.bin") or name.startswith("basic/") for name in names):
        raise Refused("sheet.macros", file=path.name)
    if any(member.flag_bits & 1 for member in members):
        raise Refused("sheet.password", file=path.name)
    workbook = any(name.startswith("xl/") or name.endswith(("workbook.xml", "workbook.bin")) for name in names)
    if not workbook and "content.xml" not in names:
        raise Refused("sheet.not_a_sheet", file=path.name)


def _check_compound(path: Path) -> None:
    """Refuse a BIFF file that carries macros; the directory of a compound file names its streams in UTF-16."""
    content = path.read_bytes()
    if "_VBA_PROJECT_CUR".encode("utf-16-le") in content:
        raise Refused("sheet.macros", file=path.name)
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise Refused("sheet.password", file=path.name)


def _text_kind(path: Path, head: bytes, size: int) -> SheetKind:
    if head.startswith(_OLD_BIFF):
        raise Refused("sheet.too_old", file=path.name)
    if head.startswith(_FOREIGN):
        raise Refused("sheet.not_a_sheet", file=path.name)
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    controls = sum(byte < 9 or 14 <= byte < 32 for byte in head)
    if not head.startswith(_BOMS) and controls * _FEWEST_TEXT > len(head):
        raise Refused("sheet.not_a_sheet", file=path.name)
    sample = head.decode("utf-16", "replace").encode() if wide else head
    lower = sample.lower().lstrip(b"".join(_BOMS) + b" \t\r\n")
    kind = SheetKind.TEXT
    if lower.startswith(b"<?xml") and _XML_WORKBOOK in lower:
        kind = SheetKind.XML_2003
    elif lower.startswith(b"<") and (b"<html" in lower or b"<table" in lower):
        kind = SheetKind.HTML
    elif lower.startswith((b"<?xml", b"mime-version:")):
        raise Refused("sheet.not_a_sheet", file=path.name)
    if kind != SheetKind.TEXT and size > MAX_MARKUP:
        raise Refused("sheet.too_large", file=path.name, size=size // MEGABYTE, limit=MAX_MARKUP // MEGABYTE)
    return kind
