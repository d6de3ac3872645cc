"""Passwords by argon2, only where the installation allows them."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

HASHER = PasswordHasher()


def hash_password(password: str) -> str:
    """The argon2id hash to store."""
    return HASHER.hash(password)


def agrees(password: str, stored: str | None) -> bool:
    """Whether the password fits the stored hash; takes as long when there is none."""
    try:
        return HASHER.verify(stored or _nobodys(), password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys() -> str:
    """Checked when the name is unknown, so that the answer's time tells nothing."""
    return HASHER.hash("nobody has this password")
