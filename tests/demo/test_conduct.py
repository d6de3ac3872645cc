"""What the demo's inspectors recorded reads like work done, and a phone's chain holds."""

import json
from datetime import date, datetime
from hashlib import sha256
from random import Random

from server.clock import LOCAL
from server.demo import schedule
from server.demo.conduct import Entry, Item, acts, identity
from server.demo.enterprises import enterprise_rows
from server.demo.people import inspector_rows
from server.demo.phones import NO_HEAD, Phone
from server.vocabulary import Channel, Outcome

DAY = date(2026, 11, 23)
MORNING = datetime(2026, 11, 20, 9, 10, tzinfo=LOCAL)


def an_entry() -> Entry:
    lines = [{"line": str(n), "content": f"第{n}项", "standard": "符合要求"} for n in range(1, 9)]
    items = tuple(Item(code, f"version of {code}", lines) for code in ("fire-exit", "fire-facilities", "fire-duty"))
    return Entry("visit", "premises", "91370211MAX574DE8L", ("one", "two"), items, MORNING, "林知远")


def test_a_visit_begins_with_the_scan_and_ends_with_the_closing_in_order_of_time():
    done = list(acts(an_entry(), "a visit"))

    assert [done[0].kind, done[-1].kind] == ["visit.opened", "visit.closed"]
    assert [act.at for act in done] == sorted(act.at for act in done)
    assert sum(act.kind == "line.answered" for act in done) == 24


def test_the_outcome_of_an_item_follows_from_its_findings():
    done = [act for seed in range(30) for act in acts(an_entry(), str(seed))]
    found = {act.body["inspection_item"] for act in done if act.kind == "finding.recorded"}
    outcomes = [outcome for act in done if act.kind == "visit.closed" for outcome in act.body["outcomes"]]

    assert found
    assert {outcome["outcome"] for outcome in outcomes} == set(Outcome)


def test_every_file_is_named_by_its_digest():
    done = [act for seed in range(10) for act in acts(an_entry(), str(seed))]
    named = {act.body.get("sha256") or act.body.get("signature") for act in done if act.files}

    assert named == {sha256(data).hexdigest() for act in done for data, _mime, _role in act.files}


def test_a_phone_numbers_and_chains_its_operations():
    phone = Phone("device", "account", "fire-rescue", Random("a phone"))

    operations = phone.seal(acts(an_entry(), "a visit"))

    previous, head = NO_HEAD, bytes(32)
    for number, operation in enumerate(operations, start=1):
        assert (json.loads(operation)["dseq"], json.loads(operation)["prev"]) == (number, previous)
        digest = sha256(operation.encode())
        previous, head = digest.hexdigest(), sha256(head + digest.digest()).digest()
    assert phone.push(operations)["head"] == head.hex()


def test_an_identity_made_on_a_phone_is_a_uuid_of_version_7_that_carries_its_moment():
    made = identity(Random(1), MORNING)

    assert made[14] == "7"
    assert made[19] in "89ab"
    assert int(made.replace("-", "")[:12], 16) == int(MORNING.timestamp() * 1000)


def test_nearly_all_ordinary_plans_are_filed_seven_days_ahead_by_two_inspectors_of_the_agency():
    inspectors = inspector_rows(1)
    agencies = {one["badge_number"]: one["agency"] for one in inspectors}
    known = schedule.district(enterprise_rows(1, 300), inspectors)

    plans = schedule.filings(known, 1, DAY, 200)

    assert all(len(set(plan.team)) == 2 for plan in plans)
    assert all({agencies[badge] for badge in plan.team} == {plan.agency} for plan in plans)
    ordinary = [plan for plan in plans if plan.channel is Channel.ORDINARY]
    late = [plan for plan in ordinary if (plan.visit_on - plan.filed_at.date()).days < 7]  # these the platform refuses
    assert 0 < len(late) < len(ordinary) / 20
    assert 0 < len(plans) - len(ordinary) < len(plans) / 5


def test_plans_are_the_same_for_the_same_seed_and_day_and_others_for_another_seed():
    known = schedule.district(enterprise_rows(1, 300), inspector_rows(1))

    plans = schedule.filings(known, 1, DAY, 100)

    assert plans == schedule.filings(known, 1, DAY, 100)
    assert plans != schedule.filings(known, 2, DAY, 100)
