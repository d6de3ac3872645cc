"""What enterprises wait for at an agency's desk: shown beside the sections' names."""

from server.planning import access
from server.policy import Actor
from server.visits import correcting, sign_off_queries


def for_actor(actor: Actor) -> dict[str, int]:
    """How much waits in each section, by its first page."""
    agencies = access.agencies_of(actor)
    if not agencies:
        return {}
    return {
        "corrections.listed": correcting.count_waiting(agencies),
        "results.listed": sign_off_queries.count_waiting(agencies),
    }
