"""Hostile and odd pictures by class: bombs, odd metadata, files of two kinds, damaged ones, odd shapes."""

import random
import struct
import zlib
from collections.abc import Iterator

from fault.flood import raw
from fault.flood.raw import SCRIPT, entry, exif, jpeg, picture, plain, png, segment
from fault.flood.workbooks import packed

Named = Iterator[tuple[str, bytes]]
HTML = b"<!doctype html><html><body>" + SCRIPT + b"</body></html>"
ORIENTATION, SUB_DIRECTORY, GPS, MAKER_NOTE, THUMBNAIL = 0x0112, 0x8769, 0x8825, 0x927C, 0x0201
KINDS = (("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp"))
CUTS = (1, 2, 3, 4, 8, 12, 20, 40, 100, 200, 400, 700)


def bombs() -> Named:
    """Small files that unpack to much, or say so."""
    yield "30000.png", png(30_000, 30_000, colour=6, body=zlib.compress(bytes(20_000_000), 9))
    yield "floor.png", png(200_000, 400, colour=0)
    yield "tower.png", png(100, 400_000, colour=0)
    yield "deep.png", png(7000, 7000, depth=16, colour=6)
    yield "most.png", png(0x7FFFFFFF, 0x7FFFFFFF, body=b"")
    yield "lie.png", png(10, 10, body=zlib.compress(bytes(50_000_000), 9))
    yield "profile.png", png(9, 9, more=raw.chunk(b"iCCP", b"x\0\0" + zlib.compress(bytes(100_000_000), 9)))
    yield "text.png", png(9, 9, more=raw.chunk(b"zTXt", b"x\0\0" + zlib.compress(bytes(100_000_000), 9)))
    yield "texts.png", png(9, 9, more=raw.chunk(b"zTXt", b"x\0\0" + zlib.compress(bytes(900_000), 9)) * 2000)
    yield "chunks.png", png(9, 9, more=raw.chunk(b"teSt", b"") * 200_000)
    yield "wide.jpg", plain("JPEG", (65_500, 1500), quality=20)
    yield "many.jpg", plain("JPEG", (9000, 9000), quality=20, progressive=True)
    yield "scans.jpg", raw.with_more_scans(3000, (1000, 1000))
    yield "large scans.jpg", raw.with_more_scans(400, (3000, 3000))
    yield "flat.webp", plain("WEBP", (5000, 5000), "RGB", lossless=True)
    yield "stretched.webp", picture("WEBP")[:24] + b"\xff\x3f\xff\x3f" + picture("WEBP")[28:]
    yield "huge.gif", b"GIF89a\xff\xff\xff\xff\x80\0\0" + bytes(6) + b",\0\0\0\0\xff\xff\xff\xff\0\x08\xff" + bytes(255)
    frames = [raw.Image.new("RGB", (1500, 1500), (n, 0, 0)) for n in range(30)]
    yield "frames.webp", picture("WEBP", (1500, 1500), save_all=True, append_images=frames, method=0)
    yield "packed.gz.jpg", b"\x1f\x8b\x08\0" + zlib.compress(bytes(50_000_000), 9)


