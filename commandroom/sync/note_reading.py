"""Read a pasted chat message or a phone note: place, telephone, time, kind, grid, who said it, in one line what."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from commandroom.domain.catalog import CATEGORY_WORDS, Category, Item, proposals
from commandroom.domain.identifiers import Found, find_numbers
from commandroom.domain.instant import Instant, stamp
from commandroom.domain.places import Grid, Level
from commandroom.sync.note_time import find_moment
from commandroom.text import tr

LONGEST_TITLE = 30
_SUFFIXES = ("社区居民委员会", "村民委员会", "居委会", "村委会", "社区", "村", "街道", "镇")
_NAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪"
    "范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_WHO = (
    re.compile(rf"(?:我是|我叫|本人|姓名[:：]?|联系人[:：]?|来电人[:：]?|反映人[:：]?|诉求人[:：]?)\s*([{_NAMES}][\u4e00-\u9fff]{{1,2}}?)"
               r"(?=[，,。；;！!、\s:：（(0-9]|$|的|电话|手机|住|家|，)"),
    re.compile(rf"([{_NAMES}](?:先生|女士|小姐|师傅|阿姨|大爷|大妈|大姐|大哥|老师|同志|奶奶|爷爷|某某?|某))"),
    re.compile(r"(?:我是|我叫|本人)\s*([\u4e00-\u9fff]{2,4}(?:业主|居民|村民|租户|住户|网格员|物业))"),
)
_PLACE_WORD = re.compile(
    r"[\u4e00-\u9fffA-Za-z0-9]{2,16}?(?:路|街|巷|弄|大道|小区|花园|新村|公寓|广场|市场|菜场|公园|学校|小学|中学|幼儿园|医院|"
    r"大桥|桥|村|社区|庄|园区|车站|地铁站|公交站|苑|家园|超市|饭店|工地)"
    r"(?:[与和][\u4e00-\u9fff]{1,8}(?:路|街)(?:交叉口|路口|口)?|公交站|地铁站|停车场)?"
)
_TAIL = re.compile(
    r"(?:[0-9０-９一二三四五六七八九十]{1,4}(?:号楼|号|幢|栋|单元|室|组|队|层|楼|门|弄))*"
    r"(?:[东南西北]{1,2}[侧边面门首头]|门口|路口|对面|旁边?|附近|后面|前面|里面|楼下|河边|村口|停车场|交叉口|口)?"
)
_LEAD = re.compile(
    r"^(?:在|到|位于|住在|家住|住|地点[:：]|地址[:：]|我们|我家|就在|去|从|的|于|有人|反映|来电人?|称|说)+"
)
_PLACE_SAID = re.compile(r"(?:地点|地址|位置|事发地|发生地)[:：是为]?\s*([^，,。；;！!？?\n]{2,40})")
_HELLO = re.compile(
    r"^(?:您好|你好|喂|领导好?|大家好|各位|麻烦了?|请问|网格员|主任|书记|同志|@\S+|来电人?(?:反映|称|表示)?|市民来电称?|群众反映|"
    r"(?:我|本人)?(?:想|要)?(?:反映|投诉|咨询|举报)(?:一下|一个问题)?|再次反映|[，,。！!：:～~\s])+"
)
_CLAUSE = re.compile(r"[^，,。！!？?；;\n]+")
_OPENING = re.compile(
    r"^(?:家?住|我?(?:看到|发现|路过|听到)|我们(?:这里|这边|小区)?|我家|这里|这边|有人反映|就是|在|地址|地点|事发地|内容|反映内容|[:：\s])+"
)
_CLOSING = re.compile(r"(?:电话|手机|联系电话|联系人|来电人|我是|本人|[:：\s])+$")
_POLITE = re.compile(r"(?:麻烦|请|希望|谢谢|尽快|赶紧|快点|帮忙|处理一下|求助)")
_GOES_ON = re.compile(
    r"[\u4e00-\u9fff]{0,3}(?:路|街|桥|小学|中学|幼儿园|市场|公园|家园|花园|派出所|卫生|医院|站|广场|大道|苑|新村)"
)
_URGENT = re.compile(
    r"着火|起火|火灾|爆炸|坍塌|塌方|燃气泄漏|煤气泄漏|煤气味|中毒|触电|被困|落水|溺水|昏迷|伤亡|持刀|轻生|跳楼"
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a note proposes for one field: the value, how it reads, why, and where it stands (``text[start:end]``).

    ``value`` is text, or an instant for occurred_at; a proposal drawn from the whole note has an empty span.
    """

    field: str
    value: str | int
    shown: str
    reason: str
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """A place that earlier cases named, with where it lies (WGS-84) and the grid it lies in."""

    name: str
    grid: str = ""
    lon: float | None = None
    lat: float | None = None


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The names of this room: grids and villages by every way of saying them, and known places. No network."""

    names: Mapping[str, str] = field(default_factory=dict)
    grid_names: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, KnownPlace] = field(default_factory=dict)
    initials: Mapping[str, str] = field(default_factory=dict)
    bare: frozenset[str] = frozenset()
    _pattern: "re.Pattern[str] | None" = field(default=None, compare=False)

    def spot(self, text: str) -> "list[tuple[str, int, int]]":
        """Every known name in a text as (name, start, end), the longest at each place."""
        if self._pattern is None:
            return []
        return [(found[0], found.start(), found.end()) for found in self._pattern.finditer(text)]


def gazetteer(grids: Iterable[Grid], places: Iterable[KnownPlace] = ()) -> Gazetteer:
    """The gazetteer of a room's grids and of places that cases named. A name that means two grids means none."""
    names: dict[str, str] = {}
    twice: set[str] = set()
    titles: dict[str, str] = {}
    tree = {grid.code: grid for grid in grids}
    bare = {short for grid in tree.values() if (short := _bare(grid))}
    for grid in tree.values():
        titles[grid.code] = _full(grid, tree)
        for name in _ways(grid, tree):
            if names.setdefault(name, grid.code) != grid.code:
                twice.add(name)
    names = {name: code for name, code in names.items() if name not in twice}
    known = {place.name: place for place in places if len(place.name) >= 2}
    letters: dict[str, str] = {}
    doubled: set[str] = set()
    for name, code in names.items():
        short = initials(name)
        if len(short) >= 3 and letters.setdefault(short, code) != code:
            doubled.add(short)
    words = sorted({*names, *known}, key=lambda word: (-len(word), word))
    pattern = re.compile("|".join(map(re.escape, words))) if words else None
    kept = {short: code for short, code in letters.items() if short not in doubled}
    return Gazetteer(names, titles, known, kept, frozenset(bare), pattern)


