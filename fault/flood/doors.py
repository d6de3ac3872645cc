"""Every way by which a file gets in, and what became of it."""

import base64
import hashlib
import json
import re
import subprocess
import sys
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from fault.client.link import Answer
from fault.flood.world import World
from fault.serving import ROOT
from server.ids import new_id
from server.vocabulary import Role

PIECE = 1024 * 1024
_NOT_TAKEN = re.compile(r"<p>[^<]*没有收下：([^<]*)</p>")
# A notice, a word at a field, or a page that is nothing but the refusal.
_REASONS = (
    re.compile(r'role="alert">.*?<p>([^<]+)<', re.DOTALL), re.compile(r'<p class="error"[^>]*>([^<]+)<'),
    re.compile(r'<h1>([^<]+)</h1>\s*<p><a class="button" href="/">'),
)  # fmt: skip


@dataclass(frozen=True)
class Fate:
    """What became of a file at a door: taken, or refused for a reason; a fault is neither."""

    taken: bool
    reason: str
    status: int = 0
    original: str = ""

    @property
    def is_fault(self) -> bool:
        return (self.status >= 500 and self.status not in (503, 507)) or not (self.taken or self.reason)


Door = Callable[[World, str, bytes], Fate]


def phone_photo(world: World, _name: str, data: bytes) -> Fate:
    """A phone's evidence is kept whatever it is; taken means that a small picture of it can be shown."""
    if not 0 < len(data) <= 25 << 20:
        return Fate(False, "no operation can name it")
    sha256 = hashlib.sha256(data).hexdigest()
    named = _named(world, sha256, len(data))
    if named.status != 200:
        return _of(named)
    if (last := _in_pieces(world, sha256, data)).status >= 400:
        return _of(last)
    shown = world.ask("GET", f"/sync/v1/blob/{sha256}/thumbnail", headers=world.phone.authorization)
    kept = "" if shown.status == 200 else "kept, not shown"
    return Fate(shown.status == 200, kept, shown.status, f"/sync/v1/blob/{sha256}")


def phone_preview(world: World, _name: str, data: bytes) -> Fate:
    """The small picture of a photo that never comes."""
    sha256 = hashlib.sha256(data + b"preview").hexdigest()
    _named(world, sha256, 9)
    return _of(world.ask("PUT", f"/sync/v1/blob/{sha256}/thumbnail", data, world.phone.authorization))


def _named(world: World, sha256: str, size: int) -> Answer:
    """Pushes a finding that names the file."""
    phone, side = world.phone, world.side
    phone.record(
        "finding.recorded", side.ids["open_visit"], finding=new_id(), **world.line, text="x",
        severity="minor", correction_due=None, evidence=[sha256], corrects=None,
        blobs=[{"sha256": sha256, "size": size, "mime": "image/jpeg", "role": "evidence"}],
    )  # fmt: skip
    message = phone.batch(len(phone.operations), len(phone.operations))
    return world.ask("POST", "/sync/v1/push", json.dumps(message).encode(), phone.authorization)


def complaint(world: World, name: str, data: bytes) -> Fate:
    fields = {"key": new_id(), "text": "查了三个小时", "conduct": "banquets"}
    sent = world.send(f"/e/{world.side.ids['token']}/complaints/new", fields, "photo", name, data, by=Role.MANAGER)
    return _told_after(world, sent, Role.MANAGER)


def complaint_in_pieces(world: World, _name: str, data: bytes) -> Fate:
    fields = {"key": new_id(), "text": "查了三个小时", "conduct": "banquets"}
    token = world.side.ids["token"]
    filed = world.send(f"/e/{token}/complaints/new", fields, "none", "", b"", by=Role.MANAGER)
    if filed.status != 303:
        return _of(filed)
    at = urllib.parse.urlsplit(filed.headers["Location"]).path
    address = f"/api{at}/photos/{hashlib.sha256(data).hexdigest()}"
    for start in range(0, max(len(data), 1), PIECE):
        last = world.ask("PATCH", f"{address}?at={start}&of={len(data)}", data[start : start + PIECE], by=Role.MANAGER)
        if last.status >= 400:
            break
    return _of(last)


def correction(world: World, name: str, data: bytes) -> Fate:
    ids = world.side.ids
    path = f"/e/{ids['token']}/visits/{ids['visit']}/findings/{ids['finding']}"
    return _told_after(world, world.send(path, {}, "photo", name, data, by=Role.MANAGER), Role.MANAGER)


