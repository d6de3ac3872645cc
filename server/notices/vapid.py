"""The key by which push services know this server (VAPID, RFC 8292)."""

import base64
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from py_vapid import Vapid

from server import key_files

FILE = Path("push") / "0001.pem"


def signer(keys: Path) -> Vapid:
    """Signs what is sent to push services; the key is made on the first start."""
    return Vapid.from_pem(key_files.kept(keys / FILE, _new))


def public_key(keys: Path) -> str:
    """What a browser subscribes with."""
    point = signer(keys).public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).decode().rstrip("=")


def _new() -> bytes:
    return ec.generate_private_key(ec.SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
