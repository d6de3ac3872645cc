"""登记, 确认, 质疑: what inspectors say at the door about whose a code is that does not say so itself."""

from collections.abc import Callable
from typing import Any

from server.registry import license_code, queries
from server.registry.tables import EnterpriseRow
from server.trail import Operation, Unusable
from server.visits import aliases
from server.visits.aliases import Author, Word
from server.visits.bodies import checked
from server.vocabulary import AliasWord


def claim(operation: Operation, _at_hand: object) -> None:
    """登记 or 确认: the code was scanned here, and it is this enterprise's."""
    body = checked(operation.kind, operation.entity_id, operation.body)
    if license_code.read(body["text"]).opaque_key != body["code"]:
        raise Unusable("not_learnable")
    enterprise = _enterprise(body["credit_code"])
    code = aliases.hold(body["code"]) or aliases.learn(body["code"], body["text"], body["family"])
    word = AliasWord.NAMED if operation.kind == "code.named" else AliasWord.CONFIRMED
    aliases.say(code, _word(operation, word, enterprise))


def challenge(operation: Operation, _at_hand: object) -> None:
    """质疑: at this door the code is another's; from now on it names nobody until the desk has decided."""
    body = checked(operation.kind, operation.entity_id, operation.body)
    enterprise = _enterprise(body["credit_code"])
    code = aliases.hold(body["code"])
    if code is None:
        raise Unusable("unknown_code")
    aliases.say(code, _word(operation, AliasWord.CHALLENGED, enterprise, body["reason"]))


OPERATIONS: dict[str, Callable[[Operation, Any], None]] = {
    "code.named": claim,
    "code.confirmed": claim,
    "code.challenged": challenge,
}


def _enterprise(credit_code: str) -> EnterpriseRow:
    found = queries.enterprise_by_credit_code(credit_code)
    if found is None:
        raise Unusable("unknown_enterprise")
    return found


def _word(operation: Operation, word: AliasWord, enterprise: EnterpriseRow, reason: str = "") -> Word:
    by = Author(operation.account_id, operation.inspector_id, operation.agency_id)
    return Word(operation.id, word, enterprise.id, by, operation.made_at, operation.received_at, reason)