def _bare(grid: Grid) -> str:
    """A village's name without 社区 or 村; "" for what is none."""
    if grid.level is Level.COMMUNITY:
        for suffix in _SUFFIXES:
            short = grid.name.removesuffix(suffix)
            if short != grid.name and len(short) >= 2:
                return short
    return ""


def _full(grid: Grid, tree: Mapping[str, Grid]) -> str:
    """A grid's name with its village's before it: 第一网格 alone says nothing."""
    above, seen = tree.get(grid.parent), {grid.code}
    while above is not None and above.level is not Level.COMMUNITY and above.code not in seen:
        seen.add(above.code)
        above = tree.get(above.parent)
    own = grid.name or grid.code
    village = above.name if above is not None and above.level is Level.COMMUNITY else ""
    return own if not village or own.startswith(village) else village + own


def _ways(grid: Grid, tree: Mapping[str, Grid]) -> Iterable[str]:
    """The ways a grid is called: its code, its name, also behind its village's, and a village's without its kind."""
    yield grid.code
    if len(grid.name) < 2 or grid.level is Level.TOWN:
        return
    yield grid.name
    full = _full(grid, tree)
    yield full
    short = _bare(grid)
    if short:
        yield short
    above = tree.get(grid.parent)
    if above is not None and _bare(above):
        yield _bare(above) + grid.name


