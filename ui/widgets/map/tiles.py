"""A base map from an MBTiles file of pictures (png, jpg, webp), read only, found by the user, never shipped."""

import sqlite3
from collections import OrderedDict
from pathlib import Path

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QImage, QPainter

from commandroom.domain.datum import Datum, from_wgs84
from commandroom.domain.errors import Refused, Unavailable
from ui.widgets.map.projection import point_units, to_degrees

PICTURES = frozenset({"png", "jpg", "jpeg", "webp"})
VECTORS = frozenset({"pbf", "mvt"})
MAGIC = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpg", b"RIFF": "webp", b"\x1f\x8b": "pbf", b"\x1a": "pbf"}
SQLITE = b"SQLite format 3\x00"
TILE = 256
KEPT = 256
"""Decoded tiles kept in memory (64 MB)."""


class TileBase:
    """An open MBTiles file; rows are counted from the south in the file and from the north here.

    Raises Refused: ``tiles.not_mbtiles``, ``tiles.vector``, ``tiles.format``, ``tiles.empty``,
    ``tiles.broken_tile``; Unavailable("tiles.unreadable") when the file cannot be read.
    """

    def __init__(self, path: Path, datum: Datum = Datum.WGS84) -> None:
        self.path = path
        self.datum = datum
        self.broken: Refused | None = None
        """Why a tile could not be read after all, when the file was damaged or changed under the program."""
        self._file = _open(path)
        self._kept: OrderedDict[tuple[int, int, int], QImage | None] = OrderedDict()
        try:
            self.about = {str(name): str(value) for name, value in self._ask("SELECT name, value FROM metadata")}
            self.lowest, self.highest = self._check()
        except RoomStops:
            self._file.close()
            raise
        self.attribution = self.about.get("attribution", "")

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _ask(self, words: str, *facts: int) -> list[tuple[object, ...]]:
        try:
            return self._file.execute(words, facts).fetchall()
        except sqlite3.DatabaseError as error:
            raise Refused("tiles.not_mbtiles", file=self.path.name, why=str(error)) from error

    def _check(self) -> tuple[int, int]:
        """Only a file of pictures with readable tiles is let in; its lowest and highest zoom."""
        said = self.about.get("format", "").lower()
        if said in VECTORS:
            raise Refused("tiles.vector", file=self.path.name)
        if said and said not in PICTURES:
            raise Refused("tiles.format", file=self.path.name, format=said)
        zooms = self._ask("SELECT min(zoom_level), max(zoom_level) FROM tiles")[0]
        if zooms[0] is None or zooms[1] is None:
            raise Refused("tiles.empty", file=self.path.name)
        lowest, highest = int(str(zooms[0])), int(str(zooms[1]))
        if not 0 <= lowest <= highest <= 30:
            raise Refused("tiles.zoom", file=self.path.name, lowest=lowest, highest=highest)
        rows = self._ask("SELECT tile_data, zoom_level, tile_column, tile_row FROM tiles LIMIT 4")
        bare = "SELECT count(*) FROM tiles WHERE zoom_level = ? AND (tile_column < 0 OR tile_row < 0 "
        for zoom in range(lowest, highest + 1):
            outside = self._ask(bare + "OR tile_column >= ? OR tile_row >= ?)", zoom, 2**zoom, 2**zoom)
            if outside[0][0]:
                raise Refused("tiles.outside", file=self.path.name, zoom=zoom, count=outside[0][0])
        for data, zoom_, column, row in rows:
            self._check_picture(data, f"{zoom_}/{column}/{row}")
        return lowest, highest

    def _check_picture(self, data: object, where: str) -> None:
        raw = bytes(data) if isinstance(data, bytes) else b""
        kind = next((kind for magic, kind in MAGIC.items() if raw.startswith(magic)), "")
        if kind in VECTORS:
            raise Refused("tiles.vector", file=self.path.name)
        if kind not in PICTURES or QImage.fromData(raw).isNull():
            raise Refused("tiles.broken_tile", file=self.path.name, tile=where)

    def tile(self, zoom: int, x: int, y: int) -> QImage | None:
        """One picture (y from the north); None where the file has none or a broken one."""
        key = (zoom, x, y)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        picture: QImage | None = None
        try:
            found = self._ask(
                "SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?",
                zoom, x, 2**zoom - 1 - y,
            )  # fmt: skip
        except Refused as why:  # the map is drawn without it, and whoever shows the map says so
            self.broken, found = why, []
        if found and isinstance(found[0][0], bytes):
            picture = QImage.fromData(found[0][0])
            picture = None if picture.isNull() else picture.convertToFormat(QImage.Format.Format_RGB32)
        self._kept[key] = picture
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return picture

    def paint(self, painter: QPainter, rect: QRect, scale: float) -> None:
        """Draw what lies in this rectangle (device pixels of the world at ``scale`` pixels per unit).

        A missing tile is taken from a coarser zoom; beyond the highest zoom the last one is stretched. Pictures
        in GCJ-02 are moved to where they belong (about half a kilometre; within a metre over a screen).
        """
        rect = self._in_datum(rect, scale)
        zoom = 18
        while zoom > self.lowest and (zoom > self.highest or scale * 2.0 ** (18 - zoom) < 0.75):
            zoom -= 1
        zoom = max(zoom, self.lowest)
        side = TILE * scale * 2.0 ** (18 - zoom)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        last = 2**zoom - 1
        for x in range(max(int(rect.left() // side), 0), min(int(rect.right() // side), last) + 1):
            for y in range(max(int(rect.top() // side), 0), min(int(rect.bottom() // side), last) + 1):
                target = QRectF(x * side - rect.left(), y * side - rect.top(), side + 0.5, side + 0.5)
                self._paint_one(painter, target, zoom, x, y)

    def _in_datum(self, rect: QRect, scale: float) -> QRect:
        if self.datum is Datum.WGS84:
            return rect
        centre = rect.center()
        place = to_degrees(centre.x() / scale, centre.y() / scale)
        there, here = point_units(*from_wgs84(*place, self.datum)), point_units(*place)
        return rect.translated(round((there[0] - here[0]) * scale), round((there[1] - here[1]) * scale))

    def _paint_one(self, painter: QPainter, target: QRectF, zoom: int, x: int, y: int) -> None:
        for up in range(zoom - self.lowest + 1):
            picture = self.tile(zoom - up, x >> up, y >> up)
            if picture is None:
                continue
            across, down = picture.width() / 2**up, picture.height() / 2**up
            part = QRectF((x % 2**up) * across, (y % 2**up) * down, across, down)
            painter.drawImage(target, picture, part)
            return


RoomStops = (Refused, Unavailable)


def _open(path: Path) -> sqlite3.Connection:
    """The file opened read only; refused when it is not a SQLite file with the two tables of MBTiles."""
    try:
        with path.open("rb") as file:
            head = file.read(16)
    except OSError as error:
        raise Unavailable("tiles.unreadable", file=str(path), why=str(error.strerror)) from error
    if head != SQLITE:
        raise Refused("tiles.not_mbtiles", file=path.name, why=head[:7].decode("ascii", "replace"))
    opened = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        names = {name for (name,) in opened.execute("SELECT name FROM sqlite_master")}
    except sqlite3.DatabaseError as error:
        opened.close()
        raise Refused("tiles.not_mbtiles", file=path.name, why=str(error)) from error
    if not {"metadata", "tiles"} <= names:
        opened.close()
        raise Refused("tiles.not_mbtiles", file=path.name, why="metadata, tiles")
    return opened
