"""Visit codes for tests: a server key, a phone key, certificates and codes, right and wrong."""

from dataclasses import replace
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from server import p256
from server.visits.issuer import Issuer
from server.visits.verifying import Trusted, Verifier
from server.visits.visit_code import (
    NO_VISIT,
    NOBODY,
    SIGNED_BY_PHONE,
    SIGNED_BY_SERVER,
    Certificate,
    digits,
    enterprise_digest,
    moment,
    packed,
    visit_bytes,
)

ADDRESS = "HTTPS://MASHANG.EXAMPLE/B/"
HALF = 1_761_148_800  # 2025-10-23 00:00 in China, a Thursday
NOON = HALF + 12 * 3600
TEN = HALF + 10 * 3600
SHOP, BAR = "91370211MA3C0AAA10", "91370211MA3C0BBB21"
VISIT = "0198f2c6-0000-7000-8000-0000000000a1"


def a_key(name: str) -> ec.EllipticCurvePrivateKey:
    """The same key for the same name."""
    return ec.derive_private_key(int.from_bytes(sha256(name.encode()).digest()) % p256.ORDER, ec.SECP256R1())


SERVER, PHONE = Issuer(a_key("server")), a_key("phone")


def a_certificate(**changed: Any) -> Certificate:
    certificate = Certificate(
        key_id=SERVER.id, phone_key=p256.public(PHONE), not_before=HALF, minutes=720,
        enterprise=enterprise_digest(SHOP), visit=visit_bytes(VISIT), premises=1, channel=0, cause=0, items=3,
        agencies=2, name="王建国", agency="青岛西海岸新区消防救援大队", badge="15012340001",
    )  # fmt: skip
    return replace(certificate, **changed)


def without_visit(**changed: Any) -> Certificate:
    nothing = {"enterprise": NOBODY, "visit": NO_VISIT, "premises": 0, "items": 0, "agencies": 0}
    return a_certificate(**nothing, **changed)


def a_code(
    certificate: Certificate | None = None, made_at: int = TEN, challenge: int | None = None,
    server: ec.EllipticCurvePrivateKey = SERVER.private, phone: ec.EllipticCurvePrivateKey = PHONE,
) -> bytes:  # fmt: skip
    """The bytes of a code, signed by these keys whatever they are."""
    body = packed(certificate or a_certificate())
    vouched = body + p256.sign(server, SIGNED_BY_SERVER + body)
    now = moment(made_at, challenge)
    return vouched + now + p256.sign(phone, SIGNED_BY_PHONE + vouched + now)


def written(code: bytes) -> str:
    return ADDRESS + digits(code)


def a_verifier(**changed: Any) -> Verifier:
    trusted = Trusted(ADDRESS, HALF, {SERVER.id.hex(): SERVER.public})
    told = {key: changed.pop(key) for key in ("issued_at", "keys", "revoked", "over", "address") if key in changed}
    verifier = Verifier(replace(trusted, **told), TEN + 5, SHOP, 1)
    return replace(verifier, **changed)
