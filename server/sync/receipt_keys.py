"""The keys that sign what the server acknowledges to phones: beside the database, each vouching for those after it."""

from pathlib import Path

from server import key_files

FOLDER = "sync-receipts"
SIGNED = b"mashang push receipt v1\0"
SIGNED_LIST = b"mashang push receipt keys v1\0"


def sign(keys: Path, receipt: str) -> str:
    """The signature over a receipt's digest, in hex."""
    return key_files.ed25519(keys / FOLDER)[-1].sign(SIGNED + bytes.fromhex(receipt)).hex()


def told(keys: Path) -> dict[str, list[str]]:
    """The public keys, the one in use last, and the list signed by each: who knows an older one can believe it."""
    held = key_files.ed25519(keys / FOLDER)
    public = [each.public_key().public_bytes_raw() for each in held]
    listed = SIGNED_LIST + b"".join(public)
    return {"keys": [each.hex() for each in public], "sigs": [each.sign(listed).hex() for each in held]}
