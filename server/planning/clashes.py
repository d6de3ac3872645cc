"""Who is expected in two places at once after somebody else's filing changed the day of his visit.

Nobody's emergency is refused for another agency's team: the clash is noticed, and the agency has to change the team.
"""

from collections.abc import Collection

from sqlalchemy import select

from server import trail
from server.db import db
from server.planning import teams
from server.planning.tables import PlanRow
from server.planning.values import Visit
from server.vocabulary import Irregularity


def notice(visit: Visit, moved: Collection[str]) -> None:
    """Notices everybody of the plans moved to a visit's day who is expected elsewhere on it at the same time."""
    for plan in db.session.scalars(select(PlanRow).where(PlanRow.id.in_(moved)).order_by(PlanRow.number)):
        for person in teams.busy(plan, visit.visit_on):
            # The other place is not named: the visit's other agencies may read this, and that visit may be covert.
            facts = {
                "kind": Irregularity.TEAM_CLASH, "agency": plan.agency_id, "inspector": person, "operation": None,
                "plan": plan.id, "visit_on": visit.visit_on,
            }  # fmt: skip
            trail.append("irregularity.noticed", "visit", visit.id, facts, agency_id=plan.agency_id)