def metadata() -> Named:
    """Directories that go in circles, counts and offsets that lead nowhere, giants, and scripts."""
    yield "itself.jpg", jpeg(exif(entry(ORIENTATION, 3, 1, 6), then=8))
    yield "sub loop.jpg", jpeg(exif(entry(SUB_DIRECTORY, 4, 1, 8), entry(GPS, 4, 1, 8)))
    yield "count.jpg", jpeg(exif(entry(0x010E, 2, 0xFFFFFFFF, 26)))
    yield "rationals.jpg", jpeg(exif(entry(0x011A, 5, 0x1FFFFFFF, 26)))
    yield "entries.jpg", jpeg(exif(entry(ORIENTATION, 3, 1, 6), count=0xFFFF))
    yield "beyond.jpg", jpeg(exif(entry(0x010E, 2, 500, 0xFFFFFF00)))
    yield "kind.jpg", jpeg(exif(entry(ORIENTATION, 99, 1, 6)))
    yield "text turn.jpg", jpeg(exif(entry(ORIENTATION, 2, 4, 0x41414141)))
    yield "many turns.jpg", jpeg(exif(entry(ORIENTATION, 3, 60_000, 26), rest=bytes(60_000)))
    yield "empty exif.jpg", jpeg(segment(raw.APP1, b"Exif\0\0"))
    yield "half exif.jpg", jpeg(segment(raw.APP1, b"Exif\0\0II*\0\x08"))
    yield "note.jpg", jpeg(exif(entry(MAKER_NOTE, 7, 60_000, 26), rest=random.Random(1).randbytes(60_000)))
    yield "picture inside.jpg", jpeg(exif(entry(THUMBNAIL, 4, 1, 38), rest=picture("JPEG")))
    yield "artist.jpg", jpeg(exif(entry(0x013B, 2, len(SCRIPT), 26), rest=SCRIPT))
    for turn in (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 65_535):
        yield f"turn {turn}.jpg", jpeg(exif(entry(ORIENTATION, 3, 1, turn)))
    yield (
        "profile.jpg",
        jpeg(*(segment(raw.APP2, b"ICC_PROFILE\0" + bytes([n, 255]) + bytes(65_000)) for n in range(1, 255))),
    )
    yield "bad profile.jpg", jpeg(segment(raw.APP2, b"ICC_PROFILE\0\x01\x01" + b"\xff" * 500))
    yield "packet.jpg", jpeg(*[segment(raw.APP1, b"http://ns.adobe.com/xap/1.0/\0" + b"<x>" * 20_000)] * 200)
    yield (
        "entities.jpg",
        jpeg(
            segment(
                raw.APP1,
                b"http://ns.adobe.com/xap/1.0/\0<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><x>&a;</x>",
            )
        ),
    )
    yield "comment.jpg", jpeg(segment(raw.COMMENT, SCRIPT))
    yield "comments.jpg", jpeg(*[segment(raw.COMMENT, bytes(65_000))] * 250)
    yield "adobe.jpg", jpeg(segment(0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0\xff\xff\xff\xff" + bytes(50)))
    yield "index.jpg", jpeg(segment(raw.APP2, b"MPF\0II*\0\x08\0\0\0\xff\xff" + bytes(40)))
    loop = exif(entry(ORIENTATION, 3, 1, 6), then=8)[10:]
    yield "exif.png", png(9, 9, more=raw.chunk(b"eXIf", loop))
    yield (
        "words.png",
        png(
            9,
            9,
            more=raw.chunk(b"tEXt", b"Comment\0" + SCRIPT) + raw.chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + HTML),
        ),
    )
    yield "no check.png", png(9, 9)[:-1] + b"\0"


def two_kinds() -> Named:
    """Files that are a picture and something else."""
    archive = packed({"index.html": HTML, "../../x.php": b"<?php"})
    for kind, ending in KINDS:
        yield f"archive.{ending}", picture(kind) + archive
        yield f"page.{ending}", picture(kind) + HTML
        yield f"program.{ending}", picture(kind) + b"MZ" + bytes(500)
        yield f"trailing.{ending}", picture(kind) + bytes(1_000_000)
        yield f"twice.{ending}", picture(kind) * 2
    yield "comment page.jpg", jpeg(segment(raw.COMMENT, b"-->" + HTML))
    yield "script.jpg", raw.SOI + segment(0xE0, b"*/=alert(1);/*" + bytes(0x2F20)) + picture("JPEG")[2:] + b"*/"
    yield "server page.jpg", jpeg(segment(raw.COMMENT, b"<?php system($_GET['c']); ?>"))
    yield "script.gif", b"GIF89a/*" + bytes(20) + b"*/=1;alert(1)//"
    yield (
        "document.jpg",
        jpeg(segment(raw.COMMENT, b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>")),
    )
    yield "document.pdf", b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj" + picture("JPEG")
    yield "page.pdf", b"%PDF-1.7\n" + HTML
    yield "archive first.jpg", archive + picture("JPEG")
    yield "archive with a picture.jpg", packed({"a.jpg": picture("JPEG")})


def damaged() -> Named:
    """Cut off at many places, and with bytes that are others."""
    luck = random.Random(20261124)
    for kind, ending in KINDS:
        whole = picture(kind, (160, 120))
        for cut in (*CUTS, len(whole) // 2, len(whole) - 1):
            yield f"cut at {cut}.{ending}", whole[:cut]
        for number in range(8):
            spoiled = bytearray(whole)
            for place in luck.sample(range(8, len(whole)), 10):
                spoiled[place] = luck.randrange(256)
            yield f"spoiled {number}.{ending}", bytes(spoiled)


def disguised() -> Named:
    """Under the name of a picture, or of none."""
    vector = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">' + SCRIPT + b"</svg>"
    yield "vector.svg", vector
    yield "vector.jpg", vector
    yield "page.png", HTML
    yield "phone.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(400)
    yield "new.avif", b"\0\0\0\x1cftypavif\0\0\0\0avifmif1" + bytes(400)
    yield "film.jpg", b"\0\0\0\x18ftypmp42\0\0\0\0isommp42" + bytes(400)
    yield "program.jpg", b"MZ\x90\0" + bytes(400)
    yield "unix.jpg", b"\x7fELF\x02\x01\x01" + bytes(400)
    yield "shell.jpg", b"#!/bin/sh\nrm -rf /\n"
    for kind in ("GIF", "BMP", "TIFF", "ICO", "PPM", "TGA", "JPEG2000", "PCX"):
        yield f"{kind.lower()}.jpg", picture(kind)
    yield "script.eps", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(x) run"
    yield "layers.psd", b"8BPS\0\x01" + bytes(400)
    yield "empty.jpg", b""
    yield "one.jpg", b"\xff"
    yield "start.jpg", b"\xff\xd8\xff"
    yield "start.png", b"\x89PNG\r\n\x1a\n"
    yield "start.webp", b"RIFF\xff\xff\xff\xffWEBP"
    yield "noise.jpg", b"\xff\xd8\xff\xe0" + random.Random(2).randbytes(100_000)
    yield "noise.webp", b"RIFF\0\0\1\0WEBPVP8 " + random.Random(3).randbytes(100_000)
    yield "large.jpg", b"\xff\xd8\xff\xe0" + bytes(21 << 20)
    yield "photo.txt", picture("JPEG")
    yield "photo.html", picture("JPEG")
    yield "jpeg.png", picture("JPEG")
    yield "png.webp", picture("PNG")
    yield "webp.jpg", picture("WEBP")


def shapes() -> Named:
    """Odd, and honest."""
    for kind, ending in KINDS:
        yield f"one.{ending}", picture(kind, (1, 1))
        yield f"grey.{ending}", picture(kind, mode="L")
    yield "long.jpg", picture("JPEG", (65_500, 1))
    yield "high.jpg", picture("JPEG", (1, 65_500))
    yield "long.png", picture("PNG", (65_500, 4))
    yield "ink.jpg", picture("JPEG", mode="CMYK")
    yield "progressive.jpg", picture("JPEG", (640, 480), progressive=True)
    yield "fine.png", png(64, 48, depth=16)
    yield "finest.png", png(64, 48, depth=16, colour=6)
    yield "grey fine.png", png(64, 48, depth=16, colour=0)
    yield "bits.png", picture("PNG", mode="1")
    yield "palette.png", picture("PNG", mode="P", transparency=0)
    yield "clear.png", picture("PNG", mode="RGBA")
    yield "half clear.png", picture("PNG", mode="LA")
    yield "clear.webp", picture("WEBP", mode="RGBA")
    frames = [raw.Image.new("RGB", (64, 48), (n * 60, 0, 0)) for n in range(4)]
    yield "moving.webp", picture("WEBP", save_all=True, append_images=frames)
    yield "moving.png", picture("PNG", save_all=True, append_images=frames)
    yield "moving.gif", picture("GIF", save_all=True, append_images=frames)
    yield "both eyes.mpo", picture("MPO", save_all=True, append_images=frames)
    yield "no size.png", png(0, 0, body=zlib.compress(b""))
    yield "negative.jpg", jpeg().replace(struct.pack(">HH", 48, 64), struct.pack(">HH", 0, 64), 1)


def names() -> Named:
    """An ordinary photo under names that mean harm."""
    photo = picture("JPEG")
    for name in (
        "../../../etc/passwd.jpg", "..\\..\\windows\\x.jpg", "/etc/passwd", "a\0b.jpg", "<script>alert(1)</script>.jpg",
        '"><img src=x onerror=alert(1)>.jpg', "a\r\nX-Evil: 1.jpg", "长" * 4000 + ".jpg", "\u202egpj.exe", "CON.jpg",
        "=cmd|' /C calc'!A0.jpg", ".htaccess", "%00.jpg", "....jpg", "a;b=c.jpg", "-rf.jpg", " .jpg", "\ud83d.jpg",
        "x.php.jpg", "{{7*7}}.jpg", "' OR 1=1 --.jpg",
    ):  # fmt: skip
        yield name, photo


CLASSES = {
    "bombs": bombs, "metadata": metadata, "two kinds": two_kinds, "damaged": damaged, "disguised": disguised,
    "shapes": shapes, "names": names,
}  # fmt: skip
