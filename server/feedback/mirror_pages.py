"""The agency's own mirror: what enterprises say, in closed groups only, and how well its records' times are proved."""

from datetime import timedelta

from flask import Blueprint, render_template

from server import clock
from server.feedback import grouping, published
from server.http import current_actor
from server.timing import queries as timing
from server.vocabulary import RatingTag, Role, TimeGrade

blueprint = Blueprint("mirror", __name__, url_prefix="/desk/mirror")
LATELY = timedelta(days=90)  # the times of records, which say nothing of what enterprises say
READERS = (Role.OFFICER, Role.AGENCY_LEAD)


@blueprint.get("")
def shown() -> str:
    """Takes no filter: another cut of the same ratings could be compared with this one."""
    held = current_actor().agencies
    own = {agency for role in READERS for agency in held.get(role, frozenset())}
    groups = published.groups_of(own)
    return render_template(
        "desk/mirror.html", agencies=published.names(own), groups=groups, tags=list(RatingTag),
        together=published.together(each.told for each in groups), least=grouping.LEAST_RATINGS,
        times=timing.shares(own, clock.now() - LATELY), grades=list(TimeGrade),
    )  # fmt: skip
