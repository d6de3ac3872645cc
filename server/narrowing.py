"""Row-level security on PostgreSQL: an agency's people read as a role that sees no other agency's secrets.

The query layer filters first. This is the second layer, for the day on which a filter is forgotten.
"""

from collections.abc import Iterable

from sqlalchemy import Connection, text

READER = "mashang_reader"
NOBODY = "-"  # of no agency, such as an administrator
NARROW = "SELECT set_config('role', %s, true), set_config('mashang.agencies', %s, true)"
KNOWN = text("SELECT count(*) FROM pg_roles WHERE rolname = :reader AND pg_has_role(current_user, oid, 'MEMBER')")
MAY_MAKE = text("SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user")
MADE = text("SELECT count(*) FROM pg_roles WHERE rolname = :reader")
MISSING = text(
    "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' "
    "AND NOT has_table_privilege(:reader, format('%I.%I', schemaname, tablename), 'SELECT')"
)
ALONE = text("SELECT pg_advisory_xact_lock(hashtextextended('mashang reader', 0))")


def narrow(connection: Connection, agencies: Iterable[str]) -> None:
    """Until the running transaction ends it only reads, and of agencies' secrets these agencies' alone."""
    connection.exec_driver_sql(NARROW, (READER, ",".join(sorted(agencies)) or NOBODY))


def is_ready(connection: Connection) -> bool:
    """Whether there is such a role and this account may become it."""
    return bool(connection.execute(KNOWN, {"reader": READER}).scalar())


def prepare(connection: Connection) -> None:
    """Makes the role where this account may, and lets it read every table; a restore brings neither."""
    connection.execute(ALONE)
    if not connection.execute(MADE, {"reader": READER}).scalar():
        if not connection.execute(MAY_MAKE).scalar():
            return
        connection.execute(text(f"CREATE ROLE {READER} NOLOGIN"))
    if not is_ready(connection):
        return
    if connection.execute(MISSING, {"reader": READER}).scalar():
        connection.execute(text(f"GRANT USAGE ON SCHEMA public TO {READER}"))
        connection.execute(text(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {READER}"))
