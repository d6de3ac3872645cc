"""A picture of the district without a map: a tile for each sub-district, the darker the more visits it has today."""

from collections.abc import Sequence
from typing import NamedTuple

from server.desks.district_today import Place

SHADES = 4


class Tile(NamedTuple):
    """One sub-district with how dark it is drawn."""

    place: Place
    shade: int


def tiles(places: Sequence[Place]) -> list[Tile]:
    """The sub-districts by name, so that each keeps its place from day to day; visits to nowhere known come last."""
    most = max((each.visits for each in places), default=0)
    in_order = sorted(places, key=lambda each: (not each.name, each.name))
    return [Tile(each, -(-SHADES * each.visits // most) if most else 0) for each in in_order]
