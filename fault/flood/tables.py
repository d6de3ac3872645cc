"""Hostile tables for the desk's imports, and archives for those that take a phone's outbox or an export."""

import io
import json
import stat
import zipfile
import zlib
from collections.abc import Iterator

from fault.flood import workbooks
from fault.flood.workbooks import packed, workbook

Named = Iterator[tuple[str, bytes]]
PLANS = "统一社会信用代码,检查事项,检查日期,执法证号\n"
FORMULAS = ('=HYPERLINK("http://x","y")', "=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "\t=1+1", "\r=1+1", "＝1+1")


def tables() -> Named:
    yield "cells.xlsx", workbooks.of_cells(9)
    yield "rows.xlsx", workbooks.of_rows(9)
    yield "filled.xlsx", workbooks.of_filled_rows(9)
    yield "many filled.xlsx", workbooks.of_filled_rows(150)
    yield "texts.xlsx", workbooks.of_texts(9)
    yield "many texts.xlsx", workbooks.of_texts(150)
    yield "one text.xlsx", workbooks.of_one_text(9)
    yield "too much.xlsx", workbooks.of_one_text(210)
    yield "laughs.xlsx", workbooks.of_entities(9)
    yield "few laughs.xlsx", workbooks.of_entities(4)
    yield "long entity.xlsx", workbooks.of_long_entity(1000)
    yield "foreign.xlsx", workbooks.of_foreign_file("file:///etc/passwd")
    yield "inside.xlsx", workbooks.of_foreign_file("http://169.254.169.254/latest/meta-data")
    yield "deep.xlsx", workbook(b"<row>" * 100_000)
    yield "attributes.xlsx", workbook(b"<row " + b" ".join(b"a%d='1'" % n for n in range(100_000)) + b"/>")
    yield "far row.xlsx", workbook(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    yield "farther row.xlsx", workbook(b'<row r="99999999999"><c r="ZZZZZZ9"><v>1</v></c></row>')
    yield "numbers.xlsx", workbook(b"<row><c><v>1e999</v></c><c><v>NaN</v></c><c><v>" + b"9" * 5000 + b"</v></c></row>")
    yield "no shared text.xlsx", workbook(b'<row><c t="s"><v>99</v></c></row>')
    yield "dates.xlsx", workbook(b'<row><c t="d"><v>0000-99-99</v></c></row>')
    yield "empty.xlsx", workbook(b"")
    yield "no book.xlsx", packed({"a.txt": b"x"})
    yield "traversal.xlsx", packed({"../../../tmp/x": b"x", "xl/workbook.xml": b"<x/>"})
    yield "parts.xlsx", packed({f"{n}": b"" for n in range(50_000)})
    for cut in (4, 30, 300, 900):
        yield f"cut at {cut}.xlsx", workbook(b"<row/>")[:cut]
    yield "lines.csv", b"a\n" * 3_000_000
    yield "commas.csv", PLANS.encode() + b"," * 5_000_000
    yield "quotes.csv", PLANS.encode() + b'"' * 5_000_000
    yield "open quotes.csv", PLANS.encode() + b'"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n' * 200_000
    yield "one line.csv", b"a" * 9_000_000
    yield "nothing.csv", bytes(1_000_000)
    yield (
        "formulas.csv",
        (PLANS + "".join(f'"{each.replace(chr(34), chr(34) * 2)}",x,y,z\n' for each in FORMULAS)).encode(),
    )
    yield "script.csv", (PLANS + "<script>alert(1)</script>,<img src=x onerror=alert(1)>,1,2\n").encode()
    yield "wide.csv", PLANS.encode("utf-16")
    yield "half wide.csv", PLANS.encode("utf-16")[:-1]
    yield "wrong bytes.csv", b"\xff" * 5000
    yield "surrogates.csv", (PLANS + "\ud800,\udfff,1,2\n").encode("utf-8", "surrogatepass")
    yield "agencies.csv", ("code,name,competence\n" + "".join(f"a{n},=1+{n},fire\n" for n in range(50_000))).encode()
    yield "firms.csv", ("credit_code,name,industry,area,address\n" + "x,<b>,1,2,3\n" * 99_000).encode()
    yield "packed.csv", zlib.compress(bytes(50_000_000), 9)


def archives() -> Named:
    told = {"format": "mashang-outbox", "v": 1, "device": "0192f0c1-0000-7000-8000-000000000000", "account": "a",
            "from": 1, "before": {"head": "0" * 64}, "head": "0" * 64}  # fmt: skip
    right = json.dumps(told).encode()
    yield "no manifest.zip", packed({"a": b"b"})
    yield "empty.zip", packed({})
    yield "manifest.zip", packed({"outbox.json": right})
    yield "bomb.zip", packed({"outbox.json": bytes(300_000_000)})
    yield "deep.zip", packed({"outbox.json": b"[" * 5_000_000})
    yield "numbers.zip", packed({"outbox.json": b"9" * 5_000_000})
    yield "operation bomb.zip", packed({"outbox.json": right, "operations/00000001.json": bytes(100_000_000)})
    yield "photo bomb.zip", packed({"outbox.json": right, "photos/" + "0" * 64: bytes(200_000_000)})
    yield "traversal.zip", packed({"outbox.json": right, "../../x": b"x", "operations/../../etc/passwd": b"x"})
    yield "names.zip", packed({f"operations/{n:08}.json": b"" for n in range(1, 30_000)} | {"outbox.json": right})
    yield "link.zip", _link("outbox.json", "/etc/passwd")
    yield "locked.zip", _marked(packed({"outbox.json": right}), 1)
    yield "unknown packing.zip", packed({"outbox.json": right}).replace(b"\x08\0", b"\x63\0")
    yield "wrong check.zip", _wrong_check(packed({"outbox.json": right}))
    yield "inside itself.zip", packed({"outbox.json": packed({"outbox.json": right})})
    yield "twice.zip", _twice("outbox.json", right)
    yield (
        "wrong kinds.zip",
        packed({"outbox.json": json.dumps(told | {"from": "1", "before": [], "head": None}).encode()}),
    )
    yield "large number.zip", packed({"outbox.json": json.dumps(told | {"from": 2**70}).encode()})
    whole = packed({"outbox.json": right, "operations/00000001.json": b"{}"})
    for cut in (4, 30, 80, len(whole) // 2, len(whole) - 3):
        yield f"cut at {cut}.zip", whole[:cut]
    yield "picture.zip", b"\xff\xd8\xff" + whole
    yield "text.zip", b"{}"
    yield "nothing.zip", b""


def _link(name: str, to: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        info = zipfile.ZipInfo(name)
        info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, to)
    return file.getvalue()


def _twice(name: str, data: bytes) -> bytes:
    other = "x" * len(name)
    return packed({name: data, other: b"{}"}).replace(other.encode(), name.encode())


def _marked(data: bytes, flag: int) -> bytes:
    """With the mark that its files are locked with a password."""
    at, listed = bytearray(data), data.index(b"PK\x01\x02")
    at[6] |= flag
    at[listed + 8] |= flag
    return bytes(at)


def _wrong_check(data: bytes) -> bytes:
    at = bytearray(data)
    at[14] ^= 0xFF
    at[data.index(b"PK\x01\x02") + 16] ^= 0xFF
    return bytes(at)


CLASSES = {"tables": tables, "archives": archives}
