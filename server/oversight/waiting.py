"""What waits at the desks of oversight: cases to accept or late for the bureau, questions and measures for agencies."""

from server.oversight import case_reading, inquiries, objection_reading, redactions
from server.policy import Actor, may


def for_actor(actor: Actor) -> dict[str, int]:
    """How much waits in each section, by its first page."""
    objections = {"objections.listed": objection_reading.waiting(actor)}
    if may("case.handle", actor):
        by = actor.account_id
        waits = case_reading.counts()["waiting"] + case_reading.count_second(by)
        return {"cases.listed": waits, "oversight.ratings_of_days": redactions.count_for(by), **objections}
    if inquiries.agencies_of(actor) or actor.inspector_id:
        return {"inquiries.listed": sum(each.waiting for each in inquiries.of(actor)), **objections}
    return {}
