"""Keeping what was noticed, so that the supervisor can look into it."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from server import clock
from server.db import db
from server.oversight.tables import IrregularityRow


def keep_irregularity(about: str, facts: Mapping[str, Any]) -> None:
    """Keeps one irregularity of a visit, or of a phone, with its facts as dates and numbers that JSON can hold."""
    db.session.add(
        IrregularityRow(
            kind=str(facts["kind"]),
            visit_id=None if "device" in facts else about,
            agency_id=facts.get("agency"),
            operation_id=facts.get("operation"),
            facts=json.loads(json.dumps(dict(facts), default=_plain)),
            noticed_at=clock.now(),
        )
    )


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
