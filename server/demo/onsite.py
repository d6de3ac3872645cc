"""Visits carried out: every agency's phone records its part and pushes it as the app does."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from server import clock
from server.db import transaction
from server.demo import conduct
from server.demo.conduct import Act, Entry, Item, identity
from server.demo.crew import Crew
from server.demo.evenings import Evenings
from server.demo.phones import Phone
from server.evidence import store
from server.planning.queries import standing_plans
from server.planning.tables import PlanRow, VisitRow
from server.sync import protocol, push
from server.timing import beacons

SIGNAL_AFTER = timedelta(minutes=15)
AT_THE_CORNER, HEARD_PERCENT = timedelta(minutes=2), 92
ALONE_PERCENT = 1  # entries by one inspector only, which the platform notices
DROPPED_IN = "复核上次问题的整改情况，未及报备。"


class Onsite:
    """The phones at work."""

    def __init__(self, crew: Crew, seed: int, evenings: Evenings) -> None:
        self.crew = crew
        self.seed = seed
        self.evenings = evenings

    def carry_out(self, visit: VisitRow, at: datetime) -> None:
        """All agencies enter together; each closes when it is done. Who comes alone pushes once, back in signal."""
        parts = [self._part(visit, plan, place, at) for place, plan in enumerate(standing_plans(visit))]
        at_the_door = 1 if len(parts) > 1 else 0
        for phone, acts in parts:
            self.push(phone, acts[:at_the_door], acts[0].at)
        for phone, acts in sorted(parts, key=lambda part: part[1][-1].at):
            self.push(phone, acts[at_the_door:], acts[-1].at + SIGNAL_AFTER)

    def begin(self, visit: VisitRow, at: datetime) -> None:
        """The first agency has entered and answered some lines."""
        phone, acts = self._part(visit, standing_plans(visit)[0], 0, at)
        under_way = acts[: len(acts) // 2]
        self.push(phone, under_way, under_way[-1].at)

    def drop_in(self, plan: PlanRow, at: datetime) -> None:
        """The plan's team goes back on another day without a new plan: oversight will ask why."""
        entry = self._entry(identity(self.crew.random, at), plan, 0, at)
        unplanned = replace(entry, items=entry.items[:1], reason=DROPPED_IN)
        phone = self.crew.phone_of(entry.present[0])
        acts = list(conduct.acts(unplanned, f"{self.seed} {entry.credit_code} {at}"))
        self.push(phone, acts, acts[-1].at + SIGNAL_AFTER)

    def _part(self, visit: VisitRow, plan: PlanRow, place: int, at: datetime) -> tuple[Phone, list[Act]]:
        entry = self._entry(visit.id, plan, place, at)
        seed = f"{self.seed} {entry.credit_code} {plan.premises.number} {visit.visit_on} {plan.agency_id}"
        if Random(f"alone {seed}").randrange(100) < ALONE_PERCENT:
            entry = replace(entry, present=entry.present[:1])
        return self.crew.phone_of(entry.present[0]), list(conduct.acts(entry, seed))

    def _entry(self, visit_id: str, plan: PlanRow, place: int, at: datetime) -> Entry:
        enterprise = plan.premises.enterprise
        return Entry(
            visit=visit_id, premises=plan.premises.id, credit_code=enterprise.credit_code,
            present=tuple(member.inspector_id for member in plan.team), items=_items(plan),
            opened_at=at + timedelta(minutes=place), representative=enterprise.legal_representative, states=place == 0,
        )  # fmt: skip

    def push(self, phone: Phone, acts: Sequence[Act], at: datetime) -> None:
        """Sends what was just recorded, at the moment there is signal."""
        if not acts:
            return
        self._hear(phone, acts[0].at - AT_THE_CORNER)
        message = phone.push(phone.seal(acts))
        with clock.at(at), transaction():
            push.accept(phone.device, protocol.batch(message))
            for act in acts:
                for data, mime, _role in act.files:
                    store.keep(data, mime)
        self.evenings.sign_soon(at)

    def _hear(self, phone: Phone, at: datetime) -> None:
        """Most look at their plan once more before they go in, and so hear of the server; some have no signal there."""
        if Random(f"heard {self.seed} {phone.device} {at}").randrange(100) < HEARD_PERCENT:
            with clock.at(at):
                phone.beacon = beacons.current()


def _items(plan: PlanRow) -> tuple[Item, ...]:
    return tuple(Item(item.item_id, item.item_version_id, item.item_version.lines) for item in plan.items)
