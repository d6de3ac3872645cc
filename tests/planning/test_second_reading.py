"""Whole logs of many enterprises, settings and clocks, replayed and read a second time straight from the rules."""

import json
from datetime import date, datetime, timedelta, timezone
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from server.planning.lines import read_plan
from server.planning.replay import replay
from server.planning.values import Settings
from tests.planning.logs import LOCAL
from tests.planning.second_reading import Reader

CAUSES = ["emergency", "emergency", "tip_off", "superior_order", "covert", "other", "unheard-of", None]
CODES = ["91370211MA3C0AAAA1", "青岛", "a b"]
BEGINS = ["2026-10-01", "2027-12-20", "2028-02-20", "2026-06-30"]
MINUTES = [0, 0, 1, 59, 60, 540, 1079, 1080, 1439, 1440, 2880, 8000]
BEGINNINGS = ["p", "P", "ü", "码", "10", "9", 'a"b', " ", "😀", "v:"]
OFFSETS = [0, 8, 8, 8, -5, 5.5, 14]


def some_settings(chance):
    """The defaults, or a district that has set every number differently."""
    if chance.random() < 0.3:
        return Settings(object_scope=chance.choice(["premises", "entity"]))
    return Settings(
        notice_days=chance.randint(0, 12), merge_days=chance.randint(0, 10), quiet_days=chance.randint(0, 10),
        emergency_pull_days=chance.randint(0, 4), freeze_hour=chance.randint(0, 23),
        object_scope=chance.choice(["premises", "entity"]),
    )  # fmt: skip


class Author:
    """Writes a log at random; where days meet, moments fall on the edges the rules name."""

    def __init__(self, chance, governed):
        self.chance, self.governed = chance, governed
        self.begins = date.fromisoformat(chance.choice(BEGINS))
        self.now = datetime.combine(self.begins, datetime.min.time(), LOCAL)
        self.ids = [f"{chance.choice(BEGINNINGS)}{number}" for number in range(40)]
        self.codes = CODES[: chance.randint(1, 3)]
        self.plans = []

    def lines(self, length):
        """The lines of the log."""
        return [self.line(number) for number in range(length)]

    def line(self, number):
        self.now += timedelta(minutes=self.chance.choice(MINUTES))
        what = self.chance.choice(["plan.filed"] * 6 + ["plan.withdrawn", "visit.started", "visit.completed", "clock"])
        offset = timezone(timedelta(hours=self.chance.choice(OFFSETS)))
        facts = {"at": self.now.astimezone(offset).isoformat(), "event": what}
        if what == "plan.filed":
            return facts | self.filing(self.ids[number])
        if what != "clock" and self.plans:
            plan = self.chance.choice(self.plans)
            return facts | ({"plan": plan} if what == "plan.withdrawn" else {"visit": f"v:{plan}"})
        return facts | {"event": "clock"}

    def filing(self, plan):
        asked = self.now.date() + timedelta(days=self.chance.randint(-1, 24))
        self.plans.append(plan)
        return {
            "plan": plan, "agency": self.chance.choice("abc"), "credit_code": self.chance.choice(self.codes),
            "premises": self.chance.choice([1, 1, 2]),
            "items": self.chance.choices("wxyz", k=self.chance.randint(1, 3)),
            "channel": self.chance.choice(["ordinary", "ordinary", "green", "recheck"]),
            "cause": self.chance.choice(CAUSES), "reference": "1", "visit_on": asked.isoformat(),
            "earliest": self.about(asked, -9, 3), "latest": self.about(asked, -3, 14),
            "fixed_day": self.chance.choice([True, False, False, None]),
            "urgent": self.chance.choice([True, False, None]),
        }  # fmt: skip

    def about(self, day, low, high):
        return (
            None if self.chance.random() < 0.6 else (day + timedelta(days=self.chance.randint(low, high))).isoformat()
        )


