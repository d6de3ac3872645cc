"""Statistics of inspections: kept as records change, read by month, and never of a single enterprise's opinion."""

from server.db import before_commit
from server.statistics import keeping


def init_app() -> None:
    """Lets every transaction note what the figures have to be reckoned anew for."""
    before_commit(keeping.note_due)
