"""F20: input made to harm. Each gets the answer that docs/protocol.md names, and no worker's memory passes a bound."""

import gzip
import json
import subprocess
import zlib
from pathlib import Path
from typing import Any

from fault.accounts import Account
from fault.client import day
from fault.client.link import Link, Trouble
from fault.client.phone import Phone, new_id
from fault.run import Run, fault
from fault.serving import Server

MOST_MEMORY = 300 * 1024
MEGABYTE = 1024 * 1024
PACKED = {"Content-Encoding": "gzip"}
# What is sent, and the status and code it must get.
Case = tuple[str, bytes, dict[str, str], int, str]


@fault("F20", "hostile input", broken=("unpacks_anything",))
def hostile(run: Run) -> Account:
    with run.server() as server:
        [phone] = run.phones(1, server.url)
        day.visits(phone, run.chance, 20, 1, 300_000)
        wrong = [name for name, case in _cases(phone).items() if not _as_promised(phone.link, phone, name, case)]
        wrong += _wrong_photos(phone)
        memory = max(map(_peak, _processes(server)))
        run.together(Phone.sync, [phone])
        account = run.account([phone])
    account.must_be_none["not as promised"] = len(wrong)
    account.must_be_none["memory past 300 MB"] = int(memory > MOST_MEMORY)
    account.notes |= {"peak MB": memory // 1024, "cases": len(_cases(phone))} | ({"wrong": wrong} if wrong else {})
    return account


def _cases(phone: Phone) -> dict[str, Case]:
    good = _push(phone)
    return {
        "bomb": ("push", bomb(1000), PACKED, 413, "too_large"),
        "bomb in a bomb": ("push", gzip.compress(bomb(1000)), PACKED, 400, "malformed"),
        "deep": ("push", gzip.compress(b"[" * 100_000 + b"]" * 100_000), PACKED, 400, "malformed"),
        "deep and open": ("pull", gzip.compress(b'{"a":' * 100_000), PACKED, 400, "malformed"),
        "cut off": ("push", gzip.compress(json.dumps(good).encode())[:-9], PACKED, 400, "malformed"),
        "no gzip": ("push", b"\x1f\x8b\x08", PACKED, 400, "malformed"),
        "unknown packing": ("push", b"x", {"Content-Encoding": "br"}, 400, "malformed"),
        "too long": ("push", b"x" * (MEGABYTE + 1), PACKED, 413, "too_large"),
        "not JSON": ("push", b"\xff\xfe{}", {}, 400, "malformed"),
        "NaN": ("pull", b'{"proto":1,"cursor":NaN}', {}, 400, "malformed"),
        "empty": ("pull", b"", {}, 400, "malformed"),
        "other protocol": ("push", _plain({**good, "proto": 99}), {}, 426, "upgrade_needed"),
        "wrong head": ("push", _plain({**good, "head": "ab" * 32}), {}, 422, "bad_chain"),
        "gap": ("push", _plain({**good, "from": 7, "to": 6 + len(good["operations"])}), {}, 409, "gap"),
        "wrong count": ("push", _plain({**good, "to": 999}), {}, 400, "malformed"),
        "another's device": ("push", _plain({**good, "device": new_id()}), {}, 403, "device_unknown"),
        "no token": ("push", _plain(good), {"Authorization": "Device x"}, 401, "sign_in_first"),
        "no token, much to say": ("push", b" " * MEGABYTE, {"Authorization": "Device x"}, 401, "sign_in_first"),
        "cursor of another shape": ("pull", b'{"proto":1,"cursor":{"feeds":{"a":-1}}}', {}, 400, "malformed"),
        "limit": ("pull", b'{"proto":1,"cursor":null,"limit":-5}', {}, 400, "malformed"),
        "hello": ("hello", b'{"proto":[99]}', {}, 426, "upgrade_needed"),
    }


def _push(phone: Phone) -> dict[str, Any]:
    state = phone.state
    return {
        "proto": 1, "device": state.me["device"], "from": 1, "to": len(state.operations),
        "operations": state.operations, "head": state.heads[-1], "sig": None, "alg": None, "app": "x", "schema": 1,
    }  # fmt: skip


def _plain(message: Any) -> bytes:
    return json.dumps(message).encode()


def _as_promised(link: Link, phone: Phone, name: str, case: Case) -> bool:
    path, body, headers, status, code = case
    try:
        answer = link.ask("POST", f"/sync/v1/{path}", body, {**phone.authorization, **headers})
    except Trouble:
        return False
    return (answer.status, answer.code, answer.headers.get("X-Mashang-Sync")) == (status, code, "1")


def _wrong_photos(phone: Phone) -> list[str]:
    """Pieces that do not fit, before the operation that names the photo and after it."""
    sha256 = next(iter(phone.state.photos))
    data = phone.state.photo(sha256).read_bytes()
    size = str(len(data))
    tried = {"undeclared": _piece(phone, sha256, data, "0", size) == 404}
    phone.push()
    tried |= {
        "wrong offset": _piece(phone, sha256, data[:9], "77", size) == 409,
        "past the end": _piece(phone, sha256, data, "0", "9") == 400,
        "no number": _piece(phone, sha256, data, "-1", size) == 400,
        "too big a piece": _piece(phone, sha256, b"x" * (MEGABYTE + 1), "0", str(9 * MEGABYTE)) == 413,
        "too big a file": _piece(phone, sha256, data[:9], "0", str(26 * MEGABYTE)) == 413,
        "other bytes": _piece(phone, sha256, bytes(len(data)), "0", size) == 422,
    }
    return [name for name, good in tried.items() if not good]


def _piece(phone: Phone, sha256: str, data: bytes, offset: str, length: str) -> int:
    headers = {**phone.authorization, "Upload-Offset": offset, "Upload-Length": length}
    return phone.link.ask("PATCH", f"/sync/v1/blob/{sha256}", data, headers).status


def bomb(megabytes: int) -> bytes:
    """So many megabytes of zeros, packed to a thousandth: one packed megabyte, again and again."""
    packer = zlib.compressobj(9, wbits=31)
    begun = packer.compress(bytes(MEGABYTE)) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(bytes(MEGABYTE)) + packer.flush(zlib.Z_FULL_FLUSH)
    return begun + again * (megabytes - 2) + packer.compress(bytes(MEGABYTE)) + packer.flush()


def _processes(server: Server) -> list[int]:
    assert server.process
    listed = subprocess.run(["ps", "-o", "pid=", "-s", str(server.process.pid)], capture_output=True, text=True)
    return [int(word) for word in listed.stdout.split()]


def _peak(process: int) -> int:
    """The most memory a process ever held, in kB."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)