def objection(world: World, name: str, data: bytes) -> Fate:
    path = f"/desk/objections/{world.side.ids['objection']}"
    sent = world.send(path, {"act": "photographed"}, "photo", name, data, by=Role.OFFICER)
    return _told_after(world, sent, Role.OFFICER)


def attachment(world: World, name: str, data: bytes) -> Fate:
    ids = world.side.ids
    fields = {"question": ids["question"], "only_files": "1"}
    sent = world.send(f"/desk/inquiries/{ids['case']}", fields, "file", name, data, by=Role.OFFICER)
    return _told_after(world, sent, Role.OFFICER)


def portrait(world: World, name: str, data: bytes) -> Fate:
    path = f"/desk/registry/inspectors/{world.side.ids['inspector']}/portrait"
    return _of(world.send(path, {}, "photo", name, data, by=Role.ADMIN))


def scan(world: World, name: str, data: bytes) -> Fate:
    return _of(world.send("/api/codes/read", {}, "photo", name, data, by=Role.INSPECTOR))


def bulk(world: World, name: str, data: bytes) -> Fate:
    return _of(world.send("/desk/plans/bulk", {}, "file", name, data, by=Role.OFFICER))


def roster(world: World, name: str, data: bytes) -> Fate:
    return _of(world.send("/desk/registry/import", {}, "file", name, data, by=Role.ADMIN))


def outbox(world: World, name: str, data: bytes) -> Fate:
    return _by_command(world, "import", "outbox", name=name, data=data)


def export(world: World, name: str, data: bytes) -> Fate:
    return _by_command(world, "verify", name=name, data=data)


def _by_command(world: World, *arguments: str, name: str, data: bytes) -> Fate:
    path = world.server.place.data.parent / f"handed-in{Path(name).suffix[:8]}"
    path.write_bytes(data)
    done = subprocess.run(
        [sys.executable, "-m", "server.cli", *arguments, str(path)], cwd=ROOT, env=world.server._environment(),
        capture_output=True, text=True,
    )  # fmt: skip
    if "Traceback" in done.stderr or done.returncode not in (0, 1, 2):
        return Fate(False, "", 500)
    said = (done.stderr or done.stdout).strip().replace(str(path), arguments[0])
    return Fate(done.returncode == 0, said[:60])


def _in_pieces(world: World, sha256: str, data: bytes) -> Answer:
    for start in range(0, len(data), PIECE):
        piece = data[start : start + PIECE]
        digest = base64.b64encode(hashlib.sha256(piece).digest()).decode()
        headers = {**world.phone.authorization, "Upload-Offset": str(start), "Upload-Length": str(len(data)),
                   "Content-Digest": f"sha-256=:{digest}:"}  # fmt: skip
        last = world.ask("PATCH", f"/sync/v1/blob/{sha256}", piece, headers)
        if last.status >= 400:
            break
    return last


def _told_after(world: World, sent: Answer, by: Role) -> Fate:
    """A form's answer sends on to a page, and that page says which photo was not taken."""
    if sent.status not in (302, 303):
        return _of(sent)
    cookies = "; ".join(each.partition(";")[0] for each in sent.headers.get_all("Set-Cookie", []))
    at = urllib.parse.urlsplit(sent.headers["Location"])
    page = world.ask("GET", f"{at.path}?{at.query}", headers={"Cookie": cookies or world.cookies[by]})
    found = _NOT_TAKEN.search(page.text)
    return Fate(not found and page.status == 200, found[1] if found else "", page.status)


def _of(answer: Answer) -> Fate:
    if answer.status < 400:
        return Fate(True, "", answer.status)
    if "problem+json" in (answer.headers.get("Content-Type") or ""):
        return Fate(False, answer.code, answer.status)
    found = next((found for each in _REASONS if (found := each.search(answer.text))), None)
    return Fate(False, found[1].strip() if found else "", answer.status)


PICTURES: dict[str, Door] = {"phone": phone_photo, "scan": scan, "complaint": complaint}
# These take no more than nine, or do with a file what the others do: each file comes to one of them.
IN_TURN: dict[str, Door] = {
    "preview": phone_preview, "pieces": complaint_in_pieces, "correction": correction, "objection": objection,
    "attachment": attachment, "portrait": portrait,
}  # fmt: skip
TABLES: dict[str, Door] = {"bulk": bulk, "roster": roster}
ARCHIVES: dict[str, Door] = {"outbox": outbox, "export": export}
ALL = PICTURES | IN_TURN | TABLES | ARCHIVES
