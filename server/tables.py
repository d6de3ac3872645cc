"""Every part's tables in one place, for the migrations and for tests that look at the whole schema."""

from server.accounts import tables as accounts
from server.evidence import tables as evidence
from server.exchange import impact_tables as impacts
from server.exchange import tables as exchange
from server.feedback import complaint_tables as complaints
from server.feedback import rated_tables as rated
from server.feedback import tables as feedback
from server.jobs import tables as jobs
from server.notices import tables as notices
from server.oversight import case_tables as cases
from server.oversight import tables as oversight
from server.planning import service_tables as service
from server.planning import tables as planning
from server.planning import team_tables as teams
from server.privacy import tables as privacy
from server.registry import guide_tables as guides
from server.registry import leniency_tables as leniency
from server.registry import sharing_tables as sharing
from server.registry import tables as registry
from server.statistics import tables as statistics
from server.sync import tables as sync
from server.timing import tables as timing
from server.trail import tables as trail
from server.visits import alias_tables as aliases
from server.visits import correction_tables as corrections
from server.visits import objection_tables as objections
from server.visits import sighting_tables as sightings
from server.visits import sign_off_tables as sign_offs
from server.visits import tables as visits

__all__ = [
    "accounts", "aliases", "cases", "complaints", "corrections", "evidence", "exchange", "feedback", "guides",
    "impacts", "jobs", "leniency", "notices", "objections", "oversight", "planning", "privacy", "rated", "registry",
    "service", "sharing", "sightings", "sign_offs", "statistics", "sync", "teams", "timing", "trail", "visits",
]  # fmt: skip
