"""The decoders: zxing-cpp always, zbar where the machine has its library. Grey picture in, codes out."""

from ctypes import c_char_p, c_void_p, cast, string_at
from importlib.metadata import version
from typing import NamedTuple

from PIL import Image

from .charset import text_of

try:
    import zxingcpp
except (ImportError, OSError):  # A wheel for another machine: the other engine goes on alone.
    zxingcpp = None  # type: ignore[assignment]
try:
    from pyzbar import wrapper as zbar
except (ImportError, OSError):  # pyzbar's wheel holds no library; Debian's libzbar0 may be missing or broken.
    zbar = None

Box = tuple[int, int, int, int]

_QRCODE = 64
_CONFIG_ENABLE, _CONFIG_BINARY = 0, 4  # pyzbar 0.1.9 does not list BINARY.
_GREY = int.from_bytes(b"Y800", "little")


class Found(NamedTuple):
    """What one engine saw: texts read, and boxes of codes seen but not read."""

    texts: list[str]
    unread: list[Box]


def alive() -> dict[str, str | None]:
    """The engines and, for those this machine has, their packages' versions."""
    packages = {"zxing": ("zxing-cpp", zxingcpp), "zbar": ("pyzbar", zbar)}
    return {name: version(package) if module else None for name, (package, module) in packages.items()}


def by_zxing(grey: Image.Image) -> Found:
    """zxing-cpp; in its mode Plain it leaves control characters and GS1 brackets alone."""
    if zxingcpp is None:
        return Found([], [])
    formats = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    codes = zxingcpp.read_barcodes(grey, formats=formats, text_mode=zxingcpp.TextMode.Plain, return_errors=True)
    texts = [text_of(code.bytes, code.text) for code in codes if code.valid]
    return Found([text for text in texts if text], [_box(code.position) for code in codes if not code.valid])


def by_zbar(grey: Image.Image) -> Found:
    """zbar, asked for the code's bytes; an old one that cannot is believed only where the bytes are ASCII."""
    if zbar is None:
        return Found([], [])
    scanner = zbar.zbar_image_scanner_create()
    try:
        zbar.zbar_image_scanner_set_config(scanner, 0, _CONFIG_ENABLE, 0)
        zbar.zbar_image_scanner_set_config(scanner, _QRCODE, _CONFIG_ENABLE, 1)
        binary = zbar.zbar_image_scanner_set_config(scanner, _QRCODE, _CONFIG_BINARY, 1) == 0
        texts = [text_of(raw) for raw in _zbar_scan(scanner, grey) if binary or raw.isascii()]
    finally:
        zbar.zbar_image_scanner_destroy(scanner)
    return Found([text for text in texts if text], [])


def _zbar_scan(scanner: object, grey: Image.Image) -> list[bytes]:
    pixels = grey.tobytes()
    image = zbar.zbar_image_create()
    try:
        zbar.zbar_image_set_format(image, _GREY)
        zbar.zbar_image_set_size(image, *grey.size)
        zbar.zbar_image_set_data(image, cast(c_char_p(pixels), c_void_p), len(pixels), None)
        if zbar.zbar_scan_image(scanner, image) <= 0:
            return []
        return _zbar_symbols(zbar.zbar_image_first_symbol(image))
    finally:
        zbar.zbar_image_destroy(image)


def _zbar_symbols(symbol: object) -> list[bytes]:
    found = []
    while symbol:
        found.append(string_at(zbar.zbar_symbol_get_data(symbol), zbar.zbar_symbol_get_data_length(symbol)))
        symbol = zbar.zbar_symbol_next(symbol)
    return found


def _box(position: object) -> Box:
    corners = [getattr(position, name) for name in ("top_left", "top_right", "bottom_right", "bottom_left")]
    xs, ys = [corner.x for corner in corners], [corner.y for corner in corners]
    return min(xs), min(ys), max(xs), max(ys)
