"""Every strict parser with what may be handed to it: right texts, changed in all the ways that texts get changed."""

import gzip
import io
import json
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from werkzeug.datastructures import Headers
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request

from fault.flood import pictures, tables
from fault.flood.tables import PLANS
from fault.flood.workbooks import packed
from server.evidence import opening_codes, opening_small
from server.evidence.mime import mime_of
from server.ids import new_id
from server.planning.bulk_columns import COLUMNS as PLAN_COLUMNS
from server.planning.replay import ReplayError, replay
from server.planning.values import Settings
from server.refusals import Refused
from server.registry import credit_code, license_code
from server.registry.imports.columns import COLUMNS
from server.registry.imports.csv_text import read_csv
from server.registry.imports.entries import Reading
from server.sync import chain, headers, outbox_file, protocol, wire
from server.trail import Unusable, notes
from server.visits import bodies, visit_code
from server.visits.verifying import Trusted, Verifier, verdict

MOST = 4000
DIGEST = "ab" * 32
OPERATION: dict[str, Any] = {
    "v": 1, "id": new_id(), "device": new_id(), "dseq": 1, "prev": "0" * 64, "kind": "finding.recorded",
    "entity": "visit", "entity_id": new_id(), "base_rev": None, "schema": 1, "made_at": "2026-11-24T09:00:00+08:00",
    "mono": 1, "boot": "t", "skew_ms": 0, "account": new_id(), "agency": "fire",
    "blobs": [{"sha256": DIGEST, "size": 9, "mime": "image/jpeg", "role": "evidence"}],
    "body": {
        "visit": new_id(), "finding": new_id(), "inspection_item": "fire-exit", "item_version": new_id(), "line": "1",
        "text": "安全出口上锁", "severity": "serious", "correction_due": None, "evidence": [DIGEST], "corrects": None,
        "code": DIGEST, "family": "other", "credit_code": "91370211MA3C0AAA10", "summary": "", "outcomes": [],
        "value": "yes", "reason": "x", "present": [new_id()], "premises": new_id(), "planned": True,
    },
}  # fmt: skip
PUSH: dict[str, Any] = {
    "proto": 1, "device": new_id(), "from": 1, "to": 1, "operations": [json.dumps(OPERATION)], "head": "0" * 64,
    "sig": None, "alg": None, "app": "x", "schema": 1,
}  # fmt: skip
FILING = {
    "at": "2026-09-20T09:00:00+08:00", "event": "plan.filed", "plan": "A", "agency": "a", "premises": 1,
    "credit_code": "91370211MA3C0AAAA1", "items": ["x"], "channel": "ordinary", "visit_on": "2026-10-12",
}  # fmt: skip
OUTBOX = {
    "format": "mashang-outbox", "v": 1, "device": new_id(), "account": "a", "from": 1, "before": {"head": "0" * 64},
    "head": chain.head_after("0" * 64, [chain.digest(b"{}")]),
}  # fmt: skip
SCANNED = (
    "https://mashang.example.cn/e/q7Xb2_Lr9-TnW4kYp0sVzA", "91370211MA3C4XK29U", "http://zj.gsxt.gov.cn/%7Bab%7D?cid=1",
    "名称：青岛缘之旅旅行社有限公司\n统一社会信用代码：91370211MA3C4XK29U", "javascript:alert(1)", "370211228000001",
)  # fmt: skip
NOTE = f"log.example/1\n7\n{notes.encoded(bytes(32))}\n\n— log.example/1 {notes.encoded(bytes(68))}\n"
CHECKPOINT = NOTE.partition("\n\n")[0] + "\n"
PROOF = f"{notes.PROOF}\nindex 3\n{notes.encoded(bytes(32))}\n\n{NOTE}"
KEY = notes.Key("log.example/1", notes.LOG, bytes(32)).told()
CERTIFICATE = visit_code.Certificate(
    bytes(4), bytes(33), 1_790_000_000, 60, bytes(10), bytes(16), 1, 0, 0, 1, 1, "王建国", "消防", "37020001"
)  # fmt: skip
NOW = 1_790_000_001
CODE = visit_code.digits(visit_code.packed(CERTIFICATE) + bytes(64) + visit_code.moment(NOW, None) + bytes(64))
TRUSTED = Trusted("https://x/B/", 1_790_000_000, {bytes(4).hex(): b"\x02" + bytes(32)})
VERIFIER = Verifier(TRUSTED, NOW, "91370211MA3C4XK29U", 1)
FORM = b'--x\r\nContent-Disposition: form-data; name="photo"; filename="a.jpg"\r\n\r\n\xff\xd8\xff\r\n--x--\r\n'
GZIP = gzip.compress(json.dumps(PUSH).encode(), mtime=0)

