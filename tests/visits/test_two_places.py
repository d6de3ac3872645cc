"""Nobody is at two premises at once; what phones recorded and codes show of it reaches oversight and both doors."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from server import clock
from server.db import ask, db
from server.demo import photos
from server.oversight.tables import IrregularityRow
from server.registry.portraits import keep_portrait
from server.registry.tables import EnterpriseRow
from server.visits import two_places
from server.visits.place_rules import TOLERANCE, Stay, clashes
from server.visits.sighting_tables import SightingRow
from server.vocabulary import Irregularity, Role
from tests.builders import an_account, an_enterprise, signed_in
from tests.field import Field, a_field, a_visit, close, open_visit
from tests.sync.test_certificates import NINE, certificates, enrol, show, taken_apart

pytestmark = pytest.mark.one_database
TEN = datetime(2026, 3, 2, 10, tzinfo=UTC)
MINUTES = st.integers(0, 600)


def a_stay(premises: str, since: int, until: int) -> Stay:
    return Stay(f"visit to {premises}", premises, TEN + timedelta(minutes=since), TEN + timedelta(minutes=until))


@given(MINUTES, MINUTES, MINUTES, MINUTES)
def test_only_what_overlaps_by_more_than_clocks_may_differ_clashes(a: int, b: int, c: int, d: int):
    here, there = a_stay("here", *sorted((a, b))), a_stay("there", *sorted((c, d)))
    later = max(here, there, key=lambda each: each.since)
    most = TOLERANCE + timedelta(minutes=1)

    found = clashes([here, there])

    assert found == [] or min(here.until, there.until) >= later.since
    if here.since != there.since and min(here.until, there.until) - later.since > most:
        assert found
    assert clashes([here, a_stay("here", c, c + 60)]) == []


@pytest.fixture
def field(client) -> Iterator[Field]:
    with clock.at(NINE):
        yield a_field(client)


@pytest.fixture
def other(field: Field) -> EnterpriseRow:
    return an_enterprise("别家", "91370211MA3C0AAB01")


def carried_out(field: Field, phone: Any, visit: str, since: int, until: int) -> None:
    with clock.at(NINE + timedelta(minutes=since)):
        open_visit(phone, field, visit=visit)
        phone.push(first=len(phone.operations))
    with clock.at(NINE + timedelta(minutes=until)):
        close(phone, field, visit=visit)
        phone.push(first=len(phone.operations))


def noticed() -> set[tuple[str, str]]:
    rows = db.session.scalars(db.select(IrregularityRow).where(IrregularityRow.kind == Irregularity.TWO_PLACES)).all()
    return {(row.visit_id, row.facts["inspector"]) for row in rows}


def test_two_people_named_at_two_places_at_once_are_noticed_at_both(field: Field, other: EnterpriseRow):
    elsewhere = a_visit(other, field.fire)
    carried_out(field, field.fire.phones[0], field.visit, 0, 60)
    carried_out(field, field.fire.phones[1], elsewhere, 30, 50)

    assert noticed() == {(visit, each) for visit in (field.visit, elsewhere) for each in field.fire.present}


def test_one_visit_after_the_other_is_as_it_should_be(field: Field, other: EnterpriseRow):
    carried_out(field, field.fire.phones[0], field.visit, 0, 60)
    carried_out(field, field.fire.phones[0], a_visit(other, field.fire), 58, 90)

    assert noticed() == set()


def test_visits_that_close_together_are_looked_up_together(
    field: Field, other: EnterpriseRow, monkeypatch: pytest.MonkeyPatch
):
    for visit in [a_visit(other, field.fire) for _ in range(3)]:
        open_visit(field.phone, field, visit=visit)
        close(field.phone, field, visit=visit)
    asked: list[object] = []
    monkeypatch.setattr(two_places, "ask", lambda *what: asked.append(what) or ask(*what))
    field.phone.push()

    assert len(asked) == 6


def test_a_code_shown_elsewhere_warns_both_doors_at_once_and_is_noticed_when_the_visit_closes(
    field: Field, other: EnterpriseRow
):
    elsewhere = a_visit(other, field.fire)
    enrol(field.phone, key := ec.generate_private_key(ec.SECP256R1()))
    open_visit(field.phone, field)
    field.phone.push()

    with clock.at(NINE + timedelta(minutes=30)):
        [told] = [seen(field, show(key, each)) for each in certificates(field.phone) if _now_at(key, each, elsewhere)]
        page = field.client.get(f"/e/{field.enterprise.premises[0].door_token}").text
        assert told["elsewhere"] and "同时显示在另一处检查" in page
    with clock.at(NINE + timedelta(minutes=60)):
        close(field.phone, field)
        field.phone.push(first=2)

    assert noticed() == {(visit, field.fire.inspectors[0].id) for visit in (field.visit, elsewhere)}


def test_a_living_code_shows_the_face_of_its_holder_and_nothing_else_does(field: Field):
    inspector = field.fire.inspectors[0]
    keep_portrait(inspector.id, photos.portrait("王"), None)
    enrol(field.phone, key := ec.generate_private_key(ec.SECP256R1()))
    [code] = [show(key, each) for each in certificates(field.phone) if _now_at(key, each, field.visit)]

    assert seen(field, code)["face"]
    assert seen(field, code[:-1] + str(9 - int(code[-1]))) == {"face": None, "elsewhere": False}
    with clock.at(NINE + timedelta(minutes=4)):
        assert seen(field, code)["face"] is None
    assert len(db.session.scalars(db.select(SightingRow)).all()) == 1
    place = f"/api/visit-codes/places/{field.enterprise.premises[0].door_token}"
    field.client.post("/sign-out")
    assert field.client.get(place).json["faces"] == []
    signed_in(field.client, an_account(Role.MANAGER, enterprise=field.enterprise))
    assert [each["badge"] for each in field.client.get(place).json["faces"]] == [inspector.badges[0].number]


def seen(field: Field, code: str) -> Any:
    return field.client.post("/api/visit-codes/seen", json={"code": code}).json


def _now_at(key: ec.EllipticCurvePrivateKey, certificate: bytes, visit: str) -> bool:
    told = taken_apart(key, certificate).certificate
    now = clock.now().timestamp()
    return told.visit.hex() == visit.replace("-", "") and told.not_before <= now <= told.until
