"""The server's keys for visit codes: files beside the database, readable by the owner only; the newest one signs."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from server import key_files, p256
from server.visits.visit_code import SIGNED_BY_SERVER, Certificate, key_id, packed

FOLDER = "visit-codes"
SIGNED_LIST = b"mashang visit code keys v1\0"


@dataclass(frozen=True)
class Issuer:
    """One key of the server."""

    private: ec.EllipticCurvePrivateKey

    @property
    def public(self) -> bytes:
        return p256.public(self.private)

    @property
    def id(self) -> bytes:
        return key_id(self.public)

    def certify(self, certificate: Certificate) -> str:
        """The certificate and the server's signature over it, as the phone keeps them."""
        body = packed(certificate)
        return (body + p256.sign(self.private, SIGNED_BY_SERVER + body)).hex()


def issuers(keys: Path) -> list[Issuer]:
    """Every key this server has signed with, newest last; the first is made when it is first needed."""
    folder = keys / FOLDER
    if not any(folder.glob("*.pem")):
        key_files.kept(folder / "0001.pem", _new)
    return [Issuer(_read(path)) for path in sorted(folder.glob("*.pem"))]


def key_list(
    known: list[Issuer], address: str, issued_at: int, revoked: Collection[str], over: Collection[str] = ()
) -> dict[str, object]:
    """What verifying phones keep: signed by every key, so that who knows an older one can accept a newer."""
    told = {
        "v": 1,
        "address": address,
        "issued_at": issued_at,
        "keys": {each.id.hex(): each.public.hex() for each in known},
        "revoked": sorted(revoked),
        "over": sorted(over),
    }
    text = json.dumps(told, separators=(",", ":"))
    signatures = {each.id.hex(): p256.sign(each.private, SIGNED_LIST + text.encode()).hex() for each in known}
    return {"list": text, "signatures": signatures}


def _new() -> bytes:
    return ec.generate_private_key(ec.SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _read(path: Path) -> ec.EllipticCurvePrivateKey:
    key = load_pem_private_key(path.read_bytes(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise SystemExit(f"{path} holds no key for visit codes")
    return key