_letters = st.text(max_size=60)
_ends = st.sampled_from([2**63, 10**400, "9" * 5000, "\0"])
_value: SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | _letters
    | st.sampled_from([2**63, 10**400, "9" * 5000, "\0"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_letters, inner, max_size=4),
    max_leaves=8,
)


@dataclass(frozen=True)
class Parser:
    """What is parsed, what is handed to it, by what it may refuse, and how large its part of all examples is."""

    read: Callable[[Any], object]
    given: SearchStrategy[Any]
    refusals: tuple[type[Exception], ...] = ()
    share: float = 1.0


def changed(seeds: tuple[bytes, ...] | tuple[str, ...]) -> SearchStrategy[Any]:
    """A right text with a piece of it replaced by another, or repeated, or gone; or any text at all."""
    anything = st.binary(max_size=200) if isinstance(seeds[0], bytes) else st.text(max_size=200)

    @st.composite
    def spliced(draw: st.DrawFn) -> Any:
        seed: Any = draw(st.sampled_from(seeds))
        for _ in range(draw(st.integers(1, 3))):
            start = draw(st.integers(0, len(seed)))
            end = draw(st.integers(start, min(len(seed), start + 40)))
            piece: Any = draw(anything | st.just(seed[start:end] * 3))
            seed = seed[:start] + piece + seed[end:]
        return seed

    return spliced() | anything


def altered(message: Mapping[str, Any]) -> SearchStrategy[Any]:
    """A right message with some members of other values, some gone and some too many; or any value at all."""

    @st.composite
    def replaced(draw: st.DrawFn) -> Any:
        names = draw(st.lists(st.sampled_from(list(message)), max_size=3, unique=True))
        kept = {name: value for name, value in message.items() if name not in names}
        return (
            kept
            | {name: draw(_value) for name in names if draw(st.booleans())}
            | draw(st.just({}) | st.dictionaries(_letters, _value, max_size=2))
        )

    return replaced() | _value


def texts(message: Mapping[str, Any]) -> SearchStrategy[bytes]:
    """The message as bytes: altered as a value, or changed as a text."""
    written = altered(message).map(lambda value: json.dumps(value).encode())
    return written | changed((json.dumps(message, ensure_ascii=False).encode(),))


def _body(given: tuple[str, Any]) -> object:
    kind, said = given
    body = said if isinstance(said, dict) else {}
    visit, code = body.get("visit"), body.get("code")
    return bodies.checked(kind, visit if isinstance(visit, str) else bodies.code_id(str(code)), body)


def _outbox(data: bytes) -> object:
    with tempfile.NamedTemporaryFile(dir=_FAST if _FAST.is_dir() else None) as file:
        file.write(data)
        file.flush()
        return outbox_file.read(Path(file.name))


def _rows(cells: dict[str, str]) -> object:
    return [Reading(columns, [(1, cells)]) for columns in (*COLUMNS.values(), PLAN_COLUMNS)]


def _headers(given: tuple[str, str, bytes]) -> object:
    name, value, chunk = given
    try:
        said = Headers([(name, value)])
    except ValueError:  # a server hands on no line ends within a header
        return None
    return headers.whole(said, "Upload-Offset") if name == "Upload-Offset" else headers.require_digest(said, chunk)


