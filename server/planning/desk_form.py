"""Everything the filing form shows for what is filled in so far: it answers before anything is sent."""

from datetime import date, timedelta
from typing import Any

from flask import url_for
from marshmallow import ValidationError
from werkzeug.datastructures import MultiDict

from server import clock, dates
from server.frame import listed, with_label
from server.http import current_actor, current_language, whole, words
from server.planning import (
    access,
    admission,
    answering,
    approval,
    calendar,
    filing,
    forms,
    judging,
    prompt_views,
    queries,
    schemas,
)
from server.planning.answering import Fate
from server.planning.basis import basis_of
from server.planning.submitting import Handed
from server.planning.values import NewPlan
from server.refusals import INVALID, Refused
from server.registry.tables import PremisesRow
from server.vocabulary import Cause, Channel, Trigger, Window

Form = MultiDict[str, str]


def shown(filled: Form, agency_id: str) -> dict[str, Any]:
    """What the form's template needs, as far as the form is filled in."""
    day = day_in(filled)
    offer = forms.offer(agency_id, filled.get("credit_code", ""), whole(filled.get("premises", "1")), day)
    filled = filled.copy()
    filled["visit_on"] = day.isoformat()
    new, fate = judged(filled, agency_id, offer.premises)
    _, settings = queries.settings_on(clock.today())
    return {
        "offer": offer,
        "filled": filled,
        "day": day.isoformat(),
        "earliest": clock.today().isoformat(),
        "fate": fate,
        "must_wait": must_wait(filled, agency_id),
        "calendar": calendar.calendar(offer.premises, agency_id, settings, near(day), fate.lands, middle_in(filled)),
        "channels": [with_label(channel) for channel in Channel],
        "causes": [with_label(cause) for cause in Cause],
        "weekdays": dates.WEEKDAYS[current_language()],
        "windows": [with_label(window) for window in Window],
        "triggers": [with_label(trigger) for trigger in Trigger],
        **(prompts(new, agency_id, offer) if new else {}),
    }


def judged(filled: Form, agency_id: str, premises: PremisesRow) -> tuple[NewPlan | None, Fate]:
    """The plan as far as it can be read, and what would become of it."""
    try:
        new = read(filled)
        return new, answering.fate(new, agency_id, premises, current_language())
    except (Refused, ValidationError) as refused:
        return None, Fate("stop", words_of(refused))


def must_wait(filled: Form, agency_id: str) -> bool:
    """Whether what is being filled in goes to the lead first, so that nobody takes the answer for a promise."""
    urgent = filled.get("channel") == Channel.GREEN and filled.get("cause") == Cause.EMERGENCY
    return not urgent and approval.is_required() and not access.leads(current_actor(), agency_id)


def address_of(handed: Handed) -> str:
    """Where a plan that was handed in is shown: as filed, or as it waits."""
    if handed.plan:
        return url_for("planning.plan", plan_id=handed.plan)
    return url_for("drafts.shown", draft_id=handed.draft)


def read(filled: Form) -> NewPlan:
    """The plan that the form asks for."""
    _, new = schemas.FilePlan().load(forms.as_message(filled))
    return new


def prompts(new: NewPlan, agency_id: str, offer: forms.Offer) -> dict[str, Any]:
    """What the filer is asked and told, and what still stands against the plan."""
    asked = filing.asked_now(new, agency_id, offer.premises)
    people = {person.id: person.name for person in offer.team}
    try:
        return {
            "results": prompt_views.results(asked, new),
            "counts": prompt_views.counts(asked, people),
            "settled": prompt_views.settled(asked, new),
            "missing": missing(new, agency_id, offer.premises),
        }
    except Refused as refused:
        return {"results": prompt_views.results(asked, new), "missing": words_of(refused)}


def missing(new: NewPlan, agency_id: str, premises: PremisesRow) -> str:
    """What stands against a plan whose items and team are chosen."""
    if new.items and len(new.team) >= admission.SMALLEST_TEAM:
        judging.judge(new, new.numbered("", agency_id, filed_no=0), basis_of(new, agency_id, premises), clock.now())
    return ""


def day_in(filled: Form) -> date:
    """The day chosen in the calendar, else the one filled in, else the first that gives an ordinary plan its notice."""
    for name in ("choose", "visit_on"):
        if found := day_of(filled.get(name, "")):
            return found
    _, settings = queries.settings_on(clock.today())
    return clock.today() + timedelta(days=settings.notice_days)


def middle_in(filled: Form) -> date | None:
    """Where the calendar stood."""
    return day_of(filled.get("middle", ""))


def day_of(text: str) -> date | None:
    """A day as a form sends it."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def near(day: date) -> date:
    """A day the calendar can be drawn around."""
    return min(max(day, clock.today() - admission.FARTHEST), clock.today() + admission.FARTHEST)


def words_of(refused: Refused | ValidationError) -> str:
    """Why not, as the API would say it."""
    if isinstance(refused, ValidationError):
        fields = listed(str(forms.LABELS.get(name, name)) for name in refused.messages_dict)
        refused = Refused(INVALID, fields=fields)
    return words(refused.reason, refused.facts)
