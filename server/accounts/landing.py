"""Where a person goes after signing in (pure)."""

from server.policy import Actor
from server.vocabulary import Role

DESK = (Role.SUPERVISOR, Role.ADMIN, Role.AGENCY_LEAD, Role.OFFICER)


def landing(actor: Actor) -> str:
    """The desk for desk people, the app for inspectors, their premises for managers."""
    if any(role in actor.roles for role in DESK):
        return "/desk/"
    return "/app/" if Role.INSPECTOR in actor.roles else "/e/"
