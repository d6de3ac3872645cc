"""After a backup was put back: a new epoch, so that phones fill the gap, and lost files asked for again."""

from server import trail
from server.db import transaction
from server.evidence import store
from server.sync import epoch
from server.visits import queries


def begin_anew() -> tuple[str, list[str]]:
    """The new epoch, and the files that had been here; phones that still hold them bring them again."""
    with transaction():
        lost = store.forget_lost()
        for sha256 in lost:
            for visit_id in queries.visits_with_file(sha256):
                trail.touched("visit", visit_id)
        return epoch.renew(epoch.current()), lost
