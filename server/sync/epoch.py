"""The epoch of this database: made at first use and anew at every restore, so that old cursors are known as such."""

from sqlalchemy import bindparam, select

from server import trail
from server.db import ask, db, lock, transaction
from server.ids import new_id
from server.sync.tables import SyncMetaRow

NAME = "epoch"
META = SyncMetaRow.__table__.c
CURRENT = select(META.value).where(META.name == bindparam("name"))


def current() -> str:
    """This database's epoch."""
    return ask(CURRENT, {"name": NAME}).scalar() or renew(None)


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
