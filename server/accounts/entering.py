"""Signing in by name and password, for the page and the API alike."""

from server.accounts import queries, security_log
from server.accounts.passwords import agrees
from server.accounts.tables import AccountRow
from server.refusals import WRONG_SIGN_IN, Refused
from server.vocabulary import SecurityNote


def by_password(name: str, password: str) -> AccountRow:
    """The account, or one refusal for a wrong name and a wrong password; the name that was typed is kept nowhere."""
    account = queries.by_sign_in_name(name)
    if agrees(password, account.password_hash if account else None) and account is not None:
        return account
    security_log.note(SecurityNote.SIGN_IN_FAILED, account.id if account else None, "password")
    raise Refused(WRONG_SIGN_IN)
