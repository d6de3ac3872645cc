"""A picture of the district without a map: a tile for each sub-district, the darker the more visits it has today."""

from collections.abc import Sequence
from typing import NamedTuple

from server.desks.district_today import Place

ACROSS, WIDTH, HEIGHT, GAP = 6, 150, 84, 8
SHADES = 4


class Tile(NamedTuple):
    """One sub-district's place in the picture."""

    x: int
    y: int
    name: str
    visits: int
    under_way: int
    irregular: int
    shade: int


class Picture(NamedTuple):
    """The tiles and the room they take."""

    width: int
    height: int
    tiles: Sequence[Tile]


def picture(places: Sequence[Place]) -> Picture:
    """The sub-districts by name, so that each keeps its place from day to day as long as it has visits."""
    named = sorted((each for each in places if each.name), key=lambda each: each.name)
    most = max((each.visits for each in named), default=0)
    tiles = [_tile(number, each, most) for number, each in enumerate(named)]
    rows = -(-len(tiles) // ACROSS)
    return Picture(ACROSS * (WIDTH + GAP) - GAP, max(rows * (HEIGHT + GAP) - GAP, 0), tiles)


def _tile(number: int, place: Place, most: int) -> Tile:
    row, column = divmod(number, ACROSS)
    shade = -(-SHADES * place.visits // most) if most else 0
    at = column * (WIDTH + GAP), row * (HEIGHT + GAP)
    return Tile(*at, place.name, place.visits, place.under_way, place.irregular, shade)
