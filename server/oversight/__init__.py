"""执法监督: what the supervisor of the justice bureau looks into."""

from flask import Flask

from server import clock, trail
from server.oversight import commands, objection_following, starting
from server.planning.queries import terms_on


def init_app(app: Flask) -> None:
    """Lets oversight act upon what other parts notice and are told, in the same transaction."""
    app.jinja_env.globals["terms"] = lambda: terms_on(clock.today())
    trail.subscribe("irregularity.noticed", commands.keep_irregularity)
    trail.subscribe("irregularity.noticed", starting.upon_irregularity)
    trail.subscribe("complaint.filed", starting.upon_complaint)
    trail.subscribe("visit.rated", starting.upon_rating)
    trail.subscribe("result.signed", objection_following.upon_result)
    trail.subscribe("plan.withdrawn", objection_following.upon_withdrawal)
    trail.subscribe("visit.lapsed", objection_following.upon_lapse)
