"""A passkey without a browser: makes itself for an account and answers challenges as an authenticator does."""

import hashlib
import json
from secrets import token_bytes
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import bytes_to_base64url

from server.accounts import commands
from server.accounts.passkeys import NewPasskey

ORIGIN = "http://localhost"
PRESENT, VERIFIED = 1, 4


class Passkey:
    """One credential of an account at this site."""

    def __init__(self, account_id: str) -> None:
        self.key, self.id, self.count = ec.generate_private_key(ec.SECP256R1()), token_bytes(16), 0
        point = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32), -3: point.y.to_bytes(32)}
        commands.add_passkey(account_id, NewPasskey(self.id, cbor2.dumps(cose), 0, False), "test")

    def answer(self, challenge: str, flags: int = PRESENT | VERIFIED) -> dict[str, Any]:
        """What navigator.credentials.get would hand over, as JSON."""
        self.count += 1
        site = hashlib.sha256(b"localhost").digest()
        data = site + bytes([flags]) + self.count.to_bytes(4)
        told = json.dumps({"type": "webauthn.get", "challenge": challenge, "origin": ORIGIN}).encode()
        signature = self.key.sign(data + hashlib.sha256(told).digest(), ec.ECDSA(SHA256()))
        response = {"clientDataJSON": told, "authenticatorData": data, "signature": signature}
        own = bytes_to_base64url(self.id)
        return {
            "id": own, "rawId": own, "type": "public-key",
            "response": {name: bytes_to_base64url(each) for name, each in response.items()},
        }  # fmt: skip
