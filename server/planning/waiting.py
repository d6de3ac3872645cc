"""What waits for somebody at his desk, so that nobody has to look for it: shown beside the sections' names."""

from server.planning import access, approving, day_requests, draft_queries, proposing, team_keeping
from server.policy import Actor
from server.vocabulary import DraftState


def for_actor(actor: Actor) -> dict[str, int]:
    """How much waits in each section, by its first page."""
    if not access.may_file(actor):
        return {}
    agencies = access.agencies_of(actor)
    return {
        "planning.plans": len(team_keeping.coming(agencies)),
        "drafts.listed": approvals(actor),
        "day_requests.listed": day_requests.count_waiting(agencies),
        "proposals.listed": proposing.count_waiting(agencies),
    }


def approvals(actor: Actor) -> int:
    """For a lead what he has to approve, for an officer what was sent back to him."""
    reader, led = access.reader_of_drafts(actor), access.led_by(actor)
    if led:
        own = reader._replace(agencies=led)
        return draft_queries.count(own, DraftState.WAITING) + len(approving.waiting(led))
    return draft_queries.count(reader, DraftState.SENT_BACK)
