"""The epoch of this database: made at first use and anew at every restore, so that old cursors are known as such."""

from server import trail
from server.db import db, lock, transaction
from server.ids import new_id
from server.sync.tables import SyncMetaRow

NAME = "epoch"


def current() -> str:
    """This database's epoch."""
    row = db.session.get(SyncMetaRow, NAME)
    return row.value if row else renew(None)


def renew(known: str | None) -> str:
    """Begins a new epoch, unless somebody has begun one since `known`; every phone pulls and is served anew."""
    with transaction():
        lock("sync epoch")
        row = db.session.get(SyncMetaRow, NAME, populate_existing=True) or SyncMetaRow(name=NAME, value="")
        if row.value == (known or ""):
            row.value = new_id()
            db.session.add(row)
            trail.append("epoch.begun", "epoch", row.value, {"before": known})
        return row.value
