"""What waits at the desks of oversight: cases to accept or late for the bureau, questions and measures for agencies."""

from server.oversight import case_reading, inquiries
from server.policy import Actor, may


def for_actor(actor: Actor) -> dict[str, int]:
    """How much waits in each section, by its first page."""
    if may("case.handle", actor):
        counts = case_reading.counts()
        return {"cases.listed": counts["waiting"] + case_reading.count_second(actor.account_id)}
    if inquiries.agencies_of(actor) or actor.inspector_id:
        return {"inquiries.listed": sum(each.waiting for each in inquiries.of(actor))}
    return {}
