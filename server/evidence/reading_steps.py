"""The order in which a photo is tried: cheap and sure first, until one step reads something."""

import math
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from PIL import Image, ImageFilter, ImageOps

from .engines import Box, Found, by_zbar, by_zxing

ENLARGED_UP_TO = 4_200_000  # pixels; beyond, the module is large enough and the time is not
MOST_REGIONS = 4
SMALLEST_REGION = 20

_SHARPENINGS = (ImageFilter.UnsharpMask(2, 150, 0), ImageFilter.UnsharpMask(4, 250, 0))


class Code(NamedTuple):
    """A text read from a photo, with the engine and the step that read it."""

    text: str
    engine: str
    step: str


class _Try(NamedTuple):
    engine: str
    step: str
    look: Callable[[], Found]


def codes_in(grey: Image.Image, until: float = math.inf) -> list[Code]:
    """All codes of the first step that reads any; after `until` on the process's clock no further step is begun."""
    unread: list[Box] = []
    for engine, step, look in _tries(grey, unread):
        found = look()
        if found.texts:
            return [Code(text, engine, step) for text in dict.fromkeys(found.texts)]
        unread += _in_the_original(found.unread, step)
        if time.process_time() > until:
            break
    return []


def _tries(grey: Image.Image, unread: list[Box]) -> Iterator[_Try]:
    yield _Try("zxing-cpp", "plain", partial(by_zxing, grey))
    small = grey.width * grey.height <= ENLARGED_UP_TO
    enlarged = _enlarged(grey, 2) if small else grey
    if small:
        yield _Try("zxing-cpp", "enlarged", partial(by_zxing, enlarged))
    yield _Try("zbar", "plain", partial(by_zbar, grey))
    yield _Try("zxing-cpp", "sharpened", partial(by_zxing, enlarged.filter(_SHARPENINGS[0])))
    for region in _regions(grey, unread):
        yield from _region_tries(region)


def _region_tries(region: Image.Image) -> Iterator[_Try]:
    for factor in (1.5, 2):
        larger = _enlarged(region, factor)
        for variant in (larger, *(larger.filter(sharpening) for sharpening in _SHARPENINGS)):
            yield _Try("zxing-cpp", "region", partial(by_zxing, variant))
            yield _Try("zbar", "region", partial(by_zbar, variant))


def _regions(grey: Image.Image, unread: list[Box]) -> Iterator[Image.Image]:
    for left, top, right, bottom in unread[:MOST_REGIONS]:
        more = max(right - left, bottom - top) // 4
        ends = min(right + more, grey.width), min(bottom + more, grey.height)
        region = grey.crop((max(left - more, 0), max(top - more, 0), *ends))
        if min(region.size) > SMALLEST_REGION:
            yield ImageOps.autocontrast(region)


def _in_the_original(boxes: list[Box], step: str) -> list[Box]:
    scale = {"plain": 1, "enlarged": 2}.get(step)
    return [(a // scale, b // scale, c // scale, d // scale) for a, b, c, d in boxes] if scale else []


def _enlarged(grey: Image.Image, factor: float) -> Image.Image:
    return grey.resize((int(grey.width * factor), int(grey.height * factor)), Image.Resampling.BICUBIC)