def read_a_second_time(log, governed):
    """What the rules say to a log, and the log without the steps that cannot have happened."""
    readers, kept, said = {}, [], []
    homes = {}
    for facts in log:
        at = datetime.fromisoformat(facts["at"]).astimezone(LOCAL)
        for reader in readers.values():
            reader.lapse(at)
        number = len(kept) + 1
        match facts["event"]:
            case "plan.filed":
                place = facts["credit_code"], facts["premises"] if governed.object_scope == "premises" else 0
                reader = homes[facts["plan"]] = readers.setdefault(place, Reader(governed))
                said.append(as_said(number, facts, *reader.file(read_plan(facts, number), at), reader))
            case "plan.withdrawn":
                said.append(withdrawal(number, facts["plan"], homes[facts["plan"]]))
            case "visit.started" | "visit.completed":
                if not stepped(facts, homes):
                    facts = {"at": facts["at"], "event": "clock"}
        kept.append(json.dumps(facts, ensure_ascii=False))
    visits = [visit for reader in readers.values() for visit in reader.visits]
    return kept, said + [as_left(visit) for visit in sorted(visits, key=lambda visit: visit["id"])]


def stepped(facts, homes):
    what = facts["event"].removeprefix("visit.").removesuffix("ed")
    before = {"start": "open", "complet": "started"}[what]
    reader = homes[facts["visit"].removeprefix("v:")]
    if not any(visit["id"] == facts["visit"] and visit["state"] == before for visit in reader.visits):
        return False
    reader.step({"start": "start", "complet": "complete"}[what], facts["visit"])
    return True


def as_said(number, facts, outcome, day, fact, pulled, reader):
    line = {"line": number, "plan": facts["plan"], "outcome": outcome}
    if outcome == "refused":
        if isinstance(fact, date):
            first_free = fact > date.fromisoformat(facts["visit_on"]) and facts["latest"] and late(fact, facts, reader)
            named = {"first_free": fact} if first_free else {"earliest": fact}
            because = "quiet_period" if first_free else "notice_too_short"
            return line | {"because": because} | {name: each.isoformat() for name, each in named.items()}
        return line | {"because": fact}
    home = next(visit for visit in reader.visits if any(plan.id == facts["plan"] for plan in visit["plans"]))
    line |= {"visit": home["id"], "visit_on": day.isoformat()}
    return line if pulled is None else line | {"pulled": pulled}


def late(fact, facts, reader):
    """Whether a refusal names the first free day: a filing in good time is never told the earliest."""
    filed_on = datetime.fromisoformat(facts["at"]).astimezone(LOCAL).date()
    notice = reader.settings.notice_days * timedelta(days=1)
    return facts["channel"] != "ordinary" or date.fromisoformat(facts["visit_on"]) - filed_on >= notice


def withdrawal(number, plan, reader):
    home = next((visit for visit in reader.visits if any(each.id == plan for each in visit["plans"])), None)
    state = reader.withdraw(plan)
    line = {"line": number, "plan": plan, "outcome": "withdrawn" if state else "refused"}
    return line | ({"visit": home["id"], "visit_state": state} if state else {"because": "not_withdrawable"})


def as_left(visit):
    by_lead = sorted(visit["plans"], key=lambda plan: (plan.cause != "emergency", plan.filed_no))
    return {
        "visit": visit["id"], "visit_on": visit["on"].isoformat(), "state": visit["state"],
        "plans": sorted(plan.id for plan in visit["plans"]), "lead": by_lead[0].id if by_lead else None,
    }  # fmt: skip


@given(st.integers(0, 2**32), st.integers(1, 40))
@settings(max_examples=250, deadline=None)
def test_a_log_read_a_second_time_says_the_same(seed, length):
    chance = Random(seed)
    governed = some_settings(chance)
    log, expected = read_a_second_time(Author(chance, governed).lines(length), governed)

    assert [json.loads(line) for line in replay(log, governed)] == expected
