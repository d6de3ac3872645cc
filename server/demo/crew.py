"""Accounts and phones of the demo's people, opened through the same commands as anybody's."""

from collections.abc import Mapping
from random import Random

from sqlalchemy import select

from server import clock
from server.accounts import devices
from server.accounts.commands import open_account
from server.accounts.sessions import actor_of
from server.accounts.tables import AccountRow
from server.db import db
from server.demo.cast import CAST, PASSWORD, Part
from server.demo.conduct import identity
from server.demo.phones import Phone
from server.demo.rosters import Rows
from server.demo.words import GIVEN, SURNAMES
from server.policy import Actor
from server.registry.tables import BadgeRow, EnterpriseRow, InspectorRow
from server.vocabulary import Role


class Crew:
    """Who files, inspects and rates; the cast may sign in with a password, the others could by a passkey."""

    def __init__(self, seed: int) -> None:
        self.random = Random(f"crew {seed}")
        self.inspectors = dict(db.session.execute(select(BadgeRow.number, BadgeRow.inspector_id)).all())
        self.officers: dict[str, str] = {}
        self.phones: dict[str, Phone] = {}
        self.managers: dict[str, Actor] = {}

    def open_cast(self, inspectors: Rows, stage: Mapping[str, str]) -> None:
        """The sign-ins of the demo; the manager's enterprise is the one on the stage."""
        for part in CAST:
            if part.role is Role.INSPECTOR:
                of_agency = [one["badge_number"] for one in inspectors if one["agency"] == part.agency]
                self._phone_of(self.inspectors[of_agency[part.place or 0]], part)
            elif part.role is Role.MANAGER:
                self._open_manager(_enterprise_id(stage["credit_code"]), stage["legal_representative"], part)
            else:
                account = _open(part.name, part.role, part, agency_id=part.agency)
                if part.role is Role.OFFICER:
                    self.officers[part.agency or ""] = account

    def officer_of(self, agency: str) -> str:
        """The account that files an agency's plans."""
        if agency not in self.officers:
            self.officers[agency] = open_account(self._name(), [Role.OFFICER], agency_id=agency)
        return self.officers[agency]

    def phone_of(self, inspector_id: str) -> Phone:
        """An inspector's phone, enrolled when he first needs it."""
        return self.phones.get(inspector_id) or self._phone_of(inspector_id)

    def manager_of(self, enterprise: EnterpriseRow) -> Actor:
        """Whoever answers for an enterprise."""
        if enterprise.id not in self.managers:
            self._open_manager(enterprise.id, enterprise.legal_representative)
        return self.managers[enterprise.id]

    def _phone_of(self, inspector_id: str, part: Part | None = None) -> Phone:
        person = db.session.get_one(InspectorRow, inspector_id)
        account = _open(person.name, Role.INSPECTOR, part, agency_id=person.agency_id, inspector_id=inspector_id)
        device = identity(self.random, clock.now())
        devices.enrol(account, device, "演示手机")
        self.phones[inspector_id] = Phone(device, account, person.agency_id, Random(f"{self.random.random()}"))
        return self.phones[inspector_id]

    def _open_manager(self, enterprise_id: str, name: str, part: Part | None = None) -> None:
        account = _open(name, Role.MANAGER, part, enterprise_id=enterprise_id)
        db.session.flush()
        self.managers[enterprise_id] = actor_of(db.session.get_one(AccountRow, account))

    def _name(self) -> str:
        return self.random.choice(SURNAMES) + self.random.choice(GIVEN)


def _open(name: str, role: Role, part: Part | None, **where: str | None) -> str:
    signs_in: dict[str, str] = {"sign_in_name": part.sign_in_name, "password": PASSWORD} if part else {}
    return open_account(name, [role], **signs_in, **where)


def _enterprise_id(credit_code: str) -> str:
    return db.session.execute(select(EnterpriseRow.id).where(EnterpriseRow.credit_code == credit_code)).scalar_one()
