"""Which coming teams cannot go as they stand, as it was found last, and whose days have to be looked at anew."""

from sqlalchemy import Column, Date, Index, Integer, String, Table

from server.db import db

trouble = Table(
    "team_trouble",
    db.metadata,
    Column("plan_id", String(36), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("agency_id", String(40), nullable=False),
    Column("visit_on", Date, nullable=False),
    Column("kind", String(12), nullable=False),
    Column("name", String(100), nullable=False),
    Index("ix_team_trouble_agency_id", "agency_id", "visit_on"),
)

# Written by triggers (migration 0036); without a day, every day of the agency.
due = Table(
    "team_due",
    db.metadata,
    Column("id", Integer, primary_key=True),
    Column("agency_id", String(40), nullable=False),
    Column("visit_on", Date),
    Index("ix_team_due_agency_id", "agency_id", "visit_on"),
)
