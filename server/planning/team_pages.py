"""The team of a filed plan at the desk: who comes, who could, and where each is expected already."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from server import dates
from server.frame import label
from server.http import current_actor, words
from server.planning import access, changing_team, forms, queries, team_keeping, team_troubles
from server.planning.tables import PlanRow
from server.planning.team_troubles import TeamTrouble, Trouble
from server.refusals import Refused
from server.vocabulary import TeamRole, Window

blueprint = Blueprint("teams", __name__, url_prefix="/desk/plans")


@blueprint.get("/<plan_id>/team")
def chosen(plan_id: str) -> str:
    row = _own(plan_id)
    return _page(row, [each.inspector_id for each in row.team])


@blueprint.post("/<plan_id>/team")
def change(plan_id: str) -> Response | tuple[str, int]:
    row = _own(plan_id)
    named, roles = request.form.getlist("team"), {each.inspector_id: TeamRole(each.role) for each in row.team}
    team = [(inspector_id, roles.get(inspector_id, TeamRole.INSPECTOR)) for inspector_id in named]
    try:
        changing_team.change_team(plan_id, team, account_id=current_actor().account_id)
    except Refused as refused:
        return _page(row, named, words(refused.reason, refused.facts)), 422
    return redirect(url_for("planning.plan", plan_id=plan_id))


def troubles_of(row: PlanRow) -> list[str]:
    """What is wrong with a plan's team as it stands, in sentences."""
    if row.visit is None:
        return []
    day = row.visit.visit_on
    return [said(each) for each in team_troubles.found_on([row.agency_id], [day]).get(row.id, [])]


def to_change(agency_ids: frozenset[str]) -> list[tuple[PlanRow, list[str]]]:
    """The plans of these agencies whose team has to be changed, the earliest day first, with what is wrong."""
    found = team_keeping.coming(agency_ids)
    rows = {row.id: row for row in queries.plans_named(found)}
    return [(rows[plan], [said(each) for each in troubles]) for plan, troubles in found.items()]


def said(trouble: Trouble) -> str:
    """One trouble in a sentence."""
    facts = {"name": trouble.name, "day": dates.day(trouble.visit_on)}
    return {
        TeamTrouble.BADGE: _("%(name)s%(day)s没有有效执法证。", **facts),
        TeamTrouble.TWO_PLACES: _("%(name)s%(day)s同一时段另有检查。", **facts),
        TeamTrouble.TOO_FEW: _("执法人员不足两名。"),
    }[trouble.kind]


def _own(plan_id: str) -> PlanRow:
    row = queries.plan_or_refuse(plan_id)
    access.require_own(current_actor(), row.agency_id)
    return row


def _page(row: PlanRow, named: list[str], refusal: str = "") -> str:
    try:
        changing_team.require_changeable(row)
    except Refused as refused:
        settled = words(refused.reason, refused.facts)
        return render_template("desk/plans/team.html", plan=row, refusal=settled, offered=[], named=(), troubles=[])
    return render_template(
        "desk/plans/team.html", plan=row, refusal=refusal, offered=_offered(row), named=named,
        troubles=[] if refusal else troubles_of(row), window=Window(row.window) if row.window else None,
    )  # fmt: skip


def _offered(row: PlanRow) -> list[tuple[str, str, str]]:
    """Everybody who may come, and the helpers who come already: they need no badge."""
    assert row.visit is not None
    people = forms.noted(forms.people(row.agency_id, row.premises, row.visit.visit_on))
    listed = {value for value, *_rest in people}
    helpers = [each.inspector for each in row.team if each.role == TeamRole.HELPER]
    return people + [(each.id, each.name, label(TeamRole.HELPER)) for each in helpers if each.id not in listed]
