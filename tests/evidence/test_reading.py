"""Codes are read from photos of every kind, and no file whatever can harm the server."""

import io
import json
import random
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image, ImageOps

from server.evidence import engines, opening, read_code, reading, reading_steps
from server.evidence.charset import text_of
from server.refusals import Refused
from tests.pictures import LINK, a_code, a_photo, as_bytes

CHARSETS = json.loads((Path(__file__).parents[1] / "cases" / "charsets.json").read_text("utf-8"))
CHINESE = "名称：青岛缘之旅旅行社有限公司\n统一社会信用代码：91370211MA3C4XK29U"


def texts(photo: bytes) -> list[str]:
    return [code["text"] for code in reading.read(photo)]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_code_in_a_photo_is_read_with_the_engine_and_the_step_named(kind: str) -> None:
    photo = as_bytes(a_photo(a_code()), kind)

    assert reading.read(photo) == [{"text": LINK, "engine": "zxing-cpp", "step": "plain"}]


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "gb18030"])
def test_chinese_is_read_in_every_charset_printed(charset: str) -> None:
    assert texts(as_bytes(a_code(CHINESE.encode(charset)))) == [CHINESE]


@pytest.mark.skipif(engines.zbar is None, reason="libzbar0 is not on this machine")
@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_zbar_reads_chinese_alike(charset: str) -> None:
    assert engines.by_zbar(a_photo(a_code(CHINESE.encode(charset)))).texts == [CHINESE]


@pytest.mark.parametrize("degrees", [7, 90, 195])
def test_a_turned_code_is_read(degrees: int) -> None:
    assert texts(as_bytes(a_photo(a_code()).rotate(degrees, fillcolor=180, expand=True))) == [LINK]


def test_a_code_on_a_dark_screen_is_read() -> None:
    assert texts(as_bytes(ImageOps.invert(a_photo(a_code(scale=2))))) == [LINK]


def test_a_code_of_two_pixels_a_module_is_read_enlarged() -> None:
    blurred = a_photo(a_code(scale=6)).resize((400, 300), Image.Resampling.BOX)

    assert [code["text"] for code in reading.read(as_bytes(blurred, quality=70))] == [LINK]


def test_a_transparent_picture_is_read_on_white_paper() -> None:
    clear = Image.new("RGBA", (400, 400), (0, 0, 0, 0))
    code = a_code()
    clear.paste(Image.new("RGBA", code.size, (0, 0, 0, 255)), (20, 20), ImageOps.invert(code))

    assert texts(as_bytes(clear, "PNG")) == [LINK]


def test_all_codes_of_a_picture_are_given() -> None:
    both = as_bytes(a_photo(a_code(), a_code("https://u.wechat.com/EJmnzJ2gQwVYx1T5Cq")))

    assert set(texts(both)) == {LINK, "https://u.wechat.com/EJmnzJ2gQwVYx1T5Cq"}


