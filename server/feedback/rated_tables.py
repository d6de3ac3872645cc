"""How the visits completed on each day were rated, agency by agency; only the bureau reads it."""

from sqlalchemy import Boolean, Column, Date, Integer, String, Table

from server.db import UTCDateTime, db

STEPS = range(1, 6)
DISSATISFIED = 2  # the highest step that is
COUNTS = [*(f"{said}_{step}" for said in ("process", "result") for step in STEPS), "dissatisfied"]

# An empty agency stands for all. `leads` tells the visits that count as an agency's own from those it took part in;
# `month` is that in which the completion became known, which a phone may have told of late.
rated_day = Table(
    "rated_day",
    db.metadata,
    Column("agency_id", String(40), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("leads", Boolean, primary_key=True),
    Column("month", String(7), primary_key=True),
    Column("visits", Integer, nullable=False),
    *(Column(name, Integer, nullable=False, server_default="0") for name in COUNTS),
)

# When visits were completed whose day has to be counted anew; written by triggers (migration 0036).
due = Table(
    "rated_due",
    db.metadata,
    Column("id", Integer, primary_key=True),
    Column("completed_at", UTCDateTime, nullable=False),
)
