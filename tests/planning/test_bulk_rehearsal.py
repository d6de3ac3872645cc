"""What a file's preview says is what filing the file does, line by line, and the preview holds no writer."""

import threading
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from server import clock
from server.db import db, transaction
from server.planning import bulk, filing
from server.planning.bulk_lines import BulkLine
from server.planning.tables import PlanRow, VisitRow
from server.planning.values import NamedTrigger, NewPlan
from server.refusals import Refused
from server.registry.tables import SettingVersionRow
from server.vocabulary import Cause, Channel, LineFate, TeamRole, Trigger, Window
from tests.builders import an_inspector, an_item
from tests.planning.district import a_party, a_result, an_enterprise, another_party, october

# What is asked of a database here is asked of PostgreSQL too by other tests.
pytestmark = pytest.mark.one_database

CODES = ["91370211MA3C0AAA10", "91370211MA3C0BBB21", "91370211MA3C0CCC32"]
KINDS = [
    *[(Channel.ORDINARY, None)] * 6, (Channel.GREEN, Cause.EMERGENCY), (Channel.GREEN, Cause.TIP_OFF),
    (Channel.GREEN, Cause.SUPERIOR_ORDER), (Channel.GREEN, Cause.COVERT), (Channel.GREEN, None),
    (Channel.RECHECK, None),
]  # fmt: skip
OTHERWISE = {
    "planning": {"object_scope": "entity", "day_policy": "open"},
    "frequency": {"yearly_cap": 5, "refuse_over_cap": True},
}


def a_plan(chance, items, people, codes=CODES):
    day = october(1).date() + timedelta(days=chance.randint(0, 45))
    channel, cause = chance.choice(KINDS)
    chosen = tuple(chance.sample(items, min(len(items), chance.randint(1, 2))))
    new = NewPlan(
        credit_code=chance.choice([*codes, "91370211MA3C0EEE54"] if chance.random() < 0.1 else codes), premises=1,
        items=chosen, team=tuple((who, TeamRole.INSPECTOR) for who in chance.sample(people, 2)), visit_on=day,
        channel=channel, cause=cause, reference=chance.choice(["令1", "令1", ""]),
        window=chance.choice([None, None, *Window]), fixed_day=chance.random() < 0.3, urgent=chance.random() < 0.5,
        latest=day + timedelta(days=chance.randint(0, 9)) if chance.random() < 0.3 else None,
        earliest=day - timedelta(days=chance.randint(0, 9)) if chance.random() < 0.3 else None,
    )  # fmt: skip
    trigger = NamedTrigger(chosen[0], Trigger.CHANGED_LICENCE)
    return replace(new, triggers=(trigger,)) if chance.random() < 0.3 else new


def told(fate):
    decision = fate.decision or {}
    facts = [why["code"] for why in decision.get("reasons", ())]
    refused = fate.refused and (fate.refused.reason.code, fate.refused.facts.get("first_free"))
    return fate.line.number, fate.fate, decision.get("outcome"), decision.get("visit_on"), facts, refused


@pytest.mark.parametrize("seed", range(1))
@pytest.mark.parametrize(
    "values",
    [
        {},
        {
            "planning": {"object_scope": "entity", "day_policy": "open"},
            "frequency": {"yearly_cap": 5, "refuse_over_cap": True},
        },
    ],
)
def test_the_preview_of_a_file_says_what_filing_it_does(app, seed, values):
    chance, fire, market = Random(seed), a_party(), another_party()
    enterprises = [an_enterprise(f"企业{code[-2:]}", code) for code in CODES]
    items = [fire.item, *(an_item(fire.agency, f"item-{n}", f"事项{n}").item_id for n in range(9))]
    people = [*fire.team, an_inspector(fire.agency, "赵小川").id, an_inspector(fire.agency, "孙晓梅").id]
    with transaction():
        db.session.add(SettingVersionRow(id=1, effective_on=date(2026, 1, 1), values=values, made_at=october(1)))
    a_result(fire, enterprises[0], date(2026, 8, 3))
    a_result(fire, enterprises[1], date(2026, 9, 3), item="item-1")
    with clock.at(october(1)):
        for _ in range(12):
            try:
                other = a_plan(chance, [market.item], market.team)
                filing.file_plan(other, agency_id="market", account_id=None)
            except Refused:
                pass
        lines = [
            BulkLine(n, a_plan(chance, items, people), go_on_because=chance.choice(["", "线索"])) for n in range(2, 52)
        ]

        before = db.session.query(PlanRow).count()
        rehearsed = [told(each) for each in bulk.rehearse(lines, fire.agency.id)]
        assert db.session.query(PlanRow).count() == before
        filed = [told(each) for each in bulk.file(lines, fire.agency.id, None)]

    assert rehearsed == filed
    assert {LineFate.GOOD, LineFate.BAD} <= {each[1] for each in rehearsed}


def test_a_preview_waits_for_no_writer_and_holds_none(app):
    fire = a_party()
    an_enterprise("企业", CODES[0])
    day = date(2026, 10, 20)
    line = BulkLine(2, NewPlan(CODES[0], 1, (fire.item,), tuple((w, TeamRole.INSPECTOR) for w in fire.team), day))
    said = []

    def preview():
        with app.app_context(), clock.at(october(1)):
            said.extend(bulk.rehearse([line], fire.agency.id))

    agency = fire.agency.id
    with transaction():
        db.session.add(VisitRow(visit_on=day, state="open", agency_id=agency, made_at=october(1)))
        db.session.flush()
        other = threading.Thread(target=preview)
        other.start()
        other.join(10)
        assert [fate.fate for fate in said] == [LineFate.GOOD]
