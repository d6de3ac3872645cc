"""What nobody does alone, such as putting a backup back: two people who look after the platform, named in the trail."""

from collections.abc import Callable, Sequence

WHO = """
    SELECT account.id FROM account JOIN membership ON membership.account_id = account.id
    WHERE account.sign_in_name = :name AND account.ended_at IS NULL AND membership.ended_at IS NULL
    AND membership.role IN ('admin', 'supervisor')
"""


class NotTwo(Exception):
    """Fewer than two people stand for it; says who is missing."""


def confirmed(names: Sequence[str], look: Callable[[str, dict[str, str]], str | None]) -> list[str]:
    """The accounts of those who confirm, looked up by a query's text and values; raises NotTwo."""
    if len(set(names)) < 2:
        raise NotTwo("two people have to confirm this: --confirmed-by NAME --confirmed-by NAME, by their sign-in names")
    found = {name: look(WHO, {"name": name}) for name in dict.fromkeys(names)}
    for name, account in found.items():
        if account is None:
            raise NotTwo(f"{name} is no administrator or supervisor here, by this sign-in name")
    return [account for account in found.values() if account]
