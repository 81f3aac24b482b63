"""Cut the cells of a mesh into connected groups of about the same size."""

import random
from collections import Counter
from collections.abc import Sequence

from commandroom.sync.demo_town.mesh import Mesh, Point

ROUNDS = 6


def split(mesh: Mesh, cells: Sequence[int], parts: int, rng: random.Random) -> list[list[int]]:
    """The cells in so many connected groups (1 <= parts <= len(cells)), each sorted, none empty."""
    if parts <= 1:
        return [sorted(cells)]
    group = _nearest(mesh, cells, _centres(mesh, cells, parts, rng))
    _connect(mesh, group, parts)
    _fill(mesh, group, parts)
    groups: list[list[int]] = [[] for _ in range(parts)]
    for cell in sorted(cells):
        groups[group[cell]].append(cell)
    return groups


def shares(sizes: Sequence[int], total: int) -> list[int]:
    """A total shared out in proportion to sizes, at least 1 and at most the size each (largest remainder)."""
    whole = sum(sizes)
    exact = [size * total / whole for size in sizes]
    given = [min(size, max(1, int(part))) for size, part in zip(sizes, exact, strict=True)]
    while sum(given) != total:
        more = sum(given) < total
        step = 1 if more else -1
        able = [i for i, size in enumerate(sizes) if (given[i] < size if more else given[i] > 1)]
        chosen = max(able, key=lambda i: ((exact[i] - given[i]) * step, -i))
        given[chosen] += step
    return given


def _centres(mesh: Mesh, cells: Sequence[int], parts: int, rng: random.Random) -> list[Point]:
    """Middles of the groups: far apart to begin with, then moved to the middle of what is nearest to them."""
    sites = [mesh.sites[cell] for cell in cells]
    centres = [rng.choice(sites)]
    gap = [_square(site, centres[0]) for site in sites]
    while len(centres) < parts:
        far = max(range(len(sites)), key=gap.__getitem__)
        centres.append(sites[far])
        gap = [min(old, _square(site, sites[far])) for old, site in zip(gap, sites, strict=True)]
    for _ in range(ROUNDS):
        group = _nearest(mesh, cells, centres)
        sums = [[0.0, 0.0, 0.0] for _ in range(parts)]
        for cell, number in group.items():
            x, y = mesh.sites[cell]
            total = sums[number]
            total[0], total[1], total[2] = total[0] + x, total[1] + y, total[2] + 1
        centres = [
            (x / count, y / count) if count else centre
            for (x, y, count), centre in zip(sums, centres, strict=True)
        ]
    return centres


def _square(one: Point, other: Point) -> float:
    return (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2


def _nearest(mesh: Mesh, cells: Sequence[int], centres: Sequence[Point]) -> dict[int, int]:
    import numpy as np

    sites = np.array([mesh.sites[cell] for cell in cells])
    middles = np.array(centres)
    apart = ((sites[:, None, :] - middles[None, :, :]) ** 2).sum(axis=2)
    return dict(zip(cells, apart.argmin(axis=1).tolist(), strict=True))


def _pieces(mesh: Mesh, members: set[int]) -> list[set[int]]:
    """The connected pieces of a set of cells, largest first."""
    left, pieces = set(members), []
    while left:
        edge = [min(left)]
        piece = set(edge)
        while edge:
            new = (mesh.neighbours[edge.pop()] & left) - piece
            piece |= new
            edge.extend(sorted(new))
        left -= piece
        pieces.append(piece)
    return sorted(pieces, key=lambda piece: (-len(piece), min(piece)))


def _connect(mesh: Mesh, group: dict[int, int], parts: int) -> None:
    """Give pieces that were cut off to the group they border most."""
    for number in range(parts):
        for piece in _pieces(mesh, {cell for cell, own in group.items() if own == number})[1:]:
            _give_away(mesh, group, piece, number)


def _give_away(mesh: Mesh, group: dict[int, int], piece: set[int], number: int) -> None:
    around = Counter(
        group[other] for cell in piece for other in mesh.neighbours[cell]
        if other in group and group[other] != number
    )
    if around:
        to = min(around, key=lambda own: (-around[own], own))
        for cell in piece:
            group[cell] = to


def _fill(mesh: Mesh, group: dict[int, int], parts: int) -> None:
    """Give each empty group one cell of the largest group that stays connected without it."""
    for number in range(parts):
        counts = Counter(group.values())
        if counts[number]:
            continue
        for own, _ in sorted(counts.items(), key=lambda one: (-one[1], one[0])):
            members = {cell for cell, other in group.items() if other == own}
            free = [cell for cell in sorted(members) if len(_pieces(mesh, members - {cell})) == 1]
            if free:
                group[free[0]] = number
                break
