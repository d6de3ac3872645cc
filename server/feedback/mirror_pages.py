"""The agency's own mirror: what enterprises say of its visits, in closed groups and in no other way."""

from flask import Blueprint, render_template

from server.feedback import grouping, published
from server.http import current_actor
from server.vocabulary import RatingTag, Role

blueprint = Blueprint("mirror", __name__, url_prefix="/desk/mirror")
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
    )  # fmt: skip
