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
    **dict.fromkeys(("rating", "redaction", "redaction_proposal", "complaint", "complaint_photo"), "false"),
    # Cases: what an agency is asked, and what it was told of those about itself.
    "case_question": f"agency_id = {OWN}",
    "case_measure": f"agency_id = {OWN}",
    "oversight_case": f"agency_id = {OWN} "  # noqa: S608  no word of it comes from outside
    "OR EXISTS (SELECT FROM case_question q WHERE q.case_id = oversight_case.id) "
    "OR EXISTS (SELECT FROM case_measure m WHERE m.case_id = oversight_case.id)",
    "case_attachment": "EXISTS (SELECT FROM case_question q WHERE q.id = case_attachment.question_id) "
    "OR EXISTS (SELECT FROM case_measure m WHERE m.id = case_attachment.measure_id)",
    "objection": f"agency_id = {OWN} OR against_id = {OWN}",
    # Plans nobody has approved yet, and covert ones until the door is opened.
    "plan_draft": f"agency_id = {OWN}",
    "plan": f"cause IS DISTINCT FROM 'covert' OR agency_id = {OWN} "
    "OR EXISTS (SELECT FROM visit v WHERE v.id = plan.visit_id AND v.state <> 'open')",
    "visit": f"cause IS DISTINCT FROM 'covert' OR state <> 'open' OR visit_is_of(id, {OWN[4:]})",
}
# Asks the plans past their own policy, which asks the visits.
VISIT_IS_OF = """
CREATE FUNCTION visit_is_of(id text, agencies text[]) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public AS 'SELECT EXISTS (SELECT FROM plan WHERE visit_id = $1 AND agency_id = ANY ($2))'
"""


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute(VISIT_IS_OF)
    for table, readable in POLICIES.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_agency ON {table} USING ({OTHERS} OR {readable})")


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for table in POLICIES:
        op.execute(f"DROP POLICY own_agency ON {table}")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    op.execute("DROP FUNCTION visit_is_of")
