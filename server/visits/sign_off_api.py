"""Signing results off, for the phone and the desk's script: what waits, what a passkey is to sign, and the sign-off."""

import secrets
from typing import Any

import orjson
from flask import request, session
from flask_smorest import Blueprint
from marshmallow import Schema

from server import clock
from server.accounts import step_up
from server.accounts.site import current_site
from server.http import current_actor, current_settings
from server.limits import limiter
from server.policy import require
from server.refusals import PASSKEY_FAILED, Refused
from server.visits import lenient, sign_off, sign_off_queries, sign_off_reading, sign_off_rules, sign_off_schemas
from server.visits.sign_off_document import Asked, Wish, challenge
from server.visits.sign_off_tables import SignOffRow
from server.visits.tables import ResultRow

blueprint = Blueprint("results_api", __name__, url_prefix="/api/results")
PENDING = "sign_off"


@blueprint.get("")
def listed() -> dict[str, Any]:
    own = current_actor().inspector_id or ""
    return {
        "waiting": [_shown(line.row) | _line(line) for line in sign_off_queries.waiting(None, inspector=own)],
        "signed": [_line(line) for line in sign_off_queries.signed(None, inspector=own, most=20)],
    }


@blueprint.post("/<result_id>/sign-off/options")
@limiter.limit("60 per minute")
def options(result_id: str) -> dict[str, Any]:
    """`options` for navigator.credentials.get, or null where the person has no passkey and gives his password."""
    row, account_id = signable(result_id)
    sent = _sent(sign_off_schemas.Decision())
    asked = Asked(secrets.token_hex(16), clock.now().isoformat())
    digest = challenge(sign_off.words(row.id, sign_off_reading.wish(row, current_actor(), sent), asked, account_id))
    session[PENDING] = {"result": row.id, "nonce": asked.nonce, "at": asked.at, "digest": digest.hex()}
    told = step_up.passkey_options(current_site(), account_id, digest)
    return {"digest": digest.hex(), "options": orjson.loads(told) if told else None}


@blueprint.post("/<result_id>/sign-off")
@limiter.limit("20 per minute")
def sign(result_id: str) -> dict[str, Any]:
    row, account_id = signable(result_id)
    sent = _sent(sign_off_schemas.SignOff())
    wish = sign_off_reading.wish(row, current_actor(), sent)
    if sent["credential"] is None:
        made = by_password(row, wish, sent["password"])
    else:
        pending = session.pop(PENDING, None)
        if pending is None or pending["result"] != row.id:
            raise Refused(PASSKEY_FAILED)
        digest = bytes.fromhex(pending["digest"])
        proof = step_up.by_passkey(current_site(), account_id, digest, sent["credential"])
        asked = Asked(pending["nonce"], pending["at"])
        made = sign_off.sign(result_id, wish, asked, proof, account_id=account_id, signed=digest)
    return {"version": made.result.version, "signed_at": made.signed_at, "grade": made.grade, "digest": made.digest}


def signable(result_id: str) -> tuple[ResultRow, str]:
    """A version that waits and that whoever asks may sign, and his account."""
    row = sign_off.one(result_id)
    require("result.sign", current_actor(), agency=row.agency_id)
    row = sign_off.waiting_one(result_id)
    leads = sign_off_reading.leads(row, current_actor())
    sign_off_rules.require_may_sign(current_actor().inspector_id == row.inspector_id, leads, row.inspector.name)
    return row, str(current_actor().account_id)


def by_password(row: ResultRow, wish: Wish, password: str) -> SignOffRow:
    """The lower grade, marked as such."""
    account_id, result_id = str(current_actor().account_id), row.id
    asked = Asked(secrets.token_hex(16), clock.now().isoformat())
    digest = challenge(sign_off.words(result_id, wish, asked, account_id))
    proof = step_up.by_password(account_id, password, allowed=current_settings().password_sign_in)
    return sign_off.sign(result_id, wish, asked, proof, account_id=account_id, signed=digest)


def _sent(schema: Schema) -> dict[str, Any]:
    """The message, read once it is known that there is such a result: of one that is not, nothing else is told."""
    message: dict[str, Any] = schema.load(request.get_json(silent=True) or {})
    return message


def _line(line: sign_off_queries.Line) -> dict[str, Any]:
    row, made = line.row, line.signed
    return {
        "id": row.id, "visit": row.visit_id, "visit_on": row.visit_on, "enterprise": line.enterprise,
        "agency": line.agency, "version": row.version, "origin": row.origin, "outcome": row.outcome,
        "sign_by": line.sign_by, "overdue": line.overdue, "signed_at": made.signed_at if made else None,
        "grade": made.grade if made else None, "disposition": made.disposition if made else None,
    }  # fmt: skip


def _shown(row: ResultRow) -> dict[str, Any]:
    told = sign_off_reading.read(row)
    return {
        "items": [{"name": name, "value": value, "outcome": outcome} for name, value, outcome in told["items"]],
        "not_inspected": told["not_inspected"],
        "findings": [
            {"item": each.item, "line": each.line, "text": each.text, "severity": each.severity, "due": each.due}
            for each in told["findings"]
        ],
        "leniency": [lenient.told(each) for each in told["lenient"]],
        "fitting": told["fitting"], "reasoned": sign_off_rules.REASONED, "responsible": row.inspector.name,
    }  # fmt: skip
