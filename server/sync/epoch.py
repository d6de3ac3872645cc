"""The epoch of this database: made at first use and anew at every restore, so that old cursors are known as such."""

from server.db import db, lock, transaction
from server.ids import new_id
from server.sync.tables import SyncMetaRow

NAME = "epoch"


def current() -> str:
    """This database's epoch."""
    row = db.session.get(SyncMetaRow, NAME)
    return row.value if row else _begun()


def _begun() -> str:
    with transaction():
        lock("sync epoch")
        row = db.session.get(SyncMetaRow, NAME)
        if row is None:
            row = SyncMetaRow(name=NAME, value=new_id())
            db.session.add(row)
        return row.value
