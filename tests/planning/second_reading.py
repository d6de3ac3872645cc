"""A second, slow reading of the filing rules, day by day and straight from their words, to hold the engine against."""

from datetime import date, datetime, time, timedelta

from server.planning.values import Plan, Settings
from tests.planning.logs import LOCAL

DAY = timedelta(days=1)


def between(low, value, high):
    return low <= value <= high


class Reader:
    """Keeps visits as dictionaries and asks every rule anew."""

    def __init__(self, settings=None):
        self.visits = []
        self.settings = settings or Settings()

    def lapse(self, at: datetime):
        for visit in self.visits:
            if visit["state"] == "open" and at >= datetime.combine(visit["on"] + 2 * DAY, time(), LOCAL):
                visit["state"] = "lapsed"

    def open(self, at):
        return [
            v
            for v in self.visits
            if v["state"] == "open"
            and not any(p.cause == "covert" for p in v["plans"])
            and at < datetime.combine(v["on"] - DAY, time(self.settings.freeze_hour), LOCAL)
        ]

    def quiet(self, visits, day: date):
        around = self.settings.quiet_days * DAY
        for visit in visits:
            makes = any(
                p.channel == "ordinary" or (p.channel == "green" and p.cause in ("superior_order", "other"))
                for p in visit["plans"]
            )
            alive = visit["state"] in ("open", "started", "completed")
            if makes and alive and between(visit["on"] - around, day, visit["on"] + around):
                return True
        return False

    @staticmethod
    def movable(p: Plan):
        if p.channel == "green":
            return {
                "superior_order": not p.fixed_day,
                "other": True,
                "tip_off": not p.urgent,
                "emergency": False,
                "covert": False,
            }[p.cause]
        return p.channel == "ordinary"

    @staticmethod
    def stopped(p: Plan):
        if p.channel == "green":
            return p.cause == "other" or (p.cause == "superior_order" and not p.fixed_day)
        return p.channel == "ordinary"

    def accepts(self, p: Plan, day: date):
        if not self.movable(p):
            return day == p.visit_on
        around = self.settings.merge_days * DAY
        low, high = p.visit_on - around, p.visit_on + around
        return between(max(low, p.earliest or low), day, min(high, p.latest or high))

    @staticmethod
    def order(visit):
        return (not any(p.cause == "emergency" for p in visit["plans"]), visit["no"])

    def put(self, p: Plan, day: date, visit=None):
        if visit is None:
            visit = {"id": f"v:{p.id}", "on": day, "no": p.filed_no, "plans": [], "state": "open"}
            self.visits.append(visit)
        visit["plans"].append(p)
        return visit

    def file(self, p: Plan, at: datetime):
        """(outcome, day, fact, pulled) as the page of rules says."""
        today = at.date()
        if p.channel == "green" and p.cause is None:
            return "refused", None, "unknown_cause", None
        if p.visit_on < today:
            return "refused", None, "day_has_passed", None
        for v in self.visits:
            same = any(o.agency == p.agency and o.items & p.items for o in v["plans"])
            near = abs(v["on"] - p.visit_on) <= self.settings.merge_days * DAY
            if p.channel != "recheck" and same and near and v["state"] in ("open", "started"):
                return "refused", None, "item_already_planned", None
        if p.cause == "covert":
            return "founded", self.put(p, p.visit_on)["on"], None, None
        if p.cause == "emergency":
            return self.emergency(p, at)
        is_open = self.open(at)
        closed = [v for v in self.visits if v not in is_open]
        free = [v for v in is_open if not (self.stopped(p) and self.quiet(closed, v["on"]))]
        fits = sorted((v for v in free if self.accepts(p, v["on"])), key=self.order)
        if fits:
            return "joined", self.put(p, None, fits[0])["on"], None, None
        if not self.stopped(p):
            return "founded", self.put(p, p.visit_on)["on"], None, None
        notice = self.settings.notice_days * DAY
        if p.channel == "ordinary" and p.visit_on - today < notice:
            return "refused", None, today + notice, None
        if not self.quiet(self.visits, p.visit_on):
            return "founded", self.put(p, p.visit_on)["on"], None, None
        return self.defer(p, free)

    def defer(self, p: Plan, free):
        day = p.visit_on + DAY
        while not any(v["on"] == day for v in free) and self.quiet(self.visits, day):
            day += DAY
        if p.latest and day > p.latest:
            return "refused", None, day, None
        there = sorted((v for v in free if v["on"] == day), key=self.order)
        return "deferred", self.put(p, day, there[0] if there else None)["on"], None, None

    def emergency(self, p: Plan, at: datetime):
        there = sorted((v for v in self.open(at) if v["on"] == p.visit_on), key=self.order)
        others = [v for v in self.open(at) if v not in there[:1]]
        mine = self.put(p, p.visit_on, there[0] if there else None)
        pulled = []
        if p.visit_on - at.date() >= self.settings.emergency_pull_days * DAY:
            for v in others:
                for o in [o for o in v["plans"] if self.movable(o) and self.accepts(o, p.visit_on)]:
                    v["plans"].remove(o)
                    mine["plans"].append(o)
                    pulled.append(o.id)
                if not v["plans"]:
                    v["state"] = "cancelled"
        return "joined" if there else "founded", p.visit_on, None, sorted(pulled)

    def withdraw(self, plan_id: str):
        for v in self.visits:
            for o in v["plans"]:
                if o.id == plan_id and v["state"] == "open":
                    v["plans"].remove(o)
                    v["state"] = "open" if v["plans"] else "cancelled"
                    return v["state"]
        return None

    def step(self, what: str, visit_id: str):
        before, after = {"start": ("open", "started"), "complete": ("started", "completed")}[what]
        for v in self.visits:
            if v["id"] == visit_id and v["state"] == before:
                v["state"] = after
