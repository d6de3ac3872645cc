"""What sync needs done as days pass: feeds are put together, coming visits published, operations judged again."""

from datetime import date

from server import clock
from server.db import db, lock, transaction
from server.sync import compaction, projections, quarantine, quiet_records
from server.sync.tables import SyncMetaRow

DONE_ON = "upkeep"


def work() -> None:
    """One round: what an upgrade made usable and which doors are quiet at once, the rest on the first of a day."""
    quarantine.judge_again()
    quiet_records.publish()
    if _is_first_of(clock.today()):
        compaction.compact(clock.today())
        projections.publish_coming()


def _is_first_of(today: date) -> bool:
    """Whether this is the first round of the day, of whichever process; the places of all feeds are noted then."""
    with transaction():
        lock("sync upkeep")
        done = db.session.get(SyncMetaRow, DONE_ON, populate_existing=True) or SyncMetaRow(name=DONE_ON, value="")
        if done.value >= today.isoformat():
            return False
        done.value = today.isoformat()
        db.session.add(done)
        compaction.mark(today)
        return True
