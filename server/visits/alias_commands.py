"""What the enterprise's manager and the supervisor's desk say about a learned code; each is left in the trail."""

from server import clock, trail
from server.db import transaction
from server.refusals import NOT_FOUND, REASON_MISSING, Refused
from server.visits import aliases
from server.visits.alias_tables import CodeAliasRow
from server.visits.aliases import Author, Word
from server.vocabulary import AliasWord


def say(digest: str, enterprise_id: str, word: AliasWord, by: Author, reason: str = "") -> None:
    """Adds a word about an enterprise that was named for this code; the desk says why."""
    reason = reason.strip()
    with transaction():
        code = aliases.hold(digest)
        if code is None or enterprise_id not in aliases.claims_on([code.id])[code.id]:
            raise Refused(NOT_FOUND)
        if word in (AliasWord.UPHELD, AliasWord.WITHDRAWN) and not reason:
            raise Refused(REASON_MISSING)
        _say(code, enterprise_id, word, by, reason)


def _say(code: CodeAliasRow, enterprise_id: str, word: AliasWord, by: Author, reason: str) -> None:
    facts = {"code": code.digest, "enterprise": enterprise_id, "reason": reason}
    entry = trail.append(f"code.{word}", "code", code.id, facts, account_id=by.account_id)
    now = clock.now()
    aliases.say(code, Word(entry, word, enterprise_id, by, now, now, reason))
