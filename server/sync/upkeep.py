"""What sync needs done as days pass: feeds are put together, coming visits published, operations judged again."""

from datetime import date

from server import clock
from server.db import db, lock, transaction
from server.sync import compaction, gaps, projections, quarantine, quiet_records
from server.sync.tables import SyncMetaRow

DONE_ON = "upkeep"


def work() -> None:
    """One round: what an upgrade made usable, which doors are quiet, which gaps stay; the rest once a day."""
    quarantine.judge_again()
    quiet_records.publish()
    gaps.look()
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