def _form(data: bytes) -> object:
    environment = {
        "REQUEST_METHOD": "POST", "CONTENT_TYPE": "multipart/form-data; boundary=x", "CONTENT_LENGTH": str(len(data)),
        "wsgi.input": io.BytesIO(data),
    }  # fmt: skip
    sent = Request(environment)
    return [(each.filename, each.read()) for each in sent.files.values()] + list(sent.form)


def _opened(data: bytes) -> object:
    return (opening_small.made(data), opening_codes.told(data)) if mime_of(data) else None


_FAST = Path("/dev/shm")


def _files() -> tuple[bytes, ...]:
    made = (*pictures.shapes(), *pictures.two_kinds())
    return tuple(data for _, data in made if mime_of(data) and len(data) < 20_000)


def _zips() -> tuple[bytes, ...]:
    right = packed({"outbox.json": json.dumps(OUTBOX).encode(), "operations/00000001.json": b"{}"})
    return (right, *(data for _, data in tables.archives() if len(data) < MOST))


_cells = sorted({each.name for columns in COLUMNS.values() for each in columns} | {each.name for each in PLAN_COLUMNS})
_digests = changed(("sha-256=:" + "A" * 43 + "=:", "sha-256=:x:", "12", "0"))

_bodies = st.tuples(st.sampled_from(list(bodies.SHAPES)), altered(OPERATION["body"]))
_said = st.tuples(st.sampled_from(["Upload-Offset", "Content-Digest"]), _digests, st.binary(max_size=9))
_lines = changed((PLANS.encode(), (PLANS + '"a\nb",x,,\n').encode("gb18030")))
_row = st.dictionaries(st.sampled_from(_cells), changed(("2026-10-12", "1", "91370211MA3C4XK29U", "是")), max_size=8)
_numbers = changed(("91370211MA3C4XK29U", "９１３７０２１１MA3C4XK29U", "370211228000001"))
_codes = changed((CODE, TRUSTED.address + CODE)) | st.binary(max_size=400).map(visit_code.digits)

PARSERS: dict[str, Parser] = {
    "operation envelope": Parser(protocol.envelope, texts(OPERATION), (protocol.Malformed,), 2),
    "push message": Parser(protocol.batch, altered(PUSH), (Refused,)),
    "operation body": Parser(_body, _bodies, (Unusable,), 2),
    "gzip": Parser(wire._inflated, changed((GZIP,)), (Refused,)),
    "upload headers": Parser(_headers, _said, (Refused,)),
    "form with a file": Parser(_form, changed((FORM,)), (HTTPException,)),
    "licence code": Parser(license_code.read, changed(SCANNED), (), 2),
    "credit code": Parser(credit_code.suggestions, _numbers),
    "registration number": Parser(credit_code.registration_number_ok, _numbers),
    "visit code": Parser(visit_code.read, _codes),
    "visit code's verdict": Parser(lambda text: verdict(text, VERIFIER), _codes),
    "signed note": Parser(notes.read_note, changed((NOTE,)), (notes.Malformed,)),
    "checkpoint": Parser(notes.read_checkpoint, changed((CHECKPOINT,)), (notes.Malformed,)),
    "proof": Parser(notes.read_proof, changed((PROOF,)), (notes.Malformed,)),
    "key": Parser(notes.read_key, changed((KEY,)), (notes.Malformed,)),
    "outbox file": Parser(_outbox, st.deferred(lambda: changed(_zips())), (outbox_file.BadFile,)),
    "replay line": Parser(lambda line: list(replay([line], Settings())), texts(FILING), (ReplayError,)),
    "CSV": Parser(lambda data: list(read_csv(data, 500)), _lines, (Refused,)),
    "cells of a row": Parser(_rows, _row),
    "picture": Parser(_opened, st.deferred(lambda: changed(_files())), (), 0.1),
}
