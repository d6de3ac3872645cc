"""The built front end: addresses of its files, its stamp, and the check that it was built from these very sources."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flask import Flask, current_app

from server.config import Settings

PWA = Path(__file__).resolve().parent.parent / "pwa"
DIST = PWA / "dist"
# What a build depends on; pwa/build/stamp.mjs computes the same digest.
FOLDERS = ("app", "build", "icons", "style")
FILES = ("build.mjs", "package-lock.json", "package.json", "tsconfig.json")


@dataclass(frozen=True)
class Build:
    """One build: its stamp, the address of each file by its source name, and what the installed app keeps."""

    stamp: str
    files: Mapping[str, str]
    precache: tuple[str, ...]


UNBUILT = Build("unbuilt", {}, ())


def init_app(app: Flask) -> None:
    """Gives templates `asset()` and `build_stamp()`; refuses to start on a missing or stale build."""
    settings: Settings = app.extensions["settings"]
    build = standing_build()
    if settings.front_end:
        require_current(build)
    app.extensions["front_end"] = build
    app.jinja_env.globals.update(asset=asset, build_stamp=build_stamp)


def require_current(build: Build) -> None:
    """A page whose script does not match its server is worse than no page."""
    if build is UNBUILT:
        raise SystemExit("The front end is not built. Run: script/setup")
    if build.stamp != source_stamp():
        raise SystemExit("The front end was built from other sources. Run: script/setup")


def asset(name: str) -> str:
    """The address of a built file by its source name, such as `desk.css`."""
    return _build().files.get(name, f"/assets/{name}")


def asset_text(name: str) -> str:
    """A built file's text, for pages that carry their style inline; unbuilt, the source's."""
    address = _build().files.get(name)
    return _read(DIST / address.lstrip("/") if address else PWA / "style" / name)


def build_stamp() -> str:
    """Names the build that pages and the installed app come from."""
    return _build().stamp


def precache() -> tuple[str, ...]:
    """Addresses of everything the installed app needs without signal."""
    return _build().precache


def standing_build() -> Build:
    """The build in dist, as build.mjs described it."""
    path = DIST / "manifest-build.json"
    if not path.exists():
        return UNBUILT
    told = json.loads(path.read_text("utf-8"))
    return Build(told["build"], told["files"], tuple(told["precache"]))


def source_stamp() -> str:
    """The digest over everything a build depends on."""
    lines = (f"{path} {hashlib.sha256((PWA / path).read_bytes()).hexdigest()}\n" for path in sorted(_sources()))
    return hashlib.sha256("".join(lines).encode()).hexdigest()[:16]


def _sources() -> Iterator[str]:
    yield from FILES
    for folder in FOLDERS:
        yield from (path.relative_to(PWA).as_posix() for path in (PWA / folder).rglob("*") if path.is_file())


def _build() -> Build:
    build: Build = current_app.extensions["front_end"]
    return build


@cache
def _read(path: Path) -> str:
    return path.read_text("utf-8") if path.exists() else ""
