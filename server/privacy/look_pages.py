"""谁查看过我的资料: an enterprise's managers, and an inspector about himself."""

from flask import Blueprint, Response, render_template

from server import clock, wire
from server.feedback.enterprise_pages import own_premises
from server.http import current_actor, page_number
from server.planning.queries import retention_on
from server.privacy import telling_looks

blueprint = Blueprint("looks", __name__)


@blueprint.get("/e/<token>/looks")
def of_enterprise(token: str) -> Response:
    premises = own_premises(token)
    told, more = telling_looks.of_enterprise(premises.enterprise_id, page_number())
    return wire.page(
        render_template(
            "enterprise/looks.html", premises=premises, told=told, more=more, number=page_number(), **_common()
        )
    )


@blueprint.get("/own/looks")
def of_inspector() -> str:
    told, more = telling_looks.of_inspector(str(current_actor().inspector_id), page_number())
    return render_template("inspector/looks.html", told=told, more=more, number=page_number(), **_common())


def _common() -> dict[str, int]:
    return {"days": retention_on(clock.today()).trace_days, "after": telling_looks.TOLD_AFTER.days}
