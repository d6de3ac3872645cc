"""What a desk's page reads is kept: teams that cannot go, and each day's ratings. Triggers note what has to be redone.

They see every change, whichever command makes it, and the day a plan or visit stood on before.
"""

# ruff: noqa: S608  no word of it comes from outside
import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

COUNTS = [f"{said}_{step}" for said in ("process", "result") for step in range(1, 6)]
OF_PLAN = 'state, stands_on, agency_id, premises_id, "window", visit_id, cause'
OF_VISIT = "state, completed_at, premises_id, agency_id"
LOCAL_DAY = {
    "sqlite": "date(completed_at, '+8 hours')",
    "postgresql": "date(completed_at AT TIME ZONE 'Asia/Shanghai')",
}
TEAM = "INSERT INTO team_due (agency_id, visit_on)"
RATED = "INSERT INTO rated_due (completed_at)"
# Table, what happens to it, and what is noted then, with R for the row before or after.
TRIGGERS = [
    ("plan", "INSERT", ["NEW"], f"{TEAM} SELECT R.agency_id, R.stands_on WHERE R.stands_on IS NOT NULL"),
    ("plan", f"UPDATE OF {OF_PLAN}", ["OLD", "NEW"],
     f"{TEAM} SELECT R.agency_id, R.stands_on WHERE R.stands_on IS NOT NULL"),
    *(("plan_team", happens, rows,
       f"{TEAM} SELECT agency_id, stands_on FROM plan WHERE id = R.plan_id AND stands_on IS NOT NULL")
      for happens, rows in (("INSERT", ["NEW"]), ("UPDATE", ["OLD", "NEW"]), ("DELETE", ["OLD"]))),
    ("visit", "UPDATE OF state, visit_on", ["NEW"],
     f"{TEAM} SELECT agency_id, stands_on FROM plan WHERE visit_id = R.id AND stands_on IS NOT NULL"),
    ("inspector", "UPDATE OF agency_id, ended_on, name", ["OLD", "NEW"], f"{TEAM} SELECT R.agency_id, NULL"),
    *(("badge", happens, rows, f"{TEAM} SELECT agency_id, NULL FROM inspector WHERE id = R.inspector_id")
      for happens, rows in (("INSERT", ["NEW"]), ("UPDATE", ["OLD", "NEW"]), ("DELETE", ["OLD"]))),
    *(("visit", happens, rows, f"{RATED} SELECT R.completed_at WHERE R.completed_at IS NOT NULL")
      for happens, rows in (("INSERT", ["NEW"]), (f"UPDATE OF {OF_VISIT}", ["OLD", "NEW"]), ("DELETE", ["OLD"]))),
    ("plan", f"UPDATE OF {OF_PLAN}", ["NEW"],
     f"{RATED} SELECT completed_at FROM visit WHERE id = R.visit_id AND completed_at IS NOT NULL"),
    *(("rating", happens, rows,
       f"{RATED} SELECT completed_at FROM visit WHERE id = R.visit_id AND completed_at IS NOT NULL")
      for happens, rows in (("INSERT", ["NEW"]), ("UPDATE OF process, result", ["NEW"]), ("DELETE", ["OLD"]))),
]  # fmt: skip


def upgrade() -> None:
    _teams()
    _ratings()
    for number, (table, happens, rows, noted) in enumerate(TRIGGERS):
        statements = [noted.replace("R.", f"{row}.") for row in rows]
        _trigger(f"desk_{number}_{table}", table, happens, "; ".join(statements))
    if op.get_bind().dialect.name == "postgresql":
        # As in 0035: of what enterprises say nobody of an agency reads, not even how many said something on a day.
        for table in ("rated_day", "rated_due"):
            op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
            op.execute(f"CREATE POLICY own_agency ON {table} USING (current_user <> 'mashang_reader')")


def downgrade() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    for number, (table, *_) in enumerate(TRIGGERS):
        op.execute(f"DROP TRIGGER desk_{number}_{table}" + (f" ON {table}" if postgresql else ""))
        if postgresql:
            op.execute(f"DROP FUNCTION desk_{number}_{table}()")
    op.drop_index("ix_visit_completed_at", "visit")
    for table in ("team_due", "team_trouble", "rated_due", "rated_day"):
        op.drop_table(table)


def _teams() -> None:
    op.create_table(
        "team_trouble",
        sa.Column("plan_id", sa.String(36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.String(40), nullable=False),
        sa.Column("visit_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("plan_id", "position"),
    )
    op.create_index("ix_team_trouble_agency_id", "team_trouble", ["agency_id", "visit_on"])
    op.create_table(
        "team_due",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.String(40), nullable=False),
        sa.Column("visit_on", sa.Date()),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_team_due_agency_id", "team_due", ["agency_id", "visit_on"])
    op.execute(f"{TEAM} SELECT id, NULL FROM agency")


def _ratings() -> None:
    op.create_table(
        "rated_day",
        sa.Column("agency_id", sa.String(40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("leads", sa.Boolean(), nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("visits", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in COUNTS),
        sa.PrimaryKeyConstraint("agency_id", "day", "leads", "month"),
    )
    op.create_table(
        "rated_due",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_visit_completed_at", "visit", ["completed_at"])
    day = LOCAL_DAY[op.get_bind().dialect.name]
    op.execute(f"{RATED} SELECT min(completed_at) FROM visit WHERE completed_at IS NOT NULL GROUP BY {day}")


def _trigger(name: str, table: str, happens: str, does: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"CREATE TRIGGER {name} AFTER {happens} ON {table} BEGIN {does}; END")
        return
    op.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {does}; RETURN NULL; END $$")
    op.execute(f"CREATE TRIGGER {name} AFTER {happens} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")