def test_half_an_upload_is_read_when_the_code_is_in_it() -> None:
    whole = as_bytes(a_photo(a_code()))

    assert texts(whole[: len(whole) * 9 // 10]) == [LINK]


def test_a_photo_without_a_code_has_none() -> None:
    assert reading.read(as_bytes(a_photo())) == []


@pytest.mark.parametrize("file", [b"", b"hello", b"%PDF-1.7", b"GIF89a" + bytes(99), b"\xff\xd8\xff" + bytes(99)])
def test_a_file_that_is_no_picture_is_refused(file: bytes) -> None:
    with pytest.raises(Refused) as refused:
        reading.read(file)

    assert refused.value.reason.code == "not_an_image"


def test_a_file_of_more_than_20_megabytes_is_refused_unread() -> None:
    with pytest.raises(Refused) as refused:
        reading.read(b"\xff\xd8\xff" + bytes(20 * 1024 * 1024))

    assert refused.value.reason.code == "too_large"


@pytest.mark.parametrize("name", ["bomb", "huge", "finders", "noise"])
def test_a_hostile_picture_costs_little_and_the_next_photo_is_read(name: str) -> None:
    answer_to(HOSTILE[name]())

    assert peak_memory() < 256 * 1024
    assert texts(as_bytes(a_photo(a_code()))) == [LINK]


def test_no_damaged_photo_breaks_the_reader() -> None:
    luck = random.Random(20261123)
    whole = as_bytes(a_photo(a_code(), size=(400, 400)))

    for _ in range(40):
        damaged = bytearray(whole)
        for place in luck.sample(range(4, len(whole)), 12):
            damaged[place] = luck.randrange(256)
        answer_to(bytes(damaged))

    assert texts(whole) == [LINK]


def test_a_reader_that_died_is_started_again() -> None:
    photo = as_bytes(a_photo(a_code()))
    reading.read(photo)
    child = opening._opener._child
    assert child is not None

    child.kill()

    assert texts(photo) == [LINK]


def test_reading_goes_on_without_zbar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "zbar", None)

    assert engines.alive()["zbar"] is None
    assert [code.text for code in reading_steps.codes_in(a_photo(a_code()))] == [LINK]
    assert reading_steps.codes_in(a_photo()) == []


def test_the_living_engines_are_named() -> None:
    alive = opening.engines()

    assert alive["zxing"]
    assert alive.keys() == {"zxing", "zbar"}


@pytest.mark.parametrize("case", CHARSETS, ids=lambda case: case["name"])
def test_bytes_become_text_by_our_own_rule(case: dict[str, str]) -> None:
    assert text_of(bytes.fromhex(case["bytes"]), case["engine_text"]) == case["text"]


def test_read_code_prints_one_line_a_picture(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(as_bytes(a_photo(a_code())))
    (tmp_path / "b.png").write_bytes(as_bytes(a_photo(), "PNG"))
    out, err = io.StringIO(), io.StringIO()

    status = read_code.run([str(tmp_path / "a.jpg"), str(tmp_path / "b.png")], out, err)

    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert (status, err.getvalue()) == (0, "")
    assert [[code["text"] for code in line["codes"]] for line in lines] == [[LINK], []]
    assert all(line.keys() == {"file", "codes", "ms"} for line in lines)


def test_read_code_says_what_is_no_picture(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("hello")
    out, err = io.StringIO(), io.StringIO()

    status = read_code.run([str(tmp_path / "a.txt"), str(tmp_path / "missing.jpg")], out, err)

    assert (status, out.getvalue(), len(err.getvalue().splitlines())) == (2, "", 2)


def answer_to(photo: bytes) -> list[reading.Code]:
    try:
        return reading.read(photo)
    except Refused:
        return []


def peak_memory() -> int:
    """Kilobytes at most held by the child; none if it ended over the picture, as its limits then bit."""
    child = opening._opener._child
    if child is None:
        return 0
    status = Path(f"/proc/{child.pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))


def a_bomb() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 6, 0, 0, 0)
    body = zlib.compress(bytes(20_000_000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def a_floor_of_finders() -> bytes:
    finder = Image.new("L", (9, 9), 255)
    for edge, shade in ((7, 0), (5, 255), (3, 0)):
        finder.paste(shade, ((9 - edge) // 2, (9 - edge) // 2, (9 + edge) // 2, (9 + edge) // 2))
    row = Image.new("L", (2048, 9))
    for left in range(0, 2048, 9):
        row.paste(finder, (left, 0))
    floor = Image.new("L", (2048, 2048))
    for top in range(0, 2048, 9):
        floor.paste(row, (0, top))
    return as_bytes(floor, quality=95)


HOSTILE = {
    "bomb": a_bomb,
    "huge": lambda: as_bytes(Image.new("L", (9_000, 9_000), 200), progressive=True),
    "finders": a_floor_of_finders,
    "noise": lambda: as_bytes(Image.frombytes("L", (4_000, 3_000), random.Random(1).randbytes(12_000_000))),
}
