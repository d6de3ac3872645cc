"""What a plan is judged by apart from what stands at its object, read once: place, registry, settings in force."""

from dataclasses import dataclass
from datetime import date

from server import clock
from server.db import ahead
from server.planning import frequency, place, plan_registry, queries
from server.planning.frequency import Limits
from server.planning.place import Place
from server.planning.plan_registry import PlanRegistry
from server.planning.settings import settings_from
from server.planning.values import NewPlan, Settings


@dataclass(frozen=True)
class Basis:
    """The place of a plan, what the registry says of it, and the version of the settings in force."""

    premises: Place
    registry: PlanRegistry
    setting_version: int | None
    settings: Settings
    limits: Limits


def read_ahead(new: NewPlan, agency_id: str) -> None:
    """Asks in one go for what is read first of every plan."""
    items = [plan_registry.items_asked(new)] if new.items else []
    ahead(
        place.asked(new.credit_code, new.premises), queries.settings_asked(clock.today()),
        plan_registry.party_asked(new, agency_id), *items,
    )  # fmt: skip


def basis_of(new: NewPlan, agency_id: str, premises: Place) -> Basis:
    """Reads what a plan for these premises is judged by today."""
    return Basis(premises, PlanRegistry(new, agency_id), *in_force(clock.today()))


def in_force(day: date) -> tuple[int | None, Settings, Limits]:
    """The version of the settings in force on a day, with what it says of merging and of frequency."""
    version, values = queries.newest_settings(day)
    return version, settings_from(values.get("planning", {})), frequency.limits_from(values.get("frequency", {}))
