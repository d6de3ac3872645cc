"""A visit's evidence to take away: it can be checked where neither this platform nor a network is any more."""

import io
import json
import zipfile
from typing import Any

from flask import render_template

from server import assets
from server.config import Settings
from server.evidence import store
from server.feedback import proofs
from server.planning.tables import VisitRow
from server.registry.tables import PremisesRow
from server.trail import proving

SCRIPT = "proof.js"


def made(settings: Settings, premises: PremisesRow, visit: VisitRow) -> bytes:
    """The zip: operations/, proofs/, photos/, verify.html, and the log's key; refused while nothing is signed."""
    told = proofs.told(settings, visit, ("", 0))
    entries = [each for each in proofs.of_visit(visit.id, proofs.newest().size) if proofs.is_told(each)]
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as pack:
        for each in entries:
            _write(settings, pack, each)
        photos = {blob["sha256"] for each in entries for blob in json.loads(each.body).get("blobs", ())}
        for sha256 in sorted(photos):
            _write_photo(pack, sha256)
        _put(pack, "log-key.txt", f"{told['key']}\n")
        _put(pack, "verify.html", _page(premises, visit, told))
    return file.getvalue()


def _write(settings: Settings, pack: zipfile.ZipFile, entry: Any) -> None:
    opened = proving.opened(settings, entry.id)
    if opened:
        name = f"{opened.proof.place:09}-{entry.kind}"
        _put(pack, f"operations/{name}.json", opened.body)
        _put(pack, f"proofs/{name}.salt", opened.salt.hex())
        _put(pack, f"proofs/{name}.tlog-proof", opened.proof.told())


def _write_photo(pack: zipfile.ZipFile, sha256: str) -> None:
    """The photo as the phone took it, byte for byte; one that has not arrived yet is not there."""
    path = store.folder().path(sha256)
    if path.exists():
        _put(pack, f"photos/{sha256}.jpg", path.read_bytes())


def _put(pack: zipfile.ZipFile, name: str, data: str | bytes) -> None:
    """Without the moment of packing: the same evidence makes the same file."""
    pack.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)


def _page(premises: PremisesRow, visit: VisitRow, told: dict[str, Any]) -> str:
    """A page that works from a disk: its script and what it checks stand in it."""
    script = assets.asset_text(SCRIPT)
    shown = [json.loads(each["body"]) for each in told["entries"] if "body" in each]
    return render_template(
        "enterprise/evidence_pack.html", premises=premises, visit=visit, proof=proofs.as_json(told), script=script,
        entries=shown,
    )  # fmt: skip
