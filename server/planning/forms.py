"""The filing form: what it offers, and how what was filled in becomes the message that the API takes too."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from server.http import whole
from server.planning import admission, roster
from server.refusals import UNKNOWN_ENTERPRISE, Refused
from server.registry.tables import PremisesRow
from server.vocabulary import TeamRole

LABELS = {
    "visit_on": _l("检查日期"),
    "items": _l("检查事项"),
    "team": _l("检查人员"),
    "channel": _l("类别"),
    "cause": _l("原因"),
    "reference": _l("依据"),
    "earliest": _l("最早"),
    "latest": _l("最晚"),
}
PLAIN = ("credit_code", "visit_on", "channel", "cause", "reference", "earliest", "latest")


@dataclass(frozen=True)
class Offer:
    """What the form lets an officer choose from for one object and day."""

    premises: PremisesRow
    items: list[tuple[str, str]]
    team: list[tuple[str, str]]


def as_message(form: "MultiDict[str, str]") -> dict[str, Any]:
    """The form as the API's message: fields left empty are left out, boxes are yes or no."""
    message: dict[str, Any] = {name: form[name].strip() for name in PLAIN if form.get(name, "").strip()}
    message["premises"] = whole(form.get("premises", "1"))
    message["items"] = form.getlist("items")
    message["team"] = [{"inspector": inspector_id} for inspector_id in form.getlist("team")]
    message["fixed_day"] = "fixed_day" in form
    message["urgent"] = "can_wait" not in form
    return message


def offer(agency_id: str, credit_code: str, premises: int, day: date) -> Offer:
    """The items valid on the day and the people of the agency, for premises that exist."""
    row = roster.premises_of(credit_code, premises)
    if row is None:
        raise Refused(UNKNOWN_ENTERPRISE)
    versions = roster.item_versions_for(roster.agency(agency_id), day)
    everybody = [(inspector.id, TeamRole.INSPECTOR) for inspector in roster.inspectors_of(agency_id, day)]
    team = roster.team_of(agency_id, everybody, day)
    return Offer(
        premises=row,
        items=[(version.item_id, version.name) for version in versions],
        team=[(member.inspector_id, words_of(member, day)) for member in team if admission.badge_on(member, day)],
    )


def words_of(member: admission.Member, day: date) -> str:
    """A person as the form names him: with the badge he would go with."""
    badge = admission.badge_on(member, day)
    return f"{member.name} {badge.number}" if badge else member.name
