"""The filing form: what it offers, and how what was filled in becomes the message that the API takes too."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from server.frame import label, listed
from server.http import whole
from server.planning import admission, bookings, roster
from server.planning.values import NewPlan
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
    "window": _l("时段"),
    "answers": _l("对检查结果的答复"),
    "triggers": _l("新的情况"),
}
DAYS = ("visit_on", "earliest", "latest")
PLAIN = ("credit_code", "visit_on", "channel", "cause", "reference", "earliest", "latest", "window")


@dataclass(frozen=True)
class Person:
    """Somebody who may go: with the badge he would go with, and where he is expected that day already."""

    id: str
    name: str
    words: str
    busy: str


@dataclass(frozen=True)
class Offer:
    """What the form lets an officer choose from for one object and day."""

    premises: PremisesRow
    items: list[tuple[str, str]]
    team: list[Person]

    @property
    def items_noted(self) -> list[tuple[str, str, str]]:
        """The items as boxes to tick."""
        return [(code, name, "") for code, name in self.items]

    @property
    def team_noted(self) -> list[tuple[str, str, str]]:
        """The people as boxes to tick, with where each is expected already."""
        return noted(self.team)


def noted(people: list[Person]) -> list[tuple[str, str, str]]:
    """People as boxes to tick, with where each is expected already."""
    return [(each.id, each.words, each.busy and _("当日另有：%(places)s", places=each.busy)) for each in people]


def as_message(form: "MultiDict[str, str]") -> dict[str, Any]:
    """The form as the API's message: fields left empty are left out, boxes are yes or no."""
    message: dict[str, Any] = {name: form[name].strip() for name in PLAIN if form.get(name, "").strip()}
    message["premises"] = whole(form.get("premises", "1"))
    message["items"] = form.getlist("items")
    message["team"] = [{"inspector": inspector_id} for inspector_id in form.getlist("team")]
    message["fixed_day"] = "fixed_day" in form
    message["urgent"] = "can_wait" not in form
    message["answers"] = [
        {"result": name, "reply": reply, "reason": form.get(f"reason-{name}", "").strip()}
        for name, reply in named(form, "reply-")
    ]
    message["triggers"] = [
        {"item": name, "trigger": trigger, "reference": form.get(f"new-{name}", "").strip()}
        for name, trigger in named(form, "trigger-")
    ]
    return message


def as_form(new: NewPlan) -> "MultiDict[str, str]":
    """A plan as the form is filled in for it: `as_message` the other way round."""
    days = {name: day.isoformat() for name in DAYS if (day := getattr(new, name))}
    words = {name: str(getattr(new, name) or "") for name in PLAIN if name not in DAYS}
    filled = MultiDict({**words, **days, "premises": str(new.premises)})
    filled.setlist("items", list(new.items))
    filled.setlist("team", [inspector_id for inspector_id, _ in new.team])
    filled.update(
        {name: "yes" for name, chosen in (("fixed_day", new.fixed_day), ("can_wait", not new.urgent)) if chosen}
    )
    for answer in new.answers:
        filled.update({f"reply-{answer.result}": str(answer.reply), f"reason-{answer.result}": answer.reason})
    for each in new.triggers:
        filled.update({f"trigger-{each.item}": str(each.trigger), f"new-{each.item}": each.reference})
    return filled


def named(form: "MultiDict[str, str]", prefix: str) -> list[tuple[str, str]]:
    """What was filled in under names of one kind: (the rest of the name, the value)."""
    return [(name.removeprefix(prefix), value) for name, value in form.items() if name.startswith(prefix) and value]


def offer(agency_id: str, credit_code: str, premises: int, day: date) -> Offer:
    """The items valid on the day and the people of the agency, for premises that exist."""
    row = roster.premises_of(credit_code, premises)
    if row is None:
        raise Refused(UNKNOWN_ENTERPRISE)
    versions = roster.item_versions_for(roster.agency(agency_id), day)
    return Offer(
        premises=row,
        items=[(version.item_id, version.name) for version in versions],
        team=people(agency_id, row, day),
    )


def people(agency_id: str, premises: PremisesRow, day: date) -> list[Person]:
    """The inspectors of an agency whose badge is valid on a day, and where each is expected elsewhere."""
    everybody = [(inspector.id, TeamRole.INSPECTOR) for inspector in roster.inspectors_of(agency_id, day)]
    team = [each for each in roster.team_of(agency_id, everybody, day) if admission.badge_on(each, day)]
    booked = bookings.elsewhere([each.inspector_id for each in team], day, premises.id)
    return [
        Person(
            each.inspector_id,
            each.name,
            words_of(each, day),
            listed(busy(booking) for booking in booked if booking.inspector_id == each.inspector_id),
        )
        for each in team
    ]


def busy(booking: bookings.Booking) -> str:
    """Where somebody is expected, and when if that is fixed."""
    return f"{label(booking.window)} {booking.enterprise}" if booking.window else booking.enterprise


def words_of(member: admission.Member, day: date) -> str:
    """A person as the form names him: with the badge he would go with."""
    badge = admission.badge_on(member, day)
    return f"{member.name} {badge.number}" if badge else member.name
