"""Serves what a browser installs: the app's shell, its manifest, the service worker with its stamp, and built files."""

import hashlib
import json
from collections.abc import Iterable
from mimetypes import guess_type
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, make_response, render_template, request, send_from_directory

from server import assets
from server.config import Settings

blueprint = Blueprint("shell", __name__)

ENCODINGS = {"br": ".br", "gzip": ".gz"}
A_YEAR = "public, max-age=31536000, immutable"
TYPES = {".wasm": "application/wasm", ".js": "text/javascript", ".svg": "image/svg+xml"}


@blueprint.get("/app/")
def app() -> Response:
    return _always_asked(render_template("inspector/shell.html"), "text/html")


@blueprint.get("/verify/")
def verify() -> Response:
    return _always_asked(render_template("enterprise/verify_shell.html"), "text/html")


@blueprint.get("/manifest.webmanifest")
def manifest() -> Response:
    return _manifest("manifest.webmanifest")


@blueprint.get("/verify.webmanifest")
def verify_manifest() -> Response:
    return _manifest("verify.webmanifest")


@blueprint.get("/service-worker.js")
def service_worker() -> Response:
    shells = (render_template("inspector/shell.html"), render_template("enterprise/verify_shell.html"))
    return _always_asked(_service_worker(shells), "text/javascript")


@blueprint.get("/assets/<name>")
def asset(name: str) -> Response:
    folder = assets.DIST / "assets"
    encoding = next((way for way in ENCODINGS if _accepts(way) and (folder / (name + ENCODINGS[way])).exists()), None)
    answer = send_from_directory(folder, name + ENCODINGS.get(encoding or "", ""), mimetype=_type_of(name))
    answer.headers["Cache-Control"] = A_YEAR
    answer.vary.add("Accept-Encoding")
    if encoding:
        answer.headers["Content-Encoding"] = encoding
    return answer


@blueprint.get("/licenses.txt")
def licenses() -> Response:
    return send_from_directory(assets.DIST, "licenses.txt", mimetype="text/plain")


@blueprint.get("/favicon.ico")
def favicon() -> Response:
    return asset(assets.asset("icon-192.png").rpartition("/")[2])


@blueprint.get("/lan-authority.crt")
def lan_authority() -> Response:
    """What a phone on the local network installs to trust this machine; only there with `demo --lan`."""
    settings: Settings = current_app.extensions["settings"]
    return send_from_directory(settings.keys.resolve(), "lan-authority.crt", mimetype="application/x-x509-ca-cert")


def _manifest(name: str) -> Response:
    told = json.loads((assets.PWA / name).read_text("utf-8"))
    return _always_asked(json.dumps(_with_addresses(told), ensure_ascii=False), "application/manifest+json")


def _service_worker(shells: Iterable[str]) -> str:
    """The worker's source with its one line filled in: a change of list, shells or source is a new version."""
    source = (assets.PWA / "service-worker.js").read_text("utf-8")
    kept = assets.precache()
    stamp = hashlib.sha256("\n".join([*kept, *shells, source]).encode()).hexdigest()[:16]
    told = {"stamp": stamp, "build": assets.build_stamp(), "precache": kept}
    lines = (
        f"const BUILD = {json.dumps(told)}" if line.startswith("const BUILD = ") else line
        for line in source.split("\n")
    )
    return "\n".join(lines)


def _with_addresses(part: Any) -> Any:
    """The manifest with each icon's source name replaced by its built address."""
    if isinstance(part, list):
        return [_with_addresses(each) for each in part]
    if not isinstance(part, dict):
        return part
    return {key: assets.asset(value) if key == "src" else _with_addresses(value) for key, value in part.items()}


def _always_asked(text: str, mimetype: str) -> Response:
    answer = make_response(text)
    answer.mimetype = mimetype
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _accepts(encoding: str) -> bool:
    return bool(request.accept_encodings[encoding])


def _type_of(name: str) -> str:
    return TYPES.get(Path(name).suffix) or guess_type(name)[0] or "application/octet-stream"
