"""What only the server can tell of a scanned code: the enterprise, and whether one may inspect there now."""

from typing import Any

from flask import request
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from server import clock
from server.http import current_actor
from server.registry import license_code
from server.registry.tables import EnterpriseRow, PremisesRow
from server.visits import alias_document, aliases, code_lookup

blueprint = Blueprint("codes", __name__, url_prefix="/api/codes")


class ResolveCode(Schema):
    """The text of a code, as read or typed."""

    text = fields.String(required=True, validate=validate.Length(1, 10_000))


@blueprint.post("/resolve")
@blueprint.arguments(ResolveCode)
def resolve(sent: dict[str, str]) -> dict[str, Any]:
    code = license_code.read(sent["text"], [request.host])
    named = code_lookup.named_by(code)
    if named is None:
        return _stranger(code)
    today = clock.today()
    own = code_lookup.due_visits(named, current_actor().inspector_id, today)
    return {
        "family": code.family,
        "credit_code": named.enterprise.credit_code,
        "enterprise": _enterprise(named.enterprise),
        "premises": [_premises(premises) for premises in named.premises],
        "visits": own,
        "quiet_until": code_lookup.quiet_until(named, own, today),
        "learned": _learned(code),
    }


def _stranger(code: license_code.LicenseCode) -> dict[str, Any]:
    read = next(iter(code.credit_codes), None)
    nothing: dict[str, Any] = {"enterprise": None, "premises": [], "visits": [], "quiet_until": None}
    return {"family": code.family, "credit_code": read, **nothing, "learned": _learned(code)}


def _learned(code: license_code.LicenseCode) -> dict[str, Any] | None:
    """What people said of a code that does not say itself whose it is."""
    known = aliases.known(code.opaque_key) if code.opaque_key else None
    return alias_document.code_document(known) if known else None


def _enterprise(row: EnterpriseRow) -> dict[str, Any]:
    kept = {"id": row.id, "name": row.name, "credit_code": row.credit_code, "industry_name": row.industry_name}
    return {**kept, "ended_on": row.ended_on.isoformat() if row.ended_on else None}


def _premises(row: PremisesRow) -> dict[str, Any]:
    place = {"id": row.id, "number": row.number, "name": row.name, "address": row.address}
    return {**place, "door_token": row.door_token}
