"""What the platform does by itself, and how each job went: when it ran, how long it took, what went wrong."""

from server.jobs.running import Due, run_all
from server.jobs.standing import EVERY, Standing, standing

__all__ = ["EVERY", "Due", "Standing", "run_all", "standing"]