@cache
def initials(name: str) -> str:
    """The first letters of the pinyin of a name, small: 富民社区 -> fmsq."""
    from pypinyin import Style, lazy_pinyin

    return "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower()


def read_note(
    text: str, now: Instant, items: Sequence[Item] = (), names: Gazetteer | None = None
) -> tuple[Proposal, ...]:
    """What a note proposes, at most one value a field (telephone: the first is the reporter's).

    Fields: phone, reporter, occurred_at, place, grid, item, category, urgency, title, text.
    """
    known = names if names is not None else Gazetteer()
    found = [
        *_phone(text), *_reporter(text), *_time(text, now), *_place_and_grid(text, known), *_kind(text, items),
        *_urgency(text),
    ]  # fmt: skip
    spans = [(one.start, one.end) for one in found if one.field in ("phone", "reporter", "occurred_at")]
    place = next(((one.start, one.end) for one in found if one.field == "place"), (0, 0))
    found += _title(text, spans, place)
    first: dict[str, Proposal] = {}
    for one in found:
        first.setdefault(one.field, one)
    return tuple(first.values())


def _phone(text: str) -> Iterable[Proposal]:
    for spot in find_numbers(text):
        if spot.kind in (Found.MOBILE, Found.LANDLINE):
            word = tr("手机号") if spot.kind is Found.MOBILE else tr("座机号")
            yield Proposal("phone", spot.value, spot.value, word, spot.start, spot.end)


def _reporter(text: str) -> Iterable[Proposal]:
    for rule in _WHO:
        found = rule.search(text)
        if found is not None:
            yield Proposal("reporter", found[1], found[1], tr("自报姓名"), found.start(1), found.end(1))
            return


def _time(text: str, now: Instant) -> Iterable[Proposal]:
    moment = find_moment(text, now)
    if moment is not None:
        said = text[moment.start : moment.end]
        reason = tr("“{said}”", said=said) if moment.exact else tr("“{said}”，时刻请核对", said=said)
        yield Proposal("occurred_at", moment.at, stamp(moment.at), reason, moment.start, moment.end)


def _place_and_grid(text: str, names: Gazetteer) -> Iterable[Proposal]:
    spots = names.spot(text)
    placed = [(name, start, end) for name, start, end in spots if name in names.places]
    yield from _place(text, names, spots, placed)
    for name, start, end in placed:
        code = names.places[name].grid
        if code:
            shown = names.grid_names.get(code, code)
            yield Proposal("grid", code, shown, tr("“{name}”以前的事件在这个网格", name=name), start, end)
    named = [
        (name, start, end)
        for name, start, end in spots
        if name in names.names and not (name in names.bare and _GOES_ON.match(text, end))
    ]
    if named:
        name, start, end = max(named, key=lambda spot: (len(spot[0]), -spot[1]))
        code = names.names[name]
        shown = names.grid_names.get(code, code)
        yield Proposal("grid", code, shown, tr("文中有“{name}”", name=name), start, end)
    for found in re.finditer(r"(?<![A-Za-z])[A-Za-z]{3,10}(?![A-Za-z])", text):
        by_letters = names.initials.get(found[0].lower())
        if by_letters:
            shown = names.grid_names.get(by_letters, by_letters)
            yield Proposal("grid", by_letters, shown, tr("拼音首字母“{letters}”", letters=found[0]), *found.span())


