"""Row-level security on PostgreSQL: the role that reads for agencies sees no other agency's secrets, and no ratings.

The tables' owner is not bound by it: what is filed, merged, synchronised and counted looks across agencies.
"""

from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

OTHERS = "current_user <> 'mashang_reader'"
OWN = "ANY ((SELECT string_to_array(current_setting('mashang.agencies', true), ','))::text[])"
POLICIES = {
    # What enterprises say of agencies: nobody of an agency reads it, and no administrator.
    **dict.fromkeys(("rating", "redaction", "redaction_proposal", "complaint_photo"), "false"),
    # Whose complaint it is, where he agreed that the agency asked learns it.
    "complaint": "disclosed AND EXISTS (SELECT FROM oversight_case c WHERE c.complaint_id = complaint.id)",
    # Cases: what an agency is asked, and what it was told of those about itself.
    "case_question": f"agency_id = {OWN}",
    "case_measure": f"agency_id = {OWN}",
    "oversight_case": f"agency_id = {OWN} "  # noqa: S608  no word of it comes from outside
    "OR EXISTS (SELECT FROM case_question q WHERE q.case_id = oversight_case.id) "
    "OR EXISTS (SELECT FROM case_measure m WHERE m.case_id = oversight_case.id)",
    "case_attachment": "EXISTS (SELECT FROM case_question q WHERE q.id = case_attachment.question_id) "
    "OR EXISTS (SELECT FROM case_measure m WHERE m.id = case_attachment.measure_id)",
    "objection": f"agency_id = {OWN} OR against_id = {OWN}",
    # Plans nobody has approved yet. Covert plans that are filed have none: what a page says of a day to come, it says
    # by the very judgement of a filing, which looks across agencies and tells nothing of whom it saw.
    "plan_draft": f"agency_id = {OWN}",
}


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for table, readable in POLICIES.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_agency ON {table} USING ({OTHERS} OR {readable})")


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for table in POLICIES:
        op.execute(f"DROP POLICY own_agency ON {table}")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
