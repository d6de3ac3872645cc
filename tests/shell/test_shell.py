"""What a browser installs: the shell, the manifest, the worker with its stamp, built files in their smallest form."""

import json
import re

import pytest

from server import assets, shell
from server.assets import UNBUILT, Build, require_current, source_stamp

# What these pages ask of a database is asked of PostgreSQL too where each role opens every page (tests/whole).
pytestmark = pytest.mark.one_database

FILES = {
    "app.js": "/assets/app-1.js",
    "icon-192.png": "/assets/icon-192-1.png",
    "icon-512.png": "/assets/icon-512-1.png",
    "icon-maskable-512.png": "/assets/icon-maskable-512-1.png",
}


@pytest.fixture
def built(app, tmp_path, monkeypatch):
    """A build of three files, whatever stands in pwa/dist."""
    folder = tmp_path / "dist" / "assets"
    folder.mkdir(parents=True)
    for name, content in [
        ("app-1.js", b"plain"),
        ("app-1.js.br", b"br"),
        ("app-1.js.gz", b"gz"),
        ("z-1.wasm", b"wasm"),
    ]:
        (folder / name).write_bytes(content)
    monkeypatch.setattr(assets, "DIST", tmp_path / "dist")
    app.extensions["front_end"] = Build("b1", FILES, tuple(sorted(FILES.values())))
    return app


def worker_build(client):
    line = next(line for line in client.get("/service-worker.js").text.split("\n") if line.startswith("const BUILD = "))
    return json.loads(line.removeprefix("const BUILD = "))


def test_the_shell_names_its_build_and_carries_no_inline_script_or_style(built, client):
    page = client.get("/app/").text

    assert 'content="b1"' in page
    assert 'src="/assets/app-1.js"' in page
    assert not re.search(r"<script(?![^>]* src=)|<style| style=", page)


def test_the_worker_keeps_what_the_build_needs_offline(built, client):
    told = worker_build(client)

    assert told["build"] == "b1"
    assert told["precache"] == sorted(FILES.values())


def test_an_edit_of_the_shell_is_a_new_version_of_the_worker(built, client, monkeypatch):
    before = worker_build(client)["stamp"]
    monkeypatch.setattr(shell, "render_template", lambda name: "<p>another shell</p>")

    assert worker_build(client)["stamp"] != before


def test_the_worker_and_the_shell_are_always_asked_for(built, client):
    for address in ("/service-worker.js", "/app/", "/manifest.webmanifest"):
        assert client.get(address).headers["Cache-Control"] == "no-cache"


def test_the_manifest_names_the_built_icons(built, client):
    told = client.get("/manifest.webmanifest")

    assert told.mimetype == "application/manifest+json"
    assert [icon["src"] for icon in told.json["icons"]] == [
        "/assets/icon-192-1.png", "/assets/icon-512-1.png", "/assets/icon-maskable-512-1.png",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("accepted", "encoding", "content"),
    [
        ("gzip, deflate, br", "br", b"br"),
        ("gzip", "gzip", b"gz"),
        ("br;q=0, gzip", "gzip", b"gz"),
        ("", None, b"plain"),
    ],
)
def test_a_built_file_goes_out_in_the_smallest_form_the_browser_takes(built, client, accepted, encoding, content):
    answer = client.get("/assets/app-1.js", headers={"Accept-Encoding": accepted})

    assert (answer.data, answer.headers.get("Content-Encoding")) == (content, encoding)
    assert answer.mimetype == "text/javascript"
    assert "immutable" in answer.headers["Cache-Control"]
    assert "Accept-Encoding" in answer.vary


def test_wasm_has_its_own_type_so_that_it_can_be_compiled_while_it_arrives(built, client):
    assert client.get("/assets/z-1.wasm").mimetype == "application/wasm"


def test_an_unknown_file_is_not_found(built, client):
    assert client.get("/assets/app-2.js").status_code == 404
    assert client.get("/assets/..%2f..%2fpyproject.toml").status_code == 404


@pytest.mark.parametrize("build", [UNBUILT, Build("of-other-sources", {}, ())])
def test_a_missing_or_stale_build_is_refused_with_the_command_that_makes_it(build):
    with pytest.raises(SystemExit, match="script/setup"):
        require_current(build)


def test_a_build_of_these_very_sources_is_accepted():
    require_current(Build(source_stamp(), {}, ()))
