"""The hash chain over a device's operations: whoever holds the last head can notice any change before it."""

from collections.abc import Iterable
from hashlib import sha256

START = "0" * 64


def digest(text: bytes) -> str:
    """The digest of an operation's exact bytes."""
    return sha256(text).hexdigest()


def next_head(head: str, operation_digest: str) -> str:
    """The head after an operation: SHA-256(head before || digest of the operation), both as raw bytes."""
    return sha256(bytes.fromhex(head) + bytes.fromhex(operation_digest)).hexdigest()


def head_after(head: str, digests: Iterable[str]) -> str:
    """The head after a run of operations."""
    raw = bytes.fromhex(head)
    for each in digests:
        raw = sha256(raw + bytes.fromhex(each)).digest()
    return raw.hex()
