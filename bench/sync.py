"""How fast and how lean sync is, beside PouchDB with express-pouchdb, tus, and plain SQLite, all in one run.

`script/bench sync [--records N] [--photos N] [--phones N] [--database sqlite|postgresql|URL …] [--peers FOLDER]`.
One client on loopback; every byte is counted by the same TCP proxy. The peers are installed from npm into a temporary
folder, or once and for all into the folder named.
"""

import argparse
import json
import os
import tempfile
from pathlib import Path

from bench import sync_evening, sync_ours, sync_peers, sync_raw
from bench.places import place
from bench.sync_findings import as_document
from bench.sync_ours import Ours
from bench.sync_peers import Measured, Missing, Running
from bench.sync_phone import Phone
from bench.sync_raw import Copies

COUCH = "PouchDB 9 + express-pouchdb"


def main() -> None:
    parser = argparse.ArgumentParser(prog="script/bench sync", description=__doc__)
    parser.add_argument("--records", type=int, default=10_000)
    parser.add_argument("--photos", type=int, default=200)
    parser.add_argument("--phones", type=int, default=50)
    parser.add_argument("--database", nargs="+", default=["sqlite", "postgresql"])
    parser.add_argument("--peers", type=Path, help="A folder to keep the peers' packages in.")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mashang-sync-") as folder:
        photos = [sync_ours.some_photos(Path(folder) / f"photos-{n}", asked.photos) for n in range(2)]
        documents = Path(folder) / "records.jsonl"
        print(
            f"{asked.records:,} records, {asked.photos} photos of 300 KiB, load of the machine {os.getloadavg()[0]:.1f}"
        )
        print(f"{'':52} {'per second':>10} {'seconds':>8} {'MB up':>7} {'MB down':>7} {'requests':>8} {'server s':>8}")
        found = [ours(named, asked.records, photos, documents) for named in asked.database]
        try:
            compare(found, *peers(asked.peers or Path(folder) / "peers", Path(folder), documents))
        except Missing as missing:
            print(f"The peers are left out: {missing}")
    for named in asked.database:
        evening(named, asked.phones)


def ours(named: str, records: int, photos: list[list[Path]], documents: Path) -> Ours:
    """Our own lines for one database, and below SQLite's the plain inserts."""
    with place(named) as where:
        measured = sync_ours.measure(where, records, photos)
        show(f"ours on {where.kind}: push, every batch on disk", measured.push)
        show(f"ours on {where.kind}: push again, nothing new", measured.again)
        show(f"ours on {where.kind}: pull of visits ahead", measured.pull)
        show(f"ours on {where.kind}: pull of what was pushed", measured.shared)
        for piece, sent in zip(sync_ours.PIECES, measured.photos, strict=True):
            show(f"ours on {where.kind}: photos, {piece // 1024} KiB pieces", sent)
        if not documents.exists():
            write_documents(documents, measured.phone, records)
        if measured.copies:
            floor(measured.copies, measured)
    return measured


def floor(copies: Copies, measured: Ours) -> None:
    """Plain SQLite with the same rows."""
    log, everything = sync_raw.measure(copies, measured.push.count, measured.push.requests)
    show("plain SQLite: the operations and their changes", log)
    show("plain SQLite: every row that a push writes", everything)
    target("push against plain SQLite, every row", measured.push.rate / everything.rate, 0.5)
    print(f"    (against operations and changes alone: {measured.push.rate / log.rate:.2f})")


def write_documents(file: Path, phone: Phone, records: int) -> None:
    """The same input for the peers: what each operation says, as a document."""
    lines = [json.dumps(as_document(json.loads(text)), ensure_ascii=False) for text in phone.texts()][:records]
    file.write_text("\n".join(lines))
    size = file.stat().st_size / len(lines)
    print(f"    (the same records as documents for the peers: {size:,.0f} bytes each)")


def peers(packages: Path, folder: Path, documents: Path) -> tuple[Measured, Measured, list[Measured]]:
    """PouchDB's push and pull, and tus with both sizes of chunk."""
    sync_peers.install(packages)
    with sync_peers.server(packages, "couch_server.mjs", folder / "couch") as running:
        push = couch(packages, running, "push", folder / "pushing", documents)
        show(f"{COUCH}: push", push)
        pull = couch(packages, running, "pull", folder / "pulling")
        show(f"{COUCH}: pull", pull)
        attached = couch(packages, running, "photos", folder / "photos-0-couch", folder / "photos-0")
        show(f"{COUCH}: photos as attachments", attached)
    with sync_peers.server(packages, "tus_server.mjs", folder / "tus") as running:
        uploads = [
            sync_peers.client(packages, "tus_client.mjs", running, ["{url}", folder / "photos-0", piece], "/files")
            for piece in sync_ours.PIECES
        ]
    for piece, uploaded in zip(sync_ours.PIECES, uploads, strict=True):
        show(f"tus: photos, {piece // 1024} KiB chunks", uploaded)
    return push, pull, uploads


def couch(packages: Path, running: Running, step: str, folder: Path, *given: Path) -> Measured:
    """One step of a PouchDB client on a folder of its own."""
    folder.mkdir()
    path = "/photos" if step == "photos" else "/records"
    return sync_peers.client(packages, "couch_client.mjs", running, [step, "{url}", folder, *given], path)


def compare(found: list[Ours], push: Measured, pull: Measured, uploads: list[Measured]) -> None:
    """Our figures beside the targets; the first database named is the one they are held to."""
    for each in found:
        target("push against PouchDB, records a second", each.push.rate / push.rate, 3)
        target("push against PouchDB, bytes on the wire", each.push.wire / push.wire, 0.25, most=True)
        target("pull against PouchDB, records a second", each.pull.rate / pull.rate, 5)
        target("pull of what was pushed against PouchDB", each.shared.rate / pull.rate, 5)
        for piece, ours_, theirs in zip(sync_ours.PIECES, each.photos, uploads, strict=True):
            target(f"photos against tus, {piece // 1024} KiB pieces", ours_.rate / theirs.rate, 2)
            payload = ours_.count * 300 * 1024 / 1e6
            target(f"photos, bytes against payload, {piece // 1024} KiB pieces", ours_.up / payload, 1.01, most=True)


def evening(named: str, phones: int) -> None:
    """Everybody at six."""
    with place(named) as where:
        measured = sync_evening.measure(where, phones)
    print(
        f"{phones} phones at once on {where.kind}: {measured.operations:,} operations and {measured.photos} photos in "
        f"{measured.seconds:.1f} s, a request p50 {measured.p50 * 1000:.0f} ms, p99 {measured.p99 * 1000:.0f} ms "
        f"of {measured.requests:,}; lost or different: {measured.wrong}"
    )


def show(what: str, measured: Measured) -> None:
    """One line of the table."""
    print(
        f"{what:52} {measured.rate:10,.0f} {measured.seconds:8.2f} {measured.up:7.2f} {measured.down:7.2f} "
        f"{measured.requests:8,} {measured.processor:8.2f}", flush=True,
    )  # fmt: skip


def target(what: str, ratio: float, wanted: float, most: bool = False) -> None:
    """A ratio and whether it is as wanted."""
    met = ratio <= wanted if most else ratio >= wanted
    print(f"    {what:48} {ratio:10.3f}  (target {'≤' if most else '≥'} {wanted}){'' if met else '  MISSED'}")


if __name__ == "__main__":
    main()