def _place(
    text: str, names: Gazetteer, spots: "list[tuple[str, int, int]]", placed: "list[tuple[str, int, int]]"
) -> Iterable[Proposal]:
    said = _PLACE_SAID.search(text)
    if said is not None:
        value = said[1].strip()
        start = said.start(1) + said[1].index(value) if value else said.start(1)
        if value:
            yield Proposal("place", value, value, tr("写明了地点"), start, start + len(value))
    if placed:
        name, start, end = max(placed, key=lambda spot: (len(spot[0]), -spot[1]))
        tail = _TAIL.match(text, end)
        end = tail.end() if tail is not None else end
        yield Proposal("place", text[start:end], text[start:end], tr("以前的事件来过这里"), start, end)
    for found in _PLACE_WORD.finditer(text):
        lead = _LEAD.match(found[0])
        start = found.start() + (lead.end() if lead is not None else 0)
        start = max([start, *(end for _, _, end in _cut(text, found.start(), found.end()) if end < found.end())])
        tail = _TAIL.match(text, found.end())
        end = tail.end() if tail is not None else found.end()
        if end - start >= 3:
            yield Proposal("place", text[start:end], text[start:end], tr("像是地名"), start, end)
            break
    named = [spot for spot in spots if spot[0] in names.names and not spot[0].isdecimal()]
    if named:
        name, start, end = named[0]
        tail = _TAIL.match(text, end)
        end = tail.end() if tail is not None else end
        yield Proposal("place", text[start:end], text[start:end], tr("文中有“{name}”", name=name), start, end)


_NOT_PLACE = re.compile(
    r"昨晚|昨天|今天|前天|晚上|早上|上午|下午|中午|凌晨|刚才|点半?|分钟?|左右|开始|发现|看到|路过|反映|是|在|到|位于|住在|"
    r"我们|你们|他们|请|把|被|和"
)


def _cut(text: str, start: int, end: int) -> "list[tuple[str, int, int]]":
    """The words inside a stretch of text that belong to no place name."""
    return [(found[0], found.start(), found.end()) for found in _NOT_PLACE.finditer(text, start, end)]


def _kind(text: str, items: Sequence[Item]) -> Iterable[Proposal]:
    best = proposals(items, text, 1)
    if not best:
        return
    item, words = best[0]
    start = max(text.find(words[0]), 0)
    end = start + len(words[0]) if words[0] in text else start
    reason = tr("文中有“{words}”", words="、".join(words[:3]))
    yield Proposal("item", item.code, item.name, reason, start, end)
    category = tr(CATEGORY_WORDS[Category(item.category)])
    yield Proposal("category", item.category, category, tr("按事项“{item}”", item=item.name), start, end)


def _urgency(text: str) -> Iterable[Proposal]:
    found = _URGENT.search(text)
    if found is not None:
        yield Proposal("urgency", "urgent", tr("紧急"), tr("文中有“{words}”", words=found[0]), *found.span())


def _title(text: str, spans: "Sequence[tuple[int, int]]", place: "tuple[int, int]") -> Iterable[Proposal]:
    """The first clause that says what happened: no greeting, no name, no telephone, no time, no bare address.

    ``spans`` are what other fields took; they are cut off at both ends of a clause, never out of its middle.
    """
    for found in _CLAUSE.finditer(text):
        start, end = _trimmed(text, *found.span(), spans)
        if end - start < 4 or (place[0] <= start and end <= place[1]) or text[start:end].isdecimal():
            continue
        if _POLITE.match(text, start):
            continue
        shown = text[start:end]
        shown = shown if len(shown) <= LONGEST_TITLE else shown[: LONGEST_TITLE - 1] + "…"
        yield Proposal("title", shown, shown, tr("第一句说事的话"), start, end)
        return


def _trimmed(text: str, start: int, end: int, spans: "Sequence[tuple[int, int]]") -> tuple[int, int]:
    moved = True
    while moved and start < end:
        before = start, end
        for first, last in spans:
            if first <= start < last:
                start = min(last, end)
            if first < end <= last:
                end = max(first, start)
        for rule in (_HELLO, _OPENING):
            opening = rule.match(text[start:end])
            start += opening.end() if opening is not None else 0
        closing = _CLOSING.search(text[start:end])
        end = start + closing.start() if closing is not None else end
        moved = before != (start, end)
    return start, end
