"""Which fonts a print uses: the wanted ones when installed, else the nearest that is, and says so."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from commandroom import resources
from commandroom.domain.errors import Unavailable
from commandroom.text import mark, tr

_SERIF = ("Noto Serif CJK SC", "Source Han Serif SC", "Noto Serif SC", "Source Han Serif CN")
_SANS = ("Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC", "Source Han Sans CN")
_KAI = ("LXGW WenKai", "LXGW WenKai GB", "FandolKai R", "FandolKai")
_SONG = ("SimSun", "宋体", "NSimSun", "STSong", "Songti SC", "FandolSong R", "FandolSong")
CHAINS: dict[str, tuple[str, ...]] = {
    "body": (
        "FangSong_GB2312", "仿宋_GB2312", "FangSong", "仿宋", "STFangsong", "华文仿宋", "FandolFang R", "FandolFang",
        "Zhuque Fangsong (technical preview)", "Zhuque Fangsong", "LXGW WenKai Light", "LXGW WenKai", *_SERIF, *_SANS,
    ),
    "title": (
        "FZXiaoBiaoSong-B05S", "方正小标宋简体", "FZXiaoBiaoSong-B05", "FZXBSJW", *_SERIF, *_SONG, *_SANS,
    ),
    "hei": ("SimHei", "黑体", "STHeiti", "Heiti SC", "FandolHei", *_SANS, *_SERIF),
    "kai": ("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "楷体", "STKaiti", *_KAI, *_SERIF, *_SANS),
    "song": (*_SONG, *_SERIF, *_SANS),
}  # fmt: skip
"""Role → families, the wanted first (GB/T 9704-2012; domain.md §3.6)."""
WANTED = {
    "body": (mark("仿宋"), 6), "title": (mark("小标宋"), 4), "hei": (mark("黑体"), 4), "kai": (mark("楷体"), 5),
    "song": (mark("宋体"), 5),
}  # fmt: skip
"""Role → the word of the wanted face, and how many of the chain's first families are that face."""
LATIN = ("Libertinus Serif", "DejaVu Sans")
"""Carried by the compiler itself: signs no Chinese font has."""


@dataclass(frozen=True, slots=True)
class Face:
    """What one role is printed in; ``exact``: the face the standard asks for."""

    role: str
    wanted: str
    families: tuple[str, ...]
    exact: bool


@dataclass(frozen=True, slots=True)
class Faces:
    """The faces of a print by role."""

    faces: tuple[Face, ...]

    def families(self, role: str) -> tuple[str, ...]:
        """The families of a role, to be tried in order."""
        return next(face.families for face in self.faces if face.role == role)

    def face(self, role: str) -> Face:
        """The face of a role."""
        return next(face for face in self.faces if face.role == role)

    @property
    def missing(self) -> tuple[Face, ...]:
        """The roles that had to take another face."""
        return tuple(face for face in self.faces if not face.exact)

    @property
    def words(self) -> str:
        """What was used, for the colophon and the result."""
        if not self.missing:
            return tr("字体齐全。")
        parts = [tr("{wanted}以 {used} 代替", wanted=tr(face.wanted), used=face.families[0]) for face in self.missing]
        return tr("本机未装公文字体：{parts}。", parts=tr("，").join(parts))


def folders() -> list[Path]:
    """Folders with fonts of the program's own; none when it came without."""
    own = resources.root() / "fonts"
    return [own] if own.is_dir() else []


def choose(installed: Iterable[str]) -> Faces:
    """The faces out of the installed families; Unavailable("report.no_font") when no Chinese font is there."""
    known = set(installed)
    faces = []
    for role, chain in CHAINS.items():
        wanted, exact = WANTED[role]
        found = [family for family in chain if family in known]
        if not found:
            raise Unavailable("report.no_font", wanted=tr(wanted))
        rare = [family for family in (*_SERIF, *_SANS, *LATIN) if family in known and family != found[0]]
        families = tuple(dict.fromkeys([found[0], *rare]))
        faces.append(Face(role, wanted, families, found[0] in chain[:exact]))
    return Faces(tuple(faces))
